//! Providers taken from an address that they have left, and objects called as they were there.

use super::modules::configuration;
use super::reading::{Block, File, required};
use crate::model::{Legacy, Name, Node, Space, Span};

/// Add what is out of date in a file: each address, and the first object of each sort.
pub(super) fn append(file: &File, legacies: &mut Vec<Legacy>) {
    legacies.extend(required(file.root).filter_map(|(local, source)| address(file, local, source)));
    for kind in ["resource", "data", "ephemeral"] {
        let blocks = file.blocks(kind, 2);
        legacies.extend(blocks.iter().find_map(|block| object(file, block)));
    }
}

fn address(file: &File, local: &str, source: &Node) -> Option<Legacy> {
    let text = source.text()?;
    let left = file.vendors.iter().any(|vendor| vendor.is_legacy_source(text));
    let says = format!("`{text}` is an address that it has left");
    left.then(|| legacy(file, local, source.span, says))
}

fn object(file: &File, block: &Block) -> Option<Legacy> {
    let kind = block.label(0);
    let named = block.argument("provider").and_then(Node::text).map(configuration);
    // Terraform takes the first word of the type for the provider.
    let provider = named.or_else(|| kind.split('_').next())?;
    let local = provider.split('.').next()?;
    let old = file.vendors.iter().any(|vendor| vendor.is_legacy_type(kind));
    let says = format!("`{kind}` is a type that only its old versions have");
    old.then(|| legacy(file, local, block.span(), says))
}

fn legacy(file: &File, local: &str, span: Span, says: String) -> Legacy {
    Legacy { provider: Name::new(Space::Provider, &file.unit, local), span, says }
}
