//! Imports: which names of a file stand for what another module of the repository has.
//!
//! Where a module lies is not known from one file. What is imported is told under a scope that says how it is
//! imported, until [`found`] is asked with the files there are.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::module::Module;
use crate::extract::shell::folder;
use crate::model::{Arrange as _, Most, Name, Scope, Space};

/// Something that is imported.
pub(super) struct Import<'a> {
    /// The module, with the dots before it: `.client`.
    pub module: String,
    /// What is imported from it; nothing for the module itself.
    pub symbol: Option<&'a str>,
    /// The token that spells it.
    pub at: usize,
}

/// What a file imports, by the names under which it is known there.
#[derive(Default)]
pub(super) struct Imports<'a> {
    /// Everything, in order.
    pub all: Vec<Import<'a>>,
    known: HashMap<String, usize>,
}

/// How many imports of one file are looked at.
const MANY: Most = Most::new(200, "imports");

/// What is installed and lies in no repository, by the first word.
const INSTALLED: [&str; 48] = [
    "__future__",
    "abc",
    "aiohttp",
    "airflow",
    "argparse",
    "ast",
    "asyncio",
    "base64",
    "boto3",
    "collections",
    "contextlib",
    "csv",
    "dagster",
    "dataclasses",
    "decouple",
    "dotenv",
    "datetime",
    "django",
    "enum",
    "environ",
    "environs",
    "functools",
    "google",
    "hashlib",
    "hvac",
    "httpx",
    "io",
    "itertools",
    "json",
    "math",
    "numpy",
    "os",
    "pandas",
    "pathlib",
    "prefect",
    "pydantic",
    "pydantic_settings",
    "pytest",
    "re",
    "requests",
    "starlette",
    "streamlit",
    "subprocess",
    "sys",
    "time",
    "typing",
    "urllib",
    "yaml",
];

impl<'a> Imports<'a> {
    /// File what is imported under the name that it has here.
    pub fn add(&mut self, alias: &str, import: Import<'a>) {
        let first = import.module.split('.').next().unwrap_or_default();
        if MANY.has_room(self.all.len()) && !INSTALLED.contains(&first) {
            self.known.insert(alias.to_owned(), self.all.len());
            self.all.push(import);
        }
    }

    /// What a name begins with that is imported, and the rest of the name: `settings` and `.token`.
    pub fn of<'n>(&self, name: &'n str) -> Option<(&Import<'a>, &'n str)> {
        let ends = name.match_indices(['.', '(', '[']).map(|(at, _)| at).chain([name.len()]);
        // `import a.b` is known as `a.b`.
        let dotted = ends.take(8).take_while(|end| !name[..*end].contains(['(', '[']));
        let found = dotted.filter_map(|end| Some((self.known.get(&name[..end])?, &name[end..])));
        found.last().map(|(at, rest)| (&self.all[*at], rest))
    }

    /// The names that are imported.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.known.keys().map(String::as_str).collect();
        names.arrange();
        names.into_iter()
    }

    /// What is imported without being named.
    pub fn unnamed(&self) -> Option<&Import<'a>> {
        self.known.get(ALL).map(|at| &self.all[*at])
    }
}

/// The name of what a function gives back that is asked for a variable or a secret: `env(0=DBT_TOKEN)`.
pub fn asked(function: &str, parameter: &str, wanted: &str) -> String {
    format!("{function}({parameter}={wanted})")
}

/// What stands for whatever name a function is asked for.
pub const WANTED: &str = "?";

/// What stands for everything in `from settings import *`.
pub const ALL: &str = "*";

impl Import<'_> {
    /// The module as people call it.
    pub fn title(&self) -> String {
        let symbol = self.symbol.filter(|_| self.module.ends_with('.'));
        format!("{}{}", self.module, symbol.unwrap_or_default())
    }

    /// The scope that stands for it until it is known where it lies.
    pub fn scope(&self, path: &str) -> Scope {
        let module = Scope::unit(UNIT, path).within(MODULE, &self.module);
        self.symbol.map_or(module.clone(), |symbol| module.within(SYMBOL, symbol))
    }
}

