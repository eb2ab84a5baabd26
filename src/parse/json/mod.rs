//! JSON with comments and trailing commas, as editors write it, and nothing else lax.
//!
//! What cannot be parsed is read by its pairs of strings, `"key": "value"`, wherever they stand: a misplaced comma
//! must not hide a credential.

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value as Ast};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::Parsed;
use crate::model::{Document, Entry, Form, Key, Node, Problem, Scalar, Source, Style, Value};

mod pairs;
mod text;

/// Read a source.
pub fn read(source: &Source) -> Parsed {
    let (roots, problems) = match parse_to_ast(&source.text, &CollectOptions::default(), &OPTIONS) {
        Ok(parsed) => (parsed.value.iter().map(|value| node(source, value)).collect(), Vec::new()),
        Err(error) => (pairs::root(source).into_iter().collect(), vec![problem(source, &error)]),
    };
    let comments = text::comments(source);
    Parsed { document: Document { source: source.id, roots, comments }, problems }
}

/// Without these the parser takes almost anything, missing commas included.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A value as a node. The parser has refused anything deeper than 512 levels.
fn node(source: &Source, value: &Ast<'_>) -> Node {
    let range = value.range();
    match value {
        Ast::StringLit(_) => string(source, range),
        Ast::NullKeyword(_) => {
            Node { span: source.span(range.start, range.end), value: Value::Null }
        }
        Ast::NumberLit(_) | Ast::BooleanLit(_) => {
            let text = &source.text[range.start..range.end];
            let scalar = Scalar::verbatim(text, range.start, Style::Plain);
            Node { span: source.span(range.start, range.end), value: Value::Scalar(scalar) }
        }
        Ast::Array(array) => {
            let items: Vec<Node> = array.elements.iter().map(|item| node(source, item)).collect();
            let ends = items.first().zip(items.last()).map(|(first, last)| (first.span, last.span));
            collection(source, range, ends, Value::List(items))
        }
        Ast::Object(object) => {
            let entries: Vec<Entry> =
                object.properties.iter().map(|property| entry(source, property)).collect();
            let ends = entries
                .first()
                .zip(entries.last())
                .map(|(first, last)| (first.key.span, last.value.span));
            collection(source, range, ends, Value::Map(entries))
        }
    }
}

fn collection(
    source: &Source,
    range: Range,
    ends: Option<(crate::model::Span, crate::model::Span)>,
    value: Value,
) -> Node {
    let span = ends.map_or_else(
        || source.span(range.start, range.end),
        |(first, last)| source.span(first.start as usize, last.end as usize),
    );
    Node { span, value }
}

fn entry(source: &Source, property: &ObjectProp<'_>) -> Entry {
    let range = property.name.range();
    let key = match &property.name {
        ObjectPropName::String(_) => key(source, range),
        ObjectPropName::Word(word) => {
            Key { text: word.value.to_owned(), span: source.span(range.start, range.end) }
        }
    };
    Entry { key, labels: Vec::new(), form: Form::Pair, value: node(source, &property.value) }
}

/// The string whose quotes stand at the ends of a range.
fn string(source: &Source, range: Range) -> Node {
    let (start, end) = (range.start + 1, range.end - 1);
    let scalar = text::decoded(&source.text[start..end], start);
    Node { span: source.span(start, end), value: Value::Scalar(scalar) }
}

fn key(source: &Source, range: Range) -> Key {
    let (start, end) = (range.start + 1, range.end - 1);
    let text = text::decoded(&source.text[start..end], start).text;
    Key { text, span: source.span(start, end) }
}

fn problem(source: &Source, error: &ParseError) -> Problem {
    // An error may carry all from an opening bracket to the end of the file; its start says enough.
    let start = error.range().start;
    let end =
        error.range().end.min(source.text[start..].find('\n').map_or(usize::MAX, |it| start + it));
    let why = match error.kind() {
        ParseErrorKind::NestingDepthExceeded => "the JSON is nested too deeply",
        ParseErrorKind::ExpectedComma => "a comma is missing in the JSON",
        ParseErrorKind::MultipleRootJsonValues => "there is more than one JSON value",
        ParseErrorKind::UnterminatedArray | ParseErrorKind::UnterminatedObject => {
            "a bracket of the JSON is not closed"
        }
        ParseErrorKind::UnterminatedCommentBlock => "a comment of the JSON is not closed",
        ParseErrorKind::String(_) => "a string of the JSON is broken",
        _ => "the JSON is not valid here",
    };
    Problem {
        path: source.path.clone(),
        span: Some(source.span(start, end)),
        message: format!("{why}; only its pairs of strings were read"),
    }
}

#[cfg(test)]
mod tests;
