//! Objects that a container loads whole, and the variables that come from them.

use std::collections::BTreeSet;

use super::chosen;
use super::container::Container;
use super::site::{entry, seen, setting, whole};
use super::text;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::Layer;
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
    /// The value of the chart that names it, if one does.
    chosen: Option<Take>,
}

/// The objects that a container loads whole; it sees each entry that is known to be a credential.
pub(super) fn all(file: &mut File<'_>, container: &Container, list: Option<&Node>) -> Vec<Loaded> {
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
        let chosen = chosen::take(file, node).filter(|_| is_secret);
        let (span, reference) = (node.span, reference.span);
        all.push(Loaded { name, is_secret, prefix, span, reference, chosen });
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
    for site in file.facts.sites.after(begun) {
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
        .filter_map(|it| Some((it, name.strip_prefix(&it.prefix)?)))
        .flat_map(|(it, key)| {
            let of = if it.is_secret { entry } else { setting };
            let own = Take { name: of(&container.names, &it.name, key), span: it.reference };
            it.chosen.clone().into_iter().chain([own])
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
