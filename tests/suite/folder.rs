//! A folder of its own for a test, outside of every repository, gone when the test is done.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::keyfit;

pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("keyfit-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the temporary folder takes folders");
        // On some systems the temporary folder is a link.
        Self(path.canonicalize().expect("it was just made"))
    }

    /// A folder with the files of another.
    pub fn like(name: &str, other: &Path) -> Self {
        let folder = Self::new(name);
        for file in crate::files(other) {
            let inside = file.strip_prefix(other).expect("it lies in the folder");
            folder.write(&inside.to_string_lossy(), std::fs::read(&file).expect("it can be read"));
        }
        folder
    }

    /// The folder, or a path in it.
    pub fn path(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.0.clone() } else { self.0.join(path) }
    }

    /// Write a file, and the folders around it.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        let folder = path.parent().expect("it lies in the folder");
        std::fs::create_dir_all(folder).expect("the temporary folder takes folders");
        std::fs::write(path, content).expect("the temporary folder takes files");
        self
    }

    /// What a file holds.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("the test has the file written")
    }

    /// Run keyfit in it.
    pub fn keyfit(&self, arguments: &[&str]) -> Output {
        keyfit(&self.0, arguments)
    }

    /// Run git in it. False where there is no git: then what it would have done was not tested.
    pub fn git(&self, arguments: &[&str]) -> bool {
        self.answered(arguments).is_some()
    }

    /// The word that git answers with.
    pub fn asked(&self, arguments: &[&str]) -> String {
        self.answered(arguments).unwrap_or_default().trim().to_owned()
    }

    fn answered(&self, arguments: &[&str]) -> Option<String> {
        let mut git = Command::new("git");
        // A hook that runs the tests tells git of its own repository.
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("GIT_") {
                git.env_remove(variable);
            }
        }
        let run = git.args(arguments).current_dir(&self.0).output();
        let Ok(run) = run else { return None };
        assert!(run.status.success(), "{}", crate::text(&run.stderr));
        Some(crate::text(&run.stdout))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
