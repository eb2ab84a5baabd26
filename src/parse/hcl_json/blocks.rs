//! Which objects at the top of a `.tf.json` are blocks, and with how many labels.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;

use super::Reader;
use crate::model::{Entry, Form, Key, Node, Value};

/// How many labels a block of Terraform has; `None` if it is none of them.
fn labels_of(kind: &str) -> Option<usize> {
    match kind {
        "resource" | "data" | "ephemeral" | "action" | "list" => Some(2),
        "provider" | "variable" | "module" | "output" | "check" | "run" => Some(1),
        "locals" | "terraform" | "moved" | "import" | "removed" | "variables" => Some(0),
        _ => None,
    }
}

impl Reader<'_> {
    /// The entries of an object at the top of a file.
    pub(super) fn blocks(&mut self, object: &ast::Object) -> Vec<Entry> {
        let mut entries = Vec::new();
        for property in &object.properties {
            match labels_of(property.name.as_str()) {
                Some(wanted) => {
                    let header =
                        Header { kind: self.key(&property.name), labels: Vec::new(), wanted };
                    self.block(&header, &property.value, &mut entries);
                }
                None => entries.extend(self.entry(property, 0)),
            }
        }
        entries
    }

    /// The blocks that stand under a header: one for each name of each object, however many lists are around.
    fn block(&mut self, header: &Header, value: &ast::Value, entries: &mut Vec<Entry>) {
        match value {
            ast::Value::Array(array) => {
                // A list in a list is no block any more.
                for item in array.elements.iter().filter(|item| item.as_array().is_none()) {
                    self.block(header, item, entries);
                }
            }
            ast::Value::Object(object) if header.labels.len() < header.wanted => {
                for property in &object.properties {
                    if !self.is_comment(property) {
                        let label = self.key(&property.name);
                        self.block(&header.with(label), &property.value, entries);
                    }
                }
            }
            ast::Value::Object(object) => {
                let body = Value::Map(self.entries(object, 1));
                entries.push(header.entry(Form::Block, self.at(value.range(), body)));
            }
            ast::Value::NullKeyword(_) => {}
            _ => {
                let node = self.node(value, 1);
                entries.push(header.entry(Form::Pair, node));
            }
        }
    }
}

/// What stands before a block's body.
struct Header {
    kind: Key,
    labels: Vec<Key>,
    wanted: usize,
}

impl Header {
    fn with(&self, label: Key) -> Self {
        let labels = self.labels.iter().cloned().chain([label]).collect();
        Self { kind: self.kind.clone(), labels, wanted: self.wanted }
    }

    fn entry(&self, form: Form, value: Node) -> Entry {
        Entry { key: self.kind.clone(), labels: self.labels.clone(), form, value }
    }
}
