//! Secrets that Terraform itself keeps in a store: what a resource puts there comes out where another one names it.
//!
//! A secret is taken by any attribute of its resource, whether that is its address or its value. What is put in is
//! given as its version; where nothing is, the name under which the store keeps it stands for it.

use super::programs::{credentials, place};
use super::reading::{Block, File};
use super::values::{self, plain_text, references};
use crate::extract::deployment::environment::Variable;
use crate::model::vendor::{FillSlot, StoreRow};
use crate::model::{Held, Name, Node, Reference, Scope, Secret, Site, Space, Take};

/// Add the secrets that a file keeps in stores.
pub(super) fn append(file: &File, sites: &mut Held<Site>) {
    for block in file.blocks("resource", 2) {
        for store in stores(file, block.label(0)) {
            append_of(file, &block, store, sites);
        }
    }
}

fn append_of(file: &File, block: &Block, store: &StoreRow, sites: &mut Held<Site>) {
    let kind = block.label(0);
    let is_of = |types: &[String]| types.iter().any(|it| it == kind);
    let slot = store.fills.iter().find(|slot| is_of(&slot.types));
    if is_of(&store.keepers) {
        let called = store.names.iter().find(|slot| is_of(&slot.types)).map(|slot| &slot.entry);
        if let Some(argument) = called.or(slot.map(|slot| &slot.entry)).and_then(|it| it.last()) {
            named(file, block, argument, sites);
        }
        value(file, block, slot, &whole(kind, block.label(1)), sites);
    } else if slot.is_some() && !store.keepers.is_empty() {
        let argument = slot.and_then(|slot| block.argument(slot.entry.last()?));
        let other = argument.map(references).unwrap_or_default();
        if let Some(of) = other.first().and_then(|it| kept(file, it)) {
            value(file, block, slot, &of, sites);
        }
    }
}

fn stores<'f>(file: &File<'f>, kind: &str) -> impl Iterator<Item = &'f StoreRow> {
    file.vendors.iter().flat_map(move |vendor| vendor.stores_of(kind, kind))
}

/// What a reference to such a resource may mean: the value that is put in, else the secret of that name.
pub(super) fn names(file: &File, reference: &Reference) -> Vec<Name> {
    let (unit, of) = (&file.unit, kept(file, reference).into_iter());
    of.flat_map(|of| [version(unit, &of, ""), Name::new(Space::Attribute, unit, of)]).collect()
}

/// The name of one entry of the secret that a reference means.
pub(super) fn entry(file: &File, reference: &Reference, key: &str) -> Option<Name> {
    Some(version(&file.unit, &kept(file, reference)?, key))
}

fn kept(file: &File, reference: &Reference) -> Option<String> {
    let [kind, name, ..] = reference.path.as_slice() else { return None };
    stores(file, kind).any(|store| store.keepers.contains(kind)).then(|| whole(kind, name))
}

fn whole(kind: &str, name: &str) -> String {
    format!("{kind}.{name}")
}

fn version(unit: &Scope, of: &str, key: &str) -> Name {
    Name::new(Space::Attribute, unit, format!("{of} holds {key}").trim_end())
}

/// The secret of a name that is written out. Another root that makes one of that name makes another one.
fn named(file: &File, block: &Block, argument: &str, sites: &mut Held<Site>) {
    let nodes = place::at(block.body, argument);
    let found = nodes.into_iter().find_map(|it| Some((it, plain_text(it)?)));
    let Some((node, text)) = found else { return };
    let of = whole(block.label(0), block.label(1));
    let site = Site::new(node.span, &file.unit, format!("`{of}` keeps the secret `{text}`"));
    let name = Name::new(Space::Attribute, &file.unit, format!("{}:{text}", block.label(0)));
    let last = text.rsplit('/').next().unwrap_or(text);
    sites.push(Site {
        takes: vec![Take { name, span: node.span }],
        gives: Some(Name::new(Space::Attribute, &file.unit, of)),
        evidence: values::by_name(file, last, node.span).into_iter().collect(),
        ..site
    });
}

/// What a resource puts into a secret. Of several entries those count that are credentials, and a placeholder is
/// nothing: somebody sets the value by hand.
fn value(file: &File, block: &Block, slot: Option<&FillSlot>, of: &str, sites: &mut Held<Site>) {
    let mut arguments = slot.into_iter().flat_map(|slot| &slot.value);
    let Some(node) = arguments.find_map(|it| block.argument(it)) else { return };
    let says = || format!("`{}.{}` puts it into `{of}`", block.label(0), block.label(1));
    if node.scalar().is_some() {
        let site =
            Site { gives: Some(version(&file.unit, of, "")), ..values::site(file, node, says()) };
        sites.extend(Some(site).filter(|it| !it.takes.is_empty() || is_token(file, node)));
        return;
    }
    for variable in credentials(file, node, of) {
        let Variable { name, span, takes, choice, literal, evidence, .. } = variable;
        let own = version(&file.unit, of, &name);
        let all = Site::new(span, &file.unit, format!("`{of}` holds `{name}`"));
        let takes_own = vec![Take { name: own.clone(), span }];
        sites.push(Site { takes: takes_own, gives: Some(version(&file.unit, of, "")), ..all });
        let site = Site::new(span, &file.unit, says());
        let literal = literal.map(Secret::new);
        sites.push(Site { takes, choice, gives: Some(own), literal, evidence, ..site });
    }
}

fn is_token(file: &File, node: &Node) -> bool {
    let text = plain_text(node).unwrap_or_default();
    file.vendors.iter().any(|vendor| vendor.prefix_of(text).is_some())
}
