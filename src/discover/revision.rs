//! What a tree is held against: the files of a revision, or those of git's index, as texts laid over the folder.
//!
//! Only files whose content differs from what lies in the folder are loaded. A checkout may end its lines otherwise than
//! the repository keeps them; such a file is the same. Links and submodules are no files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read as _;

use crate::model::Problem;

use super::base::{base, head, is_name, lacking};
use super::git::{self, Seen};
use super::paths::spelt;
use super::program::{Content, Contents, Program};
use super::{Overlay, Paths, Tree};

/// The size in bytes past which one content is not loaded.
const LARGEST: u64 = 64 << 20;

/// What all loaded contents may come to.
const MOST: u64 = 1 << 30;

/// What a tree is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// Where this revision and the checked out one parted; for the name of a tree, that tree.
    Revision(String),
    /// What a commit would hold is held against the commit before it.
    Head,
}

/// A change: the files before and after it.
#[derive(Debug)]
pub struct Change {
    /// What the files are held against, as a person wrote it.
    pub against: String,
    /// The files before, as texts laid over the folder.
    pub before: Laid,
    /// The files after; nothing where these are the folder's own.
    pub after: Laid,
    /// Whether both are surely the same.
    pub is_nothing: bool,
}

/// Texts that are laid over a folder, and which could not be.
#[derive(Debug, Default)]
pub struct Laid {
    /// The texts.
    pub overlay: Overlay,
    /// What could not be loaded.
    pub problems: Vec<Problem>,
}

/// The change that is asked for. `files` is what lies in the folder.
pub fn change(tree: &Tree, files: &Paths, against: &Against) -> Result<Change, String> {
    let root = &tree.root;
    let Some(work_tree) = git::work_tree(root) else {
        return Err(format!("there is no git repository around `{}`", root.display()));
    };
    let prefix = git::prefix(&work_tree, root).unwrap_or_default();
    let git = Program::of(&work_tree);
    git.reached()?;
    let layer = Layer { tree, files, seen: git::seen(&work_tree), git: &git, prefix: &prefix };
    match against {
        Against::Revision(revision) => {
            let before = listed(&git, &base(&git, revision)?, &prefix)?;
            let (before, after) = (layer.laid(&before)?, Laid::default());
            let is_nothing = before.is_nothing();
            Ok(Change { against: revision.clone(), before, after, is_nothing })
        }
        Against::Head => {
            let before = match head(&git)? {
                Some(tree) => listed(&git, &tree, &prefix)?,
                None => Kept::default(),
            };
            let after = indexed(&git, &prefix)?;
            let is_nothing = before == after;
            let (before, after) = (layer.laid(&before)?, layer.laid(&after)?);
            Ok(Change { against: "HEAD".to_owned(), before, after, is_nothing })
        }
    }
}

/// The regular files that a revision or an index keeps below a root: by their paths the names of their contents.
#[derive(Debug, Default, PartialEq)]
struct Kept {
    files: BTreeMap<String, String>,
    /// Those of which nothing is read, since their names are not UTF-8.
    unnamed: BTreeSet<String>,
    /// The folders in which other repositories lie, with `/` at their ends.
    others: Vec<String>,
}

impl Kept {
    fn add(&mut self, prefix: &str, path: &[u8], mode: &str, name: &str) {
        let told = spelt(path);
        let Some(inside) = told.strip_prefix(prefix) else { return };
        let is_named = path.ends_with(inside.as_bytes());
        match mode {
            "160000" => self.others.push(format!("{inside}/")),
            mode if mode.starts_with("100") && is_name(name) => {
                let twin = self.files.insert(inside.to_owned(), name.to_owned());
                if !is_named || twin.is_some() {
                    self.unnamed.insert(inside.to_owned());
                }
            }
            _ => {}
        }
    }
}

/// What a tree keeps.
fn listed(git: &Program, tree: &str, prefix: &str) -> Result<Kept, String> {
    let told = git
        .answer(&["ls-tree", "-r", "-z", "--full-tree", tree])
        .map_err(|it| format!("git does not list `{tree}` ({it}); a clone with `--filter=tree:0` lacks it: clone without `--filter`, or fetch it first"))?;
    let mut kept = Kept::default();
    for (row, path) in rows(&told) {
        if let [mode, _, name] = row.split(' ').collect::<Vec<_>>()[..] {
            kept.add(prefix, path, mode, name);
        }
    }
    Ok(kept)
}

