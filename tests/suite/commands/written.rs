//! A file that cannot be written whole stays as it was, and nothing is left beside it.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};

use super::{UNDECLARED, code, with_workflow};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW, text};

/// Run keyfit where no file takes a byte.
fn on_a_full_disk(folder: &Folder, arguments: &[&str]) -> Output {
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_keyfit")]).args(arguments);
    shell.current_dir(folder.path("")).output().expect("there is a shell")
}

/// The names of a folder, each with what its file holds.
fn contents(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = crate::files(&folder.path(""))
        .into_iter()
        .map(|it| (crate::name(&it), std::fs::read(&it).expect("the test wrote it")))
        .collect();
    all.sort();
    all
}

#[test]
fn what_cannot_be_written_whole_stays_as_it_was() {
    let folder = with_workflow("written-full", UNDECLARED);
    folder.write("keyfit.baseline", "# Ours.\n").write("out.json", "{}");
    let before = contents(&folder);
    for arguments in [
        &["baseline", "--output", "keyfit.baseline"][..],
        &["baseline", "--output", "new.baseline"],
        &["check", "--output", "json=out.json"],
        &["check", "--output", "json=new.json"],
        &["check", "--fix", "--unsafe"],
    ] {
        let run = on_a_full_disk(&folder, arguments);
        let told = text(&run.stderr);
        assert_eq!(code(&run), 2, "{arguments:?}: {told}");
        assert!(told.contains("error: cannot write `"), "{arguments:?}: {told}");
        assert_eq!(before, contents(&folder), "{arguments:?}");
    }
}

#[test]
fn a_file_that_is_written_again_keeps_its_permissions_and_its_link() {
    let folder = with_workflow("written-mode", UNDECLARED);
    let mode = |path: &str, mode: Option<u32>| {
        let path = folder.path(path);
        if let Some(mode) = mode {
            let set = std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode));
            set.expect("it is ours");
        }
        path.metadata().expect("it is there").permissions().mode() & 0o777
    };
    folder.write("kept.baseline", "# Ours.\n");
    std::os::unix::fs::symlink("kept.baseline", folder.path("link.baseline")).expect("a link");
    mode("kept.baseline", Some(0o604));
    mode(WORKFLOW, Some(0o755));
    assert_eq!(code(&folder.keyfit(&["baseline", "--output", "link.baseline"])), 0);
    assert!(folder.path("link.baseline").is_symlink());
    assert!(folder.read("kept.baseline").contains("undeclared-token-kind"));
    folder.keyfit(&["check", "--fix", "--unsafe"]);
    assert!(folder.read(WORKFLOW).contains("# keyfit: service"));
    assert_eq!((mode("kept.baseline", None), mode(WORKFLOW, None)), (0o604, 0o755));
    // What nobody may write is not replaced.
    mode("kept.baseline", Some(0o444));
    let run = folder.keyfit(&["baseline", "--output", "kept.baseline"]);
    assert_eq!(code(&run), 2);
    assert!(text(&run.stderr).contains("permission denied"), "{}", text(&run.stderr));
}

#[test]
fn a_report_goes_to_a_pipe_and_a_device_as_well() {
    let folder = with_workflow("written-device", PERSONAL);
    let run = folder.keyfit(&["check", "--output", "concise=/dev/stdout"]);
    assert!(text(&run.stdout).contains("personal-token-in-production"), "{}", text(&run.stderr));
    assert_eq!(code(&folder.keyfit(&["check", "--output", "json=/dev/null"])), 1);
    assert_eq!(code(&folder.keyfit(&["check", "--output", "json=.github"])), 2);
}

#[test]
fn init_writes_all_of_its_files_or_none() {
    let init = ["init", "--hook", "--ci", "github", "--ci", "gitlab"];
    let folder = with_workflow("written-init", UNDECLARED);
    let before = contents(&folder);
    let run = on_a_full_disk(&folder, &init);
    assert_eq!((code(&run), text(&run.stdout)), (2, String::new()));
    assert_eq!(before, contents(&folder));
    let outside = Folder::new("written-init-outside");
    std::os::unix::fs::symlink(outside.path(""), folder.path(".gitlab")).expect("a link");
    let run = folder.keyfit(&init);
    let told = text(&run.stderr);
    assert_eq!((code(&run), text(&run.stdout)), (2, String::new()));
    assert!(told.contains("is a link, and links are not followed"), "{told}");
    std::fs::remove_file(folder.path(".gitlab")).expect("it is there");
    folder.write(".gitlab", "no folder");
    let run = folder.keyfit(&init);
    assert!(text(&run.stderr).contains("it lies below a file"), "{}", text(&run.stderr));
    std::fs::remove_file(folder.path(".gitlab")).expect("it is there");
    assert_eq!(before, contents(&folder));
    assert!(crate::files(&outside.path("")).is_empty());
    assert_eq!(code(&folder.keyfit(&init)), 0);
}
