#!/usr/bin/env bash
# One check: annotations on the change, a summary of the run, a SARIF file. The exit code is keyfit's own.
set -uo pipefail

arguments=(check "$KEYFIT_PATH" --format github --output "sarif=$KEYFIT_SARIF" --fail-on "$KEYFIT_FAIL_ON")
[[ -z $KEYFIT_CONFIG ]] || arguments+=(--config "$KEYFIT_CONFIG")
[[ -z $KEYFIT_RULES ]] || arguments+=(--rules "$KEYFIT_RULES")
[[ $KEYFIT_STRICT != true ]] || arguments+=(--strict)
# What is written in one input stands for several arguments; a pattern in it is no file name.
set -f
# shellcheck disable=SC2206
arguments+=($KEYFIT_ARGUMENTS)

rm -f -- "$KEYFIT_SARIF"
keyfit "${arguments[@]}"
code=$?
{
  echo "exit-code=$code"
  if [[ -f $KEYFIT_SARIF ]]; then echo "sarif=$KEYFIT_SARIF"; else echo "sarif="; fi
} >>"$GITHUB_OUTPUT"
exit "$code"
