//! A TOML file being read: a cursor over its tables that remembers which keys were asked for and collects every
//! mistake with its place, so that nothing in a file is silently ignored.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::depth::too_deep;
use super::mistake::{Mistake, quoted};
use super::suggest::suggest;

/// A file with the mistakes found in it so far.
pub(super) struct File {
    path: String,
    text: Arc<str>,
    mistakes: RefCell<Vec<Mistake>>,
}

impl File {
    /// A file of decoded text. A byte order mark is dropped, so that offsets are those of the run's sources.
    pub(super) fn new(path: impl Into<String>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { path: path.into(), text: text.into(), mistakes: RefCell::default() }
    }

    /// Read the top table, if the file is TOML at all; `what` names the file in messages. What is half read is not
    /// shown to the reader: its missing keys would be told as mistakes of their own.
    pub(super) fn read<T>(&self, what: &'static str, read: impl FnOnce(Table) -> T) -> Option<T> {
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
        errors.is_empty().then(|| read(Table::new(self, what, 0..0, table.get_ref())))
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
        mistakes.sort_by_key(|mistake| (mistake.start, mistake.end));
        mistakes
    }
}

/// A table being read. It knows the keys that were asked for; [`Table::finish`] refuses all others.
pub(super) struct Table<'a> {
    file: &'a File,
    what: &'static str,
    span: Range<usize>,
    entries: &'a DeTable<'a>,
    asked: Vec<&'static str>,
}

impl<'a> Table<'a> {
    fn new(
        file: &'a File,
        what: &'static str,
        span: Range<usize>,
        entries: &'a DeTable<'a>,
    ) -> Self {
        Self { file, what, span, entries, asked: Vec::new() }
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
        self.asked.push(key);
        let (key, at) = self.entries.get_key_value(key)?;
        Some(Value { file: self.file, key, at })
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
            self.entries.iter().map(|(key, at)| Value { file: self.file, key, at }).collect();
        entries.sort_by_key(|value| value.key.span().start);
        entries
    }

    /// Refuse every key that was not asked for.
    pub(super) fn finish(self) {
        for value in self.entries() {
            if !self.asked.contains(&value.key()) {
                let help = did_you_mean(value.key(), &self.asked);
                let message = format!("unknown key {}", quoted(value.key()));
                self.file.mistake(value.key_span(), message, Some(help));
            }
        }
    }
}

/// A value with the key under which it stands.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    file: &'a File,
    key: &'a Spanned<std::borrow::Cow<'a, str>>,
    at: &'a Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    /// The key.
    pub(super) fn key(&self) -> &'a str {
        self.key.get_ref()
    }

    /// Where the key stands.
    pub(super) fn key_span(&self) -> Range<usize> {
        self.key.span()
    }

    /// Where the value stands.
    pub(super) fn span(&self) -> Range<usize> {
        self.at.span()
    }

    /// The value as the parser has it.
    pub(super) fn raw(&self) -> &'a DeValue<'a> {
        self.at.get_ref()
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
        let at = self.file.text.get(span.clone()).and_then(|text| text.find(piece));
        let span = at.map_or(span.clone(), |at| span.start + at..span.start + at + piece.len());
        self.file.mistake(span, message, Some(help.into()));
    }

    /// A text that says something.
    pub(super) fn text(&self) -> Option<String> {
        let text = self.text_or_blank()?;
        if text.trim().is_empty() {
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
        if !self.raw().is_str() {
            self.wrong_type("text", "\"…\"");
        }
        self.raw().as_str().map(str::to_owned)
    }

    /// A list of texts, which may be empty.
    pub(super) fn texts(&self) -> Vec<String> {
        self.items().iter().filter_map(Value::text).collect()
    }

    /// A list of at least one text.
    pub(super) fn some_texts(&self) -> Vec<String> {
        self.some_items().iter().filter_map(Value::text).collect()
    }

    /// The items of a list that must hold at least one.
    pub(super) fn some_items(&self) -> Vec<Value<'a>> {
        let items = self.items();
        if items.is_empty() && self.raw().is_array() {
            self.mistake(format!("`{}` is empty", clean_key(self)), "give at least one");
        }
        items
    }

    /// The items of a list, each under the list's key.
    pub(super) fn items(&self) -> Vec<Value<'a>> {
        let Some(items) = self.raw().as_array() else {
            self.wrong_type("a list", "[\"…\"]");
            return Vec::new();
        };
        items.iter().map(|at| Value { at, ..*self }).collect()
    }

    /// A number that is at least 1 and fits a machine word.
    pub(super) fn number(&self) -> Option<u32> {
        let Some(integer) = self.raw().as_integer() else {
            self.wrong_type("a number", "1");
            return None;
        };
        let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok();
        if number.is_none_or(|number| number == 0) {
            self.mistake(
                format!("`{}` is out of range", clean_key(self)),
                "write a number from 1 on",
            );
            return None;
        }
        number
    }

    /// One of a closed set of words, as what it stands for.
    pub(super) fn choice<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = choices.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let message = format!("`{}` cannot be {}", clean_key(self), quoted(&text));
            self.mistake(message, did_you_mean(&text, &names));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A list of words of a closed set.
    pub(super) fn choices<T: Copy>(&self, choices: &[(&'static str, T)]) -> Vec<T> {
        self.items().iter().filter_map(|item| item.choice(choices)).collect()
    }

    /// A table; `what` names it in messages.
    pub(super) fn table(&self, what: &'static str) -> Option<Table<'a>> {
        let Some(entries) = self.raw().as_table() else {
            self.wrong_type("a table", "{ … }");
            return None;
        };
        Some(Table::new(self.file, what, self.span(), entries))
    }

    /// A list of tables; `what` names one of them in messages.
    pub(super) fn tables(&self, what: &'static str) -> Vec<Table<'a>> {
        if !self.raw().is_array() {
            let help = format!("write `[[{}]]` above each of them", clean_key(self));
            self.mistake(format!("`{}` must be a list of tables", clean_key(self)), help);
            return Vec::new();
        }
        self.items().iter().filter_map(|item| item.table(what)).collect()
    }

    /// Note that the value is of another type than the key's.
    pub(super) fn wrong_type(&self, expected: &str, example: &str) {
        let key = clean_key(self);
        let message = format!("`{key}` must be {expected}, not {}", type_name(self.raw()));
        self.mistake(message, format!("write `{key} = {example}`"));
    }
}

fn clean_key(value: &Value) -> String {
    quoted(value.key()).trim_matches('`').to_owned()
}

fn type_name(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What to write instead of a word that nobody knows: the nearest, and all where they are few.
pub(super) fn did_you_mean(word: &str, known: &[&str]) -> String {
    let list = || known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    match suggest(word, known.iter().copied()) {
        Some(near) if known.len() <= 12 => format!("did you mean `{near}`? known are {}", list()),
        Some(near) => format!("did you mean `{near}`?"),
        None if known.len() <= 40 => format!("known are {}", list()),
        None => format!("{} others are known", known.len()),
    }
}
