//! What an expression hands on: the variables and settings that it reads, and the text that it writes out.
//!
//! A value goes on through names, members, string formatting and the like. What another function makes of it is
//! another value, unless the file itself defines that function.

use std::ops::Range;

use super::connection;
use super::entries;
use super::imports;
use super::module::{Assignment, Module};
use super::reads;
use super::several;
use super::stores;
use super::templates;
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

/// How deep entries of entries are looked into.
pub(super) const DEEP: usize = 3;

/// Functions that hand on what they are given.
pub(super) const PLAIN: [&str; 7] =
    ["str", "SecretStr", "Secret", "cast", "strip", "quote", "bytes"];
/// Functions that declare a field and hand on what it holds by default.
const FIELDS: [&str; 2] = ["field", "Field"];
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
    let is_text = range.len() == 1 && takes.is_empty();
    let literal = is_text.then(|| module.plain(range.start)).flatten();
    Value {
        takes,
        choice: if either { Choice::First } else { Choice::Any },
        literal: literal.filter(|text| !text.is_empty()).map(Secret::new),
        asked: reader.asked,
    }
}

/// What a name is given by an assignment.
pub(super) fn of(module: &Module<'_>, it: &Assignment) -> Value {
    if it.reads.is_empty() {
        return read(module, &it.value, it.read_in);
    }
    let span = module.span(&it.value);
    let takes = it.reads.iter().map(|name| Take { name: name.clone(), span }).collect();
    Value { takes, choice: Choice::First, literal: None, asked: Vec::new() }
}