const UNIT: &str = "import";
const MODULE: &str = "module";
const SYMBOL: &str = "name";
/// What is handed over in calls of a function.
const CALL: &str = "call";

/// The name of what calls of a function hand over: by the parameter's name or by its place.
pub(super) fn handed(scope: &Scope, function: &str, parameter: &str) -> Name {
    Name::new(Space::Input, &scope.within(CALL, function), parameter)
}

/// What a name of the file is imported as, with the rest of the name, if the file gives it no value itself.
pub(super) fn borrowed<'m, 'a, 'n>(
    module: &'m Module<'a>,
    name: &'n Name,
) -> Option<(&'m Import<'a>, &'n str)> {
    // Where nothing can be imported, `except ImportError: token = None` is what is left.
    let is_nothing = |value: &Range<usize>| value.len() == 1 && module.word(value.start) == "None";
    let own = module.home(0, &name.text).map(|home| module.given(home, &name.text));
    let is_given = own.into_iter().flatten().any(|it| !is_nothing(&it.value));
    if module.block_at(&name.scope) != Some(0) || is_given {
        return None;
    }
    let all = || module.imported.unnamed().map(|it| (it, name.text.as_str()));
    let found = module.imported.of(&name.text).filter(|(it, _)| it.symbol != Some(ALL));
    found.or_else(all)
}

/// The name that a member goes by which is read through another name: of `client.token` the name
/// `settings.client.token`, if `client` is the imported `settings.client`.
pub(super) fn through(module: &Module<'_>, block: usize, name: &str) -> Option<String> {
    let (holder, member) = name.rsplit_once('.')?;
    let holder = stands_for(module, block, holder)?;
    Some(format!("{holder}.{member}"))
}

/// The imported name, or the call of one, that a name of the file is given.
pub(super) fn stands_for(module: &Module<'_>, block: usize, name: &str) -> Option<String> {
    let home = module.home(block, name)?;
    module.given(home, name).take(4).find_map(|it| written(module, &it.value))
}

/// The imported name, or the call of one, that an expression is.
pub(super) fn written(module: &Module<'_>, value: &Range<usize>) -> Option<String> {
    let (parts, next) = module.chain(value.start);
    let called = module.word(next) == "(" && module.behind(next) == value.end;
    let name = parts.join(".") + if called { "()" } else { "" };
    let whole = called || next == value.end;
    (whole && module.imported.of(&name).is_some()).then_some(name)
}

/// The words of the statements in a text that import something, as far as each is one on lines of its own.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let (mut is_open, mut goes_on) = (false, false);
    let lines = text.lines().filter(move |line| {
        let is_one = is_open || goes_on || is_statement(line);
        is_open = is_one && (is_open || line.contains('(')) && !line.contains(')');
        goes_on = is_one && line.trim_end().ends_with('\\');
        is_one
    });
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    lines.flat_map(move |line| line.split(move |it| !is_part(it))).filter(|it| !it.is_empty())
}

fn is_statement(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("import ") || line.starts_with("from ")
}

/// What there is that may be imported.
pub struct Importable<'p> {
    /// The files by the places of their modules: their paths without what no import says.
    files: HashMap<&'p str, Vec<&'p str>>,
    /// The last steps of the places. Most of what is imported is installed and has none of these names.
    names: HashSet<&'p str>,
}

impl<'p> Importable<'p> {
    /// What the files of a repository, in order, are to those that import them.
    pub fn of(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut importable = Self { files: HashMap::new(), names: HashSet::new() };
        for path in paths {
            let Some(place) = path.strip_suffix(".py") else { continue };
            let package = (place == PACKAGE).then_some("");
            let package =
                package.or_else(|| place.strip_suffix(PACKAGE).and_then(|it| it.strip_suffix('/')));
            for at in package.into_iter().chain([place]) {
                let files = importable.files.entry(at).or_default();
                // Where a package and a module have one name, Python takes the package.
                files.insert(if at == place { files.len() } else { 0 }, path);
                importable.names.insert(last_step(at));
            }
        }
        importable
    }

