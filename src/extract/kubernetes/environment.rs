//! The variables that a container sets itself.

use super::container::Container;
use super::site::{entry, given, is_credential, nothing, passed, seen, setting};
use super::{chosen, text};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::presumption::is_another_product;
use crate::extract::shell::write;
use crate::model::{Name, Node, Site, Space, Span};

/// Set the variables that a container lists, and say which of them are credentials that it sees. The answer holds
/// those that are written out, and all others without a value.
pub(super) fn own(file: &mut File<'_>, container: &Container, list: Option<&Node>) -> Layer {
    let mut variables = Vec::new();
    let mut sites: Vec<Site> = Vec::new();
    for item in list.map(Node::items).unwrap_or_default() {
        let Some(node) = item.get("name").or_else(|| item.get("envName")) else { continue };
        let Some(name) = node.scalar().filter(|it| !it.templated) else { continue };
        let span = node.span;
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
    let (object, key, is_secret) = reference(item)?;
    let part = |node: &Node| node.scalar().map(text::name);
    let (name, at) = (part(object)?, part(key)?);
    let of = if is_secret { entry } else { setting };
    let says = format!("{says} to `{at}` of `{name}`");
    let mut site = passed(gives, of(&container.names, &name, &at), span, says);
    site.takes[0].span = key.span;
    if is_secret {
        chosen::may_be_named(file, &mut site, object, &at);
    }
    Some(site)
}

/// The name of the object to which a variable refers, the key in it, and whether it holds secrets. Some charts write
/// both beside the variable.
fn reference(item: &Node) -> Option<(&Node, &Node, bool)> {
    let Some(from) = item.get("valueFrom") else {
        return Some((item.get("secretName")?, item.get("secretKey")?, true));
    };
    let (reference, is_secret) = match from.get("secretKeyRef") {
        Some(reference) => (reference, true),
        None => (from.get("configMapKeyRef")?, false),
    };
    Some((reference.get("name")?, reference.get("key")?, is_secret))
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
