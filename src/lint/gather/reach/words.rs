//! By which words files name each other.

use std::collections::HashMap;

use crate::model::Arrange as _;

/// The names under which files are called by others.
#[derive(Default)]
pub(super) struct Names<'a>(HashMap<&'a str, u32>);

impl<'a> Names<'a> {
    /// Add the names of a path.
    pub(super) fn add(&mut self, path: &'a str) {
        for name in names(path) {
            let next = self.0.len() as u32;
            self.0.entry(name).or_insert(next);
        }
    }

    /// The names of a path.
    pub(super) fn of(&self, path: &str) -> Vec<u32> {
        names(path).filter_map(|name| self.0.get(name).copied()).collect()
    }

    /// The names that stand in a text, each once.
    pub(super) fn spelt_in(&self, text: &str) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        words(text, |word| found.extend(self.0.get(word)));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The names of a path: its file's, as a program names it and as a module of Python does, its folder's, and the one
/// of the folder around that, for who fills in the rest.
fn names(path: &str) -> impl Iterator<Item = &str> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let (around, own) = folder.rsplit_once('/').unwrap_or(("", folder));
    // What a program's module is called by has one folder less.
    let around = around.rsplit_once('/').map_or(around, |(_, name)| name);
    let file = Some(file).filter(|_| !is_module(path));
    let stem = file.and_then(|file| file.strip_suffix(".py"));
    let called = file.into_iter().chain(stem).chain([own]);
    called.flat_map(parts).chain([wild(path, around)].into_iter().flatten())
}

/// The name of the folder around another, with its slash.
fn wild<'a>(path: &'a str, around: &str) -> Option<&'a str> {
    let start = path.find(&format!("{around}/")).filter(|_| !around.is_empty())?;
    path.get(start..=start + around.len())
}

/// Tell the words of a text that may name files and folders: the steps of a way, what has a dot in it with its last
/// part, and all others where a line speaks of a folder. A folder behind which something is filled in keeps its slash.
fn words<'t>(text: &'t str, mut tell: impl FnMut(&'t str)) {
    let mut speaking = speaking(text).into_iter().peekable();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let speaks = speaking.next_if(|at| *at < end).is_some();
        while speaking.next_if(|at| *at < end).is_some() {}
        // In most lines no word can name anything.
        if !speaks && memchr::memchr2(b'/', b'.', line.as_bytes()).is_none() {
            continue;
        }
        for way in ways(line) {
            let is_dotted = way.contains('.');
            if speaks || is_dotted || way.contains('/') {
                steps(way).for_each(&mut tell);
            }
            if is_dotted {
                steps(way).filter_map(|it| Some(it.rsplit_once('.')?.1)).for_each(&mut tell);
            }
            filled(line, way).into_iter().for_each(&mut tell);
        }
    }
}

/// What lines have in them that name a folder.
const WAYS: [&[u8]; 8] = [b"cd ", b"dir", b"Dir", b"DIR", b"path", b"Path", b"root", b"ROOT"];

/// Where in a text a line speaks of a folder.
fn speaking(text: &str) -> Vec<usize> {
    let found = WAYS.iter().flat_map(|mark| memchr::memmem::find_iter(text.as_bytes(), *mark));
    let mut found: Vec<usize> = found.collect();
    found.sort_unstable();
    found
}

/// The folder at the end of a way behind which something is filled in.
fn filled<'a>(line: &str, way: &'a str) -> Option<&'a str> {
    if !way.ends_with('/') || !is_filled(line, way) {
        return None;
    }
    let name = way.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())?;
    way.get(way.len() - name.len() - 1..).filter(|it| it.starts_with(name))
}

/// The steps of all ways in a text.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    ways(text).flat_map(steps)
}

/// The steps of a way. Dots around one belong to the sentence or to the way.
fn steps(way: &str) -> impl Iterator<Item = &str> {
    way.split('/').map(|step| step.trim_matches('.')).filter(|step| !step.is_empty())
}

