#!/usr/bin/env bash
# Puts one version of keyfit on the path of the steps that follow.
set -euo pipefail

readonly home="$RUNNER_TEMP/keyfit-$KEYFIT_VERSION"
if [[ ! $KEYFIT_VERSION =~ ^[0-9]+(\.[0-9]+)*([ab]|rc|\.?dev)?[0-9]*$ ]]; then
  echo "::error title=keyfit::the input \`version\` is no version, such as 0.1.0" >&2
  exit 2
fi
python3 -m venv "$home"
# Windows keeps programs elsewhere.
bin="$home/bin"
[[ -d $bin ]] || bin="$home/Scripts"
"$bin/python" -m pip install --quiet --disable-pip-version-check --only-binary keyfit "keyfit==$KEYFIT_VERSION"
echo "$bin" >>"$GITHUB_PATH"