pub(super) struct Reader<'m, 'a> {
    pub module: &'m Module<'a>,
    pub block: usize,
    pub takes: Vec<Take>,
    pub asked: Vec<(Space, String)>,
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
                self.takes.extend(templates::takes(module, at));
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
            self.named(Space::Env, "", value.start);
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
        if let Some(next) = self.of_streamlit(&path, at, next) {
            return self.behind_suffixes(next);
        }
        let before = self.takes.len();
        match module.word(next) {
            "(" if self.stored(&parts, next) || self.asked_for(&parts, next) => {
                self.entry_behind(before, next);
            }
            "(" if self.member_of_call(&parts, at, next) => {}
            "(" => {
                self.call(&parts, &path, at, next, depth);
                self.entry_behind(before, next);
            }
            "[" => self.subscript(&parts, &path, next),
            _ => {
                let span = at..next;
                self.local(&parts.join("."), &span);
            }
        }
        self.behind_suffixes(next)
    }

    /// `get_settings().token`, `make_headers()["Authorization"]`: whether the file knows such a member.
    fn member_of_call(&mut self, parts: &[&str], at: usize, open: usize) -> bool {
        let module = self.module;
        let (mut name, called) = (format!("{}()", parts.join(".")), module.behind(open));
        let mut next = called;
        while next < called + 8 {
            let member = module.word(next + 1);
            if module.word(next) == "." && module.is_name(next + 1) && module.word(next + 2) != "("
            {
                name = format!("{name}.{member}");
                next += 2;
            } else if let Some(key) = module.plain(next + 1).filter(|_| module.word(next) == "[") {
                name = format!("{name}[{key}]");
                next += 3;
            } else {
                break;
            }
        }
        let before = self.takes.len();
        if called < next {
            self.local(&name, &(at..next));
        }
        before < self.takes.len()
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
        if let Some(space) = reads::by_call(module, self.block, parts, path) {
            self.argument(space, path, open);
        } else if module.function(self.block, parts).is_some() {
            self.local(&format!("{}()", parts.join(".")), &(at..module.behind(open)));
        } else if parts.len() == 1 && PLAIN.contains(&last) || matches!(last, "loads" | "b64decode")
        {
            self.gather(module.inside(open), depth + 1);
        } else if FIELDS.contains(&last) && module.function(self.block, parts).is_none() {
            self.default(open, depth);
        } else if 1 < parts.len() && METHODS.contains(&last) {
            let base = &parts[..parts.len() - 1];
            let base = base.join(".");
            let key = (last == "get").then(|| format!("{base}[{}]", several::key(module, open)));
            let key = key.filter(|it| module.plain(open + 1).is_some() || self.is_known(it));
            match key {
                Some(key) => self.local(&key, &(at..module.behind(open))),
                None => self.local(&base, &(at..open)),
            }
            if last == "format" {
                self.gather(module.inside(open), depth + 1);
            }
        } else {
            self.foreign(&parts.join("."), &(at..module.behind(open)), open);
        }
    }

    /// What a field holds that is given nothing: `field(default_factory=lambda: …)`, `Field(…)`.
    fn default(&mut self, open: usize, depth: usize) {
        let is_default = |keyword| matches!(keyword, None | Some("default" | "default_factory"));
        let arguments = self.module.arguments(open).into_iter();
        if let Some(it) = arguments.into_iter().find(|it| is_default(it.keyword)) {
            let is_lambda = self.module.word(it.value.start) == "lambda";
            let start = if is_lambda { it.value.start + 2 } else { it.value.start };
            self.gather(start..it.value.end.max(start), depth + 1);
        }
    }

    fn subscript(&mut self, parts: &[&str], path: &str, open: usize) {
        let module = self.module;
        if let Some(space) = reads::by_subscript(module, self.block, parts, path) {
            self.named(space, path, open + 1);
        } else if let Some(name) = self.subscripted(&parts.join("."), open) {
            self.local(&name, &(open - 1..module.behind(open)));
        }
    }

    fn is_known(&self, name: &str) -> bool {
        self.module.home(self.block, name).is_some()
    }

    /// The name of an entry, or of an entry of it: the longest that the file knows.
    fn subscripted(&self, holder: &str, open: usize) -> Option<String> {
        let module = self.module;
        let (mut name, mut at, mut names) = (holder.to_owned(), open, Vec::new());
        while module.word(at) == "[" && names.len() < DEEP {
            name = format!("{name}[{}]", several::key(module, at));
            names.push(name.clone());
            at = module.behind(at);
        }
        let is_given = |name: &&String| self.is_known(name);
        let is_entry = || stores::holder(module, self.block, &name).is_some();
        let known = names.iter().rev().find(is_given);
        let known = known.or_else(|| names.last().filter(|_| is_entry()));
        known.or(names.first()).cloned()
    }

    /// The scope of the whole file: the environment of a program is one.
    pub fn unit(&self) -> &Scope {
        &self.module.blocks[0].scope
    }

    /// What a member or an entry is read from: something imported, or the answer of a secret manager.
    fn behind(&self, name: &str) -> Option<(usize, String)> {
        let (module, block) = (self.module, self.block);
        let answer = || {
            let holder = stores::holder(module, block, name)?;
            let entry = entries::of_suffix(&name[holder.len()..]);
            let own = entry.map_or_else(|| holder.to_owned(), |it| entries::named(holder, &it));
            Some((module.home(block, holder)?, own))
        };
        imports::through(module, block, name).map(|name| (0, name)).or_else(answer)
    }

    /// Whether a name may come from a module of which everything is imported.
    fn is_from_anywhere(&self, name: &str) -> bool {
        let first = name.split(['.', '(', '[']).next().unwrap_or_default();
        let is_given = |block: usize| {
            self.module.home(block, first).is_some()
                || self.module.blocks[block].parameters.iter().any(|it| it == first)
        };
        self.module.imported.unnamed().is_some()
            && !matches!(first, "self" | "cls")
            && !self.module.imports.contains_key(first)
            && !self.module.outwards(self.block).any(is_given)
    }

    /// A name of the file, if the file gives it a value or imports it.
    pub fn local(&mut self, name: &str, range: &Range<usize>) {
        let name = match name.strip_prefix("cls.") {
            Some(member) => format!("self.{member}"),
            None => name.to_owned(),
        };
        let is_import =
            |name: &String| self.module.imported.of(name).is_some() || self.is_from_anywhere(name);
        let found = match self.module.home(self.block, &name) {
            Some(home) => Some((home, name)),
            None => self.behind(&name).or_else(|| Some((0, name)).filter(|(_, it)| is_import(it))),
        };
        if let Some((home, name)) = found {
            let span = self.module.span(range);
            let name = Name::new(Space::Local, &self.module.blocks[home].scope, name);
            self.takes.push(Take { name, span });
        }
    }
}
