//! Gives pieces of a file to the parser, as long as that does not cost too much.

use std::ops::Range;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use super::excerpt::Excerpt;
use super::lexer::Lexer;
use super::losses::reason;
use super::masks::Masks;
use super::reader::Reader;
use super::words;
use crate::model::{Entry, Key, Node, Source, Style, Value};

/// How many look-ups among an object's keys a file may cost. The parser compares each key with all before it.
const LOOKUPS: u64 = 100_000_000;

/// How many bytes of a file may be parsed in all. What people write is parsed many times over before that is spent.
const BYTES: usize = 16 << 20;

/// A source, and what may still be spent on it.
pub(super) struct Attempts<'a> {
    source: &'a Source,
    masks: &'a Masks,
    /// The source's text, offset by offset, in the form that the parser is given.
    pub(super) readable: &'a str,
    lookups: u64,
    bytes: usize,
}

impl<'a> Attempts<'a> {
    /// Nothing is spent yet.
    pub(super) fn new(source: &'a Source, masks: &'a Masks, readable: &'a str) -> Self {
        Self { source, masks, readable, lookups: LOOKUPS, bytes: BYTES }
    }

    /// Whether a range holds nothing but foreign templates.
    pub(super) fn is_template(&self, range: Range<usize>) -> bool {
        self.masks.cover(&self.source.text, range)
    }

    /// A value as it is written, with the names in it.
    pub(super) fn words(&self, value: Range<usize>) -> Node {
        let origin = [(0, value.start as u32)];
        let excerpt = self.excerpt(value.clone(), &origin);
        let readable = self.readable.get(value.clone()).unwrap_or_default();
        let mut scalar = excerpt.scalar(words::whole(excerpt.text), Style::Expression);
        scalar.references = words::references(&excerpt, readable);
        self.node(value, Value::Scalar(scalar))
    }

    /// A range read as a body, or why it is none.
    pub(super) fn parsed_body(&mut self, range: Range<usize>) -> Result<Vec<Entry>, &'static str> {
        let text = self.afford(range.clone())?;
        let body: Body = text.parse().map_err(|error| reason(&error))?;
        let origin = [(0, range.start as u32)];
        Ok(Reader { excerpt: self.excerpt(range, &origin) }.entries(&body, 0))
    }

    /// A range read as an expression, or why it is none.
    pub(super) fn parsed_value(&mut self, range: Range<usize>) -> Result<Node, &'static str> {
        let text = self.afford(range.clone())?;
        let expression: Expression = text.parse().map_err(|error| reason(&error))?;
        let origin = [(0, range.start as u32)];
        Ok(Reader { excerpt: self.excerpt(range, &origin) }.node(&expression, 0))
    }

    /// The text of a range, if the parser can read it in time.
    fn afford(&mut self, range: Range<usize>) -> Result<&'a str, &'static str> {
        let bytes = self
            .bytes
            .checked_sub(range.len())
            .ok_or("it is too large to be looked at once more")?;
        let cost = self.cost(range.clone());
        self.lookups = self.lookups.checked_sub(cost).ok_or("an object has too many keys")?;
        self.bytes = bytes;
        self.readable.get(range).ok_or("it splits a character")
    }

    /// How many look-ups a range costs at most. A short one is not looked at for that, since it costs few.
    fn cost(&self, range: Range<usize>) -> u64 {
        // `a=1,`
        const SHORTEST: u64 = 4;
        const FEW: u64 = LOOKUPS / 100;
        let keys = range.len() as u64 / SHORTEST + 1;
        let most = keys.saturating_mul(keys);
        if most <= FEW && FEW <= self.lookups {
            return most;
        }
        let mut lexer = Lexer::new(self.readable, range);
        lexer.by_ref().for_each(drop);
        lexer.cost
    }

    fn excerpt<'b>(&self, range: Range<usize>, origin: &'b [(u32, u32)]) -> Excerpt<'b>
    where
        'a: 'b,
    {
        let text = self.source.text.get(range).unwrap_or_default();
        Excerpt { source: self.source.id, text, origin, masks: self.masks }
    }

    /// A range as a key.
    pub(super) fn name(&self, range: Range<usize>) -> Key {
        let text = self.source.text.get(range.clone()).unwrap_or_default().to_owned();
        Key { text, span: self.source.span(range.start, range.end) }
    }

    /// A node at a range.
    pub(super) fn node(&self, range: Range<usize>, value: Value) -> Node {
        Node { span: self.source.span(range.start, range.end), value }
    }
}