/// The longest runs of what ways are made of.
fn ways(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[run(rest, false)..];
        let (way, behind) = rest.split_at(run(rest, true));
        rest = behind;
        (!way.is_empty()).then_some(way)
    })
}

/// How much a text begins with that is inside of ways, or outside.
fn run(text: &str, inside: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (is_inside, length) = match byte {
            b'_' | b'-' | b'.' | b'/' => (true, 1),
            0x80.. => {
                let letter = text[at..].chars().next().unwrap_or_default();
                (letter.is_alphanumeric(), letter.len_utf8())
            }
            byte => (byte.is_ascii_alphanumeric(), 1),
        };
        if is_inside != inside {
            break;
        }
        at += length;
    }
    at
}

/// Whether something is filled in behind a part of a text.
fn is_filled(text: &str, part: &str) -> bool {
    let end = part.as_ptr() as usize + part.len() - text.as_ptr() as usize;
    text.get(end..).is_some_and(|rest| rest.starts_with(['$', '{', '%', '*', '<', '"', '\'']))
}

/// Whether a file is a part of a module of Terraform: such modules name each other by the way, and nothing by a word.
pub(super) fn is_module(path: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| path.ends_with(ending))
}

/// The folders to which the texts of a module in a folder show the way. Of a way that is filled in, the part that is
/// written out is told, with `/` at its end.
pub(super) fn modules(folder: &str, text: &str) -> Vec<String> {
    let starts = memchr::memmem::find_iter(text.as_bytes(), "\".").map(|at| at + 1);
    let ways = starts.filter_map(|start| {
        let rest = text.get(start..)?;
        let way = rest.get(..rest.find(['"', '\n', ' ', '?', '$', '%']).unwrap_or(rest.len()))?;
        let is_filled = rest.get(way.len()..).is_some_and(|it| it.starts_with(['$', '%']));
        let is_way = way.starts_with("./") || way.starts_with("../") || matches!(way, "." | "..");
        is_way.then(|| joined(folder, way, is_filled)).flatten()
    });
    let mut ways: Vec<String> = ways.collect();
    ways.arrange();
    ways.dedup();
    ways
}

fn joined(folder: &str, way: &str, is_filled: bool) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in way.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    if is_filled && !way.ends_with('/') {
        parts.pop();
    }
    let end = if is_filled { "/" } else { "" };
    Some(parts.join("/") + end)
}

#[cfg(test)]
mod tests {
    use super::{modules, names, words};

    #[test]
    fn a_path_is_called_by_its_file_and_its_folders() {
        for (path, expected) in [
            ("infra/envs/prod/run me.sh", &["run", "me.sh", "prod", "envs/"][..]),
            ("a/b/main.tf", &["b", "a/"]),
            ("main.tf", &[]),
            ("lib/run.py", &["run.py", "run", "lib"]),
        ] {
            assert_eq!(names(path).collect::<Vec<_>>(), expected, "{path}");
        }
    }

    #[test]
    fn words_are_parts_of_paths() {
        for (text, expected) in [
            ("by 1/2, no", &["1", "2"][..]),
            ("cd ../infra. ./x.sh", &["cd", "infra", "x.sh", "sh"]),
            ("envs/${{ x }}", &["envs", "envs/"]),
            ("python -m a.b.run", &["a.b.run", "run"]),
            ("name: infra\ndir: infra", &["dir", "infra"]),
        ] {
            let mut told = Vec::new();
            words(text, |word| told.push(word));
            assert_eq!(told, expected, "{text}");
        }
    }

    #[test]
    fn modules_are_named_by_the_way_to_them() {
        for (text, expected) in [
            ("source = \"../b/x\"", &["a/b/x"][..]),
            ("source = \"./x//y\"", &["a/c/x/y"]),
            ("source = \"../..\"", &[""]),
            ("source = \"../../..\"", &[]),
            ("source = \"../m/${var.x}\"", &["a/m/"]),
            ("source = \"terraform-aws-modules/x\" # \".x\"", &[]),
        ] {
            assert_eq!(modules("a/c", text), expected, "{text}");
        }
    }
}
