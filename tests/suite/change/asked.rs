//! How a revision is asked for, and what is said where that cannot be answered.

use super::{APPLIED, APPLIES, APPLY, RAN, ROOT, commit, found, repository};
use crate::commands::code;
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW, text};

fn refused(folder: &Folder, arguments: &[&str], says: &str) {
    let run = folder.keyfit(&[&["check"], arguments].concat());
    let told = text(&run.stderr);
    assert_eq!((code(&run), told.matches("error").count()), (2, 1), "{told}");
    assert!(told.contains(says), "{told}");
    assert_eq!(text(&run.stdout), "");
}

#[test]
fn a_revision_is_no_option_and_what_nobody_knows_is_an_error() {
    let Some(folder) = repository("asked-refused", &[(WORKFLOW, PERSONAL)]) else { return };
    refused(&folder, &["--diff", "nowhere"], "git knows no revision `nowhere`");
    for (revision, what) in [
        ("HEAD:.github/workflows/run.yml", "a file"),
        (":.github/workflows/run.yml", "a file"),
        ("HEAD:.github", "a folder"),
        ("HEAD..HEAD", "several commits"),
        ("HEAD...HEAD", "several commits"),
        ("^HEAD", "several commits"),
    ] {
        let says = format!("`{revision}` names {what}; REV must name a commit or a whole tree");
        refused(&folder, &["--diff", revision], &says);
    }
    let told = folder.asked(&["rev-parse", "HEAD:.github"]);
    refused(&folder, &["--diff", &told], "names a folder");
    assert!(found(&folder, &["--diff", "HEAD:"]).is_empty());
    refused(&folder, &["--diff", ""], "`` is no revision");
    for option in ["--all", "--output=x", "-h", "--"] {
        refused(&folder, &[&format!("--diff={option}")], "is no revision");
    }
    refused(&folder, &["--diff", "HEAD", "--staged"], "cannot be used with");
    refused(&folder, &["--fix", "--staged"], "cannot be used with");
    let outside = Folder::new("asked-outside");
    refused(&outside, &["--diff", "HEAD"], "there is no git repository around");
    refused(&outside, &["--staged"], "there is no git repository around");
}

#[test]
fn a_clone_that_is_too_shallow_says_what_to_do() {
    let Some(origin) = repository("asked-origin", &[(WORKFLOW, PERSONAL)]) else { return };
    origin.git(&["switch", "-q", "-c", "change"]);
    origin.write("x", "1");
    commit(&origin);
    origin.git(&["switch", "-q", "main"]);
    origin.write("y", "1");
    commit(&origin);
    let clone = Folder::new("asked-clone");
    let from = format!("file://{}", origin.path("").display());
    clone.git(&["clone", "-q", "--depth", "1", "--no-single-branch", &from, "."]);
    refused(&clone, &["--diff", "origin/change"], "this clone is shallow");
    assert!(found(&clone, &["--diff", "origin/main"]).is_empty());
    origin.git(&["switch", "-q", "--orphan", "apart"]);
    commit(&origin);
    refused(&origin, &["--diff", "main"], "name its tree: `main^{tree}`");
    assert!(found(&origin, &["--diff", "main^{tree}"]).is_empty());
}

#[test]
fn paths_choose_what_is_told_and_a_folder_is_its_own_root() {
    let Some(folder) = repository("asked-paths", &[("x", "1")]) else { return };
    folder.write(APPLY, APPLIES).write("main.tf", ROOT).write(WORKFLOW, PERSONAL);
    assert_eq!(found(&folder, &["--diff", "HEAD", WORKFLOW]), [RAN]);
    assert_eq!(found(&folder, &["--diff", "HEAD", "main.tf"]), [APPLIED]);
    folder.write(&format!("deep/{WORKFLOW}"), PERSONAL).write("deep/z", "z");
    assert_eq!(found(&folder, &["--diff", "HEAD", "deep"]), [RAN]);
    commit(&folder);
    assert!(found(&folder, &["--diff", "HEAD", "deep"]).is_empty());
    folder.write("deep/z", "more").write(&format!("deep/{APPLY}"), APPLIES);
    folder.write("deep/main.tf", ROOT);
    assert_eq!(found(&folder, &["--diff", "HEAD", "deep"]), [APPLIED]);
}

#[test]
fn what_was_ignored_deleted_or_a_link_is_as_it_was() {
    let files = [(APPLY, APPLIES), ("main.tf", ROOT), (WORKFLOW, PERSONAL)];
    let Some(folder) = repository("asked-gone", &files) else { return };
    // Nothing of a change that only takes away is new, and what is ignored now was there before.
    folder.write(".gitignore", "run.yml\n");
    folder.git(&["rm", "-q", "--cached", WORKFLOW]);
    assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
    std::fs::remove_file(folder.path(WORKFLOW)).expect("it was written");
    assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
    folder.git(&["reset", "-q", "--hard"]);
    std::fs::remove_file(folder.path(".gitignore")).expect("it was written");
    #[cfg(unix)]
    {
        let link = || {
            std::fs::remove_file(folder.path(WORKFLOW)).expect("it is there");
            std::os::unix::fs::symlink("apply.yml", folder.path(WORKFLOW)).expect("a link is made");
        };
        link();
        assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
        commit(&folder);
        std::fs::remove_file(folder.path(WORKFLOW)).expect("it is there");
        folder.write(WORKFLOW, PERSONAL);
        assert_eq!(found(&folder, &["--diff", "HEAD"]), [RAN]);
    }
}

#[test]
fn what_git_lacks_is_told_with_what_helps() {
    let unborn = Folder::new("asked-unborn");
    if !unborn.git(&["init", "-q", "-b", "main"]) {
        return;
    }
    unborn.write("x", "1").git(&["add", "-A"]);
    for revision in ["HEAD", "main", "nowhere", "HEAD..main"] {
        refused(&unborn, &["--diff", revision], "there is no commit yet; `--staged` needs none");
    }
    let Some(folder) = repository("asked-lacking", &[(WORKFLOW, PERSONAL)]) else { return };
    let run = |variable: &str, value: &str, arguments: &[&str]| {
        let mut keyfit = std::process::Command::new(env!("CARGO_BIN_EXE_keyfit"));
        keyfit.arg("check").args(arguments).current_dir(folder.path("")).env(variable, value);
        let run = keyfit.output().expect("the binary was built for this test");
        assert_eq!(code(&run), 2);
        text(&run.stderr)
    };
    let install = "error: cannot run `git`, which `--diff` and `--staged` ask; install it\n";
    for arguments in [&["--diff", "HEAD"][..], &["--staged"]] {
        assert_eq!(run("PATH", "/nonexistent", arguments), install);
        let told = run("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1", arguments);
        let root = folder.path("");
        let says = format!("`git config --global --add safe.directory {}`", root.display());
        assert!(told.contains(&says), "{told}");
    }
}

#[test]
fn a_clone_without_trees_speaks_of_its_filter() {
    let Some(origin) = repository("asked-trees", &[(WORKFLOW, PERSONAL)]) else { return };
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    origin.write("x", "1");
    commit(&origin);
    let clone = Folder::new("asked-treeless");
    let from = format!("file://{}", origin.path("").display());
    clone.git(&["clone", "-q", "--filter=tree:0", &from, "."]);
    refused(&clone, &["--diff", "HEAD~1"], "`--filter`");
    clone.git(&["checkout", "-q", "-b", "change"]);
    clone.write("y", "1");
    clone.git(&["add", "-A"]);
    assert!(found(&clone, &["--staged"]).is_empty());
}
