//! What the tests of the dialects share: a vendor of their own, and documents that no parser has read.

use crate::model::vendor::{EnvironmentRow, NameRow, Prefix, Vendor};
use crate::model::{
    Comment, Document, Encoding, Entry, Environment, Form, Key, Kind, Node, Scalar, Source,
    SourceId, Style, Value,
};

/// A small vendor that looks like dbt.
pub(super) fn vendor() -> Vendor {
    let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let prefix = |text: &str, kind| Prefix {
        text: text.to_owned(),
        kind,
        body: Some(50),
        source: "test".to_owned(),
    };
    let name = |globs: &[&str], beside: &[&str], kind| NameRow {
        globs: owned(globs),
        but: Vec::new(),
        beside: owned(beside),
        alone: None,
        kind,
        source: "test".to_owned(),
    };
    let environment = |environment, words: &[&str]| EnvironmentRow {
        environment,
        words: owned(words),
        around: Vec::new(),
        branches: Vec::new(),
        source: "test".to_owned(),
    };
    Vendor {
        id: "dbt".to_owned(),
        title: "dbt".to_owned(),
        prefixes: vec![prefix("dbtu_", Kind::Personal), prefix("dbtc_", Kind::Service)],
        names: vec![
            name(&["dbt_webhook_*"], &[], Kind::Webhook),
            name(&["dbt_token"], &["dbt_host", "databricks_*"], Kind::Unknown),
            name(&["dbt_*_token", "dbt_pat", "dbt_api_key"], &[], Kind::Unknown),
        ],
        environments: vec![
            environment(Environment::Production, &["prod", "production"]),
            environment(Environment::Staging, &["staging"]),
            environment(Environment::Development, &["dev", "local"]),
        ],
        ..Vendor::default()
    }
}

/// A token that never was one.
pub(super) fn token(prefix: &str) -> String {
    format!("{prefix}{}", "aB3-".repeat(12) + "x_")
}

/// A source of one text.
pub(super) fn source(path: &str, text: &str) -> Source {
    Source::new(SourceId(0), path, text, Encoding::Utf8)
}

/// What a document says, as far as these tests need it.
pub(super) enum Tree<'a> {
    Null,
    Text(&'a str),
    List(Vec<Tree<'a>>),
    Map(Vec<(&'a str, Tree<'a>)>),
}

/// A document of a tree, and a source in which its keys and texts stand one a line.
pub(super) fn document(path: &str, tree: &Tree<'_>) -> (Source, Document) {
    let mut text = String::new();
    let root = node(&mut text, tree);
    (source(path, &text), Document { source: SourceId(0), roots: vec![root], comments: Vec::new() })
}

/// A document of nothing but a comment for each of these texts.
pub(super) fn commented(path: &str, comments: &[&str]) -> (Source, Document) {
    let mut text = String::new();
    let comments =
        comments.iter().map(|comment| Comment { span: written(&mut text, comment) }).collect();
    (source(path, &text), Document { source: SourceId(0), roots: Vec::new(), comments })
}

fn written(text: &mut String, piece: &str) -> crate::model::Span {
    let start = text.len();
    text.push_str(piece);
    let span = crate::model::Span::new(SourceId(0), start, text.len());
    text.push('\n');
    span
}

fn node(text: &mut String, tree: &Tree<'_>) -> Node {
    let start = text.len();
    let value = match tree {
        Tree::Null => Value::Null,
        Tree::Text(piece) => {
            let span = written(text, piece);
            let scalar = Scalar::verbatim(*piece, start, Style::Plain);
            return Node { span, value: Value::Scalar(scalar) };
        }
        Tree::List(items) => Value::List(items.iter().map(|item| node(text, item)).collect()),
        Tree::Map(entries) => {
            Value::Map(entries.iter().map(|(key, value)| entry(text, key, value)).collect())
        }
    };
    Node { span: crate::model::Span::new(SourceId(0), start, text.len()), value }
}

fn entry(text: &mut String, key: &str, value: &Tree<'_>) -> Entry {
    let span = written(text, key);
    let key = Key { text: key.to_owned(), span };
    Entry { key, labels: Vec::new(), form: Form::Pair, value: node(text, value) }
}
