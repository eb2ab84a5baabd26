//! What a commit would hold, whatever lies in the folder besides.

use std::process::Command;

use super::{APPLIED, APPLIES, APPLY, RAN, ROOT, commit, found, report, repository};
use crate::commands::code;
use crate::folder::Folder;
use crate::{PERSONAL, TODAY, WORKFLOW};

#[test]
fn what_is_staged_is_judged_and_nothing_else() {
    let Some(folder) = repository("staged", &[("main.tf", ROOT)]) else { return };
    folder.write(APPLY, APPLIES).write(WORKFLOW, PERSONAL);
    assert!(found(&folder, &["--staged"]).is_empty());
    folder.git(&["add", APPLY]);
    assert_eq!(found(&folder, &["--staged"]), [APPLIED]);
    // It was staged, whatever became of the file since.
    folder.write(APPLY, "on: push\n");
    assert_eq!(found(&folder, &["--staged"]), [APPLIED]);
    std::fs::remove_file(folder.path(APPLY)).expect("it was written");
    assert_eq!(found(&folder, &["--staged"]), [APPLIED]);
    // What is taken out is gone, though it lies there.
    folder.git(&["rm", "-q", "--cached", "main.tf"]);
    assert!(!found(&folder, &["--staged"]).iter().any(|it| it.starts_with("main.tf")));
    folder.git(&["add", "main.tf", WORKFLOW]);
    assert_eq!(found(&folder, &["--staged"]), [RAN, APPLIED]);
}

#[test]
fn the_first_commit_is_all_new() {
    let folder = Folder::new("staged-first");
    if !folder.git(&["init", "-q", "-b", "main"]) {
        return;
    }
    folder.write(WORKFLOW, PERSONAL);
    assert!(found(&folder, &["--staged"]).is_empty());
    folder.git(&["add", "-A"]);
    assert_eq!(found(&folder, &["--staged"]), [RAN]);
}

#[test]
fn settings_count_as_they_are_staged() {
    let Some(folder) = repository("staged-settings", &[("main.tf", ROOT)]) else { return };
    folder.write(WORKFLOW, PERSONAL).write("keyfit.toml", "plam = 1\n");
    folder.git(&["add", WORKFLOW]);
    assert_eq!(found(&folder, &["--staged"]), [RAN]);
    folder.git(&["add", "keyfit.toml"]);
    assert_eq!(code(&folder.keyfit(&["check", "--staged"])), 2);
}

#[test]
fn a_commit_of_some_files_alone_has_an_index_of_its_own() {
    let Some(folder) = repository("staged-hook", &[("main.tf", ROOT)]) else { return };
    folder.write(WORKFLOW, PERSONAL).write(APPLY, APPLIES);
    std::fs::copy(folder.path(".git/index"), folder.path(".git/next")).expect("there is an index");
    folder.git(&["add", WORKFLOW]);
    std::fs::rename(folder.path(".git/index"), folder.path(".git/both")).expect("it is there");
    std::fs::rename(folder.path(".git/next"), folder.path(".git/index")).expect("it is there");
    let hook = |arguments: &[&str]| {
        let mut keyfit = Command::new(env!("CARGO_BIN_EXE_keyfit"));
        keyfit.args(["check", "--staged", "--format", "json", "--today", TODAY]).args(arguments);
        keyfit.current_dir(folder.path(""));
        keyfit.env("GIT_DIR", ".git").env("GIT_INDEX_FILE", ".git/both").env("GIT_PREFIX", "");
        let run = keyfit.output().expect("the binary was built for this test");
        serde_json::from_slice::<serde_json::Value>(&run.stdout).expect("the report is JSON")
    };
    assert!(found(&folder, &["--staged"]).is_empty());
    assert_eq!(hook(&[])["summary"]["errors"], 1);
    assert_eq!(hook(&[".github"])["summary"]["errors"], 0, "a folder is its own root");
}

#[test]
fn a_merge_that_is_not_done_is_no_commit() {
    let Some(folder) = repository("staged-merge", &[(WORKFLOW, PERSONAL)]) else { return };
    folder.git(&["switch", "-q", "-c", "change"]);
    folder.write(WORKFLOW, "a: 1\n");
    commit(&folder);
    folder.git(&["switch", "-q", "main"]);
    folder.write(WORKFLOW, "b: 1\n");
    commit(&folder);
    let index = format!(
        "git -c user.name=a -c user.email=a@example.com merge -q change > {} 2>&1 || true",
        folder.path("../keyfit-merge.log").display()
    );
    let merge = Command::new("sh").args(["-c", &index]).current_dir(folder.path("")).status();
    assert!(merge.is_ok());
    let run = folder.keyfit(&["check", "--staged"]);
    assert_eq!(code(&run), 2);
    assert!(crate::text(&run.stderr).contains("has conflicts; resolve them"));
}

