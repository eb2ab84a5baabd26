//! A repository's files as a run reads them: those of a folder, and texts in the place of some of them. An editor holds
//! texts that are not saved, and another revision of a repository differs in some files from the one that lies there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use super::Paths;
use super::open::Folder;

/// The files of a folder, and what is read in the place of some.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The folder from which paths are told.
    pub root: PathBuf,
    /// What is read in the place of its files.
    pub overlay: Overlay,
}

/// What is read in the place of files, by their paths from the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay(BTreeMap<String, Held>);

/// What is read in the place of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    Bytes(Arc<[u8]>),
    /// It is there and cannot be opened, since its name is not UTF-8.
    Unnamed,
    Nothing,
}

impl Overlay {
    /// Let a file hold these bytes, whether it is there or not.
    pub fn hold(&mut self, path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) {
        self.0.insert(path.into(), Held::Bytes(bytes.into()));
    }

    /// Let there be a file that cannot be read, since its name is not UTF-8.
    pub fn refuse(&mut self, path: impl Into<String>) {
        self.0.insert(path.into(), Held::Unnamed);
    }

    /// Let there be no such file.
    pub fn lack(&mut self, path: impl Into<String>) {
        self.0.insert(path.into(), Held::Nothing);
    }

    /// Let a file be again what the folder holds.
    pub fn forget(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// Let a file be what it is with another overlay.
    pub fn take(&mut self, other: &Self, path: &str) {
        match other.0.get(path) {
            Some(held) => _ = self.0.insert(path.to_owned(), held.clone()),
            None => self.forget(path),
        }
    }

    /// Whether a file is the same with another overlay.
    pub fn agrees(&self, other: &Self, path: &str) -> bool {
        self.0.get(path) == other.0.get(path)
    }

    /// The paths at which something else is read, or nothing.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The paths of a folder as they are with this laid over them.
    pub fn over(&self, files: Paths) -> Paths {
        if self.0.is_empty() {
            return files;
        }
        let is_lacking = |path: &str| self.0.get(path) == Some(&Held::Nothing);
        let held = self.0.iter().filter(|(_, held)| **held != Held::Nothing);
        let held: Paths = held.map(|(path, _)| path).collect();
        let left: Paths = files.iter().filter(|path| !is_lacking(path)).collect();
        Paths::merged([left, held])
    }
}

impl Tree {
    /// A folder as it lies there.
    pub fn of(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), overlay: Overlay::default() }
    }

    /// Whether something of that name is there, if only a link.
    pub fn has(&self, path: &str) -> bool {
        match self.overlay.0.get(path) {
            Some(held) => *held != Held::Nothing,
            None => self.root.join(path).symlink_metadata().is_ok(),
        }
    }

    /// The tree with its folder held open.
    pub(super) fn open(&self) -> Opened<'_> {
        Opened { folder: Folder::open(&self.root), overlay: &self.overlay }
    }
}

/// A tree whose folder stays the same one whatever its name comes to mean.
pub(super) struct Opened<'a> {
    folder: io::Result<Folder>,
    overlay: &'a Overlay,
}

impl Opened<'_> {
    /// A regular file by its path.
    pub(super) fn file(&self, path: &str) -> io::Result<Bytes> {
        match (self.overlay.0.get(path), &self.folder) {
            (Some(Held::Bytes(bytes)), _) => Ok(Bytes::Held(Cursor::new(Arc::clone(bytes)))),
            (Some(Held::Nothing), _) => Err(io::ErrorKind::NotFound.into()),
            (Some(Held::Unnamed), _) => Err(unnamed()),
            (None, Ok(folder)) => folder.file(path).map(Bytes::Lying).map_err(|error| {
                let is_spelt = error.kind() == io::ErrorKind::NotFound && path.contains("\\x");
                if is_spelt { unnamed() } else { error }
            }),
            (None, Err(error)) => Err(error.kind().into()),
        }
    }
}

/// Why a file is not opened whose path had to be spelt.
fn unnamed() -> io::Error {
    io::Error::other("its name is not UTF-8; what is not is shown as `\\x`")
}

/// The bytes of one file, wherever they come from.
pub(super) enum Bytes {
    Lying(File),
    Held(Cursor<Arc<[u8]>>),
}

impl Bytes {
    /// How many there are, as far as the file tells.
    pub(super) fn length(&self) -> io::Result<u64> {
        match self {
            Self::Lying(file) => Ok(file.metadata()?.len()),
            Self::Held(bytes) => Ok(bytes.get_ref().len() as u64),
        }
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Lying(file) => file.read(buffer),
            Self::Held(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match self {
            Self::Lying(file) => file.seek(to),
            Self::Held(bytes) => bytes.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Overlay, Paths, Tree};
    use crate::discover::files;
    use crate::model::{Limits, SourceId};

    #[test]
    fn what_is_laid_over_a_folder_is_read_in_its_place() {
        let root = std::env::temp_dir().join(format!("keyfit-tree-{}", std::process::id()));
        std::fs::create_dir_all(root.join("a")).expect("a folder");
        for path in ["a/kept", "a/changed", "a/gone"] {
            std::fs::write(root.join(path), "lying").expect("a file");
        }
        let mut tree = Tree::of(&root);
        tree.overlay.hold("a/changed", *b"held");
        tree.overlay.hold("new", *b"");
        tree.overlay.lack("a/gone");
        let listed = files(&tree, 1, &|_| false).files;
        assert_eq!(listed.iter().collect::<Vec<_>>(), ["a/changed", "a/kept", "new"]);
        let text = |path| {
            let read = crate::discover::small(&tree, path, SourceId(0), Limits::default());
            read.map(|it| it.text)
        };
        let held = ["a/kept", "a/changed", "new", "a/gone"].map(text);
        assert_eq!(held, [Some("lying".into()), Some("held".into()), Some(String::new()), None]);
        assert_eq!(
            ["a/kept", "a/changed", "new", "a/gone"].map(|it| tree.has(it)),
            [true, true, true, false]
        );
        tree.overlay.forget("a/changed");
        assert_eq!(tree.overlay.paths().collect::<Vec<_>>(), ["a/gone", "new"]);
        let _ = std::fs::remove_dir_all(root);
    }

    #[test]
    fn nothing_laid_over_changes_nothing() {
        let files: Paths = ["b", "a"].into_iter().collect();
        assert_eq!(Overlay::default().over(files.clone()), files);
    }
}
