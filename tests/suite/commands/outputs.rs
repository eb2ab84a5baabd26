//! Which levels fail a run, what is written where, and when it is in colour.

use std::process::Command;

use serde_json::Value;

use super::{NOTED, UNDECLARED, code, with_workflow};
use crate::folder::Folder;
use crate::{PERSONAL, TODAY, WORKFLOW, text};

#[test]
fn a_run_fails_on_the_level_that_it_is_told() {
    let error = with_workflow("level-error", PERSONAL);
    let warning = with_workflow("level-warning", UNDECLARED);
    let note = Folder::new("level-note");
    note.write("envs/dev/main.tf", NOTED);
    let clean = Folder::new("level-clean");
    for (folder, expected) in [
        (&error, [1, 1, 1, 0, 1]),
        (&warning, [0, 1, 1, 0, 0]),
        (&note, [0, 0, 1, 0, 0]),
        (&clean, [0, 0, 0, 0, 0]),
    ] {
        let codes = ["error", "warning", "note", "never"]
            .map(|level| code(&folder.keyfit(&["check", "--fail-on", level])));
        let without = code(&folder.keyfit(&["check"]));
        let page = text(&folder.keyfit(&["check"]).stdout);
        assert_eq!((&codes[..], without), (&expected[..4], expected[4]), "{page}");
    }
}

#[test]
fn every_output_is_written_and_nothing_else_is_printed() {
    let folder = with_workflow("outputs", PERSONAL);
    let run = folder.keyfit(&["check", "--output", "json=out.json", "--output", "sarif=a=b.sarif"]);
    assert_eq!(
        (code(&run), text(&run.stdout), text(&run.stderr)),
        (1, String::new(), String::new())
    );
    let json: Value = serde_json::from_str(&folder.read("out.json")).expect("it is JSON");
    let sarif: Value = serde_json::from_str(&folder.read("a=b.sarif")).expect("it is JSON");
    assert_eq!(json["findings"][0]["rule"], "personal-token-in-production");
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "personal-token-in-production");
    let printed = folder.keyfit(&["check", "--format", "json"]);
    folder.write("out.json", "").write("a=b.sarif", "");
    let both = folder.keyfit(&["check", "--output", "json=out.json", "--format", "concise"]);
    assert!(
        text(&both.stdout).starts_with(".github/workflows/run.yml:10:"),
        "{}",
        text(&both.stdout)
    );
    assert_eq!((code(&both), folder.read("out.json")), (1, text(&printed.stdout)));
}

#[test]
fn no_output_takes_the_place_of_another_or_of_standard_output() {
    let folder = with_workflow("outputs-twice", PERSONAL);
    for (first, second, says) in [
        ("json=a", "sarif=./a", "`--output` names `./a` twice"),
        ("json=a", "json=a", "`--output` names `a` twice"),
        ("json=a", "json=-", "`-` is no file; `--format json` prints to standard output"),
    ] {
        let run = folder.keyfit(&["check", "--output", first, "--output", second]);
        let told = text(&run.stderr);
        assert_eq!((code(&run), told.matches("error").count()), (2, 1), "{told}");
        assert!(told.contains(says) && !folder.path("a").exists(), "{told}");
    }
}

#[test]
fn an_output_is_never_in_colour_and_no_format_for_programs_is() {
    let folder = with_workflow("colourless", PERSONAL);
    let run = folder.keyfit(&["check", "--color", "always", "--output", "human=a.txt"]);
    assert!(code(&run) == 1 && !folder.read("a.txt").contains('\u{1b}'));
    for format in crate::formats::names().into_iter().filter(|it| *it != "human") {
        let run = folder.keyfit(&["check", "--color", "always", "--format", format]);
        assert!(!text(&run.stdout).contains('\u{1b}'), "{format}");
    }
}

