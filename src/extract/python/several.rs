//! Values that are several: the entries of dictionaries and tuples that are written out, and names that are given the
//! parts of one value (`token, host = load()`, `for name, token in TOKENS.items():`).

use std::ops::Range;

use super::module::{Module, Way};
use super::token::Kind;
use super::value::DEEP;
use crate::model::{Most, Name, Space, Within as _};

/// What stands for an entry of which the key is only known at run time.
pub(super) const ANY: &str = "*";
/// How many parts of one tuple are told.
const PARTS: Most = Most::new(500, "parts of one tuple");

/// The entries of a value that is written out, each under its name; those of a dictionary also under the name of any.
pub(super) fn entries(
    module: &Module<'_>,
    target: &str,
    value: &Range<usize>,
) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    nested(module, target, value, DEEP, &mut found);
    for (_, value) in module.entries(value) {
        let name = format!("{target}[{ANY}]");
        // A text that is written out is what it is under its own key.
        if module.plain(value.start).is_none() {
            nested(module, &name, &value, DEEP - 1, &mut found);
            found.push((name, value));
        }
    }
    found.extend(tuple(module, value).into_iter().enumerate().map(|(at, value)| {
        let name = format!("{target}[{at}]");
        (name, value)
    }));
    found
}

fn nested(
    module: &Module<'_>,
    target: &str,
    value: &Range<usize>,
    depth: usize,
    found: &mut Vec<(String, Range<usize>)>,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for (key, value) in module.entries(value) {
        let name = format!("{target}[{key}]");
        nested(module, &name, &value, depth, found);
        found.push((name, value));
    }
}

/// The parts of a tuple that is written out, if the value is one of more than one.
fn tuple(module: &Module<'_>, value: &Range<usize>) -> Vec<Range<usize>> {
    let parts = module.parts(&without_brackets(module, value, &["("]), ",");
    let parts: Vec<Range<usize>> = if 1 < parts.len() { parts } else { Vec::new() };
    let unfolds = parts.iter().any(|it| it.is_empty() || module.word(it.start) == "*");
    let is_one =
        unfolds || module.find(value, "for").is_some() || module.find(value, "lambda").is_some();
    if is_one { Vec::new() } else { parts.into_iter().within(PARTS).collect() }
}

fn without_brackets(module: &Module<'_>, value: &Range<usize>, kinds: &[&str]) -> Range<usize> {
    let is_whole =
        kinds.contains(&module.word(value.start)) && module.behind(value.start) == value.end;
    if is_whole { module.inside(value.start) } else { value.clone() }
}

/// The name of an entry: `TOKENS["prod"]`, and `TOKENS[name]` as that of any; and the token behind it.
pub(super) fn key<'a>(module: &Module<'a>, open: usize) -> &'a str {
    let is_number = module.token(open + 1).is_some_and(|it| it.kind == Kind::Number);
    let number = (is_number && module.word(open + 2) == "]").then(|| module.word(open + 1));
    module.plain(open + 1).or(number).unwrap_or(ANY)
}

impl Module<'_> {
    /// The targets among which an assignment deals the parts of its value.
    pub fn unpacked(&self, target: &Range<usize>) -> Vec<Range<usize>> {
        let inside = without_brackets(self, target, &["(", "["]);
        let targets = self.parts(&inside, ",");
        let is_dealt = 1 < targets.len() && targets.iter().all(|it| self.is_name(it.start));
        if is_dealt { targets } else { Vec::new() }
    }

    /// Give each target its part of a value.
    pub fn deal(&mut self, block: usize, targets: &[Range<usize>], value: &Range<usize>) {
        let values = self.parts(&without_brackets(self, value, &["(", "["]), ",");
        if values.len() == targets.len() {
            for (target, value) in targets.iter().within(PARTS).zip(values) {
                self.set(block, target, &value);
            }
        } else if values.len() == 1 {
            let is_awaited = self.word(value.start) == "await";
            let value = value.start + usize::from(is_awaited)..value.end;
            let whole = self.whole(block, &value);
            for (at, target) in targets.iter().within(PARTS).enumerate() {
                self.set_to(block, target, &value, &whole, &at.to_string());
            }
        }
    }

    /// `for name, token in TOKENS.items():`, `for token in TOKENS.values():`.
    pub fn loops(&mut self, header: &Range<usize>, block: usize) {
        let Some(found) = self.find(header, "in") else { return };
        let targets = self.parts(&(header.start..found), ",");
        let (parts, next) = self.chain(found + 1);
        let is_whole = self.word(next) == "(" && self.behind(next) == header.end;
        let target = match (parts.as_slice(), targets.as_slice()) {
            ([_, .., "items"], [_, target]) | ([_, .., "values"], [target]) if is_whole => target,
            _ => return,
        };
        if self.is_name(target.start) {
            let dictionary = found + 1..next - 2;
            let whole = self.whole(block, &dictionary);
            self.set_to(block, target, &dictionary, &whole, ANY);
        }
    }

    /// The name whose entries are the parts of a value: that of something imported, or one that says nothing.
    fn whole(&mut self, block: usize, value: &Range<usize>) -> Name {
        let (parts, next) = self.chain(value.start);
        let called = self.word(next) == "(" && self.behind(next) == value.end;
        let imported = parts.join(".") + if called { "()" } else { "" };
        if (called || next == value.end) && self.imported.of(&imported).is_some() {
            return Name::new(Space::Local, &self.blocks[0].scope, imported);
        }
        let shared = format!("({})", value.start);
        self.give(block, block, &shared, value, Way::Set);
        Name::new(Space::Local, &self.blocks[block].scope, shared)
    }

    /// Give a target one entry of what has a name.
    fn set_to(
        &mut self,
        block: usize,
        target: &Range<usize>,
        value: &Range<usize>,
        whole: &Name,
        key: &str,
    ) {
        let first = self.assignments.len();
        self.set(block, target, value);
        let entry = Name { text: format!("{}[{key}]", whole.text), ..whole.clone() };
        self.assignments[first..].iter_mut().for_each(|it| it.reads = vec![entry.clone()]);
    }
}
