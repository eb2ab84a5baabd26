//! `keyfit test`: rules of one's own, tried on worlds that say what is wrong with them.

use super::{UNDECLARED, code};
use crate::folder::Folder;
use crate::{TODAY, text};

const RULE: &str = "title = \"Nobody knows whose token this is\"\nlevel = \"error\"\non = \"usage\"\n\
    when = { kind = \"unknown\", runner = \"unattended\" }\nsay = \"{rule}\"\nhelp = \"ask us\"\n\
    why = \"we agreed so\"\nsource = [\"https://example.com\"]\n";

/// A folder with one rule, a world that it flags and one that it leaves alone.
fn with_worlds(name: &str, flagged: &str, quiet: &str) -> Folder {
    let folder = Folder::new(name);
    let world = |world: &str| format!("r/fixtures/kind-left-open/{world}/.github/workflows/a.yml");
    let bare = UNDECLARED.replace("DBT_API_KEY", "DBT_SERVICE_TOKEN");
    folder
        .write("r/kind-left-open.toml", RULE)
        .write(&world("an-unknown-key"), marked(UNDECLARED, flagged))
        .write(&world("a-known-key"), marked(&bare, quiet));
    folder
}

/// A workflow with a mark on the line of its secret.
fn marked(workflow: &str, mark: &str) -> String {
    workflow.replace(" }}\n", &format!(" }}}} # {mark}\n"))
}

/// The exit code of the command and what it prints.
fn tried(folder: &Folder, arguments: &[&str]) -> (i32, String) {
    let run = folder.keyfit(&[&["test", "r", "--today", TODAY], arguments].concat());
    (code(&run), text(&run.stdout) + &text(&run.stderr))
}

#[test]
fn worlds_that_are_judged_as_they_say_are_told_one_by_one() {
    // What other rules find is no business of these worlds, unless a mark asks for it.
    for mark in ["expect: kind-left-open", "expect: kind-left-open=error, undeclared-token-kind"] {
        let folder = with_worlds("tried-well", mark, "");
        let (code, told) = tried(&folder, &[]);
        assert_eq!(code, 0, "{told}");
        assert_eq!(
            told,
            "ok    kind-left-open/a-known-key\nok    kind-left-open/an-unknown-key\n\
             2 worlds, 0 judged otherwise than marked\n"
        );
    }
}

#[test]
fn a_world_that_is_judged_otherwise_is_told_with_the_line() {
    for (flagged, quiet, expected) in [
        ("", "", "a.yml:8: `kind-left-open=error` is found here and not marked"),
        ("", "", "no world of `kind-left-open` is flagged"),
        (
            "expect: kind-left-open",
            "expect: kind-left-open",
            "a.yml:8: `kind-left-open` is expected here and not found",
        ),
        (
            "expect: kind-left-open",
            "expect: kind-left-open",
            "no world of `kind-left-open` is left alone",
        ),
        (
            "expect: kind-left-open=note",
            "",
            "a.yml:8: `kind-left-open=note` is expected here and not found",
        ),
        (
            "expect: kind-left-opened",
            "",
            "there is no rule `kind-left-opened`; did you mean `kind-left-open`?",
        ),
        (
            "expect: kind-left-open",
            "expect: kind-left-open on the line of nothing",
            "`nothing` stands on no other line of this file",
        ),
    ] {
        let folder = with_worlds("tried-badly", flagged, quiet);
        let (code, told) = tried(&folder, &[]);
        let told = told.replace("\n      ", " ");
        assert_eq!(code, 1, "{told}");
        assert!(told.contains(expected), "{expected}:\n{told}");
    }
}

#[test]
fn worlds_are_no_part_of_what_their_rules_check() {
    let folder = with_worlds("tried-within", "expect: kind-left-open", "");
    assert_eq!(super::found(&folder, &["--rules", "r"]), Vec::<String>::new());
    // What lies beside them is.
    folder.write(super::WORKFLOW, UNDECLARED);
    let found = super::found(&folder, &["--rules", "r"]);
    assert_eq!(found.len(), 2, "{found:?}");
    // Of rules from elsewhere they are.
    let world = "r/fixtures/kind-left-open/an-unknown-key";
    assert_eq!(code(&folder.keyfit(&["check", world, "--rules", "r", "--today", TODAY])), 1);
}

#[test]
fn worlds_may_lie_elsewhere_and_must_lie_somewhere() {
    let folder = with_worlds("tried-elsewhere", "expect: kind-left-open", "");
    std::fs::rename(folder.path("r/fixtures"), folder.path("worlds")).expect("it can be moved");
    assert_eq!(tried(&folder, &["--worlds", "worlds"]).0, 0);
    let (code, told) = tried(&folder, &[]);
    assert_eq!(code, 2);
    assert_eq!(
        told,
        "error: there is no folder `r/fixtures`; a world lies in it at `<rule>/<world>/`\n"
    );
    folder.write("worlds/kind-left-open/broken/keyfit.toml", "[levels]\nnone = \"off\"\n");
    let (code, told) = tried(&folder, &["--worlds", "worlds"]);
    assert!(code == 2 && told.contains("unknown rule `none`"), "{code}: {told}");
}
