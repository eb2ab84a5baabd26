//! The files of a folder of rules. Only this room and `discover` open files.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::Arrange;

use super::mistake::{Mistake, quoted};

/// A file of a rules folder.
pub(super) struct Text {
    /// Its name from the folder on, with `/`.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
}

/// The TOML files of a folder of rules, in the order of their names: those directly in it, and the vendors' own.
pub(super) fn texts(folder: &Path) -> Result<Vec<Text>, Vec<Mistake>> {
    let mut texts = Texts::default();
    texts.add(folder, "");
    let vendors = folder.join("vendors");
    if vendors.is_dir() {
        for (vendor, name) in texts.add(&vendors, "vendors/") {
            texts.add(&vendor, &format!("vendors/{name}/"));
        }
    }
    texts.found.arrange_by(|one, other| one.name.cmp(&other.name));
    if texts.found.is_empty() && texts.mistakes.is_empty() {
        texts.mistakes.push(empty(folder));
    }
    texts.mistakes.arrange_by(|one, other| one.path.cmp(&other.path));
    if texts.mistakes.is_empty() { Ok(texts.found) } else { Err(texts.mistakes) }
}

#[derive(Default)]
struct Texts {
    found: Vec<Text>,
    mistakes: Vec<Mistake>,
}

impl Texts {
    /// Add the TOML files directly in a folder; the folders in it are given back with their names. What is hidden is an
    /// editor's, and files of other sorts are no business of ours.
    fn add(&mut self, folder: &Path, prefix: &str) -> Vec<(PathBuf, String)> {
        let mut folders = Vec::new();
        for path in self.entries(folder) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push((path, name));
            } else if path.extension().is_some_and(|it| it == "toml") {
                match read(&path) {
                    Ok(text) => self.found.push(Text { name: format!("{prefix}{name}"), text }),
                    Err(mistake) => self.mistakes.push(mistake),
                }
            }
        }
        folders
    }

    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        entries.unwrap_or_else(|error| {
            self.mistakes.push(unreadable(folder, &error));
            Vec::new()
        })
    }
}

/// A file of rules is at most so long.
const LARGEST: u64 = 10 * 1024 * 1024;

/// The text of a file, which must be UTF-8.
pub(super) fn read(path: &Path) -> Result<String, Mistake> {
    let is_odd = |it: std::fs::Metadata| !it.is_file() || LARGEST < it.len();
    if path.metadata().is_ok_and(is_odd) {
        let odd = io::Error::other("it is no regular file of at most 10 MB");
        return Err(unreadable(path, &odd));
    }
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Mistake {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::NotADirectory => "it is no folder".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    about(path, format!("cannot read {}: {reason}", quoted(&slashed(path))))
}

/// A folder without a rule was named by mistake: what was meant would go unheeded.
fn empty(folder: &Path) -> Mistake {
    let help = "name the folder in which the rules lie, each a file `<rule>.toml`".to_owned();
    let message = format!("there is no rule in {}", quoted(&slashed(folder)));
    Mistake { help: Some(help), ..about(folder, message) }
}

/// A mistake about a file or folder as a whole.
fn about(path: &Path, message: String) -> Mistake {
    Mistake { path: slashed(path), text: "".into(), start: 0, end: 0, message, help: None }
}

/// A path as it is shown, with `/` on every platform.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}
