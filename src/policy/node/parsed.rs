//! What a parser made of a text, with the places of all values.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};
use toml::value::Datetime;

/// A value and where it stands.
#[derive(Debug)]
pub(in crate::policy) struct Parsed<'a> {
    pub(super) span: Range<usize>,
    pub(super) raw: Raw<'a>,
}

/// A key and where it stands.
#[derive(Debug)]
pub(super) struct Name<'a> {
    pub(super) span: Range<usize>,
    pub(super) text: Cow<'a, str>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Raw<'a> {
    Text(Cow<'a, str>),
    /// It is 0 where it is below that or does not fit a machine word.
    Integer(u32),
    Float,
    Truth(bool),
    Date(Datetime),
    List(Vec<Parsed<'a>>),
    Table(Vec<(Name<'a>, Parsed<'a>)>),
}

impl Raw<'_> {
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) | Self::Float => "a number",
            Self::Truth(_) => "a truth value",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// The entries of a table, with all that stands in them.
pub(super) fn entries<'a>(table: DeTable<'a>) -> Vec<(Name<'a>, Parsed<'a>)> {
    let entry = |(key, value): (Spanned<Cow<'a, str>>, Spanned<DeValue<'a>>)| {
        (Name { span: key.span(), text: key.into_inner() }, parsed(value))
    };
    table.into_iter().map(entry).collect()
}

fn parsed(value: Spanned<DeValue<'_>>) -> Parsed<'_> {
    let span = value.span();
    let raw = match value.into_inner() {
        DeValue::String(text) => Raw::Text(text),
        DeValue::Integer(integer) => Raw::Integer(word(&integer)),
        DeValue::Float(_) => Raw::Float,
        DeValue::Boolean(truth) => Raw::Truth(truth),
        DeValue::Datetime(date) => Raw::Date(date),
        DeValue::Array(items) => Raw::List(items.into_iter().map(parsed).collect()),
        DeValue::Table(table) => Raw::Table(entries(table)),
    };
    Parsed { span, raw }
}

fn word(integer: &DeInteger<'_>) -> u32 {
    u32::from_str_radix(integer.as_str(), integer.radix()).unwrap_or(0)
}