#[test]
fn a_page_is_in_colour_where_it_is_asked_for_and_plain_in_a_pipe() {
    let folder = with_workflow("colours", PERSONAL);
    let pages = [&["check"][..], &["map"], &["rules"], &["explain", "token-in-repository"]];
    for page in pages {
        for (flags, variables, expected) in [
            (&[][..], &[][..], false),
            (&["--color", "auto"], &[], false),
            (&["--color", "never"], &[], false),
            (&["--color", "always"], &[], true),
            (&["--color", "always"], &[("NO_COLOR", "1")], true),
            (&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
        ] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_keyfit"));
            command.args(page).args(flags).current_dir(folder.path(""));
            let run =
                command.envs(variables.iter().copied()).output().expect("the binary was built");
            let colored = text(&run.stdout).contains('\u{1b}');
            assert_eq!(colored, expected, "{page:?} {flags:?} {variables:?}");
        }
    }
}

#[test]
fn permissions_that_could_not_be_read_are_counted() {
    let folder = Folder::new("unread-grants");
    let token = "resource \"dbtcloud_service_token\" \"bi\" {\n  name = \"bi\"\n  service_token_permissions {\n    permission_set = var.set\n    all_projects   = false\n    project_id     = 1\n  }\n}\n";
    folder.write("main.tf", token);
    let run = folder.keyfit(&["check", "--format", "concise"]);
    let told = text(&run.stdout);
    assert!(told.contains("; the permissions of 1 service token could not be read"), "{told}");
    let json = folder.keyfit(&["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("it is JSON");
    assert_eq!(json["summary"]["unread_grants"], 1);
}

#[test]
fn what_stands_in_languages_that_nobody_follows_is_counted() {
    let folder = Folder::new("unfollowed");
    folder.write("main.go", "token := os.Getenv(\"DBT_CLOUD_API_KEY\")\n");
    folder.write("models/orders.sql", "select * from {{ source('dbt', 'orders') }}\n");
    folder.write("docs/setup.md", "Set `DBT_CLOUD_API_KEY`.\n");
    folder.write("run.py", "import os\nos.environ[\"DBT_CLOUD_API_KEY\"]\n");
    let page = text(&folder.keyfit(&["check", "--format", "concise"]).stdout);
    let told = "; 1 file in a language that keyfit does not follow names a dbt credential\n";
    assert!(page.ends_with(told), "{page}");
    let json = text(&folder.keyfit(&["check", "--format", "json"]).stdout);
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["summary"]["unfollowed"], 1);
}

#[test]
fn a_mistake_is_plain_in_a_pipe() {
    let folder = with_workflow("plain-mistake", PERSONAL);
    folder.write("keyfit.toml", "plam = 1\n");
    for arguments in [&["check"][..], &["check", "--formt"], &["check", "--color", "always"]] {
        let run = folder.keyfit(arguments);
        assert!(code(&run) == 2 && !text(&run.stderr).contains('\u{1b}'), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_that_does_not_reach_its_reader_is_a_mistake() {
    let folder = with_workflow("full-disk", PERSONAL);
    let commands: [&[&str]; 3] =
        [&["check", "--fail-on", "never", "--format", "sarif"], &["rules"], &["map"]];
    for arguments in commands {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("it is there");
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyfit"));
        command.args(arguments).current_dir(folder.path("")).stdout(full);
        let run = command.output().expect("it ends");
        let told = text(&run.stderr);
        assert_eq!(code(&run), 2, "{arguments:?}");
        assert!(told.starts_with("error: cannot write to standard output: "), "{told}");
    }
}

#[test]
fn a_reason_stands_near_the_use_that_it_explains() {
    let folder = with_workflow("near-reasons", PERSONAL);
    folder.write(".github/workflows/a.yml", PERSONAL);
    let page = text(&folder.keyfit(&["check", "--today", TODAY]).stdout);
    for path in [WORKFLOW, ".github/workflows/a.yml"] {
        let of = page.split("\n\n").find(|it| it.contains(&format!("--> {path}:")));
        let finding = of.expect("it is told").split_whitespace().collect::<Vec<_>>().join(" ");
        let reason = format!("the name `DBT_PAT` says a personal token ({path}:10:32)");
        assert!(finding.contains(&reason), "{finding}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let folder = with_workflow("closed-pipe", PERSONAL);
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyfit"));
    command.args(["check", "--format", "json"]).current_dir(folder.path(""));
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the binary was built");
    drop(child.stdout.take());
    let run = child.wait_with_output().expect("it ends");
    assert_eq!((code(&run), text(&run.stderr)), (1, String::new()));
}
