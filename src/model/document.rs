//! What a file says, whatever its format: a tree of maps, lists and scalars with spans.

use super::{Offsets, SourceId, Span};

/// A source read as a tree. A file of several YAML documents has several roots.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The source it was read from.
    pub source: SourceId,
    /// The top nodes, in the order of the file.
    pub roots: Vec<Node>,
    /// The comments, in the order of the file. Their spans begin at the comment's mark (`#`, `//`, `/*`).
    pub comments: Vec<Comment>,
}

/// A comment in the format's own form.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// Where it stands, its mark included.
    pub span: Span,
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes that say it: of a quoted scalar the content without the quotes, of a map or list all
    /// from its first entry to its last. It may be empty where nothing is written.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is written, or `null`.
    Null,
    /// Text, a number, a truth value or an expression.
    Scalar(Scalar),
    /// An ordered list.
    List(Vec<Node>),
    /// An ordered map; a key that is written twice is there twice.
    Map(Vec<Entry>),
}

/// One entry of a map, or one HCL block.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, or the block's type.
    pub key: Key,
    /// The labels of an HCL block (`resource "type" "name"`); empty elsewhere.
    pub labels: Vec<Key>,
    /// Whether it was written as `key = value` or as a block.
    pub form: Form,
    /// The value, or the block's body as a map.
    pub value: Node,
}

/// How an entry was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `key: value`, `key = value`.
    Pair,
    /// An HCL block, `key "label" { … }`.
    Block,
}

/// A key or a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Its text, decoded.
    pub text: String,
    /// Where it stands, without quotes.
    pub span: Span,
}

/// Text at a place, with what is needed to find a piece of it in the source again.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// The decoded text. Of an HCL expression that is more than a plain string: its source text.
    pub text: String,
    /// How it was written.
    pub style: Style,
    /// Where the decoded text stems from.
    pub origin: Offsets,
    /// The names that an HCL expression hands on, in order; conditions and the arguments of lookups are
    /// no hand-over. Empty for other formats.
    pub references: Vec<Reference>,
    /// Whether part of it was a template of another language (`{{ … }}`) that could not be read.
    pub templated: bool,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In quotes that leave the text as it is (`'…'`, TOML literal strings).
    Single,
    /// In quotes within which escapes or interpolations count.
    Double,
    /// A block scalar or heredoc of several lines.
    Block,
    /// An HCL expression other than a literal or a string template.
    Expression,
}

/// A name used in an HCL expression, as its steps: `var.tokens["prod"]` is `var`, `tokens`, `prod`.
/// An index that is not a literal, and a splat, is the step `*`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The steps.
    pub path: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

impl Node {
    /// The entries, if it is a map; else none.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The items, if it is a list; else none.
    pub fn items(&self) -> &[Node] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The scalar, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        if let Value::Scalar(scalar) = &self.value { Some(scalar) } else { None }
    }

    /// The text, if it is a scalar.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// The last entry of this key: a key that is written twice counts as written last.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key.text == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }
}

impl Entry {
    /// Whether it is an HCL block.
    pub fn is_block(&self) -> bool {
        self.form == Form::Block
    }

    /// The text of the label at `index`, from 0.
    pub fn label(&self, index: usize) -> Option<&str> {
        self.labels.get(index).map(|label| label.text.as_str())
    }
}

impl Scalar {
    /// Plain text that stands in the source byte for byte from `start`.
    pub fn verbatim(text: impl Into<String>, start: usize, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            origin: Offsets::start(start as u32),
            references: Vec::new(),
            templated: false,
        }
    }

    /// The span in the source of a piece of the decoded text.
    pub fn span_of(&self, source: SourceId, start: usize, end: usize) -> Span {
        // The end is looked up by its last character, so that a piece at a line's end does not run into the next indentation.
        let last = if start < end { self.offset_of(end - 1) + 1 } else { self.offset_of(end) };
        Span::new(source, self.offset_of(start), last)
    }

    fn offset_of(&self, at: usize) -> usize {
        let index = self.origin.partition_point(|(text, _)| *text as usize <= at);
        let (text, origin) = index
            .checked_sub(1)
            .and_then(|index| self.origin.get(index))
            .copied()
            .unwrap_or((0, 0));
        origin as usize + (at - text as usize)
    }
}
