//! The environment of a container: variables of its own, and objects that it loads whole.

use std::collections::BTreeSet;

use super::container::Container;
use super::site::{entry, given, is_credential, nothing, passed, seen, setting, whole};
use super::text;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::presumption::is_another_product;
use crate::extract::shell::write;
use crate::model::{Choice, Name, Node, Site, Space, Span, Take, Weight};

/// An object that a container loads whole.
pub(super) struct Loaded {
    /// The object.
    name: String,
    /// Whether it holds secrets.
    is_secret: bool,
    /// What stands before each key.
    prefix: String,
    /// Where its name stands.
    span: Span,
    /// Where the reference to it stands.
    reference: Span,
}

/// Set the variables that a container lists, and say which of them are credentials that it sees. The answer holds
/// those that are written out, and all others without a value.
pub(super) fn own(file: &mut File<'_>, container: &Container, list: Option<&Node>) -> Layer {
    let mut variables = Vec::new();
    let mut sites: Vec<Site> = Vec::new();
    for item in list.map(Node::items).unwrap_or_default() {
        let Some(name) = item.get("name").and_then(Node::scalar) else { continue };
        if name.templated {
            continue;
        }
        let span = item.get("name").map_or(item.span, |it| it.span);
        let gives = Name::new(Space::Env, &container.scope, &*name.text);
        sites.extend(variable(file, container, item, gives, span));
        let value = item.get("value").and_then(Node::scalar).cloned();
        let value = value.unwrap_or_else(|| nothing(span));
        variables.push(Variable { name: name.text.clone(), span, value });
    }
    let layer = Layer::of(variables);
    for site in sites {
        file.facts.sites.extend(present(file, container, &site, &layer));
        file.facts.sites.push(site);
    }
    layer
}

/// A variable as it is set: to a value, or to what an object holds.
fn variable(
    file: &File<'_>,
    container: &Container,
    item: &Node,
    gives: Name,
    span: Span,
) -> Option<Site> {
    let says = format!("{} sets `{}`", container.owner, gives.text);
    if let Some((value, scalar)) = item.get("value").and_then(|it| Some((it, it.scalar()?))) {
        return Some(given(file, gives, scalar, value.span, says));
    }
    let from = item.get("valueFrom")?;
    let (reference, is_secret) = match from.get("secretKeyRef") {
        Some(reference) => (reference, true),
        None => (from.get("configMapKeyRef")?, false),
    };
    let part = |key| reference.get(key).and_then(Node::scalar).map(text::name);
    let (object, key) = (part("name")?, part("key")?);
    let name = if is_secret { entry } else { setting }(&container.names, &object, &key);
    let says = format!("{says} to `{key}` of `{object}`");
    let mut site = passed(gives, name, span, says);
    site.takes[0].span = reference.get("key").map_or(span, |it| it.span);
    Some(site)
}

/// The container sees a variable, if that is a credential by its own name or by what it is made of.
fn present(file: &File<'_>, container: &Container, site: &Site, layer: &Layer) -> Option<Site> {
    let name = site.gives.clone()?;
    // What is made of another variable of the container is seen as that one already.
    let mut others = site.takes.iter().filter(|take| take.name.scope != container.scope);
    let made_of = others.any(|take| is_credential(file, &take.name.text, &name.text));
    let is_own = write::is_credential(file.vendors, &name.text);
    if !is_own && !made_of || is_another_product(file.vendors, &name.text, |it| layer.resembles(it))
    {
        return None;
    }
    let says = format!("`{}` is in the environment of {}", name.text, container.owner);
    Some(seen(name, &container.scope, site.span, says))
}

/// The objects that a container loads whole; it sees each entry that is known to be a credential.
pub(super) fn loaded(
    file: &mut File<'_>,
    container: &Container,
    list: Option<&Node>,
) -> Vec<Loaded> {
    let mut all = Vec::new();
    for item in list.map(Node::items).unwrap_or_default() {
        let (reference, is_secret) = match item.get("secretRef") {
            Some(reference) => (Some(reference), true),
            None => (item.get("configMapRef"), false),
        };
        let Some(reference) = reference else { continue };
        let Some(node) = reference.get("name") else { continue };
        let Some(name) = node.scalar().map(text::name).filter(|name| !name.is_empty()) else {
            continue;
        };
        let prefix = item.get("prefix").and_then(Node::text).unwrap_or_default().to_owned();
        let any = if is_secret { entry } else { setting }(&container.names, &name, "*");
        if let Some(whole) = whole(&any) {
            let says = format!("{} loads all of `{name}`", container.owner);
            file.facts.sites.push(seen(whole, &container.around, node.span, says));
        }
        let (span, reference) = (node.span, reference.span);
        all.push(Loaded { name, is_secret, prefix, span, reference });
    }
    all
}

/// Variables that the container's commands read and that it does not set itself come from what it loads: credentials
/// by their name, and what a proven consumer reads. The container's own sites begin at `begun`.
pub(super) fn supply(
    file: &mut File<'_>,
    container: &Container,
    own: &Layer,
    loaded: &[Loaded],
    begun: usize,
) {
    if loaded.is_empty() {
        return;
    }
    let mut names: BTreeSet<String> = BTreeSet::new();
    for site in &file.facts.sites[begun..] {
        let proven = site.presents.as_ref().is_some_and(|it| it.weight == Weight::Proven);
        for take in site.takes.iter().filter(|take| take.name.space == Space::Env) {
            let name = &take.name.text;
            let is_inner = container.scope.encloses(&take.name.scope) && !own.has(name);
            if is_inner && (proven || write::is_credential(file.vendors, name)) {
                names.insert(name.clone());
            }
        }
    }
    let sites: Vec<Site> = names.iter().filter_map(|it| supplied(container, loaded, it)).collect();
    file.facts.sites.extend(sites);
}

fn supplied(container: &Container, loaded: &[Loaded], name: &str) -> Option<Site> {
    let takes: Vec<Take> = loaded
        .iter()
        .rev()
        .filter_map(|it| {
            let key = name.strip_prefix(&it.prefix)?;
            let of = if it.is_secret { entry } else { setting };
            Some(Take { name: of(&container.names, &it.name, key), span: it.reference })
        })
        .collect();
    let last = loaded.iter().rfind(|it| name.starts_with(&it.prefix))?;
    let says = format!("`{name}` comes from what {} loads", container.owner);
    let mut site = Site::new(last.span, &container.around, says);
    // Of several objects the last that has the key counts.
    site.choice = if takes.len() == 1 { Choice::Any } else { Choice::First };
    site.takes = takes;
    site.gives = Some(Name::new(Space::Env, &container.around, name));
    Some(site)
}
