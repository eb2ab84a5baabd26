//! The statements of a file, read one after another: which blocks there are, what is imported, and which names are
//! given which values, by assignments, by what functions give back and by what calls hand over.

use std::ops::Range;

use crate::model::{Most, Within as _};

use super::fields;
use super::imports::Import;
use super::module::{Assignment, Block, Call, Module, Way};
use super::several;
use super::token::Kind;

/// How deep blocks are told apart; deeper ones are parts of the last.
const DEPTH: usize = 12;

/// How many targets of one assignment are told (`a = b = value`).
const TARGETS: Most = Most::new(16, "targets of one assignment");

impl Module<'_> {
    /// Read the statements of the lines, one after another.
    pub fn survey(&mut self) {
        let mut open: Vec<(usize, usize)> = vec![(0, 0)];
        let mut start = 0;
        while start < self.reading.of_lines {
            let end = (start..self.reading.of_lines)
                .find(|at| self.reading.tokens[*at].kind == Kind::LineEnd)
                .unwrap_or(self.reading.of_lines);
            if start < end {
                let indent = self.reading.tokens[start].indent;
                while 1 < open.len() && open.last().is_some_and(|(before, _)| indent <= *before) {
                    open.pop();
                }
                let block = open.last().map_or(0, |(_, block)| *block);
                if let Some(inner) = self.line(start..end, block) {
                    open.push((indent, inner));
                }
            }
            start = end + 1;
        }
    }

    /// A logical line; the answer is the block that it opens.
    fn line(&mut self, range: Range<usize>, block: usize) -> Option<usize> {
        self.statements.push((range.start, block));
        let first = self.word(range.start);
        let define = if first == "async" { range.start + 1 } else { range.start };
        if matches!(self.word(define), "def" | "class") && self.is_name(define + 1) {
            let inner = self.define(define, block);
            // `def f(): return x` on one line.
            if let Some(colon) = self.find(&range, ":")
                && colon + 1 < range.end
            {
                self.statements.push((colon + 1, inner));
                self.statement(colon + 1..range.end, inner);
            }
            return Some(inner);
        }
        let is_loop =
            if first == "async" { self.word(range.start + 1) == "for" } else { first == "for" };
        if is_loop && let Some(colon) = self.find(&range, ":") {
            let start = range.start + usize::from(first == "async") + 1;
            self.loops(&(start..colon), block);
        }
        let is_compound =
            ["if", "elif", "else", "for", "while", "with", "try", "except", "finally"]
                .contains(&first);
        let colon = self.find(&range, ":").filter(|_| is_compound);
        let body = colon.map_or(range.start, |colon| colon + 1)..range.end;
        for part in self.parts(&body, ";") {
            self.statement(part, block);
        }
        None
    }

    fn define(&mut self, at: usize, block: usize) -> usize {
        let name = self.word(at + 1);
        let is_class = self.word(at) == "class";
        let outer = &self.blocks[block];
        let deep = DEPTH <= outer.depth;
        let kind = if is_class { "class" } else { "def" };
        let scope = if deep { outer.scope.clone() } else { outer.scope.within(kind, name) };
        let (depth, is_method) = (outer.depth + usize::from(!deep), outer.is_class && !is_class);
        let inner = self.blocks.len();
        let outer = if deep { self.blocks[block].outer } else { Some(block) };
        self.blocks.push(Block {
            scope,
            outer,
            is_class,
            parameters: Vec::new(),
            at: at + 1,
            depth,
        });
        self.inner.insert((block, name), inner);
        if !is_class && self.word(at + 2) == "(" {
            self.parameters(at + 2, inner, is_method);
        }
        inner
    }

    fn parameters(&mut self, open: usize, function: usize, is_method: bool) {
        for (place, part) in self.parts(&self.inside(open), ",").into_iter().enumerate() {
            if !self.is_name(part.start) {
                continue;
            }
            let name = self.word(part.start);
            if place == 0 && is_method && matches!(name, "self" | "cls") {
                continue;
            }
            self.blocks[function].parameters.push(name.to_owned());
            if let Some(equals) = self.find(&part, "=") {
                let first = self.assignments.len();
                self.assign(function, name, &(equals + 1..part.end), Way::Set);
                // A default is read where the function is defined: `def f(token=token)`.
                let outer = self.blocks[function].outer.unwrap_or(function);
                self.assignments[first..].iter_mut().for_each(|it| it.read_in = outer);
            }
        }
    }

    fn statement(&mut self, range: Range<usize>, block: usize) {
        match self.word(range.start) {
            "import" => self.import(range.start + 1..range.end, ""),
            "from" => {
                let found = (range.start..range.end).find(|at| self.word(*at) == "import");
                let Some(import) = found else { return };
                let from: String = (range.start + 1..import).map(|at| self.word(at)).collect();
                let open = self.word(import + 1) == "(";
                let names = if open { self.inside(import + 1) } else { import + 1..range.end };
                self.import(names, &format!("{from}."));
            }
            "return" => self.returned(range.start + 1..range.end, block),
            _ => self.assigned(&range, block),
        }
    }

    fn import(&mut self, names: Range<usize>, from: &str) {
        for part in self.parts(&names, ",") {
            let (parts, next) = self.chain(part.start);
            let alias = self.word(next) == "as" && next < part.end;
            let module = from.strip_suffix('.').map_or_else(|| parts.join("."), str::to_owned);
            let symbol = parts.first().copied().filter(|_| !from.is_empty());
            let import = Import { module, symbol, at: part.start };
            let known = if alias { self.word(next + 1).to_owned() } else { parts.join(".") };
            self.imported.add(&known, import);
            if alias {
                self.imports.insert(self.word(next + 1), format!("{from}{}", parts.join(".")));
            } else if let [name] = parts.as_slice()
                && !from.is_empty()
            {
                self.imports.insert(name, format!("{from}{name}"));
            }
        }
    }

    fn returned(&mut self, value: Range<usize>, block: usize) {
        let Some((outer, name)) =
            self.blocks[block].outer.zip(self.blocks[block].scope.steps().last())
        else {
            return;
        };
        let Some(name) = name.strip_prefix("def:").map(str::to_owned) else { return };
        let names = if self.blocks[outer].is_class {
            // A property is read without a call.
            vec![format!("self.{name}()"), format!("self.{name}")]
        } else {
            vec![format!("{name}()")]
        };
        for target in names {
            self.give(outer, block, &target, &value, Way::Returned);
        }
    }

    /// `a = b = value`, `self.a: str = value`, `a["key"] = value`.
    fn assigned(&mut self, range: &Range<usize>, block: usize) {
        let parts = self.parts(range, "=");
        let Some((value, targets)) = parts.split_last() else { return };
        if value.start == value.end || value.end < range.end {
            return;
        }
        for target in targets.iter().within(TARGETS) {
            let dealt = self.unpacked(target);
            if dealt.is_empty() {
                self.set(block, target, value);
            } else {
                self.deal(block, &dealt, value);
            }
        }
    }

    /// Give a target a value.
    pub fn set(&mut self, block: usize, target: &Range<usize>, value: &Range<usize>) {
        if !self.is_name(target.start) {
            return;
        }
        let (parts, next) = self.chain(target.start);
        let annotated = self.word(next) == ":";
        let key = (self.word(next) == "[" && next + 3 == target.end)
            .then(|| self.plain(next + 1))
            .flatten();
        let name = match key {
            Some(key) => format!("{}[{key}]", parts.join(".")),
            None if next == target.end || annotated => parts.join("."),
            None => return,
        };
        self.assign(block, &name, value, Way::Set);
    }

    fn assign(&mut self, block: usize, target: &str, value: &Range<usize>, way: Way) {
        let is_member = target.starts_with("self.") || target.starts_with("cls.");
        let home = if is_member { self.class_of(block).unwrap_or(block) } else { block };
        let mut targets = vec![target.replacen("cls.", "self.", 1)];
        if self.blocks[home].is_class && !is_member {
            targets.push(format!("self.{}", targets[0]));
        }
        for target in targets {
            self.give(home, block, &target, value, way);
        }
    }

    /// Give a name a value, and its entries where the value is a dictionary or a tuple that is written out.
    pub fn give(
        &mut self,
        block: usize,
        read_in: usize,
        target: &str,
        value: &Range<usize>,
        way: Way,
    ) {
        let assignment =
            |target, value| Assignment { block, read_in, target, value, way, reads: Vec::new() };
        for (target, value) in several::entries(self, target, value) {
            self.assignments.push(assignment(target, value));
        }
        self.assignments.push(assignment(target.to_owned(), value.clone()));
    }

    pub fn find_calls(&mut self) {
        for open in 1..self.reading.of_lines {
            if !self.is_name(open - 1) || self.word(open) != "(" {
                continue;
            }
            let mut first = open - 1;
            let mut parts = vec![self.word(first)];
            while 1 < first
                && self.word(first - 1) == "."
                && self.is_name(first - 2)
                && parts.len() < 8
            {
                first -= 2;
                parts.push(self.word(first));
            }
            parts.reverse();
            let begins = first == 0 || !matches!(self.word(first - 1), "." | "def" | "class");
            if begins {
                let path = self.resolved(&parts);
                let block = self.block_of(open);
                self.calls.push(Call { path, written: parts.join("."), block, open });
            }
        }
    }

    /// What calls hand over to functions of the file, and to classes of which only fields are declared.
    pub fn hand_over(&mut self, fields: &fields::Fields) {
        let mut given = Vec::new();
        for call in &self.calls {
            let parts: Vec<&str> = call.written.split('.').collect();
            let function = self.function(call.block, &parts);
            let declared = || self.class(call.block, &parts).filter(|it| fields.contains_key(it));
            let Some(function) = function.or_else(declared) else { continue };
            let own: Vec<String>;
            let parameters = match fields.get(&function) {
                Some(fields) => {
                    own = fields.iter().map(|field| format!("self.{}", field.name)).collect();
                    &own
                }
                None => &self.blocks[function].parameters,
            };
            let keyword = |name: &str| {
                let is_it = |it: &&String| it.strip_prefix("self.").unwrap_or(it) == name;
                parameters.iter().find(is_it)
            };
            for (place, argument) in self.arguments(call.open).into_iter().enumerate() {
                let by_name = argument.keyword.and_then(keyword);
                let by_place = parameters.get(place).filter(|_| argument.keyword.is_none());
                let Some(target) = by_name.or(by_place).cloned() else { continue };
                let value = argument.value;
                let read_in = call.block;
                given.push(Assignment {
                    block: function,
                    read_in,
                    target,
                    value,
                    way: Way::Called,
                    reads: Vec::new(),
                });
            }
        }
        self.assignments.extend(given);
    }
}
