//! TOML, with what can be kept of a file that is not wholly valid.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::Parsed;
use super::bound::floor;
use crate::model::{
    Arrange, Document, Entry, Form, Key, Node, Problem, Scalar, Source, Span, Style, Value,
};

mod text;

/// Read a source.
pub fn read(source: &Source) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let root = map(source, table.get_ref());
    let roots = root.into_iter().collect();
    let comments = text::comments(source);
    let problems = errors.iter().take(MOST_PROBLEMS).map(|error| problem(source, error)).collect();
    Parsed { document: Document { source: source.id, roots, comments }, problems }
}

/// A file that is no TOML at all is told of so many times and no more.
const MOST_PROBLEMS: usize = 20;

/// A table as a map; none where it is empty.
fn map(source: &Source, table: &DeTable<'_>) -> Option<Node> {
    let mut entries: Vec<Entry> =
        table.iter().map(|(key, value)| entry(source, key, value)).collect();
    // The parser keeps keys in the order of the alphabet.
    entries.arrange_by_key(|entry| (entry.key.span.start, entry.value.span.start));
    let start = entries.first()?.key.span.start as usize;
    // A table may be written in pieces with others between them, so the last entry need not end last.
    let end = entries.iter().map(|entry| entry.value.span.end).max()? as usize;
    Some(Node { span: source.span(start, end), value: Value::Map(entries) })
}

fn entry(
    source: &Source,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
) -> Entry {
    let range = between(source, key.span());
    let raw = source.text.get(range.clone()).unwrap_or_default();
    let opens = raw.len() >= 2 && raw.starts_with(['"', '\'']);
    // A key that is not closed ends where its line does.
    let closes = opens && raw.as_bytes().first() == raw.as_bytes().last();
    Entry {
        key: Key {
            text: key.get_ref().clone().into_owned(),
            span: source.span(range.start + usize::from(opens), range.end - usize::from(closes)),
        },
        labels: Vec::new(),
        form: Form::Pair,
        value: node(source, value),
    }
}

/// A value as a node. The parser has refused anything deeper than 80 levels.
fn node(source: &Source, value: &Spanned<DeValue<'_>>) -> Node {
    let range = between(source, value.span());
    let whole = source.span(range.start, range.end);
    let raw = source.text.get(range.clone()).unwrap_or_default();
    match value.get_ref() {
        DeValue::Table(table) => {
            map(source, table).unwrap_or(Node { span: whole, value: Value::Map(Vec::new()) })
        }
        DeValue::Array(array) => {
            let items = array.iter().map(|item| node(source, item)).collect();
            list(whole, items)
        }
        DeValue::String(text) if raw.starts_with(['"', '\'']) => {
            let (span, scalar) = text::decoded(source, range.start, raw, text);
            Node { span, value: Value::Scalar(scalar) }
        }
        // Where a value is missing or broken, the parser makes one up; what is written counts.
        _ if raw.is_empty() => Node { span: whole, value: Value::Null },
        _ => {
            let scalar = Scalar::verbatim(raw, range.start, Style::Plain);
            Node { span: whole, value: Value::Scalar(scalar) }
        }
    }
}

/// A range that lies between characters: the parser reads bytes, and may stumble inside of one.
fn between(source: &Source, range: Range<usize>) -> Range<usize> {
    floor(&source.text, range.start)..floor(&source.text, range.end)
}

fn list(whole: Span, items: Vec<Node>) -> Node {
    let ends = items.first().zip(items.last());
    let span = ends.map_or(whole, |(first, last)| Span {
        start: first.span.start,
        end: last.span.end.max(first.span.start),
        ..whole
    });
    Node { span, value: Value::List(items) }
}

fn problem(source: &Source, error: &Error) -> Problem {
    let span = error.span().map(|range| between(source, range));
    let span = span.map(|range| source.span(range.start, range.end));
    // The parser's messages name what it expected and never what stands there.
    let message = format!("the TOML is not valid here ({}); the rest was read", error.message());
    Problem { path: source.path.clone(), span, message }
}

#[cfg(test)]
mod tests;