#[test]
fn nothing_staged_is_nothing_new() {
    let Some(folder) = repository("staged-nothing", &[(WORKFLOW, PERSONAL)]) else { return };
    folder.write(WORKFLOW, "a: 1\n").write(APPLY, APPLIES).write("main.tf", ROOT);
    let report = report(&folder, &["--staged"]);
    assert_eq!(report["findings"], serde_json::json!([]));
    assert_eq!(report["summary"]["change"]["before"], 1);
}

/// Of names that are not UTF-8 no two are one, none is read, and each is told while it is new.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_told_and_never_lost() {
    use std::os::unix::ffi::OsStrExt as _;
    let Some(folder) = repository("staged-unnamed", &[("main.tf", ROOT)]) else { return };
    let write = |name: &[u8]| {
        let path = folder.path(".github/workflows").join(std::ffi::OsStr::from_bytes(name));
        std::fs::create_dir_all(folder.path(".github/workflows")).expect("a folder");
        std::fs::write(path, PERSONAL).expect("this system takes the name");
    };
    let told = |arguments: &[&str]| {
        let report = report(&folder, arguments);
        let problems = report["problems"].as_array().cloned().unwrap_or_default();
        let paths = problems.iter().filter_map(|it| it["path"].as_str().map(str::to_owned));
        (paths.collect::<Vec<_>>(), report["summary"]["problems"].as_u64())
    };
    let strict = |arguments: &[&str]| {
        code(&folder.keyfit(&[&["check", "--strict", "--fail-on", "never"], arguments].concat()))
    };
    let [one, two] = ["xff", "xfe"].map(|it| format!(".github/workflows/a\\{it}.yml"));
    write(b"a\xff.yml");
    assert_eq!(told(&["--diff", "HEAD"]), (vec![one.clone()], Some(1)));
    assert_eq!(told(&["--staged"]), (vec![], Some(0)));
    folder.git(&["add", "-A"]);
    assert_eq!(told(&["--staged"]), (vec![one], Some(1)));
    commit(&folder);
    write(b"a\xfe.yml");
    folder.git(&["add", "-A"]);
    for arguments in [&["--diff", "HEAD"][..], &["--staged"]] {
        assert_eq!(told(arguments), (vec![two.clone()], Some(2)), "{arguments:?}");
        assert_eq!((found(&folder, arguments).len(), strict(arguments)), (0, 3), "{arguments:?}");
    }
    commit(&folder);
    for arguments in [&["--diff", "HEAD"][..], &["--staged"]] {
        assert_eq!(told(arguments), (vec![], Some(2)), "{arguments:?}");
        assert_eq!(strict(arguments), 3, "{arguments:?}");
    }
}

#[test]
fn a_staged_file_that_is_gone_from_its_folder_can_be_named() {
    let Some(folder) = repository("staged-gone", &[("main.tf", ROOT)]) else { return };
    folder.write(WORKFLOW, PERSONAL).git(&["add", "-A"]);
    std::fs::remove_file(folder.path(WORKFLOW)).expect("it was written");
    assert_eq!(found(&folder, &["--staged", WORKFLOW]), [RAN]);
    assert_eq!(code(&folder.keyfit(&["check", "--diff", "HEAD", WORKFLOW])), 2);
    let run = folder.keyfit(&["check", "--staged", ".github/workflows/none.yml"]);
    assert_eq!(code(&run), 2);
    assert!(crate::text(&run.stderr).contains("there is no such file"));
}

#[test]
fn what_a_filter_leaves_in_git_is_a_problem() {
    let Some(folder) = repository("staged-filter", &[("main.tf", ROOT)]) else { return };
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    for kept in [pointer, "\0GITCRYPT\0x"] {
        folder.write(WORKFLOW, kept).git(&["add", "-A"]);
        commit(&folder);
        // As a filter would have it in the folder.
        folder.write(WORKFLOW, PERSONAL);
        let report = report(&folder, &["--diff", "HEAD"]);
        assert_eq!(report["problems"][0]["path"], WORKFLOW);
        let message = report["problems"][0]["message"].as_str().unwrap_or_default();
        assert!(message.contains("stands behind a filter, such as Git LFS or git-crypt"));
        assert_eq!(found(&folder, &["--diff", "HEAD"]), [RAN]);
        assert_eq!(code(&folder.keyfit(&["check", "--diff", "HEAD", "--strict"])), 3);
    }
}
