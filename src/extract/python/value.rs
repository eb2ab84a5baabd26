//! What an expression hands on: the variables and settings that it reads, and the text that it writes out.
//!
//! A value goes on through names, members, string formatting and the like. What another function makes of it is
//! another value, unless the file itself defines that function.

use std::ops::Range;

use super::connection;
use super::module::Module;
use super::token::Kind;
use crate::model::{Choice, Name, Scope, Secret, Space, Take};

/// What an expression hands on.
pub(super) struct Value {
    pub takes: Vec<Take>,
    pub choice: Choice,
    pub literal: Option<Secret>,
    /// What it reads under a name that a parameter holds.
    pub asked: Vec<(Space, String)>,
}

/// How deep expressions within expressions are looked into.
const DEPTH: usize = 12;

/// Functions that read a variable of the environment, as the ends of their dotted names.
const OF_ENVIRONMENT: [&str; 13] = [
    "os.environ.get",
    "os.environ.pop",
    "os.environ.setdefault",
    "environ.get",
    "os.getenv",
    "getenv",
    "EnvVar",
    "EnvVar.str",
    "env",
    "env.str",
    "env.get",
    "environs.Env.str",
    "decouple.config",
];
/// Functions that read a value from a store that is kept elsewhere.
const OF_STORES: [&str; 5] =
    ["Variable.get", "secrets.get", "Secret.load", "Secret.aload", "userdata.get"];
/// What is subscripted like a dictionary and holds values of a store.
const STORES: [&str; 2] = ["st.secrets", "dlt.secrets"];
/// Functions that hand on what they are given.
pub(super) const PLAIN: [&str; 7] =
    ["str", "SecretStr", "Secret", "cast", "strip", "quote", "bytes"];
/// Methods that hand on the value that they belong to.
const METHODS: [&str; 12] = [
    "strip",
    "rstrip",
    "lstrip",
    "format",
    "encode",
    "decode",
    "get_secret_value",
    "get_value",
    "replace",
    "get",
    "removeprefix",
    "reveal",
];

/// Read an expression that stands in a block.
pub(super) fn read(module: &Module<'_>, range: &Range<usize>, block: usize) -> Value {
    let mut reader = Reader { module, block, takes: Vec::new(), asked: Vec::new() };
    reader.gather(range.clone(), 0);
    let mut takes = reader.takes;
    takes.dedup();
    let either = module.parts(range, "or").len() > 1 && 1 < takes.len();
    let literal = (range.len() == 1).then(|| module.plain(range.start)).flatten();
    Value {
        takes,
        choice: if either { Choice::First } else { Choice::Any },
        literal: literal.filter(|text| !text.is_empty()).map(Secret::new),
        asked: reader.asked,
    }
}

struct Reader<'m, 'a> {
    module: &'m Module<'a>,
    block: usize,
    takes: Vec<Take>,
    asked: Vec<(Space, String)>,
}

impl Reader<'_, '_> {
    fn gather(&mut self, range: Range<usize>, depth: usize) {
        let mut at = range.start;
        while at < range.end && depth < DEPTH {
            at = self.step(at, range.end, depth).max(at + 1);
        }
    }

    /// Read what begins here; the answer is where to go on.
    fn step(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let module = self.module;
        match module.token(at).map(|it| it.kind) {
            Some(Kind::Text(_)) => {
                let holes = module.text(at).map(|(text, _)| text.holes.clone()).unwrap_or_default();
                for hole in holes {
                    self.gather(hole, depth + 1);
                }
                at + 1
            }
            Some(Kind::Name) => self.name(at, end, depth),
            Some(Kind::Mark) => match module.word(at) {
                "(" => {
                    self.gather(module.inside(at), depth + 1);
                    module.behind(at)
                }
                // `"…".format(…)` hands on what it is given; what is done to another value is not known.
                "." if module.word(at + 1) == "format" => at + 2,
                "." => self.behind_suffixes(at),
                "{" => {
                    self.by_name_of_variable(at);
                    module.behind(at)
                }
                "[" => module.behind(at),
                _ => at + 1,
            },
            _ => at + 1,
        }
    }

    /// Dagster's `{"env": "NAME"}`.
    fn by_name_of_variable(&mut self, open: usize) {
        let range = open..self.module.behind(open);
        if let [("env", value)] = self.module.entries(&range).as_slice() {
            self.named(Space::Env, value.start);
        }
    }

    fn name(&mut self, at: usize, end: usize, depth: usize) -> usize {
        match self.module.word(at) {
            // `a if condition else b`: the condition is not handed on.
            "if" => (at..end).find(|at| self.module.word(*at) == "else").unwrap_or(end),
            "for" | "lambda" => end,
            "and" | "or" | "not" | "else" | "await" | "None" | "True" | "False" | "is" | "in" => {
                at + 1
            }
            _ => self.primary(at, depth),
        }
    }

    fn primary(&mut self, at: usize, depth: usize) -> usize {
        let module = self.module;
        let (parts, next) = module.chain(at);
        if 8 < parts.len() {
            return self.behind_suffixes(next);
        }
        let path = module.resolved(&parts);
        if let Some((id, next)) = connection::password(module, self.block, &parts, next) {
            let span = module.span(&(id.at..id.at + 1));
            self.takes.extend(connection::name(module, id).map(|name| Take { name, span }));
            return self.behind_suffixes(next);
        }
        match module.word(next) {
            "(" => self.call(&parts, &path, at, next, depth),
            "[" => self.subscript(&parts, &path, next),
            _ => {
                let span = at..next;
                self.local(&parts.join("."), &span);
            }
        }
        self.behind_suffixes(next)
    }

