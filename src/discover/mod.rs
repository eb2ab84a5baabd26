//! Which files are the repository's, in which order, and what they hold: path → `Source`.
//!
//! Regular files only, never through a link and never waiting for one. In a git work tree an ignored file is the
//! repository's only if it is tracked; elsewhere every file is. Nothing of it is executed: git's index and ignore files
//! are read as the files that they are. What a revision holds, `--diff` and `--staged` ask git's own program.

mod base;
mod decode;
mod git;
mod ignored;
mod open;
mod paths;
mod program;
mod read;
mod revision;
mod tree;
mod walk;

use std::path::{Path, PathBuf};

pub use decode::decoded;
pub use paths::Paths;
pub use read::{Interest, Read, Wanted, each, inside, one, small, too_large};
pub use revision::{Against, Change, Laid, change};
pub use tree::{Overlay, Tree};
pub use walk::{Listing, files, would_list};

/// What is to be checked: a root, and of what lies there perhaps only a part.
#[derive(Clone, Debug)]
pub struct Target {
    /// The files, told from the folder from which links and settings are told, too.
    pub tree: Tree,
    /// The paths, from the root, of which alone findings are reported; all if `None`. A folder stands for all below it.
    pub selected: Option<Vec<String>>,
}

/// What some PATH arguments mean. One folder is itself the root, whatever repository encloses it. Files, or several
/// folders, only select what is reported: their root is the git work tree around the first of them, else the
/// working directory.
pub fn target(paths: &[PathBuf]) -> Result<Target, String> {
    chosen(paths, false)
}

/// The same, where a file may be gone of which git's index knows.
pub fn staged_target(paths: &[PathBuf]) -> Result<Target, String> {
    chosen(paths, true)
}

fn chosen(paths: &[PathBuf], may_be_gone: bool) -> Result<Target, String> {
    let paths = if paths.is_empty() { vec![PathBuf::from(".")] } else { paths.to_vec() };
    let is_gone = |path: &Path| may_be_gone && git::place_of_gone(path).is_some();
    for path in &paths {
        if let Err(error) = std::fs::metadata(path)
            && !is_gone(path)
        {
            return Err(format!("cannot read `{}`: {}", path.display(), reason(&error)));
        }
    }
    if let [path] = paths.as_slice()
        && path.is_dir()
    {
        return Ok(Target { tree: Tree::of(path), selected: None });
    }
    let absolute: Vec<PathBuf> = paths
        .iter()
        .map(|path| {
            path.canonicalize()
                .or_else(|error| git::place_of_gone(path).filter(|_| may_be_gone).ok_or(error))
                .map_err(|error| format!("cannot read `{}`: {}", path.display(), reason(&error)))
        })
        .collect::<Result<_, _>>()?;
    let first = absolute.first().and_then(|path| path.parent()).unwrap_or(Path::new("."));
    let here = std::env::current_dir()
        .and_then(|it| it.canonicalize())
        .map_err(|error| format!("cannot tell the working directory: {}", reason(&error)))?;
    let root = git::work_tree(first).unwrap_or(here);
    let mut selected = Vec::new();
    for (path, given) in absolute.iter().zip(&paths) {
        let Ok(inside) = path.strip_prefix(&root) else {
            return Err(format!(
                "`{}` lies outside of `{}`, where the check would start; check its folder instead",
                given.display(),
                root.display()
            ));
        };
        selected.push(walk::slashed(inside));
    }
    Ok(Target { tree: Tree::of(root), selected: Some(selected) })
}

/// An input error in a few words that are the same on every platform where that can be.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        std::io::ErrorKind::NotADirectory => "it lies below a file".to_owned(),
        _ => error.to_string(),
    }
}
