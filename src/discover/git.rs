//! What git knows of a work tree, read from its files: where the tree begins, and which paths are tracked.

use std::path::{Path, PathBuf};

/// The work tree that holds a folder.
pub fn work_tree(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().find(|it| it.join(".git").exists()).map(Path::to_path_buf)
}

/// Hand each tracked path below a folder to `visit`, from that folder, in git's order. `None` if the index cannot be
/// read to its end.
pub fn each_tracked(work_tree: &Path, folder: &Path, mut visit: impl FnMut(&[u8])) -> Option<()> {
    let index = std::fs::read(git_folder(work_tree)?.join("index")).ok()?;
    let folder = folder.canonicalize().ok()?;
    let inside = folder.strip_prefix(work_tree.canonicalize().ok()?).ok()?.to_path_buf();
    let prefix = super::walk::slashed(&inside);
    let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
    each_path(&index, |path| {
        if let Some(path) = path.strip_prefix(prefix.as_bytes()) {
            visit(path);
        }
    })
}

/// The folder that `.git` is, or that a `.git` file of a linked work tree names.
fn git_folder(work_tree: &Path) -> Option<PathBuf> {
    let git = work_tree.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = std::fs::read_to_string(&git).ok()?;
    let named = text.strip_prefix("gitdir:")?.trim();
    Some(work_tree.join(named))
}

/// The paths of an index of version 2, 3 or 4. Every length is checked: a broken index yields `None`.
fn each_path(index: &[u8], mut visit: impl FnMut(&[u8])) -> Option<()> {
    const FIXED: usize = 62;
    let word = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    if index.get(..4)? != b"DIRC" {
        return None;
    }
    let (version, count) = (word(4)?, word(8)?);
    let mut path: Vec<u8> = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let flags = u16::from_be_bytes(index.get(at + 60..at + 62)?.try_into().ok()?);
        let extended = 3 <= version && flags & 0x4000 != 0;
        let mut name = at + FIXED + if extended { 2 } else { 0 };
        // In version 4 a path is told by how it differs from the one before it.
        if version == 4 {
            let (strip, read) = offset(index.get(name..)?)?;
            name += read;
            path.truncate(path.len().checked_sub(strip)?);
        } else {
            path.clear();
        }
        let length = memchr::memchr(0, index.get(name..)?)?;
        path.extend_from_slice(&index[name..name + length]);
        let end = name + length;
        // Before version 4 an entry is padded to eight bytes, with at least one byte of zero.
        at = if version == 4 { end + 1 } else { at + (end - at + 8) / 8 * 8 };
        visit(&path);
    }
    Some(())
}

/// A number as git's index of version 4 writes it, and how many bytes it takes.
fn offset(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = usize::from(bytes.first()? & 0x7F);
    let mut read = 1;
    while bytes[read - 1] & 0x80 != 0 {
        value = value
            .checked_add(1)?
            .checked_mul(128)?
            .checked_add(usize::from(bytes.get(read)? & 0x7F))?;
        read += 1;
    }
    Some((value, read))
}

#[cfg(test)]
mod tests {
    use super::each_path;

    fn paths(index: &[u8]) -> Option<Vec<Vec<u8>>> {
        let mut paths = Vec::new();
        each_path(index, |path| paths.push(path.to_vec()))?;
        Some(paths)
    }

    fn entry(version: u32, path: &[u8], strip: u8) -> Vec<u8> {
        let mut bytes = vec![0; 62];
        if version == 4 {
            bytes.push(strip);
        }
        bytes.extend_from_slice(path);
        bytes.push(0);
        while version < 4 && !bytes.len().is_multiple_of(8) {
            bytes.push(0);
        }
        bytes
    }

    #[test]
    fn the_paths_of_an_index_are_read() {
        for version in [2, 4] {
            let second: (&[u8], u8) =
                if version == 4 { (b"x/main.tf", 4) } else { (b"a/x/main.tf", 0) };
            let mut index =
                [&b"DIRC"[..], &u32::to_be_bytes(version), &u32::to_be_bytes(2)].concat();
            index.extend(entry(version, b"a/.env", 0));
            index.extend(entry(version, second.0, second.1));
            assert_eq!(
                paths(&index),
                Some(vec![b"a/.env".to_vec(), b"a/x/main.tf".to_vec()]),
                "version {version}"
            );
            index.truncate(40);
            assert_eq!(paths(&index), None);
        }
    }
}
