//! Configuration files of tools, by the keys that a vendor's catalogue names: whatever the tool, its token sits at a
//! key of a file, and who reads it is a row of data.
//!
//! What a file is for is told by its path and by a word that it must hold, so that no other file is parsed.

use std::collections::HashSet;

use crate::model::vendor::KeySlot;
use crate::model::{
    Arrange as _, Circumstance, Consumer, Document, Environment, Evidence, ExposureForm, Facts,
    Matter, Name, Node, Presentation, Runner, Scope, Secret, Site, Source, Space, Span, Strength,
    Vendor, Weight, Word,
};

pub mod addresses;
mod path;
mod value;
mod stack;
mod sent;
mod started;
pub mod properties;

/// Whether a file may hold one of the keys of a vendor's catalogue.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    slots(path, vendors).iter().any(|(_, slot)| mentions(slot, bytes))
}

fn mentions(slot: &KeySlot, bytes: &[u8]) -> bool {
    slot.mention.as_ref().is_none_or(|it| memchr::memmem::find(bytes, it.as_bytes()).is_some())
}

/// The slots of the files that a path fits. `dbt_cloud.yml` has a dialect of its own.
fn slots<'v>(path: &str, vendors: &'v [Vendor]) -> Vec<(&'v Consumer, &'v KeySlot)> {
    if super::dbt_cli::claims(path) {
        return Vec::new();
    }
    vendors.iter().flat_map(|vendor| vendor.keys_of(path)).collect()
}

/// What a document says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    let unit = Scope::unit("file", &source.path);
    let bytes = source.text.as_bytes();
    let mut read: HashSet<Span> = HashSet::new();
    for (at, (consumer, slot)) in slots(&source.path, vendors).into_iter().enumerate() {
        if !mentions(slot, bytes) {
            continue;
        }
        // Two keys of one file may be read by different people; of two rows that fit one key, the first counts.
        let scope = unit.within("key", at);
        let found = document.roots.iter().flat_map(|root| path::find(root, &slot.path));
        if slot.starts {
            let scope = &scope;
            let mut known: Vec<u32> = read.iter().map(|span| span.start).collect();
            known.arrange();
            let said = found.map(|node| started::facts(source, node, scope, &known, vendors));
            let said: Vec<Facts> = said.filter(|it| !it.sites.is_empty()).collect();
            if !said.is_empty() {
                facts.circumstances.extend(circumstances(source, scope, slot));
            }
            for it in said {
                facts.append(it);
            }
            continue;
        }
        let sites: Vec<Site> = found
            .filter_map(|node| site(source, node, &scope, consumer, slot))
            .filter(|site| read.insert(site.span))
            .collect();
        if !sites.is_empty() {
            facts.circumstances.extend(circumstances(source, &scope, slot));
        }
        facts.sites.extend(sent::exposed(&document.roots, slot, &sites, vendors));
        facts.sites.extend(sites);
    }
    facts
}

fn site(
    source: &Source,
    node: &Node,
    scope: &Scope,
    consumer: &Consumer,
    slot: &KeySlot,
) -> Option<Site> {
    let key = slot.path.rsplit('.').next().unwrap_or(&slot.path);
    let unit = Scope::unit("file", &source.path);
    let (value, text) = stack::sealed(source, node, key, &unit)
        .map(|value| (value, ""))
        .or_else(|| written(source, node, slot, &unit))?;
    let declared = slot.kind.map(|kind| Evidence {
        kind,
        strength: Strength::Slot,
        span: Some(node.span),
        says: format!("the key `{key}` says the kind"),
    });
    let site = Site {
        takes: value.takes,
        literal: (value.is_literal && !text.is_empty()).then(|| Secret::new(text)),
        evidence: declared.into_iter().collect(),
        ..Site::new(
            node.span,
            scope,
            format!("{} reads `{key}` of `{}`", consumer.title, source.file_name()),
        )
    };
    Some(match slot.reveals {
        Some(form) => out_of_place(source, site, slot, form),
        None => Site {
            gives: stack::provider(source, &slot.path),
            presents: Some(Box::new(Presentation {
                consumer: consumer.id.clone(),
                weight: Weight::Proven,
            })),
            ..site
        },
    })
}

/// A value at a key that only shows it. The whole path of the key says what it is.
fn out_of_place(source: &Source, site: Site, slot: &KeySlot, form: ExposureForm) -> Site {
    let gives = Name::new(Space::Setting, &site.scope, slot.path.as_str());
    let says = format!("`{}` is set in `{}`", slot.path, source.file_name()).into();
    Site { gives: Some(gives), reveals: [form].into(), says, ..site }
}

/// A value that is written or filled in at a key, and its text without what the row's path spells before it.
fn written<'n>(
    source: &Source,
    node: &'n Node,
    slot: &KeySlot,
    scope: &Scope,
) -> Option<(value::Value, &'n str)> {
    if let Some(value) = value::of_environment(source, node, scope) {
        return Some((value, ""));
    }
    let scalar = node.scalar().filter(|scalar| !scalar.text.trim().is_empty())?;
    let before = path::spelt_before(&slot.path);
    let text = scalar.text.strip_prefix(before).unwrap_or(&scalar.text);
    Some((value::read(source, scalar, scope), text.trim()))
}

fn circumstances(source: &Source, scope: &Scope, slot: &KeySlot) -> Vec<Circumstance> {
    let name = source.file_name();
    let circumstance =
        |matter, says: String| Circumstance { scope: scope.clone(), matter, span: None, says };
    let mut circumstances =
        vec![circumstance(Matter::Path(source.path.clone()), "the file's path".to_owned())];
    match slot.runner {
        Some(Runner::Attended) => circumstances
            .push(circumstance(Matter::Attended, format!("`{name}` belongs to a person's tools"))),
        Some(Runner::Unattended) => circumstances
            .push(circumstance(Matter::Unattended, format!("`{name}` belongs to a service"))),
        _ => {}
    }
    if let Some(environment) = slot.environment.filter(|it| *it != Environment::Unknown) {
        let word = Word::Text(environment.as_str().to_owned());
        circumstances.push(circumstance(
            Matter::Target(vec![word]),
            format!("`{name}` is a tool of {}", environment.as_str()),
        ));
    }
    if let Some(stack) = stack::of_file(name) {
        let word = Word::Text(stack.to_owned());
        let says = format!("`{name}` is of the stack `{stack}`");
        circumstances.push(circumstance(Matter::Variant(vec![word]), says));
    }
    if super::dotenv::file_name::is_template(name) {
        circumstances.push(circumstance(Matter::Example, format!("`{name}` is a template")));
    }
    circumstances
}

#[cfg(test)]
mod tests;
