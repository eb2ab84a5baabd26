//! What git ignores in a work tree: its ignore files, read as carefully as any other file of the repository.
//!
//! An ignore file can only make fewer files be read. One that is no regular file, that is too large, or that would
//! take too long to understand ignores nothing, which is told; a link ignores nothing, as git itself has it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::model::Problem;

use super::{git, open};

const NAME: &str = ".gitignore";

/// The size in bytes past which an ignore file is not read. The largest that people keep have a tenth of it.
const LARGEST: usize = 64 * 1024;

/// What all ignore files may weigh together; those of a hundred repositories come to a tenth of it. Each file is kept
/// as long as something below it is listed, and to understand a pattern takes far longer than to read it.
const MOST: usize = 6 << 20;

/// What a byte of a pattern weighs that must be matched step by step.
const STEPWISE: usize = 8;

/// What is ignored below a root.
pub(super) struct Ignored {
    root: PathBuf,
    outermost: Arc<Layer>,
    exclude: Gitignore,
    /// The folders for which more counts than the outermost layer.
    folders: RwLock<HashMap<PathBuf, Arc<Layer>>>,
    weight: AtomicUsize,
    problems: Mutex<Vec<Problem>>,
}

/// What one ignore file says, and those around it.
struct Layer {
    own: Gitignore,
    outer: Option<Arc<Layer>>,
}

impl Ignored {
    /// What is ignored at a root; what is ignored further down is read on the way.
    pub(super) fn new(root: &Path) -> Self {
        let mut ignored = Self {
            root: root.to_owned(),
            outermost: Arc::new(Layer { own: Gitignore::empty(), outer: None }),
            exclude: Gitignore::empty(),
            folders: RwLock::default(),
            weight: AtomicUsize::new(0),
            problems: Mutex::default(),
        };
        if let Some(own) = ignored.read(&root.join(NAME), root) {
            ignored.outermost = Arc::new(Layer { own, outer: None });
        }
        let exclude = git::own_folder(root).map(|it| it.join("info/exclude"));
        ignored.exclude =
            exclude.and_then(|it| ignored.read(&it, root)).unwrap_or_else(Gitignore::empty);
        ignored
    }

    /// Whether something in a folder that was entered is not ignored. A folder that is not is entered.
    pub(super) fn lets(&self, path: &Path, is_folder: bool) -> bool {
        let lets = !self.has(path, is_folder);
        if lets && is_folder {
            self.enter(path);
        }
        lets
    }

    /// Read what is ignored in a folder that is about to be listed.
    fn enter(&self, folder: &Path) {
        let outer = self.layer(folder.parent().unwrap_or(folder));
        let layer = match self.read(&folder.join(NAME), folder) {
            Some(own) => Arc::new(Layer { own, outer: Some(outer) }),
            None if Arc::ptr_eq(&outer, &self.outermost) => return,
            None => outer,
        };
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        folders.insert(folder.to_owned(), layer);
    }

    fn has(&self, path: &Path, is_folder: bool) -> bool {
        let layer = self.layer(path.parent().unwrap_or(path));
        let layers = std::iter::successors(Some(&layer), |layer| layer.outer.as_ref());
        let said = layers.map(|layer| &layer.own).chain([&self.exclude]);
        let mut said = said.map(|it| it.matched(path, is_folder));
        said.find(|it| !it.is_none()).is_some_and(|it| it.is_ignore())
    }

    /// Whether so much is ignored that it would take too long; then nothing is to be.
    pub(super) fn is_too_much(&self) -> bool {
        MOST < self.weight.load(Ordering::Relaxed)
    }

    /// Ignore files that ignore nothing.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn layer(&self, folder: &Path) -> Arc<Layer> {
        let folders = self.folders.read().unwrap_or_else(PoisonError::into_inner);
        folders.get(folder).unwrap_or(&self.outermost).clone()
    }

    /// What an ignore file says of what lies below a folder; `None` if it says nothing.
    fn read(&self, path: &Path, folder: &Path) -> Option<Gitignore> {
        if self.is_too_much() {
            return None;
        }
        let bytes = match open::small(path, LARGEST) {
            Ok(bytes) => bytes?,
            Err(why) if why == open::LINK => return None,
            Err(why) => {
                self.tell(path, &why);
                return None;
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{feff}');
        let weight = self.weight.fetch_add(text.lines().map(weight).sum(), Ordering::Relaxed);
        if MOST < weight {
            return None;
        }
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.lines() {
            // A pattern that is none ignores nothing.
            let _ = builder.add_line(None, line);
        }
        let read = builder.build().ok();
        if read.is_none() {
            self.tell(path, "its patterns are too large");
        }
        read
    }

    fn tell(&self, path: &Path, why: &str) {
        let path = super::walk::slashed(path.strip_prefix(&self.root).unwrap_or(path));
        let message = format!("nothing is ignored by this file: {why}");
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        problems.push(Problem { path, span: None, message });
    }
}

/// What a pattern weighs. A plain name, and an ending behind one star, are looked up; anything else is matched.
fn weight(pattern: &str) -> usize {
    let rest = pattern.trim_start_matches('!').trim_start_matches("**/");
    let rest = rest.strip_prefix('*').unwrap_or(rest);
    let is_plain = pattern.starts_with('#') || !rest.contains(['*', '?', '[', '{', '\\']);
    pattern.len() * if is_plain { 1 } else { STEPWISE } + 1
}
