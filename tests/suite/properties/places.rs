//! Where a tree lies, how it came there and in which order its files were written say nothing about it.

use std::path::Path;

use super::verdicts::{Known, World, report, told, world, worlds, write};
use crate::folder::Folder;
use crate::{TODAY, files, keyfit, project, text};

/// Names as people give them, and one that is long.
const PLACE: &str = "a b/Ünï ©/-x/[y]/{z}/$HOME/%20/'q\"/prod/.github/workflows";

#[test]
fn a_tree_says_the_same_wherever_it_lies() {
    let place = if cfg!(unix) { PLACE } else { "a b/prod" };
    for Known { folder: here, files, told: expected, .. } in worlds() {
        let folder = Folder::new("place");
        write_backwards(files, &folder, place);
        let found = told(report(&linked(&folder, place)));
        assert!(*expected == found, "{} is another elsewhere", here.display());
    }
}

/// Write a world in the opposite order, as folders list what was written first, or last.
fn write_backwards(files: &World, folder: &Folder, place: &str) {
    for (path, bytes) in files.iter().rev() {
        folder.write(&format!("{place}/{path}"), bytes);
    }
}

#[cfg(unix)]
fn linked(folder: &Folder, place: &str) -> std::path::PathBuf {
    let link = folder.path("link");
    std::os::unix::fs::symlink(folder.path(place), &link).expect("the temporary folder has links");
    link
}

#[cfg(not(unix))]
fn linked(folder: &Folder, place: &str) -> std::path::PathBuf {
    folder.path(place)
}

#[test]
fn the_order_of_the_paths_asked_for_changes_nothing() {
    let folder = Folder::new("order");
    write(&world(&project("fixtures/menagerie")), &folder);
    let root = folder.path("");
    let inside = |file: &std::path::PathBuf| {
        file.strip_prefix(&root).expect("it lies in the folder").to_string_lossy().into_owned()
    };
    let mut paths: Vec<String> = files(&root).iter().map(inside).collect();
    let first = asked(&root, &paths);
    assert!(first.contains("\"rule\""), "{first}");
    paths.reverse();
    assert_eq!(asked(&root, &paths), first);
    let half = paths.len() / 2;
    paths.rotate_left(half);
    paths.extend_from_within(..half);
    assert_eq!(asked(&root, &paths), first, "a path that is named twice counts once");
}

fn asked(root: &Path, paths: &[String]) -> String {
    let fixed = ["check", "--format", "json", "--today", TODAY];
    let arguments: Vec<&str> = fixed.into_iter().chain(paths.iter().map(String::as_str)).collect();
    let run = keyfit(root, &arguments);
    assert!(run.stderr.is_empty(), "{}", text(&run.stderr));
    text(&run.stdout)
}
