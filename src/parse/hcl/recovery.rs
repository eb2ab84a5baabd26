//! Reads what it can of a file that the parser refuses as a whole: item by item, and inside an item that is
//! refused too, one level down.

use std::ops::Range;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use super::excerpt::Excerpt;
use super::items::{self, Between, Shape};
use super::lexer::Lexer;
use super::losses::{Losses, reason};
use super::masks::Masks;
use super::reader::Reader;
use super::words;
use crate::model::{Entry, Form, Key, Node, Source, Style, Value};

/// How many levels down the search for what can be read goes. Every level reads its items once more.
const DEPTH: usize = 6;

/// How many look-ups among an object's keys a file may cost. The parser compares each key with all before it.
const BUDGET: u64 = 100_000_000;

/// What is known while a file is read.
pub(super) struct Recovery<'a> {
    source: &'a Source,
    masks: &'a Masks,
    /// The source's text, offset by offset, in the form that the parser is given.
    readable: &'a str,
    budget: u64,
    losses: Losses<'a>,
}

impl<'a> Recovery<'a> {
    /// Nothing is read yet. `readable` has the source's length, byte for byte.
    pub(super) fn new(source: &'a Source, masks: &'a Masks, readable: &'a str) -> Self {
        Self { source, masks, readable, budget: BUDGET, losses: Losses::new(source) }
    }

    /// The whole text at once, if the parser takes it.
    pub(super) fn whole(&mut self) -> Option<Vec<Entry>> {
        self.parsed_body(0..self.readable.len()).ok()
    }

    /// The whole text item by item, and what was lost.
    pub(super) fn pieces(mut self) -> (Vec<Entry>, Losses<'a>) {
        let all = 0..self.readable.len();
        let mut lexer = Lexer::new(self.readable, all.clone());
        lexer.by_ref().for_each(drop);
        if let Some(start) = lexer.open_comment {
            self.losses.add(start..all.end, "this comment does not end; nothing after it was read");
        }
        let tokens = Lexer::new(self.readable, all);
        let tokens = if lexer.is_balanced() { tokens } else { tokens.resyncing() };
        let items = items::items(self.readable, tokens, Between::Lines);
        let entries = self.body(items, 0);
        (entries, self.losses)
    }

    fn body(&mut self, items: Vec<Range<usize>>, depth: usize) -> Vec<Entry> {
        let mut entries = Vec::new();
        for item in items {
            if self.masks.cover(&self.source.text, item.clone()) {
                continue;
            }
            match self.parsed_body(item.clone()) {
                Ok(parsed) => entries.extend(parsed),
                Err(reason) => entries.extend(self.item(item, reason, depth)),
            }
        }
        entries
    }

