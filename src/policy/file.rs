//! A TOML file being read: it collects every mistake with its place, so that nothing in it is silently ignored.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use crate::model::Arrange;

use super::depth::too_deep;
use super::mistake::Mistake;
use super::node::{Node, Tree};
use super::table::Table;

/// A file with the mistakes found in it so far.
pub(super) struct File {
    path: String,
    text: Arc<str>,
    /// What a built-in file says, of which there is no text.
    built: Option<Node<'static>>,
    mistakes: RefCell<Vec<Mistake>>,
}

impl File {
    /// A file of decoded text. A byte order mark is dropped, so that offsets are those of the run's sources.
    pub(super) fn new(path: impl Into<String>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { path: path.into(), text: text.into(), built: None, mistakes: RefCell::default() }
    }

    /// A built-in file.
    pub(super) fn built(path: String, says: Node<'static>) -> Self {
        Self { built: Some(says), ..Self::new(path, "") }
    }

    /// Whether it is a built-in file.
    pub(super) fn is_built(&self) -> bool {
        self.built.is_some()
    }

    /// Read the top table, if the file is TOML at all; `what` names the file in messages. What is half read is not
    /// shown to the reader: its missing keys would be told as mistakes of their own.
    pub(super) fn read<T>(&self, what: &'static str, read: impl FnOnce(Table) -> T) -> Option<T> {
        if let Some(entries) = self.built.and_then(Node::as_table) {
            return Some(read(Table::new(self, what, 0..0, entries)));
        }
        if let Some(deep) = too_deep(&self.text) {
            self.mistake(deep, "this key has too many parts", None);
            return None;
        }
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        for error in &errors {
            let help = error.message().contains("dotted key").then_some(
                "a key with a dot beside its first part alone must be quoted: `\"consumer.class\"`",
            );
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            self.mistake(error.span().unwrap_or(0..0), message, help.map(str::to_owned));
        }
        let tree = Tree::new(table.into_inner());
        errors.is_empty().then(|| read(Table::new(self, what, 0..0, tree.entries())))
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text of a range, if it is one of this file.
    pub(super) fn slice(&self, span: Range<usize>) -> Option<&str> {
        self.text.get(span)
    }

    /// Note a mistake.
    pub(super) fn mistake(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.mistakes.borrow_mut().push(Mistake {
            path: self.path.clone(),
            text: Arc::clone(&self.text),
            start: span.start,
            end: span.end,
            message: message.into(),
            help,
        });
    }

    /// The mistakes, in the order of the file.
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.arrange_by_key(|mistake| (mistake.start, mistake.end));
        mistakes
    }
}
