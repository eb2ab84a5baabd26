//! From the flat list of a document's items to its tree: aliases become copies, merge keys become entries.

use std::collections::HashSet;

use super::items::{Item, Matter};
use super::problem;
use crate::model::{Entry, Form, Key, Limit, Limits, Node, Problem, Scalar, Source, Style, Value};

/// What a file may still cost.
#[derive(Debug)]
pub(super) struct Allowance {
    /// How deeply block collections may nest, and flow collections within them.
    pub depth: usize,
    copies: usize,
    said: bool,
    said_unknown: bool,
}

impl Allowance {
    /// What the limits of a run allow.
    pub fn of(limits: Limits) -> Self {
        Self {
            depth: limits.get(Limit::YamlDepth),
            copies: limits.get(Limit::AliasCopies),
            said: false,
            said_unknown: false,
        }
    }

    /// Whether an alias without an anchor is the first of the file: one problem says it for all.
    pub fn first_unknown(&mut self) -> bool {
        !std::mem::replace(&mut self.said_unknown, true)
    }
}

/// The tree of a document; `None` if it has no items.
pub(super) fn grow(
    source: &Source,
    items: Vec<Item>,
    allowance: &mut Allowance,
    problems: &mut Vec<Problem>,
) -> Option<Node> {
    let copied = items.iter().any(|item| matches!(item.matter, Matter::Alias(_)));
    let mut grower = Grower { source, items, copied, allowance, problems };
    (!grower.items.is_empty()).then(|| grower.node(0, 0, false))
}

struct Grower<'a> {
    source: &'a Source,
    items: Vec<Item>,
    /// Whether any item may be needed more than once.
    copied: bool,
    allowance: &'a mut Allowance,
    problems: &'a mut Vec<Problem>,
}

