//! The text that an expression may stand for, `${}` where it is only known at run time.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use crate::model::Most;

use super::module::Module;
use super::token::Kind;

/// How deep names are looked through.
const DEPTH: usize = 6;
/// How long a text may get.
const LENGTH: usize = 2048;
/// How many tokens of one file are looked at in all.
const STEPS: Most = Most::new(200_000, "pieces of addresses");

/// Renders the texts of one file.
pub(super) struct Renderer<'m, 'a> {
    module: &'m Module<'a>,
    steps: Cell<usize>,
    /// The values that are being rendered, by their first tokens: `host = f"https://{host}"` is made of what `host`
    /// was before, which is not known here.
    inside: RefCell<Vec<usize>>,
}

impl<'m, 'a> Renderer<'m, 'a> {
    pub fn new(module: &'m Module<'a>) -> Self {
        Self { module, steps: Cell::new(0), inside: RefCell::default() }
    }

    /// The text of an expression that stands in a block.
    pub fn text(&self, range: &Range<usize>, block: usize) -> String {
        let mut text = String::new();
        self.add(range.clone(), block, 0, &mut text);
        text
    }

    fn add(&self, range: Range<usize>, block: usize, depth: usize, text: &mut String) {
        let module = self.module;
        let mut at = range.start;
        while at < range.end && text.len() < LENGTH && STEPS.has_room(self.steps.get()) {
            self.steps.set(self.steps.get() + 1);
            match module.token(at).map(|it| it.kind) {
                Some(Kind::Text(_)) => {
                    let formatted = matches!(module.word(at + 1), "." | "%") && at + 1 < range.end;
                    self.add_text(at, block, depth, formatted, text);
                    if formatted {
                        return;
                    }
                    at += 1;
                }
                Some(Kind::Name) => at = self.add_name(at, range.end, block, depth, text),
                Some(Kind::Mark) if module.word(at) == "(" && depth < DEPTH => {
                    self.add(module.inside(at), block, depth + 1, text);
                    at = module.behind(at);
                }
                Some(Kind::Mark) if module.word(at) == "+" => at += 1,
                _ => {
                    text.push_str("${}");
                    at = module.behind(at);
                }
            }
        }
    }

    fn add_text(&self, at: usize, block: usize, depth: usize, formatted: bool, into: &mut String) {
        let Some((text, content)) = self.module.text(at) else { return };
        if text.braces.is_empty() {
            into.push_str(&if formatted {
                without_places(content)
            } else {
                cut(content).to_owned()
            });
            return;
        }
        let base = text.content.start;
        let mut from = 0;
        for (brace, hole) in text.braces.iter().zip(&text.holes) {
            into.push_str(content.get(from..brace.start - base).map_or("", cut));
            if depth < DEPTH && into.len() < LENGTH {
                self.add(hole.clone(), block, depth + 1, into);
            }
            from = brace.end - base;
        }
        into.push_str(content.get(from..).map_or("", cut));
    }

    fn add_name(
        &self,
        at: usize,
        end: usize,
        block: usize,
        depth: usize,
        text: &mut String,
    ) -> usize {
        let module = self.module;
        let (parts, next) = module.chain(at);
        if next < end && module.word(next) == "(" {
            if parts.last().is_some_and(|it| it.contains("urljoin")) && depth < DEPTH {
                for argument in module.arguments(next) {
                    self.add(argument.value, block, depth + 1, text);
                }
            } else {
                text.push_str("${}");
            }
            return module.behind(next).max(at + 1);
        }
        let is_plain = next >= end || !matches!(module.word(next), "[" | ".");
        let value = self.value(&parts.join("."), at, block).filter(|_| is_plain && depth < DEPTH);
        match value.filter(|(value, _)| !self.inside.borrow().contains(&value.start)) {
            Some((value, read_in)) => {
                self.inside.borrow_mut().push(value.start);
                self.add(value, read_in, depth + 1, text);
                self.inside.borrow_mut().pop();
            }
            None => text.push_str("${}"),
        }
        let mut at = next;
        while matches!(module.word(at), "[" | "(") && at < end {
            at = module.behind(at);
        }
        at.max(next)
    }

    /// The value that a name was given last before a place; where all are given later, the last of them.
    fn value(&self, name: &str, at: usize, block: usize) -> Option<(Range<usize>, usize)> {
        let home = self.module.home(block, name)?;
        let mut last = None;
        let given = self.module.given(home, name).filter(|it| it.reads.is_empty());
        for (count, it) in given.enumerate() {
            if 64 < count {
                break;
            }
            self.steps.set(self.steps.get() + 1);
            if last.is_none() || it.value.start < at || home != block {
                last = Some((it.value.clone(), it.read_in));
            }
        }
        last.filter(|(value, _)| !value.contains(&at))
    }
}

fn cut(text: &str) -> &str {
    text.get(..LENGTH).unwrap_or(if text.len() < LENGTH { text } else { "" })
}

/// A template for `format` or `%` with `${}` for what is filled in.
fn without_places(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = cut(text);
    while let Some(at) = rest.find(['{', '%']) {
        plain.push_str(&rest[..at]);
        let after = &rest[at..];
        let length = if after.starts_with('{') {
            after.find('}').map(|end| end + 1)
        } else if after.starts_with("%(") {
            after.find(')').map(|end| end + 2)
        } else {
            Some(2)
        };
        plain.push_str("${}");
        rest = length.and_then(|length| after.get(length..)).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}
