//! Values of a chart: what its templates are filled with, and environments that it hands to containers as they are.
//!
//! `values.yaml` holds for the chart unless another file of values beside it says otherwise; each of those is a
//! context of its own.

use super::container::Container;
use super::object::{self, Object};
use super::site::is_credential;
use super::store::is_value;
use super::{chosen, environment, map, place, walk};
use crate::extract::ci::file::File;
use crate::model::{Entry, Matter, Most, Name, Node, Scope, Secret, Site, Space, Word};

/// Keys of maps from a variable's name to its value.
const MAPS: [&str; 14] = [
    "env",
    "envs",
    "extraEnv",
    "extraEnvs",
    "envVars",
    "extraEnvVars",
    "environment",
    "environmentVariables",
    "secrets",
    "secretEnv",
    "envSecrets",
    "extraSecrets",
    "secretEnvVars",
    "secret",
];
/// How many nodes are looked at.
const MANY: Most = Most::new(100_000, "values of a chart");
/// How deep the path of a value may be.
const DEPTH: Most = Most::new(40, "levels of values within values");
/// How long it may be.
const LENGTH: usize = 200;

/// Read a file of values. What it hands to containers as it is holds for the file alone, since another file of values
/// may say otherwise.
pub(super) fn read(file: &mut File<'_>, root: &Node) {
    let own = Scope::unit("values", &file.source.path);
    let chart = std::mem::replace(&mut file.unit, own.clone());
    let start = file.source.span(0, 0);
    object::of_file(file, &own);
    file.circumstance(&own, Matter::Unattended, Some(start), "a cluster runs what the chart makes");
    let variant = place::variant(&file.source.path).unwrap_or_default().to_owned();
    let owner = format!("`{}`", file.source.file_name());
    if !variant.is_empty() {
        let says = format!("{owner} is applied");
        file.circumstance(
            &own,
            Matter::Variant(vec![Word::Text(variant.clone())]),
            Some(start),
            says,
        );
        let says = format!("the chart is filled with `{}`", file.source.path);
        let passage = object::passage(&own, chart.clone(), start, says);
        file.facts.passages.push(passage);
    }
    let filled = if variant.is_empty() { &chart } else { &own };
    let object =
        Object { node: root, name: String::new(), owner, scope: own.clone(), names: own.clone() };
    walk::containers(file, &object);
    each(file, &object, filled);
    let fills = |site: &Site| site.gives.as_ref().is_some_and(|name| name.scope == chart);
    if file.facts.sites.iter().any(fills) {
        // The chart can be installed without any other file of values.
        file.facts.starts.push(chart);
    }
}

/// Look at every value of a file: it fills templates, and those in an environment are variables, too.
fn each(file: &mut File<'_>, object: &Object<'_>, filled: &Scope) {
    for (entry, path) in entries(object.node) {
        environment(file, object, entry, &path);
        fill_one(file, object, filled, entry, &path);
    }
}

/// What values fill templates with, wherever they stand.
pub(super) fn fill(file: &mut File<'_>, object: &Object<'_>, filled: &Scope) {
    for (entry, path) in entries(object.node) {
        fill_one(file, object, filled, entry, &path);
    }
}

/// One value fills the templates that name it.
pub(super) fn fill_one(
    file: &mut File<'_>,
    object: &Object<'_>,
    filled: &Scope,
    entry: &Entry,
    path: &str,
) {
    value(file, object, filled, entry, path);
    chosen::secret(file, object, filled, entry, path);
}

/// The environments that an object hands to what it runs, as maps or as lists under names of their own.
pub(super) fn environments(file: &mut File<'_>, object: &Object<'_>) {
    for (entry, path) in entries(object.node) {
        environment(file, object, entry, &path);
    }
}

fn environment(file: &mut File<'_>, object: &Object<'_>, entry: &Entry, path: &str) {
    let key = entry.key.text.as_str();
    if !MAPS.contains(&key) {
        return;
    }
    let container = container(object, &entry.value, path);
    // What has a list of this name is a container of its own.
    if key != "env" && !entry.value.items().is_empty() {
        environment::own(file, &container, Some(&entry.value));
    }
    map::variables(file, &container, &entry.value, path);
}

fn container(object: &Object<'_>, node: &Node, path: &str) -> Container {
    let around = object.scope.within("container", node.span.start);
    let scope = around.within("environment", "own");
    let owner = format!("what the chart runs with `{path}`");
    Container { owner, scope, around, names: object.names.clone() }
}

/// The entries of maps in maps, each with its path.
fn entries(root: &Node) -> Vec<(&Entry, String)> {
    let mut open: Vec<(&Node, String, usize)> = vec![(root, String::new(), 0)];
    let mut found = Vec::new();
    while let Some((node, path, depth)) = open.pop().filter(|_| MANY.has_room(found.len())) {
        for entry in node.entries() {
            let key = &entry.key.text;
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if DEPTH.has_room(depth) && path.len() < LENGTH {
                open.push((&entry.value, path.clone(), depth + 1));
                found.push((entry, path));
            }
        }
        for item in node.items().iter().filter(|_| DEPTH.has_room(depth)) {
            open.push((item, path.clone(), depth + 1));
        }
    }
    found
}

/// A value that may be a credential fills the templates that name it.
fn value(file: &mut File<'_>, object: &Object<'_>, filled: &Scope, item: &Entry, path: &str) {
    let Some(scalar) = item.value.scalar().filter(|it| is_value(file, &it.text)) else { return };
    let has_prefix = file.vendors.iter().any(|vendor| vendor.prefix_of(&scalar.text).is_some());
    if !has_prefix && !is_credential(file, path, &item.key.text) {
        return;
    }
    let says = format!("{} sets `{path}`", object.owner);
    let mut site = Site::new(item.value.span, filled, says);
    site.literal = Some(Secret::new(scalar.text.as_str()));
    site.gives = Some(Name::new(Space::Setting, filled, path));
    file.facts.sites.push(site);
}
