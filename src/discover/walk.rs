//! The repository's files, in the order of their paths.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{WalkBuilder, WalkState};

use crate::model::Problem;

use super::git;

/// What lies below a root.
#[derive(Debug, Default)]
pub struct Listing {
    /// The regular files by their paths from the root, sorted.
    pub files: Vec<String>,
    /// Folders that could not be read, and things of which a dialect wants to know that are no regular files.
    pub problems: Vec<Problem>,
}

/// List the files below a root. `wanted` tells which paths matter even where they are no regular files.
pub fn files(root: &Path, threads: usize, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
    let work_tree = git::work_tree(root);
    let found = Mutex::new(Listing::default());
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(false)
        .ignore(false)
        .parents(false)
        .git_global(false)
        .follow_links(false)
        .require_git(false)
        .threads(threads);
    builder.git_ignore(work_tree.is_some()).git_exclude(work_tree.is_some());
    builder.filter_entry(|entry| entry.file_name() != ".git");
    builder.build_parallel().run(|| {
        let mut batch = Batch { listing: Listing::default(), found: &found };
        Box::new(move |entry| {
            batch.take(root, entry, wanted);
            WalkState::Continue
        })
    });
    let mut listing = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(work_tree) = work_tree {
        add_tracked(root, &work_tree, &mut listing);
    }
    listing.files.sort_unstable();
    listing.files.dedup();
    listing.problems.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    listing
}

/// What one thread found, handed in when it is done.
struct Batch<'a> {
    listing: Listing,
    found: &'a Mutex<Listing>,
}

impl Batch<'_> {
    fn take(
        &mut self,
        root: &Path,
        entry: Result<ignore::DirEntry, ignore::Error>,
        wanted: &(dyn Fn(&str) -> bool + Sync),
    ) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let problem = Problem {
                    path: path_of(&error, root),
                    span: None,
                    message: format!("this could not be read: {}", io_reason(&error)),
                };
                self.listing.problems.push(problem);
                return;
            }
        };
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir() && !kind.is_symlink())
        else {
            return;
        };
        let path = slashed(entry.path().strip_prefix(root).unwrap_or(entry.path()));
        if kind.is_file() {
            self.listing.files.push(path);
        } else if wanted(&path) {
            self.listing.problems.push(Problem {
                path,
                span: None,
                message: "this is no regular file; it was not read".to_owned(),
            });
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        found.files.append(&mut self.listing.files);
        found.problems.append(&mut self.listing.problems);
    }
}

/// A tracked file is the repository's even where an ignore file names it.
fn add_tracked(root: &Path, work_tree: &Path, listing: &mut Listing) {
    let Some(tracked) = git::tracked(work_tree, root) else { return };
    let walked: std::collections::HashSet<String> = listing.files.iter().cloned().collect();
    for path in tracked {
        let path = String::from_utf8_lossy(&path).into_owned();
        if !walked.contains(&path)
            && std::fs::symlink_metadata(root.join(&path)).is_ok_and(|it| it.is_file())
        {
            listing.files.push(path);
        }
    }
}

fn path_of(error: &ignore::Error, root: &Path) -> String {
    fn find(error: &ignore::Error) -> Option<PathBuf> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path.clone()),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                find(err)
            }
            ignore::Error::Loop { child, .. } => Some(child.clone()),
            _ => None,
        }
    }
    find(error).map_or_else(String::new, |path| slashed(path.strip_prefix(root).unwrap_or(&path)))
}

fn io_reason(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| "an ignore file is broken".to_owned(), super::reason)
}

/// A path with `/`, whatever the platform. What is not Unicode in it is shown as the replacement character.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
