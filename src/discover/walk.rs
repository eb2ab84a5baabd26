//! The repository's files, in the order of their paths.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{WalkBuilder, WalkState};

use crate::model::{Arrange, Problem};

use super::git;
use super::ignored::Ignored;
use super::paths::{Paths, spelt};
use super::tree::Tree;

/// What lies below a root.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The regular files by their paths from the root.
    pub files: Paths,
    /// Folders that could not be read, and things of which a dialect wants to know that are no regular files.
    pub problems: Vec<Problem>,
}

impl Listing {
    fn take(&mut self, walk: &Walk<'_>, entry: Result<ignore::DirEntry, ignore::Error>) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let message = format!("this could not be read: {}", io_reason(&error));
                self.problems.push(problem(&path_of(&error, walk.root), message));
                return;
            }
        };
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir() && !kind.is_symlink())
        else {
            return;
        };
        let path = below(walk.root, entry.path());
        if kind.is_file() {
            self.files.push(&path);
        } else if (walk.wanted)(&path) {
            self.problems.push(problem(&path, "this is no regular file; it was not read"));
        }
    }
}

/// List the files below a root. `wanted` tells which paths matter even where they are no regular files.
pub fn files(tree: &Tree, threads: usize, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
    let root = tree.root.as_path();
    let work_tree = git::work_tree(root);
    let walk = Walk { root, threads, wanted };
    let mut listing = if work_tree.is_some() { walk.kept() } else { walk.everything() };
    if let Some(work_tree) = work_tree {
        listing.problems.extend(add_tracked(root, &work_tree, &mut listing.files));
    }
    listing.files = tree.overlay.over(listing.files);
    listing.problems.arrange_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    listing
}

/// Whether a file would be listed if it lay at a path where nothing lies yet.
pub fn would_list(tree: &Tree, path: &str) -> bool {
    let root = tree.root.as_path();
    let folders = || path.match_indices('/').map(|(at, _)| root.join(&path[..at]));
    let is_link = |folder: PathBuf| folder.symlink_metadata().is_ok_and(|it| it.is_symlink());
    let is_of_git = path.split('/').any(|step| step == ".git");
    if !is_below(path) || is_of_git || folders().any(is_link) {
        return false;
    }
    let Some(work_tree) = git::work_tree(root) else { return true };
    let ignored = Ignored::new(root);
    let lets = folders().all(|it| ignored.lets(&it, true)) && ignored.lets(&root.join(path), false);
    lets || ignored.is_too_much() || is_tracked(root, &work_tree, path)
}

fn is_tracked(root: &Path, work_tree: &Path, path: &str) -> bool {
    let mut is_tracked = false;
    let read =
        git::each_tracked(work_tree, root, |tracked| is_tracked |= tracked == path.as_bytes());
    read.is_ok() && is_tracked
}

/// How many things one thread lists before it begins anew with the others' help. To start them takes as long as that.
const FEW: usize = 1024;

/// A way through all folders below a root.
struct Walk<'a> {
    root: &'a Path,
    threads: usize,
    wanted: &'a (dyn Fn(&str) -> bool + Sync),
}

impl Walk<'_> {
    /// What git does not ignore; everything where it ignores too much.
    fn kept(&self) -> Listing {
        let ignored = || Arc::new(Ignored::new(self.root));
        let mut kept = ignored();
        let mut listing = self.alone(Some(Arc::clone(&kept))).unwrap_or_else(|| {
            kept = ignored();
            self.together(Some(Arc::clone(&kept)))
        });
        if kept.is_too_much() {
            listing = self.everything();
            listing.problems.push(problem(
                ".gitignore",
                "the ignore files of the repository hold more than keyfit reads; nothing is ignored",
            ));
        } else {
            listing.problems.extend(kept.problems());
        }
        listing
    }

    fn everything(&self) -> Listing {
        self.alone(None).unwrap_or_else(|| self.together(None))
    }

    /// What there is, if it is little.
    fn alone(&self, ignored: Option<Arc<Ignored>>) -> Option<Listing> {
        let mut listing = Listing::default();
        for (at, entry) in self.through(ignored).build().enumerate() {
            if self.threads > 1 && FEW <= at {
                return None;
            }
            listing.take(self, entry);
        }
        listing.files = Paths::merged([listing.files]);
        Some(listing)
    }

    fn together(&self, ignored: Option<Arc<Ignored>>) -> Listing {
        let found = Mutex::new(Vec::new());
        self.through(ignored).threads(self.threads).build_parallel().run(|| {
            let mut batch = Batch { listing: Some(Listing::default()), found: &found };
            Box::new(move |entry| {
                if let Some(listing) = &mut batch.listing {
                    listing.take(self, entry);
                }
                WalkState::Continue
            })
        });
        let found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (files, problems): (Vec<Paths>, Vec<Vec<Problem>>) =
            found.into_iter().map(|it| (it.files, it.problems)).unzip();
        Listing { files: Paths::merged(files), problems: problems.concat() }
    }

    fn through(&self, ignored: Option<Arc<Ignored>>) -> WalkBuilder {
        let mut builder = WalkBuilder::new(self.root);
        builder.standard_filters(false).follow_links(false);
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|it| it.is_dir());
            entry.file_name() != ".git"
                && ignored.as_ref().is_none_or(|it| it.lets(entry.path(), is_folder))
        });
        builder
    }
}

fn problem(path: &str, message: impl Into<String>) -> Problem {
    Problem { path: path.to_owned(), span: None, message: message.into() }
}

/// What one thread found, handed in when it is done.
struct Batch<'a> {
    listing: Option<Listing>,
    found: &'a Mutex<Vec<Listing>>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        found.extend(self.listing.take());
    }
}

/// A tracked file is the repository's even where an ignore file names it. The answer is what hindered that.
fn add_tracked(root: &Path, work_tree: &Path, files: &mut Paths) -> Option<Problem> {
    let is_file =
        |path: &str| std::fs::symlink_metadata(root.join(path)).is_ok_and(|it| it.is_file());
    let mut more = Paths::default();
    let read = git::each_tracked(work_tree, root, |path| {
        let path = spelt(path);
        if !files.has(&path) && is_below(&path) && is_file(&path) {
            more.push(&path);
        }
    });
    if !more.is_empty() {
        *files = Paths::merged([std::mem::take(files), more]);
    }
    let message =
        |why| format!("git's index could not be read: {why}; of what is ignored, nothing was read");
    read.err().map(|why| problem(".git/index", message(why)))
}

/// Whether a path leads straight down.
fn is_below(path: &str) -> bool {
    Path::new(path).components().all(|it| matches!(it, Component::Normal(_)))
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

/// The path of a file as it is told below a root under which it was found.
fn below<'p>(root: &Path, path: &'p Path) -> Cow<'p, str> {
    // What stands there is mostly what is told.
    let bytes = |path: &'p Path| path.as_os_str().as_encoded_bytes();
    let rest = bytes(path).strip_prefix(root.as_os_str().as_encoded_bytes());
    let rest = rest.filter(|_| cfg!(unix)).and_then(|it| it.strip_prefix(b"/"));
    if let Some(told) = rest.and_then(|it| std::str::from_utf8(it).ok()) {
        return Cow::Borrowed(told);
    }
    slashed(path.strip_prefix(root).unwrap_or(path)).into()
}

/// A path with `/`, whatever the platform. What is not Unicode in it is spelt byte by byte.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .map(|part| spelt(part.as_os_str().as_encoded_bytes()))
        .collect();
    parts.join("/")
}
