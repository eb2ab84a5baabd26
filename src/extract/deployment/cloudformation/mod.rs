//! `CloudFormation` and SAM templates and task definitions of ECS: the environments of functions and containers,
//! wherever in a template they stand, and what of them comes from a store of secrets.

mod value;
mod connection;
mod revealed;

use super::environment::{self, Variable};
use crate::extract::container::room::Room;
use crate::model::{Document, Facts, Matter, Most, Node, Source, Vendor};

/// How many nodes of a file are looked at.
const MOST: Most = Most::new(200_000, "parts");

/// Keys at which the secrets of a container stand.
const SECRETS: [&str; 3] = ["Secrets", "secrets", "RuntimeEnvironmentSecrets"];
/// Keys at which the variables of a program stand.
const VARIABLES: [&str; 4] =
    ["Environment", "environment", "EnvironmentVariables", "RuntimeEnvironmentVariables"];

/// Whether a file may be a template or a task definition.
pub(super) fn holds(path: &str, bytes: &[u8]) -> bool {
    const MARKS: [&str; 4] =
        ["AWSTemplateFormatVersion", "AWS::", "containerDefinitions", "\"valueFrom\""];
    let ending = path.rsplit('.').next().unwrap_or_default();
    let spelt = |mark: &&str| memchr::memmem::find(bytes, mark.as_bytes()).is_some();
    matches!(ending, "yaml" | "yml" | "json") && MARKS.iter().any(spelt)
}

/// What such a file says.
pub(super) fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for template in &document.roots {
        let kind = if is_template(template) {
            "cloudformation"
        } else if is_task(template) {
            "task"
        } else {
            continue;
        };
        let mut room = Room::new(source, vendors, kind);
        room.circumstance(Matter::Unattended, "AWS runs it where no person is".to_owned());
        if let Some(family) = template.get("family").and_then(Node::text) {
            let says = "the family of the task".to_owned();
            room.circumstance(Matter::Label(family.to_owned()), says);
        }
        walk(&mut room, template);
        connection::read(&mut room, template);
        revealed::read(&mut room, template);
        facts.append(room.facts);
    }
    facts
}

fn is_template(template: &Node) -> bool {
    let resources = template.get("Resources").map(Node::entries).unwrap_or_default();
    resources.iter().any(|entry| {
        let kind = entry.value.get("Type").and_then(Node::text).unwrap_or_default();
        kind.starts_with("AWS::")
    })
}

/// A task definition as it is registered, or the list of its containers alone.
fn is_task(template: &Node) -> bool {
    let is_container = |node: &Node| node.get("image").is_some() && node.get("name").is_some();
    template.get("containerDefinitions").is_some()
        || template.at(&["taskDefinition", "containerDefinitions"]).is_some()
        || !template.items().is_empty() && template.items().iter().all(is_container)
}

/// Every map of a file may be that of a function or a container.
fn walk(room: &mut Room<'_>, template: &Node) {
    let mut open: Vec<(&Node, &str)> = vec![(template, "")];
    let mut at = 0;
    while let Some((node, name)) = open.get(at).copied().filter(|_| MOST.has_room(at)) {
        at += 1;
        let own = node.get("Name").or_else(|| node.get("name")).and_then(Node::text);
        let name = own.unwrap_or(name);
        program(room, template, node, name);
        open.extend(node.items().iter().map(|item| (item, name)));
        for entry in node.entries() {
            let is_resource = entry.value.get("Type").is_some();
            let name = if is_resource { entry.key.text.as_str() } else { name };
            open.push((&entry.value, name));
        }
    }
}

/// The environment of a program, if this map has one.
fn program(room: &mut Room<'_>, template: &Node, node: &Node, name: &str) {
    let mut variables = Vec::new();
    for key in VARIABLES {
        let Some(value) = node.get(key) else { continue };
        let entries = value.get("Variables").map(Node::entries).unwrap_or_default();
        for entry in entries {
            let value = value::read(room, template, &entry.value);
            variables.push(value.of(&entry.key.text, entry.value.span));
        }
        variables.extend(value.items().iter().filter_map(|item| listed(room, template, item)));
    }
    for secrets in SECRETS.iter().filter_map(|key| node.get(key)) {
        variables.extend(secrets.items().iter().filter_map(|item| secret(room, template, item)));
    }
    if !variables.is_empty() {
        let scope = room.unit.within("program", node.span.start);
        let owner = if name.is_empty() { "the programs".to_owned() } else { format!("`{name}`") };
        environment::set(room, variables, &scope, &owner);
    }
}

/// `{Name, Value}`. Where a build is told the type, the value is the address of a secret.
fn listed(room: &Room<'_>, template: &Node, item: &Node) -> Option<Variable> {
    const STORES: [&str; 2] = ["PARAMETER_STORE", "SECRETS_MANAGER"];
    let name = either(item, ["Name", "name"])?.text()?;
    let node = either(item, ["Value", "value"])?;
    let kind = item.get("Type").and_then(Node::text).unwrap_or_default();
    let value = if STORES.contains(&kind) {
        value::kept(room, template, node)
    } else {
        value::read(room, template, node)
    };
    Some(value.of(name, node.span))
}

/// `{Name, ValueFrom}`.
fn secret(room: &Room<'_>, template: &Node, item: &Node) -> Option<Variable> {
    let name = either(item, ["Name", "name"])?.text()?;
    let node = either(item, ["ValueFrom", "valueFrom"]).or_else(|| item.get("Value"))?;
    Some(value::kept(room, template, node).of(name, node.span))
}

fn either<'n>(node: &'n Node, keys: [&str; 2]) -> Option<&'n Node> {
    keys.iter().find_map(|key| node.get(key))
}
