//! A file of Terraform as this dialect looks at it: its blocks, whether they were written in HCL or in JSON.

use std::cell::RefCell;
use std::collections::HashMap;

use super::fills::Filled;
use crate::model::{Facts, Key, Node, Scope, Source, Span, Value, Vendor};

/// One file with what is known of it and around it.
pub(super) struct File<'a> {
    /// The file.
    pub(super) source: &'a Source,
    /// Its top node.
    pub(super) root: &'a Node,
    /// The top nodes of all files of its folder, where these are looked at together.
    pub(super) beside: &'a [&'a Node],
    /// The scope of its folder.
    pub(super) unit: Scope,
    /// The vendors.
    pub(super) vendors: &'a [Vendor],
    /// What is filled into it before it is Terraform's, where Terragrunt writes it.
    pub(super) filled: Option<Filled>,
    /// The cases of values among which a condition chooses, gathered while values are read.
    pub(super) cases: RefCell<Facts>,
    /// The source addresses that the file declares, by the provider's local name.
    addresses: HashMap<&'a str, &'a str>,
}

/// A block, its labels and its body.
pub(super) struct Block<'a> {
    /// The labels; in JSON the keys that stand for them.
    pub(super) labels: Labels<'a>,
    /// The body, a map.
    pub(super) body: &'a Node,
}

/// The labels of a block: those that are written as such, then keys of maps. No block has more than two.
#[derive(Clone, Copy)]
pub(super) struct Labels<'a> {
    written: &'a [Key],
    keys: [Option<&'a Key>; 2],
}

impl<'a> Labels<'a> {
    fn of(written: &'a [Key]) -> Self {
        Self { written, keys: [None; 2] }
    }

    /// The same with one more behind them.
    fn and(mut self, key: &'a Key) -> Self {
        if let Some(place) = self.keys.iter_mut().find(|it| it.is_none()) {
            *place = Some(key);
        }
        self
    }

    fn iter(self) -> impl Iterator<Item = &'a Key> {
        self.written.iter().chain(self.keys.into_iter().flatten())
    }

    /// The first of them.
    pub(super) fn first(self) -> Option<&'a Key> {
        self.iter().next()
    }
}

impl<'a> File<'a> {
    /// A file of a folder.
    pub(super) fn new(source: &'a Source, root: &'a Node, vendors: &'a [Vendor]) -> Self {
        let unit = Scope::unit("terraform", source.folder());
        let (cases, addresses) = (RefCell::default(), addresses(root));
        Self { source, root, beside: &[], unit, vendors, filled: None, cases, addresses }
    }

    /// The blocks of a type at the top, with as many labels as the type has.
    pub(super) fn blocks(&self, kind: &str, n_labels: usize) -> Vec<Block<'a>> {
        blocks(self.root, kind, n_labels)
    }

    /// The value of a local that this file declares, or one that is looked at together with it.
    pub(super) fn local(&self, name: &str) -> Option<&'a Node> {
        let roots = std::iter::once(self.root).chain(self.beside.iter().copied());
        let mut blocks = roots.flat_map(|root| blocks(root, "locals", 0));
        blocks.find_map(|block| argument(block.body, name))
    }

    /// The source address that this file declares for a provider.
    pub(super) fn address(&self, provider: &str) -> Option<&'a str> {
        self.addresses.get(provider).copied()
    }

    /// Where the names of an expression hold: what Terragrunt fills into a file that it writes is its own.
    pub(super) fn unit_at(&self, span: Span) -> &Scope {
        let filled = self.filled.as_ref().filter(|it| it.holds(span.start));
        filled.map_or(&self.unit, |it| &it.unit)
    }

    /// Where the environment of who reads the file first is: Terragrunt's, of a file that it writes.
    pub(super) fn reader(&self) -> &Scope {
        self.filled.as_ref().map_or(&self.unit, |it| &it.unit)
    }

    /// The scope of a module call.
    pub(super) fn call(&self, module: &str) -> Scope {
        self.unit.within("module", module)
    }

    /// The first byte of the file, for what the file says by being there.
    pub(super) fn start(&self) -> Span {
        self.source.span(0, 0)
    }
}

impl<'a> Block<'a> {
    /// The text of a label; blocks are opened only when all their labels are there.
    pub(super) fn label(&self, index: usize) -> &'a str {
        self.labels.iter().nth(index).map_or("", |label| label.text.as_str())
    }

    /// Where the labels stand.
    pub(super) fn span(&self) -> Span {
        match (self.labels.first(), self.labels.iter().last()) {
            // In JSON a label may stand far above the block, so that only the last one points at it; in HCL
            // nothing but quotes and a space stands between two.
            (Some(first), Some(last)) if last.span.start.saturating_sub(first.span.end) <= 3 => {
                Span { end: last.span.end, ..first.span }
            }
            (_, Some(last)) => last.span,
            _ => self.body.span,
        }
    }

    /// The value of an argument, if one is set; `null` sets none.
    pub(super) fn argument(&self, name: &str) -> Option<&'a Node> {
        argument(self.body, name)
    }

    /// Whether it is made none of: `count = 0`.
    pub(super) fn is_never_made(&self) -> bool {
        self.argument("count").and_then(Node::text).is_some_and(|it| it.trim() == "0")
    }
}

/// The value of an argument of a body, if one is set; `null` sets none.
pub(super) fn argument<'a>(body: &'a Node, name: &str) -> Option<&'a Node> {
    body.get(name).filter(|node| node.value != Value::Null)
}

/// The blocks of a type in a body. In JSON each label is a map's key, and any of the maps may be a list of maps.
pub(super) fn blocks<'a>(body: &'a Node, kind: &str, n_labels: usize) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    for entry in body.entries().iter().filter(|entry| entry.key.text == kind) {
        open(Labels::of(&entry.labels), &entry.value, n_labels, &mut blocks);
    }
    blocks
}

/// Open a node as a block. It calls itself once a missing label, and no block has more than two.
fn open<'a>(labels: Labels<'a>, node: &'a Node, n_labels: usize, blocks: &mut Vec<Block<'a>>) {
    for body in bodies(node) {
        if labels.iter().count() < n_labels {
            for entry in body.entries() {
                open(labels.and(&entry.key), &entry.value, n_labels, blocks);
            }
        } else {
            blocks.push(Block { labels, body });
        }
    }
}

fn bodies(node: &Node) -> impl Iterator<Item = &Node> {
    let maps =
        if let Value::List(items) = &node.value { items } else { std::slice::from_ref(node) };
    maps.iter().filter(|node| matches!(node.value, Value::Map(_)))
}

fn addresses(root: &Node) -> HashMap<&str, &str> {
    required(root).filter_map(|(local, source)| Some((local, source.text()?))).collect()
}

/// The providers that a file requires, by their local names, each with its source address.
pub(super) fn required(root: &Node) -> impl Iterator<Item = (&str, &Node)> {
    blocks(root, "terraform", 0)
        .into_iter()
        .flat_map(|terraform| blocks(terraform.body, "required_providers", 0))
        .flat_map(|required| required.body.entries())
        .filter_map(|entry| Some((entry.key.text.as_str(), entry.value.get("source")?)))
}
