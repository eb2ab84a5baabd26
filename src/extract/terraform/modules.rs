//! Module calls: what goes in, what comes back, and which provider configurations go along.

use super::reading::{Block, File};
use super::values;
use crate::model::{
    Arrange, Carry, Entry, Facts, Kind, Name, Node, Passage, Presentation, Reach, Scope, Site,
    Space, Span, Take, Vendor, Weight,
};

/// Arguments of a module block that Terraform keeps for itself.
const META: [&str; 7] =
    ["source", "version", "providers", "count", "for_each", "depends_on", "lifecycle"];

/// Add the module calls of a file.
pub(super) fn append(file: &File, facts: &mut Facts) {
    for block in file.blocks("module", 1) {
        let Some(source) = block.argument("source") else { continue };
        match source.text().and_then(|text| target(file.source.folder(), text)) {
            Some(folder) => append_local(file, &block, source, &folder, facts),
            None => facts.sites.extend(foreign_arguments(file, &block)),
        }
    }
}

/// A call of a module in this repository.
fn append_local(file: &File, block: &Block, source: &Node, folder: &str, facts: &mut Facts) {
    let module = block.label(0);
    let (call, unit) = (file.call(module), Scope::unit("terraform", folder));
    facts.sites.extend(arguments(block).map(|entry| argument(file, block, entry)));
    facts.sites.extend(providers(file, block));
    facts.passages.push(Passage {
        from: call.clone(),
        to: unit.clone(),
        carries: vec![
            Carry { space: Space::Argument, reach: Reach::Here },
            Carry { space: Space::Input, reach: Reach::Here },
            Carry { space: Space::Provider, reach: Reach::Here },
            Carry { space: Space::Env, reach: Reach::Outwards },
        ],
        span: source.span,
        says: format!("module `{module}` uses `{}`", source.text().unwrap_or_default()),
    });
    facts.passages.push(Passage {
        from: unit,
        to: call,
        carries: vec![Carry { space: Space::Output, reach: Reach::Here }],
        span: source.span,
        says: format!("module `{module}` gives its outputs back"),
    });
}

/// The arguments that go into a module.
pub(super) fn arguments<'a>(block: &Block<'a>) -> impl Iterator<Item = &'a Entry> {
    let body = block.body.entries().iter();
    body.filter(|entry| !entry.is_block() && !META.contains(&entry.key.text.as_str()))
}

fn argument(file: &File, block: &Block, entry: &Entry) -> Site {
    let (module, name) = (block.label(0), &entry.key.text);
    let says = format!("module `{module}` takes {} as `{name}`", values::described(&entry.value));
    let call = file.call(module);
    Site {
        gives: Some(Name::new(Space::Argument, &call, name.as_str())),
        scope: call,
        ..values::site(file, &entry.value, says)
    }
}

/// The arguments of a module from elsewhere that are credentials by their own name or by that of what they take.
fn foreign_arguments(file: &File, block: &Block) -> Vec<Site> {
    let is_credential = |name: &str| file.vendors.iter().any(|it| it.name_row(name).is_some());
    let presented: Vec<&Entry> = arguments(block)
        .filter(|entry| {
            is_credential(&entry.key.text)
                || values::references(&entry.value)
                    .iter()
                    .any(|it| it.path.last().is_some_and(|name| is_credential(name)))
        })
        .collect();
    let is_personal = |entry: &Entry| {
        let kind = |vendor: &Vendor| vendor.kind_of_name(&entry.key.text) == Some(Kind::Personal);
        file.vendors.iter().any(kind)
    };
    // A module that asks for a person's token beside another one has lookups that work for no service token.
    let has_other = presented.iter().any(|entry| !is_personal(entry));
    let site = |entry: &&Entry| {
        let is_lookup = has_other && is_personal(entry);
        let consumer = if is_lookup { "terraform-lookups" } else { "terraform-module" }.to_owned();
        let presents = Some(Box::new(Presentation { consumer, weight: Weight::Presumed }));
        Site { presents, ..argument(file, block, entry) }
    };
    presented.iter().map(site).collect()
}

/// The provider configurations of a call: those that it names, or else each default one.
fn providers(file: &File, block: &Block) -> Vec<Site> {
    if let Some(named) = block.argument("providers") {
        let entries = named.entries().iter();
        return entries.filter_map(|entry| named_provider(file, block, entry)).collect();
    }
    let consumers = file.vendors.iter().flat_map(|vendor| &vendor.consumers);
    let mut names: Vec<&str> = consumers
        .flat_map(|consumer| &consumer.providers)
        .flat_map(|slot| slot.names.iter().map(String::as_str))
        .collect();
    names.arrange();
    names.dedup();
    let module = block.label(0);
    let inherit = |name: &&str| {
        let says = format!("module `{module}` inherits provider `{name}`");
        handed_provider(file, block, name, name, block.span(), says)
    };
    names.iter().map(inherit).collect()
}

fn named_provider(file: &File, block: &Block, entry: &Entry) -> Option<Site> {
    let (inner, outer) = (&entry.key.text, configuration(entry.value.text()?));
    let module = block.label(0);
    let says = format!("module `{module}` takes provider `{outer}` as `{inner}`");
    Some(handed_provider(file, block, inner, outer, entry.value.span, says))
}

fn handed_provider(
    file: &File,
    block: &Block,
    inner: &str,
    outer: &str,
    span: Span,
    says: String,
) -> Site {
    let call = file.call(block.label(0));
    Site {
        takes: vec![Take { name: Name::new(Space::Provider, &file.unit, outer), span }],
        gives: Some(Name::new(Space::Provider, &call, inner)),
        ..Site::new(span, &call, says)
    }
}

/// A provider configuration as it is named: `dbtcloud.pat`, whether written bare, in quotes or as an instance.
pub(super) fn configuration(text: &str) -> &str {
    let text = text.trim().trim_start_matches("${").trim_end_matches('}').trim();
    text.split('[').next().unwrap_or(text)
}

/// The folder that a source means, if it is one of this repository.
pub(super) fn target(folder: &str, source: &str) -> Option<String> {
    if !source.starts_with("./") && !source.starts_with("../") && source != "." && source != ".." {
        return None;
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in source.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}
