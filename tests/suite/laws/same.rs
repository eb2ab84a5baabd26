//! The same tree gives the same bytes, however many threads read it.

use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::{TODAY, folders, keyfit, name, project, text};

#[test]
fn the_same_tree_gives_the_same_bytes() {
    let out = Folder::new("same-bytes");
    for tree in trees() {
        let first = bytes(&tree, "1", &out);
        for threads in ["7", "1", "7"] {
            assert!(
                first == bytes(&tree, threads, &out),
                "{} with {threads} threads",
                tree.display()
            );
        }
    }
}

/// Every world, the menagerie, and a tree of many files of which threads take different ones first.
fn trees() -> Vec<PathBuf> {
    let mut trees: Vec<PathBuf> = super::spans::worlds();
    trees.push(project("fixtures"));
    trees.push(project("fixtures/menagerie"));
    trees
}

/// JSON and SARIF of a tree.
fn bytes(tree: &Path, threads: &str, out: &Folder) -> (Vec<u8>, Vec<u8>) {
    let (json, sarif) = (out.path("a.json"), out.path("a.sarif"));
    let outputs = [format!("json={}", json.display()), format!("sarif={}", sarif.display())];
    let run = keyfit(
        tree,
        &[
            "check",
            ".",
            "--today",
            TODAY,
            "--threads",
            threads,
            "--output",
            &outputs[0],
            "--output",
            &outputs[1],
        ],
    );
    assert!(run.stdout.is_empty() && run.stderr.is_empty(), "{}", text(&run.stderr));
    let read = |path: &Path| std::fs::read(path).expect("the run has written it");
    (read(&json), read(&sarif))
}

#[test]
fn paths_are_told_from_the_root_and_not_from_where_the_run_began() {
    for world in folders(&project("fixtures/personal-token-in-production")) {
        let inside = keyfit(&world, &["check", "--format", "json", "--today", TODAY]);
        let from_above = keyfit(
            world.parent().expect("a world lies in a folder"),
            &["check", &name(&world), "--format", "json", "--today", TODAY],
        );
        assert_eq!(text(&inside.stdout), text(&from_above.stdout), "{}", world.display());
    }
}
