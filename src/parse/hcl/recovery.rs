//! Reads what it can of a file that the parser refuses as a whole: item by item, and inside an item that is
//! refused too, one level down.

use std::ops::Range;

use super::attempts::Attempts;
use super::items::{self, Between, Shape};
use super::lexer::Lexer;
use super::losses::Losses;
use super::masks::Masks;
use crate::model::{Entry, Form, Node, Source, Value};

/// How many levels down the search for what can be read goes. Every level reads its items once more.
const DEPTH: usize = 6;

/// What is known while a file is read.
pub(super) struct Recovery<'a> {
    attempts: Attempts<'a>,
    losses: Losses<'a>,
}

impl<'a> Recovery<'a> {
    /// Nothing is read yet. `readable` has the source's length, byte for byte.
    pub(super) fn new(source: &'a Source, masks: &'a Masks, readable: &'a str) -> Self {
        Self { attempts: Attempts::new(source, masks, readable), losses: Losses::new(source) }
    }

    /// The whole text at once, if the parser takes it.
    pub(super) fn whole(&mut self) -> Option<Vec<Entry>> {
        self.attempts.parsed_body(0..self.attempts.readable.len()).ok()
    }

    /// The whole text item by item, and what was lost.
    pub(super) fn pieces(mut self) -> (Vec<Entry>, Losses<'a>) {
        let all = 0..self.attempts.readable.len();
        let mut lexer = Lexer::new(self.attempts.readable, all.clone());
        lexer.by_ref().for_each(drop);
        if let Some(start) = lexer.open_comment {
            self.losses.add(start..all.end, "this comment does not end; nothing after it was read");
        }
        let tokens = Lexer::new(self.attempts.readable, all);
        let tokens = if lexer.is_balanced() { tokens } else { tokens.resyncing() };
        let items = items::items(self.attempts.readable, tokens, Between::Lines);
        let entries = self.body(items, 0);
        (entries, self.losses)
    }

    fn body(&mut self, items: Vec<Range<usize>>, depth: usize) -> Vec<Entry> {
        let mut entries = Vec::new();
        for item in items {
            if self.attempts.is_template(item.clone()) {
                continue;
            }
            match self.attempts.parsed_body(item.clone()) {
                Ok(parsed) => entries.extend(parsed),
                Err(reason) => entries.extend(self.item(item, reason, depth)),
            }
        }
        entries
    }

    /// What can be read of an item that the parser refuses.
    fn item(&mut self, item: Range<usize>, reason: &str, depth: usize) -> Option<Entry> {
        match items::shape(self.attempts.readable, item.clone()) {
            Shape::Attribute { key, value } => {
                let (key, labels, form) = (self.attempts.name(key), Vec::new(), Form::Pair);
                Some(Entry { key, labels, form, value: self.value(value, &item, depth) })
            }
            Shape::Block { kind, labels, braces, body, is_closed } => {
                // What stands open inside an open block is told once.
                if !is_closed && depth == 0 {
                    self.losses.add(
                        item.clone(),
                        "this block is not closed; it was read to where the next begins",
                    );
                }
                let entries = self.inside(body, &item, reason, depth + 1);
                Some(Entry {
                    key: self.attempts.name(kind),
                    labels: labels.into_iter().map(|label| self.attempts.name(label)).collect(),
                    form: Form::Block,
                    value: self.attempts.node(braces, Value::Map(entries)),
                })
            }
            Shape::Other => {
                self.losses
                    .add(item, format!("this could not be read as HCL: {reason}; it was left out"));
                None
            }
        }
    }

    fn inside(
        &mut self,
        body: Range<usize>,
        item: &Range<usize>,
        reason: &str,
        depth: usize,
    ) -> Vec<Entry> {
        if DEPTH <= depth {
            let message =
                format!("this block could not be read as HCL: {reason}; its body was left out");
            self.losses.add(item.clone(), message);
            return Vec::new();
        }
        let tokens = Lexer::new(self.attempts.readable, body);
        let items = items::items(self.attempts.readable, tokens, Between::Lines);
        self.body(items, depth)
    }

    /// What can be read of a value that stands in an item.
    fn value(&mut self, value: Range<usize>, item: &Range<usize>, depth: usize) -> Node {
        if value.is_empty() {
            self.losses.add(item.clone(), "this attribute has no value");
            return self.attempts.node(value, Value::Null);
        }
        let reason = match self.attempts.parsed_value(value.clone()) {
            Ok(node) => return node,
            Err(reason) => reason,
        };
        let inside = (depth < DEPTH)
            .then(|| items::collection(self.attempts.readable, value.clone()))
            .flatten();
        if let Some(items::Collection { between, inside, is_closed }) = inside {
            let node = self.collection(value, between, inside, depth + 1);
            // What stands open is told once, by whatever noticed it first.
            if !is_closed && self.losses.is_empty() {
                self.losses.add(item.clone(), "a bracket of this is not closed");
            }
            return node;
        }
        let message =
            format!("this attribute could not be read as HCL: {reason}; it was read word by word");
        self.losses.add(item.clone(), message);
        self.attempts.words(value)
    }

    fn collection(
        &mut self,
        whole: Range<usize>,
        between: Between,
        inside: Range<usize>,
        depth: usize,
    ) -> Node {
        let tokens = Lexer::new(self.attempts.readable, inside);
        let items = items::items(self.attempts.readable, tokens, between);
        let value = if between == Between::Commas {
            Value::List(
                items.into_iter().map(|item| self.value(item.clone(), &item, depth)).collect(),
            )
        } else {
            Value::Map(items.into_iter().filter_map(|item| self.pair(item, depth)).collect())
        };
        self.attempts.node(whole, value)
    }

    fn pair(&mut self, item: Range<usize>, depth: usize) -> Option<Entry> {
        if self.attempts.is_template(item.clone()) {
            return None;
        }
        let Some((key, value)) = items::pair(self.attempts.readable, item.clone()) else {
            self.losses.add(
                item,
                "this could not be read as HCL: an object's key has no value; it was left out",
            );
            return None;
        };
        let text = self.attempts.readable.get(key.clone()).unwrap_or_default();
        let is_quoted = 1 < text.len() && text.starts_with('"') && text.ends_with('"');
        let key = if is_quoted { key.start + 1..key.end - 1 } else { key };
        let value = self.value(value, &item, depth);
        Some(Entry { key: self.attempts.name(key), labels: Vec::new(), form: Form::Pair, value })
    }
}
