//! Which of the files that nobody spells a vendor in are worth parsing: those that a value may pass on its way
//! between files that do.
//!
//! A file leads to others of its folder, to what its texts name (a file, a folder, a module by the way to it), and to
//! what names it; and a workflow speaks for all that lies below it. That is told from words and paths alone, and tells
//! too much rather than too little: what is left out here is never parsed.

use std::collections::{HashMap, HashSet};

use super::hear::{Heard, Hearing};
use crate::discover::{self, Interest, Paths, Read, Wanted};

mod words;

use words::{Names, is_module, modules};

/// Which of the files that were passed over are needed, and what that was told from.
#[derive(Debug, Default)]
pub(in crate::lint) struct Reached {
    /// The places in the listing of those that are needed.
    pub(in crate::lint) needed: Vec<usize>,
    /// The files by which a value may go.
    leading: Vec<usize>,
    /// The files that were passed over.
    passed: Vec<usize>,
    /// What each of these names, those that lead first.
    said: Vec<Said>,
}

impl Reached {
    /// What is needed after all files were heard.
    pub(in crate::lint) fn of(hearing: Hearing<'_>, heard: &[(usize, Heard)]) -> Self {
        let mut reached = Self::between(heard);
        if reached.leading.is_empty() || reached.passed.is_empty() {
            return reached;
        }
        let names = reached.names(hearing.files());
        let leading = leading(heard).map(|(at, text)| said_at(hearing, at, text, &names));
        let mut all: Vec<Said> = leading.collect();
        all.extend(told(hearing, &reached.passed, &names).into_iter().map(|(_, said)| said));
        reached.said = all;
        reached.needed = reached.found(hearing.files());
        reached
    }

    /// What is needed after some of the files were heard again; `changed` are their places, in order.
    pub(in crate::lint) fn again(
        self,
        hearing: Hearing<'_>,
        heard: &[(usize, Heard)],
        changed: &[usize],
    ) -> Self {
        let now = Self::between(heard);
        if now.leading != self.leading || now.passed != self.passed {
            return Self::of(hearing, heard);
        }
        let mut reached = self;
        if reached.said.is_empty() {
            return reached;
        }
        let is_changed = |at: usize| changed.binary_search(&at).is_ok();
        let names = reached.names(hearing.files());
        let places: Vec<usize> =
            reached.passed.iter().copied().filter(|at| is_changed(*at)).collect();
        let lead = leading(heard).filter(|(at, _)| is_changed(*at));
        let lead = lead.map(|(at, text)| (at, said_at(hearing, at, text, &names)));
        let new: HashMap<usize, Said> = lead.chain(told(hearing, &places, &names)).collect();
        drop(names);
        if reached.replace(new) {
            reached.needed = reached.found(hearing.files());
        }
        reached
    }

    /// Put what files name now in the place of what they named; whether that is something else.
    fn replace(&mut self, mut new: HashMap<usize, Said>) -> bool {
        let mut differs = false;
        for (at, said) in self.leading.iter().chain(&self.passed).zip(&mut self.said) {
            if let Some(new) = new.remove(at).filter(|new| new != said) {
                *said = new;
                differs = true;
            }
        }
        differs
    }

    fn between(heard: &[(usize, Heard)]) -> Self {
        let passed = heard.iter().filter(|(_, heard)| matches!(heard, Heard::Passed));
        Self {
            leading: leading(heard).map(|(at, _)| at).collect(),
            passed: passed.map(|(at, _)| *at).collect(),
            ..Self::default()
        }
    }

    fn names<'a>(&self, files: &'a Paths) -> Names<'a> {
        let mut names = Names::default();
        for at in self.leading.iter().chain(&self.passed) {
            names.add(files.get(*at).unwrap_or_default());
        }
        names
    }

    fn found(&self, files: &Paths) -> Vec<usize> {
        let path = |at: &usize| files.get(*at).unwrap_or_default();
        let names = self.names(files);
        let homes = homes(files);
        let home = |path| ancestors(path).filter(|it| homes.contains(it)).last().unwrap_or("");
        let mut reach = Reach::default();
        for (at, said) in self.leading.iter().chain(&self.passed).zip(&self.said) {
            let path = path(at);
            reach.add(home(path), folder(path), names.of(path), said);
        }
        let first = self.leading.len();
        reach.queue.extend(0..first);
        let above: HashSet<&str> = self.leading.iter().flat_map(|at| ancestors(path(at))).collect();
        let bases = self.passed.iter().enumerate().filter(|(_, at)| above.contains(base(path(at))));
        reach.queue.extend(bases.map(|(at, _)| first + at));
        let reached = reach.all();
        let needed = self.passed.iter().zip(&reached[first..]).filter(|(_, it)| **it);
        needed.map(|(at, _)| *at).collect()
    }
}

/// The files by which a value may go on its way, with their texts.
fn leading(heard: &[(usize, Heard)]) -> impl Iterator<Item = (usize, &str)> {
    heard.iter().filter_map(|(at, heard)| Some((*at, heard.leading()?)))
}

/// What a text names.
#[derive(Debug, Default, PartialEq)]
struct Said {
    /// Names of files and folders.
    words: Vec<u32>,
    /// Folders of modules, by the way from the root; with `/` at the end where only the folder around them is known.
    modules: Vec<String>,
}

fn said_at(hearing: Hearing<'_>, at: usize, text: &str, names: &Names<'_>) -> Said {
    said(hearing.files().get(at).unwrap_or_default(), text, names)
}

fn said(path: &str, text: &str, names: &Names<'_>) -> Said {
    if is_module(path) {
        return Said { modules: modules(folder(path), text), ..Said::default() };
    }
    Said { words: names.spelt_in(text), ..Said::default() }
}

/// What each of some files names, in their order. What cannot be read now is told as nothing; it was read before.
fn told(hearing: Hearing<'_>, places: &[usize], names: &Names<'_>) -> Vec<(usize, Said)> {
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
    let wanted = Wanted { places: Some(places), ..hearing.all };
    discover::each(wanted, hearing.threads, &interest, &visit)
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
    callers: HashMap<&'a str, Vec<usize>>,
    queue: Vec<usize>,
}

struct Node<'a> {
    home: &'a str,
    folder: &'a str,
    names: Vec<u32>,
    said: &'a Said,
}

impl<'a> Reach<'a> {
    fn add(&mut self, home: &'a str, folder: &'a str, names: Vec<u32>, said: &'a Said) {
        let at = self.files.len();
        for name in &names {
            self.called.entry((home, *name)).or_default().push(at);
        }
        for word in &said.words {
            self.spelling.entry((home, *word)).or_default().push(at);
        }
        for module in &said.modules {
            self.callers.entry(module).or_default().push(at);
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
            next.extend(self.callers.remove(format!("{folder}/").as_str()).unwrap_or_default());
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