/// What the index keeps.
fn indexed(git: &Program, prefix: &str) -> Result<Kept, String> {
    let told = git
        .answer(&["ls-files", "--stage", "-z", "--full-name"])
        .map_err(|it| format!("git does not list its index: {it}"))?;
    let mut kept = Kept::default();
    for (row, path) in rows(&told) {
        let [mode, name, "0"] = row.split(' ').collect::<Vec<_>>()[..] else {
            let path = spelt(path);
            return Err(format!("`{path}` has conflicts; resolve them and stage it first"));
        };
        kept.add(prefix, path, mode, name);
    }
    Ok(kept)
}

/// The rows of a list, each with its path.
fn rows(told: &[u8]) -> impl Iterator<Item = (std::borrow::Cow<'_, str>, &[u8])> {
    told.split(|it| *it == 0).filter_map(|row| {
        let at = memchr::memchr(b'\t', row)?;
        Some((String::from_utf8_lossy(&row[..at]), &row[at + 1..]))
    })
}

/// What is needed to lay kept files over a folder.
struct Layer<'a> {
    tree: &'a Tree,
    files: &'a Paths,
    seen: HashMap<String, Seen>,
    git: &'a Program,
    prefix: &'a str,
}

impl Layer<'_> {
    fn laid(&self, kept: &Kept) -> Result<Laid, String> {
        let mut laid = Laid::default();
        let is_anothers = |path: &str| kept.others.iter().any(|it| path.starts_with(it.as_str()));
        // Settings are read whether or not git ignores them.
        let own = std::iter::once("keyfit.toml").filter(|it| self.tree.has(it));
        for path in self.files.iter().chain(own) {
            if !kept.files.contains_key(path) && !is_anothers(path) {
                laid.overlay.lack(path);
            }
        }
        for path in &kept.unnamed {
            laid.overlay.refuse(path);
        }
        let (mut contents, mut loaded) = (None, 0);
        let named = kept.files.iter().filter(|(path, _)| !kept.unnamed.contains(*path));
        for (path, name) in named.filter(|(path, name)| !self.lies(path, name)) {
            let contents = match &mut contents {
                Some(contents) => contents,
                none => none.insert(self.git.contents()?),
            };
            loaded += self.load(path, name, contents, &mut laid, loaded)?;
        }
        Ok(laid)
    }

    /// Whether a content surely lies in the folder under its path, or is left out of it on purpose.
    fn lies(&self, path: &str, name: &str) -> bool {
        let seen = self.seen.get(&format!("{}{path}", self.prefix));
        let is_there = self.files.has(path);
        seen.is_some_and(|seen| {
            if is_there { seen.is(&self.tree.root.join(path), name) } else { seen.is_left_out }
        })
    }

    /// Lay one content over the folder, if it is another one. The answer is how much was loaded.
    fn load(
        &self,
        path: &str,
        name: &str,
        contents: &mut Contents,
        laid: &mut Laid,
        loaded: u64,
    ) -> Result<u64, String> {
        let problem = |why: &str| Problem {
            path: path.to_owned(),
            span: None,
            message: format!("what git keeps of this {why}"),
        };
        match contents.read(name, LARGEST.min(MOST.saturating_sub(loaded)))? {
            Content::Missing => Err(lacking(path)),
            Content::Large => {
                laid.overlay.lack(path);
                laid.problems.push(problem("is more than keyfit loads; it was not read"));
                Ok(0)
            }
            Content::Bytes(bytes) if is_filtered(&bytes) => {
                laid.overlay.lack(path);
                laid.problems.push(problem(
                    "stands behind a filter, such as Git LFS or git-crypt; it was not read",
                ));
                Ok(0)
            }
            Content::Bytes(bytes) if self.files.has(path) && self.holds(path, &bytes) => Ok(0),
            Content::Bytes(bytes) => {
                let length = bytes.len() as u64;
                laid.overlay.hold(path, bytes);
                Ok(length)
            }
        }
    }

    /// Whether a file of the folder holds some bytes, whatever ends its lines.
    fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let mut lying = Vec::new();
        let Ok(file) = self.tree.open().file(path) else { return false };
        let read = file.take(2 * LARGEST).read_to_end(&mut lying);
        read.is_ok() && (lying == bytes || lines(&lying).eq(lines(bytes)))
    }
}

/// Whether bytes are what a filter leaves in git in the place of a file. Filters are programs, and none is run.
fn is_filtered(bytes: &[u8]) -> bool {
    let begins: [&[u8]; 2] = [b"version https://git-lfs.github.com/spec/", b"\0GITCRYPT\0"];
    begins.iter().any(|it| bytes.starts_with(it))
}

/// The lines of a text, without what ends them.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|it| *it == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

impl Laid {
    /// Whether the folder stays as it is.
    fn is_nothing(&self) -> bool {
        self.overlay.paths().next().is_none() && self.problems.is_empty()
    }
}