    /// What can be read of an item that the parser refuses.
    fn item(&mut self, item: Range<usize>, reason: &str, depth: usize) -> Option<Entry> {
        match items::shape(self.readable, item.clone()) {
            Shape::Attribute { key, value } => {
                let (key, labels, form) = (self.name(key), Vec::new(), Form::Pair);
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
                    key: self.name(kind),
                    labels: labels.into_iter().map(|label| self.name(label)).collect(),
                    form: Form::Block,
                    value: self.node(braces, Value::Map(entries)),
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
        let tokens = Lexer::new(self.readable, body);
        let items = items::items(self.readable, tokens, Between::Lines);
        self.body(items, depth)
    }

    /// What can be read of a value that stands in an item.
    fn value(&mut self, value: Range<usize>, item: &Range<usize>, depth: usize) -> Node {
        if value.is_empty() {
            self.losses.add(item.clone(), "this attribute has no value");
            return self.node(value, Value::Null);
        }
        let reason = match self.parsed_value(value.clone()) {
            Ok(node) => return node,
            Err(reason) => reason,
        };
        let inside =
            (depth < DEPTH).then(|| items::collection(self.readable, value.clone())).flatten();
        if let Some((between, inside)) = inside {
            return self.collection(value, between, inside, depth + 1);
        }
        let message =
            format!("this attribute could not be read as HCL: {reason}; it was read word by word");
        self.losses.add(item.clone(), message);
        self.words(value)
    }

    fn collection(
        &mut self,
        whole: Range<usize>,
        between: Between,
        inside: Range<usize>,
        depth: usize,
    ) -> Node {
        let tokens = Lexer::new(self.readable, inside);
        let items = items::items(self.readable, tokens, between);
        let value = if between == Between::Commas {
            Value::List(
                items.into_iter().map(|item| self.value(item.clone(), &item, depth)).collect(),
            )
        } else {
            Value::Map(items.into_iter().filter_map(|item| self.pair(item, depth)).collect())
        };
        self.node(whole, value)
    }

    fn pair(&mut self, item: Range<usize>, depth: usize) -> Option<Entry> {
        if self.masks.cover(&self.source.text, item.clone()) {
            return None;
        }
        let Some((key, value)) = items::pair(self.readable, item.clone()) else {
            self.losses.add(
                item,
                "this could not be read as HCL: an object's key has no value; it was left out",
            );
            return None;
        };
        let text = self.readable.get(key.clone()).unwrap_or_default();
        let is_quoted = 1 < text.len() && text.starts_with('"') && text.ends_with('"');
        let key = if is_quoted { key.start + 1..key.end - 1 } else { key };
        let value = self.value(value, &item, depth);
        Some(Entry { key: self.name(key), labels: Vec::new(), form: Form::Pair, value })
    }

    /// A value as it is written, with the names in it.
    fn words(&self, value: Range<usize>) -> Node {
        let origin = [(0, value.start as u32)];
        let excerpt = self.excerpt(value.clone(), &origin);
        let readable = self.readable.get(value.clone()).unwrap_or_default();
        let mut scalar = excerpt.scalar(words::whole(excerpt.text), Style::Expression);
        scalar.references = words::references(&excerpt, readable);
        self.node(value, Value::Scalar(scalar))
    }

    fn parsed_body(&mut self, range: Range<usize>) -> Result<Vec<Entry>, &'static str> {
        let text = self.afford(range.clone())?;
        let body: Body = text.parse().map_err(|error| reason(&error))?;
        let origin = [(0, range.start as u32)];
        Ok(Reader { excerpt: self.excerpt(range, &origin) }.entries(&body, 0))
    }

    fn parsed_value(&mut self, range: Range<usize>) -> Result<Node, &'static str> {
        let text = self.afford(range.clone())?;
        let expression: Expression = text.parse().map_err(|error| reason(&error))?;
        let origin = [(0, range.start as u32)];
        Ok(Reader { excerpt: self.excerpt(range, &origin) }.node(&expression, 0))
    }

    /// The text of a range, if the parser can read it in time.
    fn afford(&mut self, range: Range<usize>) -> Result<&'a str, &'static str> {
        let mut lexer = Lexer::new(self.readable, range.clone());
        lexer.by_ref().for_each(drop);
        let rest = self.budget.checked_sub(lexer.cost).ok_or("an object has too many keys")?;
        self.budget = rest;
        self.readable.get(range).ok_or("it splits a character")
    }

    fn excerpt<'b>(&self, range: Range<usize>, origin: &'b [(u32, u32)]) -> Excerpt<'b>
    where
        'a: 'b,
    {
        let text = self.source.text.get(range).unwrap_or_default();
        Excerpt { source: self.source.id, text, origin, masks: self.masks }
    }

    fn name(&self, range: Range<usize>) -> Key {
        let text = self.source.text.get(range.clone()).unwrap_or_default().to_owned();
        Key { text, span: self.source.span(range.start, range.end) }
    }

    fn node(&self, range: Range<usize>, value: Value) -> Node {
        Node { span: self.source.span(range.start, range.end), value }
    }
}
