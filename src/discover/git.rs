//! What git knows of a work tree, read from its files: where the tree begins, and which paths are tracked.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::open;
use super::paths::spelt;

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
    let mut each = |path: &[u8], _: &[u8]| {
        if let Some(path) = path.strip_prefix(prefix.as_bytes()) {
            visit(path);
        }
    };
    match each_entry(&index, &mut each).and_then(|end| index.get(end..)) {
        // What follows names another file, in which most of the paths stand.
        Some(rest) if rest.starts_with(b"link") => Err("it is split over two files".to_owned()),
        Some(_) => Ok(()),
        None => Err("it is broken, or of a version that keyfit does not know".to_owned()),
    }
}

/// Where a file would lie that is gone from its folder and not from the index.
pub(super) fn place_of_gone(path: &Path) -> Option<PathBuf> {
    let name = path.file_name().filter(|_| path.symlink_metadata().is_err())?;
    let around = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = around.canonicalize().ok()?;
    let (mut is_tracked, bytes) = (false, name.as_encoded_bytes());
    let each = |it: &[u8]| is_tracked |= it == bytes;
    each_tracked(&work_tree(&folder)?, &folder, each).ok()?;
    is_tracked.then(|| folder.join(name))
}

/// The entries of the index, however long its checksums are: 20 bytes, or 32 where the repository says so.
fn each_entry(index: &[u8], visit: &mut impl FnMut(&[u8], &[u8])) -> Option<usize> {
    each_path(index, 20, visit).or_else(|| each_path(index, 32, visit))
}

/// What git's index told of each file when the file was last seen to be its own content.
pub(super) fn seen(work_tree: &Path) -> HashMap<String, Seen> {
    let mut seen = HashMap::new();
    let index = git_folder(work_tree).map(|git| git.join("index"));
    let bytes = index.as_deref().and_then(|it| open::small(it, LARGEST_INDEX).ok().flatten());
    let written = index.and_then(|it| since(&it.symlink_metadata().ok()?));
    if let (Some(bytes), Some(written)) = (bytes, written) {
        each_entry(&bytes, &mut |path, entry| {
            if let Some(entry) = Seen::of(entry, written) {
                seen.insert(spelt(path).into_owned(), entry);
            }
        });
    }
    seen
}

/// A file as git's index tells of it.
pub(super) struct Seen {
    /// The name of its content.
    content: Vec<u8>,
    /// Whether it is left out of the work tree on purpose.
    pub(super) is_left_out: bool,
    changed: (u64, u32),
    length: u32,
    is_sure: bool,
}

impl Seen {
    /// The fixed part of an index entry. What changed when the index was written may have changed after that, too.
    fn of(entry: &[u8], written: (u64, u32)) -> Option<Self> {
        let word = |at: usize| Some(u32::from_be_bytes(entry.get(at..at + 4)?.try_into().ok()?));
        // Behind the checksum stand two bytes of flags, and two more where an entry has such.
        let extended = matches!(entry.len(), 64 | 76);
        let flags = entry.len().checked_sub(if extended { 4 } else { 2 })?;
        let more = if extended { *entry.get(flags + 2)? } else { 0 };
        let checksum = entry.get(40..flags)?;
        let changed = (u64::from(word(8)?), word(12)?);
        Some(Self {
            content: checksum.to_vec(),
            is_left_out: more & 0x40 != 0,
            changed,
            length: word(36)?,
            is_sure: changed < written,
        })
    }

    /// Whether a file is still what it was, and that is the content of a name in hexadecimal.
    pub(super) fn is(&self, file: &Path, name: &str) -> bool {
        let digits = |at: usize| u8::from_str_radix(name.get(at..at + 2)?, 16).ok();
        let bytes = (0..name.len()).step_by(2).map_while(digits);
        self.is_sure
            && bytes.eq(self.content.iter().copied())
            && file.symlink_metadata().is_ok_and(|it| {
                it.is_file()
                    && it.len() == u64::from(self.length)
                    && since(&it) == Some(self.changed)
            })
    }
}

/// When a file was last changed, in seconds and what is left of one.
fn since(file: &std::fs::Metadata) -> Option<(u64, u32)> {
    let since = file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((since.as_secs(), since.subsec_nanos()))
}

/// The steps from a work tree to a folder in it, with `/` behind each.
pub(super) fn prefix(work_tree: &Path, folder: &Path) -> Option<String> {
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
/// `None`. `checksum` is the length of what names a file's content. Handed on is the path, and what stands before it.
fn each_path(index: &[u8], checksum: usize, visit: &mut impl FnMut(&[u8], &[u8])) -> Option<usize> {
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
        let before = at..at + fixed + if extended { 2 } else { 0 };
        let mut name = before.end;
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
        visit(&path, index.get(before)?);
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
        each_path(index, checksum, &mut |path, _| paths.push(path.to_vec()))?;
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