impl Grower<'_> {
    /// The node of the item at `index`. The parser limits the depth of what is written, and twice that is how
    /// deeply a copy may begin: dropping a tree takes stack by its depth.
    fn node(&mut self, index: usize, depth: usize, copy: bool) -> Node {
        if copy {
            self.allowance.copies = self.allowance.copies.saturating_sub(1);
        }
        let (start, end) = self.items[index].extent;
        let value = match &mut self.items[index].matter {
            Matter::Leaf(node) if self.copied => return node.clone(),
            Matter::Leaf(node) => {
                let nothing = Node { span: node.span, value: Value::Null };
                return std::mem::replace(node, nothing);
            }
            Matter::Alias(target) => {
                let target = *target;
                return self.alias(index, target, depth);
            }
            Matter::List(past) => {
                let past = *past;
                self.list(index, past, depth, copy)
            }
            Matter::Map(past) => {
                let past = *past;
                self.map(index, past, depth, copy)
            }
        };
        Node { span: self.source.span(start, end), value }
    }

    /// The index behind an item and all that it holds.
    fn past(&self, index: usize) -> usize {
        let past = match self.items[index].matter {
            Matter::List(past) | Matter::Map(past) => past,
            Matter::Leaf(_) | Matter::Alias(_) => index + 1,
        };
        past.clamp(index + 1, self.items.len().max(index + 1))
    }

    fn exhausted(&self, copy: bool) -> bool {
        copy && self.allowance.copies == 0
    }

    fn alias(&mut self, index: usize, target: usize, depth: usize) -> Node {
        let loops = target < index && index < self.past(target);
        let (start, end) = self.items[index].extent;
        if loops || self.allowance.copies == 0 || 2 * self.allowance.depth < depth {
            self.say_not_copied((start, end), loops);
            return Node { span: self.source.span(start, end), value: Value::Null };
        }
        let node = self.node(target, depth, true);
        // What was copied last may have ended early.
        if self.allowance.copies == 0 {
            self.say_not_copied((start, end), false);
        }
        node
    }

    /// Say once a file that an alias was not, or not wholly, copied.
    fn say_not_copied(&mut self, extent: (usize, usize), loops: bool) {
        if !std::mem::replace(&mut self.allowance.said, true) {
            let why = problem::NotCopied { loops, spent: self.allowance.copies == 0 };
            self.problems.push(problem::alias_not_copied(self.source, extent, why));
        }
    }

    fn list(&mut self, index: usize, past: usize, depth: usize, copy: bool) -> Value {
        let mut nodes = Vec::new();
        let mut at = index + 1;
        while at < past.min(self.items.len()) && !self.exhausted(copy) {
            nodes.push(self.node(at, depth + 1, copy));
            at = self.past(at);
        }
        Value::List(nodes)
    }

    fn map(&mut self, index: usize, past: usize, depth: usize, copy: bool) -> Value {
        let mut entries = Vec::new();
        let mut merge_values = Vec::new();
        let past = past.min(self.items.len());
        let mut at = index + 1;
        while at < past && !self.exhausted(copy) {
            let key_end = self.past(at);
            let is_merge_key = is_merge(&self.items[at]);
            let key = self.key(at);
            let value = if key_end < past {
                self.node(key_end, depth + 1, copy)
            } else {
                Node {
                    span: self.source.span(key.span.end as usize, key.span.end as usize),
                    value: Value::Null,
                }
            };
            let entry = Entry { key, labels: Vec::new(), form: Form::Pair, value };
            if is_merge_key && is_mergeable(&entry.value) {
                merge_values.push(entry.value);
            } else {
                entries.push(entry);
            }
            at = if key_end < past { self.past(key_end) } else { past };
        }
        self.template(index, &entries).unwrap_or_else(|| Value::Map(merge(entries, merge_values)))
    }

    /// A key that is no scalar is known by its source text.
    fn key(&mut self, index: usize) -> Key {
        let mut at = index;
        if let Matter::Alias(target) = self.items[at].matter {
            at = target;
        }
        let (start, end) = self.items[at].extent;
        if let Matter::Leaf(Node { span, value: Value::Scalar(scalar) }) =
            &mut self.items[at].matter
        {
            let text =
                if self.copied { scalar.text.clone() } else { std::mem::take(&mut scalar.text) };
            return Key { text, span: *span };
        }
        let text = self.source.text.get(start..end).unwrap_or_default();
        Key { text: text.to_string(), span: self.source.span(start, end) }
    }

    /// An unquoted `{{ … }}` is, to YAML, a map whose only key is a map. Nobody means that.
    fn template(&self, index: usize, entries: &[Entry]) -> Option<Value> {
        let (start, end) = self.items[index].extent;
        let inner = self.items.get(index + 1)?;
        let is_template = entries.len() == 1
            && matches!(inner.matter, Matter::Map(_))
            && inner.extent == (start + 1, end.saturating_sub(1))
            && self.source.text.get(start..end)?.starts_with("{{");
        let text = self.source.text.get(start..end).filter(|_| is_template)?;
        let scalar = Scalar { templated: true, ..Scalar::verbatim(text, start, Style::Plain) };
        Some(Value::Scalar(scalar))
    }
}

fn is_merge(item: &Item) -> bool {
    matches!(&item.matter, Matter::Leaf(Node { value: Value::Scalar(scalar), .. })
        if scalar.style == Style::Plain && scalar.text == "<<")
}

fn is_mergeable(value: &Node) -> bool {
    match &value.value {
        Value::Map(_) => true,
        Value::List(nodes) => nodes.iter().all(|node| matches!(node.value, Value::Map(_))),
        Value::Null | Value::Scalar(_) => false,
    }
}

/// A map's own entries, then those of the merged maps whose keys it does not have; of these the first wins.
fn merge(mut entries: Vec<Entry>, merged: Vec<Node>) -> Vec<Entry> {
    if merged.is_empty() {
        return entries;
    }
    let mut known: HashSet<String> = entries.iter().map(|entry| entry.key.text.clone()).collect();
    for entry in merged.into_iter().flat_map(maps).flatten() {
        if known.insert(entry.key.text.clone()) {
            entries.push(entry);
        }
    }
    entries
}

fn maps(node: Node) -> Vec<Vec<Entry>> {
    match node.value {
        Value::Map(entries) => vec![entries],
        Value::List(nodes) => nodes.into_iter().flat_map(maps).collect(),
        Value::Null | Value::Scalar(_) => Vec::new(),
    }
}
