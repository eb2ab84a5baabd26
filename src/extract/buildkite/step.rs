//! A step: its environment, its commands, when it runs. Groups hold steps of their own.

use super::{condition, plugin, secrets, variables};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::Layer;
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::{dollars, secret, woven};
use crate::model::{Matter, Node, Scope};

/// Read steps, those of groups included. A group in a group is none that Buildkite takes.
pub(super) fn read_all(file: &mut File<'_>, steps: &[Node], around: &Layer, scope: &Scope) {
    let most = secret::steps(around);
    let mut seen = 0;
    for (index, step) in steps.iter().enumerate() {
        let inner = step.get("steps").map(Node::items).unwrap_or_default();
        let own = scope.within("step", index);
        circumstances(file, step, &own);
        if inner.is_empty() && most.has_room(seen) {
            seen += 1;
            condition::starts(file, step, None, &own);
            read(file, step, around, &own);
        }
        let inner = most.after(seen).first(inner);
        seen += inner.len();
        for (index, inside) in inner.iter().enumerate() {
            let scope = own.within("step", index);
            circumstances(file, inside, &scope);
            condition::starts(file, inside, Some(step), &scope);
            read(file, inside, around, &scope);
        }
    }
}

/// The first of several keys that a step has.
fn first<'a>(step: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().find_map(|key| step.get(key))
}

fn circumstances(file: &mut File<'_>, step: &Node, scope: &Scope) {
    for key in ["label", "name", "group", "key", "concurrency_group"] {
        let Some(node) = step.get(key) else { continue };
        let Some(text) = node.text().filter(|text| !text.is_empty()) else { continue };
        let says = if key == "concurrency_group" {
            "the step's concurrency group"
        } else {
            "the step's name"
        };
        file.circumstance(scope, Matter::Label(text.to_owned()), Some(node.span), says);
    }
    condition::keeps(file, step, scope);
}

fn read(file: &mut File<'_>, step: &Node, around: &Layer, scope: &Scope) {
    let label = first(step, &["label", "name", "key"]).and_then(Node::text);
    let owner = label.map_or_else(|| "the step".to_owned(), |label| format!("step `{label}`"));
    let plain = variables(step.get("env"));
    let mut kept = secrets(step.get("secrets"));
    let plugins = plugin::all(step.get("plugins"));
    kept.extend(plugins.iter().flat_map(plugin::secrets));
    let layer = secret::set_all(file, plain, &kept, scope, &owner);
    // What a container is given by name is what the step has; what is set for it hides that.
    let inside = scope.within("container", "");
    let own = Layer::of(plugins.iter().flat_map(plugin::environment).collect());
    file.set(&own, &inside, &owner);
    let layers = [around, &layer, &own];
    if commands(file, step, &layers, &inside, &owner) || !plugins.is_empty() {
        process::sees(file, &inside, &layers, &owner);
    }
}

/// Read the commands of a step. Whether it has any.
fn commands(
    file: &mut File<'_>,
    step: &Node,
    layers: &[&Layer],
    scope: &Scope,
    owner: &str,
) -> bool {
    let Some(node) = first(step, &["command", "commands"]) else { return false };
    let lines = node.scalar().into_iter().chain(node.items().iter().filter_map(Node::scalar));
    let Some(scalar) = woven::joined(lines) else { return false };
    let process = Process {
        scope: scope.within("script", ""),
        label: owner.to_owned(),
        layers: layers.to_vec(),
        folders: vec![String::new()],
    };
    process::script(file, &process, &dollars::filled(&scalar));
    true
}
