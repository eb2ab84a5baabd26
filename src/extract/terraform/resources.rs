//! Resources that mint tokens, those that store a minted one, and the stores from which tokens are read.

use super::reading::{Block, File};
use super::values::{self, plain_text};
use crate::model::vendor::MintRow;
use crate::model::{
    Choice, Evidence, Held, Most, Name, Node, Presentation, Reference, Scope, Site, Space,
    Strength, Take, Value, Vendor, Weight, glob,
};

/// Arguments by which a data source says what it reads from a store.
const KEYS: [&str; 6] = ["name", "secret_id", "secret", "key", "path", "parameter_name"];

/// How deep the arguments of a resource are looked through.
const DEEP: Most = Most::new(16, "levels of blocks within a resource");

/// Add the resources of a file that mint or store tokens, and the data sources that read one.
pub(super) fn append(file: &File, sites: &mut Held<Site>) {
    for block in file.blocks("resource", 2) {
        sites.extend(minted(file, &block));
        sites.extend(handed(file, &block));
        sites.extend(stored(file, &block));
    }
    for kind in ["data", "ephemeral"] {
        sites.extend(file.blocks(kind, 2).iter().filter_map(|block| read(file, block, kind)));
    }
}

/// Whether a reference is to the token that a resource mints.
pub(super) fn is_minted(file: &File, reference: &Reference) -> bool {
    let (Some(kind), Some(last)) = (reference.path.first(), reference.path.last()) else {
        return false;
    };
    mints(file).any(|row| row.attribute == *last && row.types.contains(kind))
}

/// The attribute with the token that a resource mints, by the resource's address.
pub(super) fn minted_by<'a>(file: &File<'a>, address: &str) -> Option<&'a str> {
    let (kind, name) = address.split_once('.')?;
    let mut rows = mints(file).filter(|_| !name.contains('.'));
    let row = rows.find(|row| row.types.iter().any(|it| it == kind))?;
    Some(row.attribute.as_str())
}

fn mints<'a>(file: &File<'a>) -> impl Iterator<Item = &'a MintRow> {
    file.vendors.iter().flat_map(|vendor| &vendor.mints)
}

fn minted(file: &File, block: &Block) -> Option<Site> {
    let (kind, name) = (block.label(0), block.label(1));
    let row = mints(file).find(|row| row.types.iter().any(|it| it == kind))?;
    let says = format!("`{kind}.{name}` mints a {} token", row.kind.as_str());
    let gives = format!("{kind}.{name}.{}", row.attribute);
    Some(Site {
        gives: Some(Name::new(Space::Attribute, &file.unit, gives)),
        evidence: [Evidence {
            kind: row.kind,
            strength: Strength::Resource,
            span: Some(block.span()),
            says: says.clone(),
        }]
        .into(),
        ..Site::new(block.span(), &file.unit, says)
    })
}

/// The arguments of a resource by which a consumer of the catalogue is handed a token.
fn handed(file: &File, block: &Block) -> Vec<Site> {
    let (kind, name) = (block.label(0), block.label(1));
    let mut sites = Vec::new();
    let slots = file.vendors.iter().flat_map(Vendor::resources);
    for (consumer, slot) in slots.filter(|(_, slot)| glob::matches(&slot.kind, kind)) {
        if !slot.with.iter().all(|it| is_set(block, it)) {
            continue;
        }
        for value in at_path(block.body, &slot.argument) {
            let says = format!("`{kind}.{name}` hands it to {}", consumer.title);
            let consumer = consumer.id.clone();
            let mut site = values::site(file, value, says);
            keep_credentials(file, &mut site);
            site.presents = Some(Box::new(Presentation { consumer, weight: Weight::Proven }));
            sites.push(site);
        }
    }
    sites
}

/// Of what a text is put together of, an address and an account among it, only the credentials count.
fn keep_credentials(file: &File, site: &mut Site) {
    let is_known =
        |take: &Take| file.vendors.iter().any(|vendor| vendor.name_row(&take.name.text).is_some());
    if 1 < site.takes.len() && site.takes.iter().any(is_known) {
        site.takes.retain(is_known);
    }
}

/// Whether an argument is set to a text: `service=dbt_cloud`.
fn is_set(block: &Block, condition: &str) -> bool {
    let (argument, wanted) = condition.split_once('=').unwrap_or((condition, "*"));
    at_path(block.body, argument)
        .into_iter()
        .any(|value| plain_text(value).is_some_and(|text| glob::matches(wanted, text)))
}

/// The values at a path through blocks, lists and objects.
pub(super) fn at_path<'a>(body: &'a Node, path: &str) -> Vec<&'a Node> {
    path.split('.').fold(vec![body], |nodes, key| {
        let inner = nodes.into_iter().flat_map(|node| std::iter::once(node).chain(node.items()));
        inner
            .flat_map(Node::entries)
            .filter(|entry| glob::matches(key, &entry.key.text))
            .map(|entry| &entry.value)
            .collect()
    })
}

/// The arguments of a resource that take a minted token: the resource keeps it.
fn stored(file: &File, block: &Block) -> Vec<Site> {
    let (kind, name) = (block.label(0), block.label(1));
    let mut sites = Vec::new();
    let mut waiting = vec![(block.body, 0)];
    while let Some((body, depth)) = waiting.pop() {
        for entry in body.entries() {
            if entry.is_block() && DEEP.has_room(depth) {
                waiting.push((&entry.value, depth + 1));
            } else if takes_minted(file, &entry.value) {
                let says = format!("`{kind}.{name}` keeps {}", values::described(&entry.value));
                let gives = format!("{kind}.{name}.{}", entry.key.text);
                sites.push(Site {
                    gives: Some(Name::new(Space::Attribute, &file.unit, gives)),
                    presents: Some(Box::new(Presentation {
                        consumer: "terraform-resource".to_owned(),
                        weight: Weight::Presumed,
                    })),
                    ..values::site(file, &entry.value, says)
                });
            }
        }
    }
    sites
}

fn takes_minted(file: &File, value: &Node) -> bool {
    !matches!(value.value, Value::Null)
        && values::references(value).into_iter().any(|it| is_minted(file, it))
}

/// A data source that reads from a store, or that is told by another one what to read. Two roots that read one key
/// read one credential, so the key is a name of the whole repository.
fn read(file: &File, block: &Block, before: &str) -> Option<Site> {
    let (kind, name) = (block.label(0), block.label(1));
    let gives = format!("{before}.{kind}.{name}");
    let arguments = || KEYS.iter().filter_map(|key| block.argument(key));
    let key = arguments().find(|it| is_credential(file, it)).or_else(|| arguments().next())?;
    let site = Site {
        gives: Some(Name::new(Space::Attribute, &file.unit, gives.as_str())),
        literal: None,
        ..values::site(file, key, format!("`{gives}` reads {}", values::described(key)))
    };
    let Some(text) = plain_text(key) else { return (!site.takes.is_empty()).then_some(site) };
    let store = Name::new(Space::Attribute, &Scope::repository(), format!("{kind}:{text}"));
    let last = text.rsplit('/').next().unwrap_or(text);
    Some(Site {
        says: format!("`{gives}` reads `{text}`").into(),
        takes: vec![Take { name: store, span: key.span }],
        choice: Choice::Any,
        evidence: values::by_name(file, last, key.span).into_iter().collect(),
        ..site
    })
}

fn is_credential(file: &File, key: &Node) -> bool {
    plain_text(key).is_some_and(|key| {
        file.vendors
            .iter()
            .any(|vendor| vendor.name_row(key).is_some() && vendor.prefix_of(key).is_none())
    })
}
