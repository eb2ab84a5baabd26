//! A TOML file as a tree of values: of a text with the places of all of them, or of what `build.rs` made of a built-in
//! file, in which nothing is wrong that could be pointed at.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};
use toml::value::Datetime;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) span: Range<usize>,
    pub(super) raw: Raw<'a>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Raw<'a> {
    Text(Cow<'a, str>),
    /// Nothing where it is below 0 or does not fit a machine word.
    Integer(Option<u32>),
    Float,
    Truth(bool),
    Date(Datetime),
    List(Vec<Node<'a>>),
    Table(Entries<'a>),
}

/// A key and where it stands.
#[derive(Debug)]
pub(super) struct Key<'a> {
    pub(super) span: Range<usize>,
    pub(super) text: Cow<'a, str>,
}

/// The keys of a table with their values.
pub(super) type Entries<'a> = Vec<(Key<'a>, Node<'a>)>;

impl<'a> Raw<'a> {
    /// A text.
    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// A list.
    pub(super) fn as_list(&self) -> Option<&[Node<'a>]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    /// A table.
    pub(super) fn as_table(&self) -> Option<&[(Key<'a>, Node<'a>)]> {
        if let Self::Table(entries) = self { Some(entries) } else { None }
    }
}

/// A table as the parser has it.
pub(super) fn parsed<'a>(table: DeTable<'a>) -> Entries<'a> {
    let entry = |(key, value): (Spanned<Cow<'a, str>>, Spanned<DeValue<'a>>)| {
        (Key { span: key.span(), text: key.into_inner() }, node(value))
    };
    table.into_iter().map(entry).collect()
}

fn node(value: Spanned<DeValue<'_>>) -> Node<'_> {
    let span = value.span();
    let raw = match value.into_inner() {
        DeValue::String(text) => Raw::Text(text),
        DeValue::Integer(integer) => Raw::Integer(word(&integer)),
        DeValue::Float(_) => Raw::Float,
        DeValue::Boolean(truth) => Raw::Truth(truth),
        DeValue::Datetime(date) => Raw::Date(date),
        DeValue::Array(items) => Raw::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => Raw::Table(parsed(table)),
    };
    Node { span, raw }
}

fn word(integer: &DeInteger<'_>) -> Option<u32> {
    u32::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The files that `build.rs` wrote, each with the name that it has from `rules/` on.
pub(super) fn built(text: &'static str) -> Entries<'static> {
    match (Built { text, at: 0 }).node().raw {
        Raw::Table(files) => files,
        _ => Vec::new(),
    }
}

/// A reader of what `build.rs` writes; its `written` says how.
struct Built {
    text: &'static str,
    at: usize,
}

impl Built {
    fn node(&mut self) -> Node<'static> {
        let sort = self.text.as_bytes()[self.at];
        self.at += usize::from(!sort.is_ascii_digit());
        let raw = match sort {
            b'd' => {
                let count = self.number();
                let entry = |_| (Key { span: 0..0, text: self.text().into() }, self.node());
                Raw::Table((0..count).map(entry).collect())
            }
            b'l' => {
                let count = self.number();
                Raw::List((0..count).map(|_| self.node()).collect())
            }
            b'i' => Raw::Integer(u32::try_from(self.number()).ok()),
            b't' | b'f' => Raw::Truth(sort == b't'),
            _ => Raw::Text(self.text().into()),
        };
        Node { span: 0..0, raw }
    }

    fn text(&mut self) -> &'static str {
        let length = self.number();
        let start = self.at;
        self.at += length;
        &self.text[start..self.at]
    }

    /// A number and the mark behind it.
    fn number(&mut self) -> usize {
        let mut number = 0;
        loop {
            let byte = self.text.as_bytes()[self.at];
            self.at += 1;
            if !byte.is_ascii_digit() {
                return number;
            }
            number = number * 10 + usize::from(byte - b'0');
        }
    }
}
