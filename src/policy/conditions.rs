//! `when` and `unless`: words of the closed vocabulary with the values of which one must hold.

use crate::model::vocabulary::{WORDS, WordSpec};
use crate::model::{Condition, Subject};

use super::choices::SUBJECTS;
use super::mistake::quoted;
use super::suggest::did_you_mean;
use super::value::Value;

/// The ids of all vendors' rows that a rule may name.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The consumers.
    pub(super) consumers: Vec<String>,
    /// The permission sets.
    pub(super) sets: Vec<String>,
    /// The rules.
    pub(super) rules: Vec<String>,
}

/// The words that a rule may use: those of its subject, and the rows that it may name.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary<'a> {
    /// What the rule judges.
    pub(super) subject: Subject,
    /// The ids of rows.
    pub(super) ids: &'a Ids,
}

impl<'a> Vocabulary<'a> {
    /// The values that a word knows.
    fn values(self, spec: &'a WordSpec) -> Vec<&'a str> {
        match (spec.values, spec.word) {
            ([], "set") => self.ids.sets.iter().map(String::as_str).collect(),
            ([], _) => self.ids.consumers.iter().map(String::as_str).collect(),
            (values, _) => values.to_vec(),
        }
    }
}

/// The conditions of one table. Without a vocabulary nothing in it can be judged.
pub(super) fn conditions(value: &Value, vocabulary: Option<Vocabulary>) -> Vec<Condition> {
    let (Some(table), Some(vocabulary)) = (value.table("condition"), vocabulary) else {
        return Vec::new();
    };
    let entries: Vec<(String, Value)> = table.entries().iter().flat_map(words).collect();
    if table.entries().is_empty() {
        holds_nothing(value);
    }
    let mut conditions: Vec<Condition> = Vec::new();
    for (word, value) in entries {
        if conditions.iter().any(|condition| condition.word == word) {
            value.mistake(
                format!("{} is there twice", quoted(&word)),
                "put all its values into one list",
            );
        } else if let Some(condition) = condition(&word, &value, vocabulary) {
            conditions.push(condition);
        }
    }
    conditions
}

/// The groups of `unless`: one table, or a list of tables.
pub(super) fn groups(value: &Value, vocabulary: Option<Vocabulary>) -> Vec<Vec<Condition>> {
    let tables = if value.node().as_list().is_some() { value.items() } else { vec![*value] };
    tables.iter().map(|table| conditions(table, vocabulary)).collect()
}

/// The words under a key: itself, or, where it is the first part of words with a dot, those.
/// `consumer.class = "partner"` is a table within a table to TOML, and one word to us.
fn words<'a>(value: &Value<'a>) -> Vec<(String, Value<'a>)> {
    let Some(table) = value.node().as_table().and_then(|_| value.table("condition")) else {
        return vec![(value.key().to_owned(), *value)];
    };
    let entries = table.entries();
    if entries.is_empty() {
        holds_nothing(value);
    }
    entries.iter().map(|inner| (format!("{}.{}", value.key(), inner.key()), *inner)).collect()
}

fn holds_nothing(value: &Value) {
    let message = format!("{} holds no condition and so matches everything", quoted(value.key()));
    value.mistake(message, "give at least one word with the values that it must have");
}

fn condition(word: &str, value: &Value, vocabulary: Vocabulary) -> Option<Condition> {
    let Some(spec) = spec(word, vocabulary.subject) else {
        unknown_word(word, value, vocabulary.subject);
        return None;
    };
    let known = vocabulary.values(spec);
    let items = if value.node().as_list().is_some() { value.some_items() } else { vec![*value] };
    let values: Vec<(String, Value)> =
        items.iter().filter_map(|item| Some((item.text()?, *item))).collect();
    for (text, value) in &values {
        if !known.contains(&text.as_str()) {
            let message = format!("`{word}` cannot be {}", quoted(text));
            value.mistake(message, did_you_mean(text, &known));
        }
    }
    let values = values.into_iter().map(|(text, _)| text).collect();
    Some(Condition { word: word.to_owned(), values })
}

fn spec(word: &str, subject: Subject) -> Option<&'static WordSpec> {
    WORDS.iter().find(|spec| spec.subject == subject && spec.word == word)
}

fn unknown_word(word: &str, value: &Value, subject: Subject) {
    let subject_name = SUBJECTS.iter().find(|(_, it)| *it == subject).map_or("", |(name, _)| name);
    let known: Vec<&str> =
        WORDS.iter().filter(|spec| spec.subject == subject).map(|spec| spec.word).collect();
    let elsewhere = WORDS.iter().any(|spec| spec.word == word);
    let message = if elsewhere {
        format!("{} is no word of a rule about `{subject_name}`", quoted(word))
    } else {
        format!("unknown word {}", quoted(word))
    };
    value.mistake_at_key(message, did_you_mean(word, &known));
}
