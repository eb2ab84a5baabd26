//! Which of the files that nobody spells a vendor in are worth parsing: those that a value may pass on its way
//! between files that do.
//!
//! A file leads to others of its folder, to what its texts name (a file, a folder, a module by the way to it), and to
//! what names it; and a workflow speaks for all that lies below it. That is told from words and paths alone, and tells
//! too much rather than too little: what is left out here is never parsed.

use std::collections::{HashMap, HashSet};

use crate::discover::{self, Interest, Paths, Read, Wanted};

mod words;

use words::{Names, is_module, modules};

/// The places in the listing of the files that are needed, among those that were `passed` over. `leading` are the
/// files by which a value may go, by their paths and texts.
pub(super) fn needed(
    all: Wanted<'_>,
    threads: usize,
    passed: &[usize],
    leading: &[(&str, &str)],
) -> Vec<usize> {
    if passed.is_empty() || leading.is_empty() {
        return Vec::new();
    }
    let path = |at: &usize| all.files.get(*at).unwrap_or_default();
    let mut names = Names::default();
    for path in leading.iter().map(|(path, _)| *path).chain(passed.iter().map(path)) {
        names.add(path);
    }
    let told = told(Wanted { places: Some(passed), ..all }, threads, &names);
    let homes = homes(all.files);
    let home = |path| ancestors(path).filter(|it| homes.contains(it)).last().unwrap_or("");
    let mut reach = Reach::default();
    for (path, text) in leading {
        reach.queue.push(reach.files.len());
        reach.add(home(path), folder(path), names.of(path), said(path, text, &names));
    }
    for (at, said) in told {
        let path = path(&at);
        reach.add(home(path), folder(path), names.of(path), said);
    }
    let above: HashSet<&str> = leading.iter().flat_map(|(path, _)| ancestors(path)).collect();
    let first = leading.len();
    let bases = passed.iter().enumerate().filter(|(_, at)| above.contains(base(path(at))));
    reach.queue.extend(bases.map(|(at, _)| first + at));
    let reached = reach.all();
    passed.iter().zip(&reached[first..]).filter(|(_, it)| **it).map(|(at, _)| *at).collect()
}

/// What a text names.
#[derive(Default)]
struct Said {
    /// Names of files and folders.
    words: Vec<u32>,
    /// Folders of modules, by the way from the root; with `/` at the end where only the folder around them is known.
    modules: Vec<String>,
}

fn said(path: &str, text: &str, names: &Names<'_>) -> Said {
    if is_module(path) {
        return Said { modules: modules(folder(path), text), ..Said::default() };
    }
    Said { words: names.spelt_in(text), ..Said::default() }
}

/// What each of some files names, in their order. What cannot be read now is told as nothing; it was read before.
fn told(wanted: Wanted<'_>, threads: usize, names: &Names<'_>) -> Vec<(usize, Said)> {
    let interest = Interest {
        claims: &|_| true,
        spells: &|_| true,
        may_spell: &|_| true,
        holds: &|_, _| true,
    };
    let visit = |_, read: Read| match read {
        Read::Text(source, _) => Some(said(&source.path, &source.text, names)),
        _ => Some(Said::default()),
    };
    discover::each(wanted, threads, &interest, &visit)
}

/// The folders that have a CI system's own in them: what is in different ones of these, none within another, are
/// repositories of their own, and their words speak of themselves.
fn homes(files: &Paths) -> HashSet<&str> {
    const OWN: [&str; 5] =
        [".github/", ".gitlab-ci.yml", ".circleci/", ".buildkite/", ".azuredevops/"];
    let own = OWN.map(memchr::memmem::Finder::new);
    let within =
        |path: &'_ str| own.iter().find_map(|own| own.find(path.as_bytes())).unwrap_or(path.len());
    let homes = files.iter().filter_map(|path| {
        let before = path.get(..within(path)).filter(|before| before.len() < path.len())?;
        before.strip_suffix('/').or_else(|| before.is_empty().then_some(""))
    });
    homes.collect()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders around a path, the root among them.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder(path)), |it| (!it.is_empty()).then(|| folder(it)))
}

/// The folder for which a file speaks: its own, or the one that has the tool's folder, as `.github`, in it.
fn base(path: &str) -> &str {
    if path.starts_with('.') && path.contains('/') {
        return "";
    }
    path.split_once("/.").map_or_else(|| folder(path), |(folder, _)| folder)
}

/// Files, and which leads to which. Each list is gone through once: who else comes by it finds the same files.
#[derive(Default)]
struct Reach<'a> {
    files: Vec<Node<'a>>,
    /// The files that have a name, by the home within which it speaks.
    called: HashMap<(&'a str, u32), Vec<usize>>,
    spelling: HashMap<(&'a str, u32), Vec<usize>>,
    within: HashMap<&'a str, Vec<usize>>,
    /// The files that name a module in a folder.
    callers: HashMap<String, Vec<usize>>,
    queue: Vec<usize>,
}

struct Node<'a> {
    home: &'a str,
    folder: &'a str,
    names: Vec<u32>,
    said: Said,
}

impl<'a> Reach<'a> {
    fn add(&mut self, home: &'a str, folder: &'a str, names: Vec<u32>, said: Said) {
        let at = self.files.len();
        for name in &names {
            self.called.entry((home, *name)).or_default().push(at);
        }
        for word in &said.words {
            self.spelling.entry((home, *word)).or_default().push(at);
        }
        for module in &said.modules {
            self.callers.entry(module.clone()).or_default().push(at);
        }
        self.within.entry(folder).or_default().push(at);
        self.files.push(Node { home, folder, names, said });
    }

    /// Whether each file is reached from those that wait.
    fn all(mut self) -> Vec<bool> {
        let mut reached = vec![false; self.files.len()];
        while let Some(at) = self.queue.pop() {
            if !std::mem::replace(&mut reached[at], true) {
                self.leave(at);
            }
        }
        reached
    }

    /// Go on from a file to all that it leads to.
    fn leave(&mut self, at: usize) {
        let node = &self.files[at];
        let mut next: Vec<usize> = self.within.remove(node.folder).unwrap_or_default();
        for word in &node.said.words {
            next.extend(self.called.remove(&(node.home, *word)).unwrap_or_default());
        }
        for name in &node.names {
            next.extend(self.spelling.remove(&(node.home, *name)).unwrap_or_default());
        }
        for module in &node.said.modules {
            next.extend(self.within.remove(module.as_str()).unwrap_or_default());
            if module.ends_with('/') {
                let below = self.within.iter().filter(|(folder, _)| folder.starts_with(module));
                next.extend(below.flat_map(|(_, files)| files));
            }
        }
        next.extend(self.callers.remove(node.folder).unwrap_or_default());
        for folder in ancestors(node.folder).filter(|it| it.len() < node.folder.len()) {
            next.extend(self.callers.remove(&format!("{folder}/")).unwrap_or_default());
        }
        self.queue.extend(next);
    }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn a_tool_speaks_for_the_folder_around_its_own() {
        for (path, expected) in [
            ("a/.github/workflows/x.yml", "a"),
            (".github/workflows/x.yml", ""),
            ("a/b/main.tf", "a/b"),
            (".env", ""),
            ("a/.env", "a"),
            ("main.tf", ""),
        ] {
            assert_eq!(base(path), expected, "{path}");
        }
    }
}
