//! The whole program: a tree of files → every format, twice, and the files that it would change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use keyfit::lint::{Failure, Options, Progress};
use keyfit::model::{Policy, Report};

use super::{fixes, told, world};

/// A tree of files.
pub fn pipeline(bytes: &[u8]) {
    let tree = Tree::of(&world::decoded(bytes, world::paths()));
    let Some((report, policy)) = tree.linted(1) else { return };
    let turn = told::turn(bytes);
    told::hold(&report);
    told::tell(&report, &policy, turn);
    if turn % 4 == 1 {
        let (again, _) = tree.linted(3).expect("the settings were read before");
        told::hold_same(&report, &again, &policy);
    }
    fixes::hold(&tree, report, &policy);
}

/// Files on disk, gone when it is dropped. Where there is a disk in memory, they lie there.
pub struct Tree(PathBuf);

impl Default for Tree {
    fn default() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let tree = Self(base.join(format!("keyfit-fuzz-{}-{count}", std::process::id())));
        std::fs::create_dir_all(&tree.0).expect("the folder for files of a while takes folders");
        tree
    }
}

impl Tree {
    /// Some files.
    pub fn of(files: &BTreeMap<&str, &[u8]>) -> Self {
        let tree = Self::default();
        for (path, bytes) in files {
            tree.write(path, bytes);
        }
        tree
    }

    /// Where they lie.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Write a file. Where another file has the path of one of its folders, there is none.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.join(path);
        let folder = path.parent().expect("it lies in the tree");
        if std::fs::create_dir_all(folder).is_ok() {
            let _ = std::fs::write(path, bytes);
        }
    }

    /// What is asked of a run.
    pub fn options(&self, threads: usize) -> Options {
        Options { threads, ..Options::of(vec![self.0.clone()], super::TODAY.to_owned()) }
    }

    /// What a run says; nothing where its settings are mistaken.
    pub fn linted(&self, threads: usize) -> Option<(Report, Policy)> {
        match keyfit::lint(&self.options(threads), &Progress::default()) {
            Ok(said) => Some(said),
            Err(Failure::Mistakes(_)) => None,
            Err(failure) => panic!("every tree can be read: {failure:?}"),
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