    /// The nearest module of some steps that is seen from a file, and how near it is. Without a step it is the package
    /// itself that an import with dots means.
    fn nearest(&self, steps: &str, path: &str, bases: &Bases<'_>) -> Option<(usize, &'p str)> {
        if !steps.is_empty() && !self.names.contains(last_step(steps)) {
            return None;
        }
        let mut place = String::new();
        bases.folders().enumerate().find_map(|(rank, folder)| {
            place.clear();
            for part in folder.into_iter().chain([steps]).filter(|it| !it.is_empty()) {
                place.push_str(if place.is_empty() { "" } else { "/" });
                place.push_str(part);
            }
            let found = self.files.get(place.as_str())?.iter().find(|file| **file != path)?;
            Some((rank, *found))
        })
    }
}

/// The file that is a folder's own module.
const PACKAGE: &str = "__init__";

fn last_step(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// The name, in the file in which it lies, of what is imported; nothing where it is not imported or none of the files
/// has it.
pub fn found(name: &Name, files: &Importable<'_>) -> Option<Name> {
    let (path, module, symbol, inner) = read(&name.scope)?;
    let (file, prefix) = lies(path, module, symbol, files)?;
    let text = |text: &str| {
        let text = format!("{prefix}{text}");
        text.strip_prefix('.').map(str::to_owned).unwrap_or(text)
    };
    let unit = Scope::unit("python", file);
    Some(match inner {
        Some(function) => handed(&unit, &text(function), &name.text),
        None => Name::new(name.space, &unit, text(&name.text)),
    })
}

/// Whether a scope stands for something imported.
pub fn is_import(scope: &Scope) -> bool {
    read(scope).is_some()
}

/// The importing file, the module, what is imported from it, and the function that is called.
fn read(scope: &Scope) -> Option<(&str, &str, Option<&str>, Option<&str>)> {
    let step = |at: usize, kind: &str| {
        let step = scope.steps().get(at)?.strip_prefix(kind)?;
        step.strip_prefix(':')
    };
    let (path, module) = (step(0, UNIT)?, step(1, MODULE)?);
    let last = scope.steps().len() - 1;
    Some((path, module, step(2, SYMBOL), step(last, CALL)))
}

/// Folders beside which a program finds modules.
const BESIDE: [&str; 4] = ["", "src", "plugins", "lib"];
/// How many folders are gone up.
const UP: usize = 8;

/// The file in which something imported lies, and the name that it has there; none for the module itself.
fn lies<'p, 's>(
    path: &str,
    module: &str,
    symbol: Option<&'s str>,
    files: &Importable<'p>,
) -> Option<(&'p str, &'s str)> {
    let symbol = symbol.filter(|it| *it != ALL);
    let steps = folder::join("", &module.trim_start_matches('.').replace('.', "/"))?;
    let bases = Bases::of(path, module);
    let nearest = |steps: &str| files.nearest(steps, path, &bases);
    let own = nearest(&steps);
    // A name may be that of a module within a package.
    let within = symbol.and_then(|symbol| nearest(&folder::join(&steps, symbol)?));
    match (within, own) {
        (Some((rank, file)), own) if own.is_none_or(|(own, _)| rank <= own) => Some((file, "")),
        (_, own) => own.map(|(_, file)| (file, symbol.unwrap_or_default())),
    }
}

/// The folders from which a module is seen.
struct Bases<'p> {
    /// The importing file's own folder and those around it, nearest first.
    folders: Vec<&'p str>,
    /// Of an import with dots, the one folder that they mean.
    only: Option<usize>,
}

impl<'p> Bases<'p> {
    fn of(path: &'p str, module: &str) -> Self {
        let outer = |it: &&'p str| it.rsplit_once('/').map(|(folder, _)| folder);
        let folders = std::iter::successors(outer(&path), outer).chain([""]).collect();
        let dots = module.len() - module.trim_start_matches('.').len();
        Self { folders, only: dots.checked_sub(1) }
    }

