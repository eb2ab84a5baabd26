//! What shells and `man` are told of the commands.

use super::code;
use crate::folder::Folder;
use crate::{files, name, text};

const COMMANDS: [&str; 7] = ["check", "map", "rules", "explain", "init", "test", "show"];

#[test]
fn every_shell_completes_every_command() {
    let folder = Folder::new("completions");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = folder.keyfit(&["completions", shell]);
        let script = text(&run.stdout);
        assert_eq!(code(&run), 0, "{shell}");
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
        for flag in ["fail-on", "no-config", "dry-run"] {
            assert!(script.contains(flag), "{shell} does not know {flag}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = Folder::new("manual");
    std::fs::create_dir(folder.path("man")).expect("it can be made");
    assert_eq!(code(&folder.keyfit(&["man", "--output", "man"])), 0);
    let pages: Vec<String> = files(&folder.path("man")).iter().map(|it| name(it)).collect();
    for command in COMMANDS {
        assert!(pages.contains(&format!("keyfit-{command}.1")), "{command}: {pages:?}");
    }
    let first = text(&folder.keyfit(&["man"]).stdout);
    assert_eq!(first, folder.read("man/keyfit.1"));
    assert!(folder.read("man/keyfit-check.1").contains("\\-\\-fail\\-on"));
    let run = folder.keyfit(&["man", "--output", "none"]);
    assert_eq!(code(&run), 2);
    assert_eq!(text(&run.stderr), "error: cannot write `none`: there is no such file or folder\n");
}