    /// Where methods and subscripts behind a value end.
    fn behind_suffixes(&self, mut at: usize) -> usize {
        loop {
            at = match self.module.word(at) {
                "(" | "[" => self.module.behind(at),
                "." if self.module.is_name(at + 1) => at + 2,
                _ => return at,
            };
        }
    }

    fn call(&mut self, parts: &[&str], path: &str, at: usize, open: usize, depth: usize) {
        let module = self.module;
        let last = parts.last().copied().unwrap_or_default();
        if OF_ENVIRONMENT.iter().any(|it| ends_with(path, it)) {
            self.argument(Space::Env, open);
        } else if OF_STORES.iter().any(|it| ends_with(path, it)) {
            self.argument(Space::Setting, open);
        } else if let Some(function) = module.function(self.block, parts) {
            match self.asked_of(function, open) {
                Some((space, name)) => self.named(space, name),
                None => self.local(&format!("{}()", parts.join(".")), &(at..module.behind(open))),
            }
        } else if parts.len() == 1 && PLAIN.contains(&last) {
            self.gather(module.inside(open), depth + 1);
        } else if 1 < parts.len() && METHODS.contains(&last) {
            let base = &parts[..parts.len() - 1];
            let key = module.plain(open + 1).filter(|_| last == "get");
            let base = base.join(".");
            match key {
                Some(key) => self.local(&format!("{base}[{key}]"), &(at..module.behind(open))),
                None => self.local(&base, &(at..open)),
            }
            if last == "format" {
                self.gather(module.inside(open), depth + 1);
            }
        }
    }

    /// The name that a function of the file is asked for, and where it reads what stands under it.
    fn asked_of(&self, function: usize, open: usize) -> Option<(Space, usize)> {
        let module = self.module;
        let (space, parameter) = module.readers.get(&function)?;
        let place = module.blocks[function].parameters.iter().position(|it| it == parameter)?;
        let arguments = module.arguments(open);
        let by_name = arguments.iter().find(|it| it.keyword == Some(parameter));
        let by_place = arguments.get(place).filter(|it| it.keyword.is_none());
        let value = &by_name.or(by_place)?.value;
        module.plain(value.start).filter(|_| value.len() == 1)?;
        Some((*space, value.start))
    }

    fn subscript(&mut self, parts: &[&str], path: &str, open: usize) {
        let module = self.module;
        if ends_with(path, "os.environ") || path == "environ" {
            self.named(Space::Env, open + 1);
        } else if STORES.iter().any(|it| ends_with(path, it)) {
            self.named(Space::Setting, open + 1);
        } else if let Some(key) = module.plain(open + 1) {
            let name = format!("{}[{key}]", parts.join("."));
            self.local(&name, &(open - 1..module.behind(open)));
        }
    }

    /// The name that a reader is given: under `key` or `name`, or as the last of its strings that are given by place.
    fn argument(&mut self, space: Space, open: usize) {
        let arguments = self.module.arguments(open);
        let named = arguments.iter().find(|it| matches!(it.keyword, Some("key" | "name")));
        let is_text = |range: &Range<usize>| {
            self.module.plain(range.start).is_some() || self.module.is_name(range.start)
        };
        let by_place: Vec<_> = arguments.iter().filter(|it| it.keyword.is_none()).collect();
        let place = match space {
            // `dbutils.secrets.get("scope", "key")`; of other readers the second argument is what is given instead.
            Space::Setting
                if self.module.word(open - 1) == "get"
                    && self.module.word(open - 3) == "secrets" =>
            {
                by_place.last()
            }
            _ => by_place.first(),
        };
        if let Some(found) = named.or(place.copied()).filter(|it| is_text(&it.value)) {
            let at = found.value.start;
            self.named(space, at);
        }
    }

    fn named(&mut self, space: Space, at: usize) {
        let name = self.module.plain(at).filter(|name| !name.is_empty() && name.len() < 200);
        if let Some(name) = name {
            let span = self.module.span(&(at..at + 1));
            let name = Name::new(space, self.unit(), name);
            self.takes.push(Take { name, span });
        } else if self.module.is_name(at) && matches!(self.module.word(at + 1), ")" | "]" | ",") {
            let word = self.module.word(at);
            if self.module.blocks[self.block].parameters.iter().any(|it| it == word) {
                self.asked.push((space, word.to_owned()));
            }
        }
    }

    /// The scope of the whole file: the environment of a program is one.
    fn unit(&self) -> &Scope {
        &self.module.blocks[0].scope
    }

    /// A name of the file, if the file gives it a value.
    fn local(&mut self, name: &str, range: &Range<usize>) {
        let name = name.replacen("cls.", "self.", usize::from(name.starts_with("cls.")));
        if let Some(home) = self.module.home(self.block, &name) {
            let span = self.module.span(range);
            let name = Name::new(Space::Local, &self.module.blocks[home].scope, name);
            self.takes.push(Take { name, span });
        }
    }
}

/// Whether a dotted name, with what opens behind it, reads a variable of the environment or of a store.
pub(super) fn reads_variable(path: &str, opens: &str) -> bool {
    let any = |known: &[&str]| known.iter().any(|it| ends_with(path, it));
    match opens {
        "(" => any(&OF_ENVIRONMENT) || any(&OF_STORES),
        "[" => ends_with(path, "os.environ") || path == "environ" || any(&STORES),
        _ => false,
    }
}

/// Whether a dotted name is this one, or ends with it behind a dot.
pub(super) fn ends_with(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