    /// The folders in which a module may lie, nearest first, each in two parts.
    fn folders(&self) -> impl Iterator<Item = [&str; 2]> {
        let only = self.only.map(|only| self.folders.get(only).map(|it| [*it, ""]));
        let near = self.folders.iter().take(if only.is_some() { 0 } else { UP });
        let near = near.flat_map(|base| BESIDE.map(|beside| [*base, beside]));
        only.flatten().into_iter().chain(near)
    }
}

#[cfg(test)]
mod tests {
    use super::{Importable, Scope, found, words};
    use crate::model::{Name, Space};

    fn place(module: &str, symbol: &str, text: &str, files: &[&str]) -> Option<String> {
        let scope = Scope::unit("import", "src/app/run.py").within("module", module);
        let scope = if symbol.is_empty() { scope } else { scope.within("name", symbol) };
        let importable = Importable::of(files.iter().copied());
        let found = found(&Name::new(Space::Local, &scope, text), &importable)?;
        Some(format!("{} {}", found.scope, found.text))
    }

    #[test]
    fn the_words_of_imports_are_those_of_their_statements() {
        for (text, expected) in [
            ("import a.b as c, d\nx = e", "import a b as c d"),
            ("def f():\n    from .a import b  # c\n    b()", "from a import b c"),
            ("from a import (\n    b,\n    c,\n)\nd()", "from a import b c"),
            ("from a import b, \\\n    c\nd()", "from a import b c"),
            ("important = 1\nfromage = 2", ""),
            ("from a import (", "from a import"),
        ] {
            assert_eq!(words(text).collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_module_lies_where_python_looks_for_it() {
        for (module, symbol, text, files, expected) in [
            ("config", "T", "", &["config.py"][..], Some("python:config.py T")),
            (
                "config",
                "T",
                "",
                &["config.py", "src/app/config.py"],
                Some("python:src/app/config.py T"),
            ),
            (
                "config",
                "",
                ".T",
                &["src/config/__init__.py"],
                Some("python:src/config/__init__.py T"),
            ),
            ("app.config", "s", ".t", &["src/app/config.py"], Some("python:src/app/config.py s.t")),
            (
                "app",
                "part",
                ".t",
                &["src/app/part/__init__.py"],
                Some("python:src/app/part/__init__.py t"),
            ),
            ("app", "config", ".t", &["src/app/config.py"], Some("python:src/app/config.py t")),
            (
                ".config",
                "f",
                "()[k]",
                &["src/app/config.py"],
                Some("python:src/app/config.py f()[k]"),
            ),
            (".", "config", ".t", &["src/app/config.py"], Some("python:src/app/config.py t")),
            (
                "..common.keys",
                "T",
                "",
                &["src/common/keys.py"],
                Some("python:src/common/keys.py T"),
            ),
            (".", "T", "", &["src/app/__init__.py"], Some("python:src/app/__init__.py T")),
            ("..", "T", "", &["src/__init__.py"], Some("python:src/__init__.py T")),
            ("...", "*", "T", &["__init__.py"], Some("python:__init__.py T")),
            (".", "T", "", &["src/__init__.py"], None),
            ("config", "T", "", &["lib/config.py"], Some("python:lib/config.py T")),
            ("config", "T", "", &["src/lib/config.py"], Some("python:src/lib/config.py T")),
            ("config", "T", "", &["lib/src/config.py"], None),
            ("....x", "T", "", &["x.py"], None),
            ("run", "T", "", &["src/app/run.py"], None),
            ("settings", "*", "T", &["settings.py"], Some("python:settings.py T")),
            ("other", "T", "", &["config.py"], None),
            (
                "config",
                "T",
                "",
                &["config.py", "config/__init__.py"],
                Some("python:config/__init__.py T"),
            ),
        ] {
            let place = place(module, symbol, text, files);
            assert_eq!(place.as_deref(), expected, "{module} {symbol}");
        }
    }
}
