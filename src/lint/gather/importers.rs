//! Programs that import what names a credential, and name none themselves. A server's first module or a DAG often only
//! calls a client beside it, and yet it says how that runs and what it is handed.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use memchr::memmem;

use super::Gathered;
use super::hear::Hearing;
use super::imports::Modules;
use super::led;
use crate::discover::{self, Interest, Paths, Read, Wanted};
use crate::extract::python::{self, imports};
use crate::model::{Arrange as _, Facts, Most, SourceId, Within as _};

/// How many programs are searched for what they import.
const MANY: Most = Most::new(50_000, "programs that may import others");
/// How many of those that seem to import something are read.
const READ: Most = Most::new(2_000, "programs that import others");

/// What stands where a repository begins: the folder or file of its CI system or of its version control.
const BEGINNINGS: [&str; 8] = [
    ".git/",
    ".github/",
    ".circleci/",
    ".buildkite/",
    ".azuredevops/",
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
];

/// The words in the imports of a program, as numbers.
pub(super) type Words = Box<[u64]>;

/// Read the programs that lead to a module of which something is told.
pub(super) fn follow(gathered: &mut Gathered, hearing: Hearing<'_>, modules: &Modules<'_>) {
    let files = hearing.files();
    let mut waiting = presenting(gathered, files);
    if waiting.is_empty() {
        return;
    }
    let mut known: HashSet<String> = waiting.iter().cloned().collect();
    let callers = callers(gathered, hearing, &waiting);
    let mut read = 0;
    while let Some(module) = waiting.pop() {
        for at in callers.get(&number(called(&module))).into_iter().flatten().copied() {
            // One that leads nowhere by this word may do so by another.
            let Some(path) = files.get(at).filter(|it| !known.contains(*it)) else { continue };
            if READ.is_met(read) {
                return;
            }
            read += 1;
            let leads = |facts: &Facts| {
                let led = facts.passages.iter().filter_map(|it| modules.lies(&it.to));
                led.into_iter().any(|path| known.contains(&path))
            };
            if led::importer(gathered, hearing, (at, path), &leads) {
                known.insert(path.to_owned());
                waiting.push(path.to_owned());
            }
        }
    }
}

/// The modules that present something to a vendor: who runs them is another program's to say.
fn presenting(gathered: &Gathered, files: &Paths) -> Vec<String> {
    let sites = gathered.facts.sites.iter().filter(|it| it.presents.is_some());
    let paths = sites.filter_map(|it| it.scope.root()?.strip_prefix("python:"));
    let paths: HashSet<&str> = paths.collect();
    let mut paths: Vec<String> =
        paths.into_iter().filter(|it| files.has(it)).map(str::to_owned).collect();
    paths.arrange();
    paths
}

/// The programs of the repositories in which these modules lie that were passed over, by the words of their imports.
fn callers(
    gathered: &mut Gathered,
    hearing: Hearing<'_>,
    modules: &[String],
) -> HashMap<u64, Vec<usize>> {
    let files = hearing.files();
    let mut homes: Vec<String> = modules.iter().map(|it| home(it, files)).collect();
    homes.arrange();
    homes.dedup();
    let below = homes.iter().flat_map(|home| files.below(home));
    let is_passed = |at: usize| gathered.sources.get(SourceId(at as u32)).is_none();
    let programs = below.filter(|(at, path)| python::claims(path) && is_passed(*at));
    let mut places: Vec<usize> = programs.map(|(at, _)| at).within(MANY).collect();
    places.arrange();
    places.dedup();
    let words = gathered.recall.imported(&places, |new| words(hearing, new));
    let mut callers: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, words) in words {
        for word in words {
            callers.entry(word).or_default().push(at);
        }
    }
    callers
}

/// The folder of the repository in which a file lies, with `/` at its end; nothing for the root.
fn home(path: &str, files: &Paths) -> String {
    let around = path.match_indices('/').map(|(at, _)| &path[..=at]).rev();
    let begins = |folder: &&str| {
        BEGINNINGS.iter().any(|it| files.below(&format!("{folder}{it}")).next().is_some())
    };
    around.into_iter().find(begins).unwrap_or_default().to_owned()
}

/// The words in the imports of each of some programs.
fn words(hearing: Hearing<'_>, places: &[usize]) -> Vec<(usize, Words)> {
    let interest = Interest {
        claims: &|_| false,
        spells: &|bytes| memmem::find(bytes, b"import ").is_some(),
        may_spell: &|_| true,
        holds: &|_, _| true,
    };
    let visit = |_, read: Read| {
        let Read::Text(source, _) = read else { return None };
        let mut words: Vec<u64> = imports::words(&source.text).map(number).collect();
        words.arrange();
        words.dedup();
        Some(words.into_boxed_slice())
    };
    let wanted = Wanted { places: Some(places), ..hearing.all };
    discover::each(wanted, hearing.threads, &interest, &visit)
}

/// What a module is called by those that import it: the last step of the way to it.
fn called(path: &str) -> &str {
    let place = path.strip_suffix(".py").unwrap_or(path);
    let place = place.strip_suffix("/__init__").unwrap_or(place);
    place.rsplit('/').next().unwrap_or(place)
}

/// A word as a number. Two words that have the same one only cost a look at a program that imports nothing of interest.
fn number(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{called, home};
    use crate::discover::Paths;

    #[test]
    fn a_module_is_called_by_its_last_step() {
        for (path, expected) in
            [("a/b.py", "b"), ("b.py", "b"), ("a/b/__init__.py", "b"), ("__init__.py", "__init__")]
        {
            assert_eq!(called(path), expected, "{path}");
        }
    }

    #[test]
    fn a_file_lies_in_the_nearest_repository() {
        let files = [".github/workflows/a.yml", "x/y/.gitlab-ci.yml", "x/y/z/a.py", "x/b.py"];
        let files: Paths = files.into_iter().collect();
        for (path, expected) in [("x/y/z/a.py", "x/y/"), ("x/b.py", ""), ("a.py", "")] {
            assert_eq!(home(path, &files), expected, "{path}");
        }
    }
}
