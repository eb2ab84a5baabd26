//! The repository's files, in the order of their paths.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{WalkBuilder, WalkState};

use crate::model::Problem;

use super::git;
use super::paths::Paths;

/// What lies below a root.
#[derive(Debug, Default)]
pub struct Listing {
    /// The regular files by their paths from the root.
    pub files: Paths,
    /// Folders that could not be read, and things of which a dialect wants to know that are no regular files.
    pub problems: Vec<Problem>,
}

/// List the files below a root. `wanted` tells which paths matter even where they are no regular files.
pub fn files(root: &Path, threads: usize, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
    let work_tree = git::work_tree(root);
    let found = Mutex::new(Vec::new());
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
        let mut batch = Batch { listing: Some(Listing::default()), found: &found };
        Box::new(move |entry| {
            batch.take(root, entry, wanted);
            WalkState::Continue
        })
    });
    let found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let files = Paths::merged(found.iter().map(|it| &it.files));
    let problems = found.into_iter().flat_map(|it| it.problems).collect();
    let mut listing = Listing { files, problems };
    if let Some(work_tree) = work_tree {
        add_tracked(root, &work_tree, &mut listing.files);
    }
    listing.problems.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    listing
}

/// What one thread found, handed in when it is done.
struct Batch<'a> {
    listing: Option<Listing>,
    found: &'a Mutex<Vec<Listing>>,
}

impl Batch<'_> {
    fn take(
        &mut self,
        root: &Path,
        entry: Result<ignore::DirEntry, ignore::Error>,
        wanted: &(dyn Fn(&str) -> bool + Sync),
    ) {
        let Some(listing) = &mut self.listing else { return };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let problem = Problem {
                    path: path_of(&error, root),
                    span: None,
                    message: format!("this could not be read: {}", io_reason(&error)),
                };
                listing.problems.push(problem);
                return;
            }
        };
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir() && !kind.is_symlink())
        else {
            return;
        };
        let path = slashed(entry.path().strip_prefix(root).unwrap_or(entry.path()));
        if kind.is_file() {
            listing.files.push(&path);
        } else if wanted(&path) {
            listing.problems.push(Problem {
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
        found.extend(self.listing.take());
    }
}

/// A tracked file is the repository's even where an ignore file names it.
fn add_tracked(root: &Path, work_tree: &Path, files: &mut Paths) {
    let is_file =
        |path: &str| std::fs::symlink_metadata(root.join(path)).is_ok_and(|it| it.is_file());
    let mut more = Paths::default();
    let known = git::each_tracked(work_tree, root, |path| {
        let path = String::from_utf8_lossy(path);
        if !files.has(&path) && is_file(&path) {
            more.push(&path);
        }
    });
    if known.is_some() && !more.is_empty() {
        *files = Paths::merged([&*files, &more]);
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
