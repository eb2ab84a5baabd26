//! Bundles of Databricks: what the tasks of jobs are handed, and the targets to which a bundle is deployed.
//!
//! A bundle is a folder: its root file names the targets, and what lies in `resources` belongs to them.

use super::environment::{self, Variable};
use super::setting::{self, Target};
use super::store;
use crate::extract::container::room::Room;
use crate::model::{
    Circumstance, Document, Entry, Facts, Matter, Most, Name, Node, Scalar, Scope, Source, Space,
    Span, Take, Vendor, Word,
};

/// How many nodes of a file are looked at.
const MOST: Most = Most::new(200_000, "parts");
/// Maps of names and values that a task is handed.
const MAPS: [&str; 5] =
    ["spark_env_vars", "base_parameters", "named_parameters", "configuration", "spark_conf"];
/// Lists of such, with where the value stands.
const LISTS: [(&str, [&str; 3]); 2] =
    [("parameters", ["default", "value", ""]), ("env", ["value", "value_from", "valueFrom"])];

/// Whether a file is the root of a bundle.
pub(super) fn claims(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("databricks.yml" | "databricks.yaml"))
}

/// Whether a file may be of a bundle.
pub(super) fn holds(path: &str, bytes: &[u8]) -> bool {
    let spelt = |mark: &str| memchr::memmem::find(bytes, mark.as_bytes()).is_some();
    let is_yaml = matches!(path.rsplit('.').next(), Some("yml" | "yaml"));
    claims(path)
        || is_yaml && spelt("spark_env_vars")
        || is_yaml && spelt("jobs:") && format!("/{path}").contains("/resources/")
}

/// What such a file says.
pub(super) fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "bundle");
    // The file speaks of the whole bundle, but its path only of itself.
    room.facts.circumstances.clear();
    room.unit = Scope::unit("bundle", bundle(&source.path));
    let unit = room.unit.clone();
    let scope = unit.within("file", &source.path);
    for top in document.roots.iter().filter(|it| is_bundle(it, &source.path)) {
        tell(&mut room, &scope, Matter::Unattended, "Databricks runs the jobs");
        tell(&mut room, &scope, Matter::Path(source.path.clone()), "the file's path");
        targets(&mut room, top);
        settings(&mut room, top, None);
        walk(&mut room, top, &scope);
        for entry in top.get("targets").map(Node::entries).unwrap_or_default() {
            let scope = setting::scope(&mut room, &scope, target(entry));
            settings(&mut room, &entry.value, Some(&target(entry)));
            walk(&mut room, &entry.value, &scope);
        }
    }
    room.facts
}

fn tell(room: &mut Room<'_>, scope: &Scope, matter: Matter, says: &str) {
    let circumstance =
        Circumstance { scope: scope.clone(), matter, span: None, says: says.to_owned() };
    room.facts.circumstances.push(circumstance);
}

/// The folder of the bundle to which a file belongs.
fn bundle(path: &str) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if folder == "resources" || path.starts_with("resources/") {
        return "";
    }
    path.find("/resources/").map_or(folder, |at| &path[..at])
}

fn is_bundle(top: &Node, path: &str) -> bool {
    let is_map = |key| top.get(key).is_some_and(|it| !it.entries().is_empty());
    claims(path) || is_map("resources") || is_map("targets")
}

/// A target, with its mode if it has one. A target for staging may well be in the mode of production.
fn target(entry: &Entry) -> Target<'_> {
    let name = entry.key.text.as_str();
    let mode = entry.value.get("mode").and_then(Node::text).unwrap_or_default();
    Target { name, word: format!("{name} {mode}"), span: entry.key.span }
}

/// The targets to which all of a bundle is deployed. What is deployed in the mode of development is a person's own
/// copy beside these, whose schedules are paused.
fn targets(room: &mut Room<'_>, top: &Node) {
    let all = top.get("targets").map(Node::entries).unwrap_or_default();
    let is_copy =
        |entry: &&Entry| entry.value.get("mode").and_then(Node::text) == Some("development");
    let deployed: Vec<&Entry> = all.iter().filter(|entry| !is_copy(entry)).collect();
    let words = if deployed.is_empty() { all.iter().collect() } else { deployed };
    let words: Vec<Word> = words.into_iter().map(|entry| Word::Text(target(entry).word)).collect();
    if !words.is_empty() {
        room.circumstance(
            Matter::Target(words),
            "the bundle is deployed to its targets".to_owned(),
        );
    }
}

/// Variables of a bundle: `x: value`, or `x: {default: value}`.
fn settings(room: &mut Room<'_>, node: &Node, target: Option<&Target<'_>>) {
    for entry in node.get("variables").map(Node::entries).unwrap_or_default() {
        let value = entry.value.get("default").unwrap_or(&entry.value);
        let Some(scalar) = value.scalar() else { continue };
        let takes = takes(room, scalar, value.span);
        let name = Name::new(Space::Setting, &room.unit, entry.key.text.clone());
        setting::hold(room, &name, (value, scalar), takes, target.cloned());
    }
}

/// Every map of a file may hand something to a program. What the targets say is theirs alone.
fn walk(room: &mut Room<'_>, top: &Node, scope: &Scope) {
    let mut open = vec![top];
    let mut at = 0;
    while let Some(node) = open.get(at).copied().filter(|_| MOST.has_room(at)) {
        at += 1;
        open.extend(node.items());
        let inside = node.entries().iter().filter(|entry| entry.key.text != "targets");
        open.extend(inside.map(|entry| &entry.value));
        let maps = MAPS.iter().filter_map(|key| node.get(key)).flat_map(Node::entries);
        let mut variables: Vec<Variable> =
            maps.filter_map(|entry| variable(room, &entry.key.text, &entry.value)).collect();
        for (key, values) in LISTS {
            let items = node.get(key).map(Node::items).unwrap_or_default();
            variables.extend(items.iter().filter_map(|item| {
                let value = values.iter().find_map(|key| item.get(key))?;
                variable(room, item.get("name")?.text()?, value)
            }));
        }
        if !variables.is_empty() {
            let scope = scope.within("task", node.span.start);
            environment::set(room, variables, &scope, "the task");
        }
    }
}

fn variable(room: &Room<'_>, name: &str, node: &Node) -> Option<Variable> {
    let scalar = node.scalar()?;
    let takes = takes(room, scalar, node.span);
    let literal = (!setting::is_open(scalar)).then(|| scalar.text.clone());
    Some(Variable::new(name, node.span, takes, literal))
}

/// `{{secrets/scope/key}}` and `${var.x}`.
fn takes(room: &Room<'_>, scalar: &Scalar, span: Span) -> Vec<Take> {
    let secrets = scalar.text.match_indices("{{secrets/");
    let secrets = secrets.map(|(at, _)| store::in_braces(room.vendors, &scalar.text[at..]));
    let settings = scalar.text.match_indices("${var.").map(|(at, mark)| {
        let name = scalar.text[at + mark.len()..].split('}').next().unwrap_or_default();
        Name::new(Space::Setting, &room.unit, name)
    });
    secrets.chain(settings).take(16).map(|name| Take { name, span }).collect()
}
