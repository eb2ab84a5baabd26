//! A table of a TOML file: a cursor that knows the keys that were asked for, so that every other one is told.

use std::ops::Range;

use crate::model::Arrange;

use super::file::File;
use super::mistake::quoted;
use super::node::{Entries, Key, Node};
use super::suggest::did_you_mean;
use super::value::Value;

/// A table being read. It knows the keys that were asked for; [`Table::finish`] refuses all others.
pub(super) struct Table<'a> {
    file: &'a File,
    what: &'static str,
    span: Range<usize>,
    entries: Vec<(Key<'a>, Node<'a>)>,
    asked: Vec<&'static str>,
}

/// How many entries most tables have at most.
const FEW: usize = 8;

impl<'a> Table<'a> {
    /// A table of a file; `what` names it in messages.
    pub(super) fn new(
        file: &'a File,
        what: &'static str,
        span: Range<usize>,
        entries: Entries<'a>,
    ) -> Self {
        let mut all = Vec::with_capacity(FEW);
        all.extend(entries.iter());
        Self { file, what, span, entries: all, asked: Vec::new() }
    }

    /// Where the table begins: its header, or its braces; nothing for the file's top table.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The file that the table stands in.
    pub(super) fn file(&self) -> &'a File {
        self.file
    }

    /// The value of a key, if it is there.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Value<'a>> {
        // In a built-in file stands nothing that nobody asks for.
        if !self.file.is_built() {
            self.asked.push(key);
        }
        let (key, at) = self.entries.iter().find(|(it, _)| it.text == key)?;
        Some(Value::new(self.file, *key, *at))
    }

    /// The value of a key that must be there.
    pub(super) fn need(&mut self, key: &'static str) -> Option<Value<'a>> {
        let value = self.take(key);
        if value.is_none() {
            let help = format!("every {} needs `{key}`", self.what);
            self.file.mistake(self.span(), format!("`{key}` is missing"), Some(help));
        }
        value
    }

    /// The text of a key, if it is there.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.take(key)?.text()
    }

    /// The text of a key that must be there.
    pub(super) fn need_text(&mut self, key: &'static str) -> Option<String> {
        self.need(key)?.text()
    }

    /// Whether a key is set to true.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        self.take(key).and_then(|value| value.truth()).unwrap_or_default()
    }

    /// The texts of a key; none where it is absent.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<String> {
        self.take(key).map(|value| value.texts()).unwrap_or_default()
    }

    /// The texts of a key that must be there and hold at least one.
    pub(super) fn need_texts(&mut self, key: &'static str) -> Vec<String> {
        self.need(key).map(|value| value.some_texts()).unwrap_or_default()
    }

    /// The tables of a key: `[[key]]`, or a list of inline tables. `what` names one of them in messages.
    pub(super) fn tables(&mut self, key: &'static str, what: &'static str) -> Vec<Table<'a>> {
        self.take(key).map(|value| value.tables(what)).unwrap_or_default()
    }

    /// All entries in the order of the file, for a table whose keys are the writer's own.
    pub(super) fn entries(&self) -> Vec<Value<'a>> {
        let mut entries: Vec<Value> =
            self.entries.iter().map(|(key, at)| Value::new(self.file, *key, *at)).collect();
        if !self.file.is_built() {
            entries.arrange_by_key(|value| value.key_span().start);
        }
        entries
    }

    /// Refuse every key that was not asked for.
    pub(super) fn finish(self) {
        let is_asked = |key: &str| self.asked.contains(&key);
        if self.file.is_built() || self.entries.iter().all(|(key, _)| is_asked(key.text)) {
            return;
        }
        for value in self.entries() {
            if !is_asked(value.key()) {
                let help = did_you_mean(value.key(), &self.asked);
                let message = format!("unknown key {}", quoted(value.key()));
                self.file.mistake(value.key_span(), message, Some(help));
            }
        }
    }
}
