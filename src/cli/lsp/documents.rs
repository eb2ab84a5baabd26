//! What the editor holds open: its texts as they are being typed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::render::editor::{Lines, Units};

/// An open text.
#[derive(Debug)]
pub struct Document {
    /// What the client calls it.
    pub uri: String,
    /// Which of its versions this is.
    pub version: i64,
    /// All of it, as the client has it.
    pub text: String,
}

/// All open texts.
#[derive(Debug, Default)]
pub struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    /// Hold a text open.
    pub fn open(&mut self, path: PathBuf, document: Document) {
        self.0.insert(path, document);
    }

    /// Hold it open no longer.
    pub fn close(&mut self, path: &Path) {
        self.0.remove(path);
    }

    /// The text of a path, if it is open.
    pub fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Document)> {
        self.0.iter().map(|(path, document)| (path.as_path(), document))
    }

    /// Change a text as the client did: one change after the other. What is not open is not changed.
    pub fn change(&mut self, path: &Path, version: i64, changes: &[Value], units: Units) -> bool {
        let Some(document) = self.0.get_mut(path) else { return false };
        document.version = version;
        for change in changes {
            document.apply(change, units);
        }
        true
    }
}

impl Document {
    /// The bytes that are read in the place of the file.
    pub fn bytes(&self) -> Arc<[u8]> {
        Arc::from(self.text.as_bytes())
    }

    fn apply(&mut self, change: &Value, units: Units) {
        let Some(new) = change["text"].as_str() else { return };
        let number = |end: &str, field: &str| {
            let number = change["range"][end][field].as_u64().unwrap_or_default();
            usize::try_from(number).unwrap_or(usize::MAX)
        };
        if change["range"].is_null() {
            new.clone_into(&mut self.text);
            return;
        }
        let lines = Lines::of(&self.text, units);
        let offset = |end| lines.offset(number(end, "line"), number(end, "character"));
        let (start, end) = (offset("start"), offset("end"));
        self.text.replace_range(start.min(end)..start.max(end), new);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Document;
    use crate::render::editor::Units;

    fn edited(text: &str, changes: &[Value]) -> String {
        let (uri, text) = ("file:///a".to_owned(), text.to_owned());
        let mut document = Document { uri, version: 1, text };
        for change in changes {
            document.apply(change, Units::Utf16);
        }
        document.text
    }

    fn replace(from: (u64, u64), to: (u64, u64), text: &str) -> Value {
        let at = |(line, character)| json!({ "line": line, "character": character });
        json!({ "range": { "start": at(from), "end": at(to) }, "text": text })
    }

    #[test]
    fn changes_are_made_one_after_the_other() {
        let text = "a: \u{1f511} b\r\nc\r\n";
        for (changes, after) in [
            (vec![replace((0, 6), (0, 7), "x")], "a: \u{1f511} x\r\nc\r\n"),
            (vec![replace((0, 3), (0, 5), "")], "a:  b\r\nc\r\n"),
            (
                vec![replace((1, 0), (1, 0), "d\r\n"), replace((2, 0), (2, 1), "e")],
                "a: \u{1f511} b\r\nd\r\ne\r\n",
            ),
            (vec![replace((0, 0), (9, 9), "")], ""),
            (vec![json!({ "text": "whole" }), replace((0, 5), (0, 99), "!")], "whole!"),
            (vec![json!({ "range": {}, "text": 1 }), json!(null)], text),
        ] {
            assert_eq!(edited(text, &changes), after);
        }
    }
}
