//! Stores of secrets that resources fill.

use super::words::references;
use super::{Program, Resource};
use crate::extract::stores::{Said, naming};
use crate::model::vendor::{FillSlot, StoreRow};
use crate::model::{Held, Name, Node, Site, Space, Span, Value};

/// Add what a resource fills and what it stands for.
pub(super) fn append<'a>(program: &Program<'a>, resource: &Resource<'a>, kept: &mut Held<Site>) {
    let Some(properties) = resource.properties else { return };
    for store in program.vendors.iter().flat_map(|vendor| &vendor.stores) {
        kept.extend(named(program, resource, properties, store));
        let slots = store.fills.iter().filter(|slot| slot.types.contains(&resource.kind));
        for slot in slots {
            kept.extend(filled(program, resource, properties, store, slot).unwrap_or_default());
        }
    }
}

/// What a resource is called that others refer to.
fn named(
    program: &Program<'_>,
    resource: &Resource<'_>,
    properties: &Node,
    store: &StoreRow,
) -> Option<Site> {
    let slot = store.names.iter().find(|slot| slot.types.contains(&resource.kind))?;
    let (text, span) = entry(program, properties, &slot.entry, store)?;
    Some(naming(&program.unit, resource.name, text, span, Said::Itself))
}

fn filled<'a>(
    program: &Program<'a>,
    resource: &Resource<'a>,
    properties: &'a Node,
    store: &StoreRow,
    slot: &FillSlot,
) -> Option<Vec<Site>> {
    let (mut place, _) = entry(program, properties, &slot.entry, store)?;
    if let Some(argument) = &slot.environment
        && at(program, properties, argument).is_some()
    {
        let (environment, _) = entry(program, properties, std::slice::from_ref(argument), store)?;
        let environment =
            if environment == "*" { String::new() } else { format!("@{environment}") };
        place.push_str(&environment);
    }
    let owner = slot.owner.as_ref().and_then(|owner| at(program, properties, owner)?.text());
    let owner = owner.map(|owner| format!("|{owner}")).unwrap_or_default();
    let values = slot.value.iter().filter_map(|value| at(program, properties, value));
    let fields = values.flat_map(|value| fields(value, slot));
    let site = |(field, value): (Option<String>, &'a Node)| {
        let field = field.map(|it| format!("#{it}")).unwrap_or_default();
        let text = format!("{}/{place}{field}{owner}", store.id);
        let says = format!("`{}` keeps it in {}", resource.name, store.title);
        let site = program.site(value, Some(Name::new(Space::Kept, &program.unit, text)), says)?;
        Some(Site { is_shared: store.shared.contains(&resource.kind), ..site })
    };
    Some(fields.filter_map(site).collect())
}

/// The fields that a value has, or the whole of it twice: by itself, and as what may have any fields.
fn fields<'a>(value: &'a Node, slot: &FillSlot) -> Vec<(Option<String>, &'a Node)> {
    if slot.environment.is_some() {
        return vec![(None, value)];
    }
    let object = value.get("fn::toJSON").or_else(|| value.get("fn::secret")).unwrap_or(value);
    let object = object.get("fn::toJSON").unwrap_or(object);
    let is_function = |key: &str| key.starts_with("fn::") || key.starts_with("Fn::");
    match &object.value {
        Value::Map(entries) if !entries.iter().any(|it| is_function(&it.key.text)) => {
            entries.iter().map(|it| (Some(it.key.text.clone()), &it.value)).collect()
        }
        _ => match &slot.field {
            Some(field) => vec![(Some(field.clone()), value)],
            None => vec![(None, value), (Some(String::new()), value)],
        },
    }
}

/// The name of an entry, in which a resource in braces stands for what that is called.
fn entry(
    program: &Program<'_>,
    properties: &Node,
    paths: &[String],
    store: &StoreRow,
) -> Option<(String, Span)> {
    let mut texts = Vec::new();
    let mut last = None;
    for path in paths {
        let node = at(program, properties, path)?;
        texts.push(text(program, node, store)?);
        last = Some(node.span);
    }
    Some((texts.join("/"), last?))
}

fn text(program: &Program<'_>, node: &Node, store: &StoreRow) -> Option<String> {
    let text = node.text()?;
    let [(path, start, end)] = references(text)[..] else {
        return references(text).is_empty().then(|| text.to_owned());
    };
    let resource = program.resources.iter().find(|it| {
        let rest = path.strip_prefix(it.name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })?;
    let stands = store.names.iter().any(|slot| slot.types.contains(&resource.kind));
    (stands && start == 0 && end == text.len()).then(|| format!("{{{}}}", resource.name))
}

/// The value at a path of properties.
fn at<'n>(program: &Program<'_>, properties: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').try_fold(properties, |node, key| node.get(&program.spelt(key)))
}
