//! A value of a TOML file, read as what its key means.

use std::ops::Range;

use super::file::File;
use super::mistake::quoted;
use super::node::{Key, Node};
use super::suggest::did_you_mean;
use super::table::Table;

/// A value with the key under which it stands.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    file: &'a File,
    key: Key<'a>,
    at: Node<'a>,
}

impl<'a> Value<'a> {
    /// A value under its key.
    pub(super) fn new(file: &'a File, key: Key<'a>, at: Node<'a>) -> Self {
        Self { file, key, at }
    }

    /// The key.
    pub(super) fn key(&self) -> &'a str {
        self.key.text
    }

    /// Where the key stands.
    pub(super) fn key_span(&self) -> Range<usize> {
        self.key.span()
    }

    /// Where the value stands.
    pub(super) fn span(&self) -> Range<usize> {
        self.at.span()
    }

    /// What the value is.
    pub(super) fn node(&self) -> Node<'a> {
        self.at
    }

    /// Note a mistake at this value.
    pub(super) fn mistake(&self, message: impl Into<String>, help: impl Into<String>) {
        self.file.mistake(self.span(), message, Some(help.into()));
    }

    /// Note a mistake at the key.
    pub(super) fn mistake_at_key(&self, message: impl Into<String>, help: impl Into<String>) {
        self.file.mistake(self.key_span(), message, Some(help.into()));
    }

    /// Note a mistake at a piece of a text, as far as the text stands in the file as it is meant.
    pub(super) fn mistake_at(
        &self,
        piece: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.span();
        let at = self.file.slice(span.clone()).and_then(|text| text.find(piece));
        let span = at.map_or(span.clone(), |at| span.start + at..span.start + at + piece.len());
        self.file.mistake(span, message, Some(help.into()));
    }

    /// A text that says something.
    pub(super) fn text(&self) -> Option<String> {
        self.said().map(str::to_owned)
    }

    /// A text that says something, where it stands.
    fn said(&self) -> Option<&'a str> {
        let text = self.str()?;
        if text.trim_start().is_empty() {
            self.mistake(
                format!("`{}` says nothing", clean_key(self)),
                "write a text, or leave it out",
            );
            return None;
        }
        Some(text)
    }

    /// A text that may say nothing.
    pub(super) fn text_or_blank(&self) -> Option<String> {
        self.str().map(str::to_owned)
    }

    /// A text that may say nothing, where it stands.
    fn str(&self) -> Option<&'a str> {
        let text = self.at.as_text();
        if text.is_none() {
            self.wrong_type("text", "\"…\"");
        }
        text
    }

    /// A list of texts, which may be empty.
    pub(super) fn texts(&self) -> Vec<String> {
        self.each().filter_map(|it| it.text()).collect()
    }

    /// A list of at least one text.
    pub(super) fn some_texts(&self) -> Vec<String> {
        self.none_is_a_mistake();
        self.texts()
    }

    /// The items of a list that must hold at least one.
    pub(super) fn some_items(&self) -> Vec<Value<'a>> {
        self.none_is_a_mistake();
        self.items()
    }

    fn none_is_a_mistake(&self) {
        if self.at.as_list().is_some_and(|mut items| items.next().is_none()) {
            self.mistake(format!("`{}` is empty", clean_key(self)), "give at least one");
        }
    }

    /// The items of a list, each under the list's key.
    pub(super) fn items(&self) -> Vec<Value<'a>> {
        self.each().collect()
    }

    fn each(&self) -> impl Iterator<Item = Value<'a>> {
        let (value, items) = (*self, self.at.as_list());
        if items.is_none() {
            self.wrong_type("a list", "[\"…\"]");
        }
        items.into_iter().flatten().map(move |at| Value { at, ..value })
    }

    /// A number that is at least 1 and fits a machine word.
    pub(super) fn number(&self) -> Option<u32> {
        let Some(number) = self.at.as_integer() else {
            self.wrong_type("a number", "1");
            return None;
        };
        if number == 0 {
            self.mistake(
                format!("`{}` is out of range", clean_key(self)),
                "write a number from 1 on",
            );
            return None;
        }
        Some(number)
    }

    /// A truth value.
    pub(super) fn truth(&self) -> Option<bool> {
        let truth = self.at.as_truth();
        if truth.is_none() {
            self.wrong_type("a truth value", "true");
        }
        truth
    }

    /// One of a closed set of words, as what it stands for.
    pub(super) fn choice<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.said()?;
        let found = choices.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let message = format!("`{}` cannot be {}", clean_key(self), quoted(text));
            self.mistake(message, did_you_mean(text, &names));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A list of words of a closed set.
    pub(super) fn choices<T: Copy>(&self, choices: &[(&'static str, T)]) -> Vec<T> {
        self.each().filter_map(|item| item.choice(choices)).collect()
    }

    /// A table; `what` names it in messages.
    pub(super) fn table(&self, what: &'static str) -> Option<Table<'a>> {
        let Some(entries) = self.at.as_table() else {
            self.wrong_type("a table", "{ … }");
            return None;
        };
        Some(Table::new(self.file, what, self.span(), entries))
    }

    /// A list of tables; `what` names one of them in messages.
    pub(super) fn tables(&self, what: &'static str) -> Vec<Table<'a>> {
        let Some(items) = self.at.as_list() else {
            let help = format!("write `[[{}]]` above each of them", clean_key(self));
            self.mistake(format!("`{}` must be a list of tables", clean_key(self)), help);
            return Vec::new();
        };
        items.filter_map(|at| Value { at, ..*self }.table(what)).collect()
    }

    /// Note that the value is of another type than the key's.
    pub(super) fn wrong_type(&self, expected: &str, example: &str) {
        let key = clean_key(self);
        let message = format!("`{key}` must be {expected}, not {}", self.at.type_name());
        self.mistake(message, format!("write `{key} = {example}`"));
    }
}

fn clean_key(value: &Value) -> String {
    quoted(value.key()).trim_matches('`').to_owned()
}
