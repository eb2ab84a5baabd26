//! What the name and the first line of a file say: whether it is a shell script, and whether a person runs it.

const ENDINGS: [&str; 4] = [".sh", ".bash", ".zsh", ".ksh"];
/// The files that a person's shell reads when it begins.
const PERSONAL: [&str; 6] = ["zshrc", "bashrc", "profile", "bash_profile", "zprofile", "zshenv"];
const SHELLS: [&str; 5] = ["sh", "bash", "zsh", "dash", "ksh"];

/// Whether a file is a shell script.
pub fn is_script(path: &str, bytes: &[u8]) -> bool {
    let name = name(path);
    let named = ENDINGS.iter().any(|ending| name.ends_with(ending)) || is_personal(name);
    named || !name.trim_start_matches('.').contains('.') && begins_as_script(bytes)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_personal(name: &str) -> bool {
    PERSONAL
        .iter()
        .any(|it| name == *it || name.strip_suffix(it).is_some_and(|it| it.ends_with('.')))
}

/// `#!/bin/bash`, `#!/usr/bin/env -S bash -e`.
fn begins_as_script(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).unwrap_or_default();
    let words = line.strip_prefix("#!").map(|rest| rest.split(['/', ' ', '\t', '\r']));
    words.is_some_and(|mut words| words.any(|word| SHELLS.contains(&word)))
}

/// Whether only a person runs it: a shell's own start file, or part of a development container.
pub(super) fn is_attended(path: &str) -> bool {
    is_personal(name(path)) || path.split('/').any(|step| step == ".devcontainer")
}

#[cfg(test)]
mod tests {
    use super::{is_attended, is_script};

    #[test]
    fn a_script_is_known_by_its_name_or_its_first_line() {
        for (path, text, expected) in [
            ("a/x.sh", "", true),
            ("x.bash", "", true),
            (".zshrc", "", true),
            ("shell/work.profile", "", true),
            ("bin/deploy", "#!/bin/bash\n", true),
            ("bin/deploy", "#!/usr/bin/env -S bash -e\r\n", true),
            ("bin/deploy", "#!/usr/bin/env python3\n", false),
            ("bin/deploy", "echo\n#!/bin/sh\n", false),
            ("x.py", "#!/bin/sh\n", false),
            ("x.sh.md", "", false),
            ("pushd", "", false),
            ("user_profile", "", false),
        ] {
            assert_eq!(is_script(path, text.as_bytes()), expected, "{path}");
        }
    }

    #[test]
    fn a_person_runs_what_a_persons_shell_reads() {
        for (path, expected) in [
            (".devcontainer/start.sh", true),
            ("home/.bashrc", true),
            ("load-secrets.sh", false),
            ("scripts/dev.sh", false),
        ] {
            assert_eq!(is_attended(path), expected, "{path}");
        }
    }
}
