//! What git knows of a work tree, read from its files: where the tree begins, and which paths are tracked.

use std::path::{Path, PathBuf};

use super::open;

/// The size past which git's index is not read: it would list millions of files.
const LARGEST_INDEX: usize = 512 << 20;

/// The size past which a file that names one folder is none.
const LARGEST_NAME: usize = 16 * 1024;

/// The work tree that holds a folder.
pub fn work_tree(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().find(|it| it.join(".git").exists()).map(Path::to_path_buf)
}

/// Hand each tracked path below a folder to `visit`, from that folder, in git's order; none where nothing was ever
/// tracked. The answer is why the index could not be read to its end.
pub fn each_tracked(
    work_tree: &Path,
    folder: &Path,
    mut visit: impl FnMut(&[u8]),
) -> Result<(), String> {
    let Some(git) = git_folder(work_tree) else { return Ok(()) };
    let Some(index) = open::small(&git.join("index"), LARGEST_INDEX)? else { return Ok(()) };
    let prefix = prefix(work_tree, folder).unwrap_or_default();
    let mut each = |path: &[u8]| {
        if let Some(path) = path.strip_prefix(prefix.as_bytes()) {
            visit(path);
        }
    };
    // A path is named by a checksum of 20 bytes, or of 32 where the repository says so.
    let read = each_path(&index, 20, &mut each).or_else(|| each_path(&index, 32, &mut each));
    match read.and_then(|end| index.get(end..)) {
        // What follows names another file, in which most of the paths stand.
        Some(rest) if rest.starts_with(b"link") => Err("it is split over two files".to_owned()),
        Some(_) => Ok(()),
        None => Err("it is broken, or of a version that keyfit does not know".to_owned()),
    }
}

/// The steps from a work tree to a folder in it, with `/` behind each.
fn prefix(work_tree: &Path, folder: &Path) -> Option<String> {
    let (folder, work_tree) = (folder.canonicalize().ok()?, work_tree.canonicalize().ok()?);
    let inside = super::walk::slashed(folder.strip_prefix(work_tree).ok()?);
    Some(if inside.is_empty() { inside } else { inside + "/" })
}

/// The folder of a work tree that begins at a root in which git keeps what all its work trees share.
pub fn own_folder(root: &Path) -> Option<PathBuf> {
    let git = git_folder(root)?;
    let shared = open::small(&git.join("commondir"), LARGEST_NAME).ok().flatten();
    let shared = shared.and_then(|it| Some(git.join(String::from_utf8(it).ok()?.trim())));
    Some(shared.unwrap_or(git))
}

/// The folder that `.git` is, or that a `.git` file of a linked work tree names.
fn git_folder(work_tree: &Path) -> Option<PathBuf> {
    let git = work_tree.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = String::from_utf8(open::small(&git, LARGEST_NAME).ok()??).ok()?;
    let named = text.strip_prefix("gitdir:")?.trim();
    Some(work_tree.join(named))
}

/// The paths of an index of version 2, 3 or 4, and where they end. Every length is checked: a broken index yields
/// `None`. `checksum` is the length of what names a file's content.
fn each_path(index: &[u8], checksum: usize, visit: &mut impl FnMut(&[u8])) -> Option<usize> {
    const LENGTH: usize = 0xFFF;
    let fixed = 40 + checksum + 2;
    let word = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    if index.get(..4)? != b"DIRC" {
        return None;
    }
    let (version, count) = (word(4)?, word(8)?);
    let mut path: Vec<u8> = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let flags = u16::from_be_bytes(index.get(at + fixed - 2..at + fixed)?.try_into().ok()?);
        let extended = 3 <= version && flags & 0x4000 != 0;
        let mut name = at + fixed + if extended { 2 } else { 0 };
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
        // The flags tell how long a path is, and no system takes a longer one than that.
        if path.is_empty() || usize::from(flags) & LENGTH != path.len() {
            return None;
        }
        let end = name + length;
        // Before version 4 an entry is padded to eight bytes, with at least one byte of zero.
        at = if version == 4 { end + 1 } else { at + (end - at + 8) / 8 * 8 };
        visit(&path);
    }
    Some(at)
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

    fn paths(index: &[u8], checksum: usize) -> Option<Vec<Vec<u8>>> {
        let mut paths = Vec::new();
        each_path(index, checksum, &mut |path| paths.push(path.to_vec()))?;
        Some(paths)
    }

    /// An entry that takes away some of the path before it and goes on with a rest.
    fn entry(version: u32, checksum: usize, rest: &[u8], (strip, length): (u8, u16)) -> Vec<u8> {
        let mut bytes = vec![0; 40 + checksum];
        bytes.extend(length.to_be_bytes());
        if version == 4 {
            bytes.push(strip);
        }
        bytes.extend_from_slice(rest);
        bytes.push(0);
        while version < 4 && !bytes.len().is_multiple_of(8) {
            bytes.push(0);
        }
        bytes
    }

    #[test]
    fn the_paths_of_an_index_are_read() {
        for (version, checksum) in [(2, 20), (4, 20), (2, 32), (4, 32)] {
            let second: (&[u8], u8) =
                if version == 4 { (b"x/main.tf", 4) } else { (b"a/x/main.tf", 0) };
            let mut index =
                [&b"DIRC"[..], &u32::to_be_bytes(version), &u32::to_be_bytes(2)].concat();
            index.extend(entry(version, checksum, b"a/.env", (0, 6)));
            index.extend(entry(version, checksum, second.0, (second.1, 11)));
            assert_eq!(
                paths(&index, checksum),
                Some(vec![b"a/.env".to_vec(), b"a/x/main.tf".to_vec()]),
                "version {version}"
            );
            assert_eq!(paths(&index, 52 - checksum), None, "version {version}");
            index.truncate(40);
            assert_eq!(paths(&index, checksum), None);
        }
    }
}
