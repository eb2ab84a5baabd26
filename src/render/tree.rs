//! A JSON tree that keeps the order in which it was written.

#![expect(
    clippy::unnecessary_wraps,
    reason = "an entry that is always there is written beside entries that may be missing"
)]

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A piece of JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    Flag(bool),
    Number(usize),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(&'static str, Tree)>),
}

impl Tree {
    /// A map with the keys of which there is something to say.
    pub(super) fn object<const N: usize>(entries: [(&'static str, Option<Tree>); N]) -> Self {
        let said = entries.into_iter().filter_map(|(key, value)| Some((key, value?)));
        Self::Object(said.collect())
    }

    /// A list.
    pub(super) fn list(items: impl IntoIterator<Item = Tree>) -> Option<Self> {
        Some(Self::List(items.into_iter().collect()))
    }

    /// A list, unless it is empty.
    pub(super) fn some_list(items: impl IntoIterator<Item = Tree>) -> Option<Self> {
        let items: Vec<Tree> = items.into_iter().collect();
        (!items.is_empty()).then_some(Self::List(items))
    }
}

/// Text as a value.
pub(super) fn text(text: impl Into<String>) -> Option<Tree> {
    Some(Tree::Text(text.into()))
}

/// A number as a value.
pub(super) fn number(number: usize) -> Option<Tree> {
    Some(Tree::Number(number))
}

/// SARIF's message: `{ "text": … }`.
pub(super) fn message(words: impl Into<String>) -> Option<Tree> {
    Some(Tree::object([("text", text(words))]))
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u64(*number as u64),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
