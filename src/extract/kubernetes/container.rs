//! A container: its environment, the objects that it loads whole, and what it runs.

use super::object::Object;
use super::{command, environment, loaded};
use crate::extract::ci::file::File;
use crate::model::{Node, Scope};

/// A container that is being read.
pub(super) struct Container {
    /// What messages call it: ``container `web` of Deployment `web` ``.
    pub owner: String,
    /// Where its own variables hold.
    pub scope: Scope,
    /// Where the variables of objects that it loads hold, around those of its own.
    pub around: Scope,
    /// Where the names of other objects are looked for.
    pub names: Scope,
}

/// Read a container of an object.
pub(super) fn read(file: &mut File<'_>, object: &Object<'_>, node: &Node) {
    let around = object.scope.within("container", node.span.start);
    let name = node.get("name").and_then(Node::scalar);
    let owner = match name {
        Some(name) if name.templated => format!("a container of {}", object.owner),
        Some(name) if !name.text.is_empty() && name.text != object.name => {
            format!("container `{}` of {}", name.text, object.owner)
        }
        _ => object.owner.clone(),
    };
    let scope = around.within("environment", "own");
    let container = Container { owner, scope, around, names: object.names.clone() };
    let begun = file.facts.sites.len();
    let own = environment::own(file, &container, node.get("env"));
    let loaded = loaded::all(file, &container, node.get("envFrom"));
    command::read(file, &container, node, &own);
    loaded::supply(file, &container, &own, &loaded, begun);
}
