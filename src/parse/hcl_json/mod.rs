//! HCL in JSON: `.tf.json`, `.tfvars.json`.
//!
//! The tree has the shape that the same thing written in HCL would have: Terraform's own objects at the top are
//! blocks with labels, and a string's template is the expression that it holds.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;

use super::Parsed;
use super::hcl::{self, Excerpt, Losses, Masks};
use crate::model::{Comment, Document, Entry, Form, Key, Node, Scalar, Source, Style, Value};

mod blocks;
mod repair;
mod strings;

/// Deeper than anything in Terraform nests.
const DEPTH: usize = 128;

/// Read a source.
pub fn read(source: &Source) -> Parsed {
    let masks = Masks::of(&source.text);
    let speaks_hcl = !source.file_name().to_lowercase().ends_with(".tfvars.json");
    let (comments, losses, end) = (Vec::new(), Losses::new(source), source.text.len());
    let mut reader = Reader { source, masks: &masks, speaks_hcl, end, comments, losses };
    let mut entries = Vec::new();
    match repair::parsed(&source.text) {
        Ok(value) => entries.extend(value.iter().flat_map(|value| reader.root(value))),
        Err(broken) => {
            reader.losses.add(broken.range.clone(), broken.message());
            if let Some(kept) = &broken.kept {
                reader.end = broken.kept_to;
                let value = repair::lenient(kept);
                entries.extend(value.iter().flat_map(|value| reader.root(value)));
            }
            entries.extend(reader.pairs_after(broken.kept_to));
        }
    }
    let root = Node { span: source.span(0, source.text.len()), value: Value::Map(entries) };
    Parsed {
        document: Document { source: source.id, roots: vec![root], comments: reader.comments },
        problems: reader.losses.into_problems(),
    }
}

struct Reader<'a> {
    source: &'a Source,
    masks: &'a Masks,
    /// Whether strings are templates and objects may be blocks; in a file of variables' values nothing is.
    speaks_hcl: bool,
    /// Where what was read ends: brackets that were made up to close a broken file stand past it.
    end: usize,
    comments: Vec<Comment>,
    losses: Losses<'a>,
}

impl Reader<'_> {
    /// The entries of the whole file. Terraform also takes a list of objects for one.
    fn root(&mut self, value: &ast::Value) -> Vec<Entry> {
        match value {
            ast::Value::Object(object) if self.speaks_hcl => self.blocks(object),
            ast::Value::Object(object) => self.entries(object, 0),
            ast::Value::Array(array) if self.speaks_hcl => {
                let objects = array.elements.iter().filter_map(ast::Value::as_object);
                objects.flat_map(|object| self.blocks(object)).collect()
            }
            _ => {
                let range = value.range();
                self.losses.add(range.start..range.end, "this file holds no JSON object");
                Vec::new()
            }
        }
    }

    fn entries(&mut self, object: &ast::Object, depth: usize) -> Vec<Entry> {
        object.properties.iter().filter_map(|property| self.entry(property, depth)).collect()
    }

    fn entry(&mut self, property: &ast::ObjectProp, depth: usize) -> Option<Entry> {
        if self.is_comment(property) {
            return None;
        }
        let (key, labels, form) = (self.key(&property.name), Vec::new(), Form::Pair);
        Some(Entry { key, labels, form, value: self.node(&property.value, depth + 1) })
    }

    /// Whether a property is a comment, which Terraform writes as one with the name `//`.
    fn is_comment(&mut self, property: &ast::ObjectProp) -> bool {
        let is_comment = self.speaks_hcl && property.name.as_str() == "//";
        if is_comment {
            let start = self.key(&property.name).span.start as usize;
            let span = self.source.span(start, property.value.end().min(self.end));
            self.comments.push(Comment { span });
        }
        is_comment
    }

    fn key(&self, name: &ast::ObjectPropName) -> Key {
        let range = match name {
            ast::ObjectPropName::String(literal) => {
                strings::within(&self.source.text, literal.range)
            }
            ast::ObjectPropName::Word(word) => word.range.start..word.range.end,
        };
        Key { text: name.as_str().to_owned(), span: self.source.span(range.start, range.end) }
    }

    fn node(&mut self, value: &ast::Value, depth: usize) -> Node {
        let range = value.range();
        if DEPTH <= depth {
            self.losses.add(range.start..range.end, "this is nested too deep; it was left out");
            return self.at(range, Value::Null);
        }
        match value {
            ast::Value::StringLit(literal) => self.string(literal.range),
            ast::Value::NumberLit(_) | ast::Value::BooleanLit(_) => {
                let text = self.source.text.get(range.start..range.end).unwrap_or_default();
                let scalar = Scalar::verbatim(text, range.start, Style::Plain);
                self.at(range, Value::Scalar(scalar))
            }
            ast::Value::NullKeyword(_) => self.at(range, Value::Null),
            ast::Value::Array(array) => {
                let items = array.elements.iter().map(|item| self.node(item, depth + 1)).collect();
                self.at(range, Value::List(items))
            }
            ast::Value::Object(object) => {
                let entries = self.entries(object, depth);
                self.at(range, Value::Map(entries))
            }
        }
    }

    fn at(&self, range: jsonc_parser::common::Range, value: Value) -> Node {
        let end = range.end.min(self.end);
        Node { span: self.source.span(range.start.min(end), end), value }
    }

    /// A string: in Terraform's own files a template, whose single interpolation is read as the expression it is.
    fn string(&mut self, quoted: jsonc_parser::common::Range) -> Node {
        let range = strings::within(&self.source.text, quoted);
        let (text, origin) = strings::decoded(&self.source.text, range.clone());
        if self.speaks_hcl && (text.contains("${") || text.contains("%{")) {
            let masks = self.masks;
            let excerpt = Excerpt { source: self.source.id, text: &text, origin: &origin, masks };
            let (node, reason) = hcl::template(excerpt);
            if let Some(reason) = reason {
                let message = format!(
                    "this template could not be read as HCL: {reason}; it was read word by word"
                );
                self.losses.add(range, message);
            }
            return node;
        }
        let templated = self.masks.touch(range.start, range.end);
        let scalar = Scalar {
            text,
            style: Style::Double,
            origin: origin.into(),
            references: Vec::new(),
            templated,
        };
        Node { span: self.source.span(range.start, range.end), value: Value::Scalar(scalar) }
    }

    /// The pairs of strings after the place where the JSON broke, whatever they stood in.
    fn pairs_after(&mut self, start: usize) -> Vec<Entry> {
        repair::pairs(&self.source.text, start)
            .into_iter()
            .map(|(key, value)| {
                let inside = strings::within(&self.source.text, key);
                let (text, _) = strings::decoded(&self.source.text, inside.clone());
                let key = Key { text, span: self.source.span(inside.start, inside.end) };
                Entry { key, labels: Vec::new(), form: Form::Pair, value: self.string(value) }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
