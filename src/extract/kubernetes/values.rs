//! Values of a chart: what its templates are filled with, and environments that it hands to containers as they are.
//!
//! `values.yaml` holds for the chart unless another file of values beside it says otherwise; each of those is a
//! context of its own.

use super::container::Container;
use super::object::{self, Object};
use super::site::{entry, given, is_credential, nothing, passed, seen};
use super::store::{is_value, scalar_at};
use super::{place, text, walk};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::presumption::is_another_product;
use crate::extract::shell::write;
use crate::model::{Entry, Matter, Name, Node, Scope, Secret, Site, Space, Word};

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
const MANY: usize = 100_000;
/// How deep the path of a value may be.
const DEPTH: usize = 12;
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

/// Look at every value of a file: it fills templates, and those in a map of an environment are variables, too.
fn each(file: &mut File<'_>, object: &Object<'_>, filled: &Scope) {
    for (entry, path) in entries(object.node) {
        if MAPS.contains(&entry.key.text.as_str()) {
            variables(file, object, &entry.value, &path);
        }
        value(file, object, filled, entry, &path);
    }
}

/// The environments that an object hands to what it runs as maps.
pub(super) fn maps(file: &mut File<'_>, object: &Object<'_>) {
    for (entry, path) in entries(object.node) {
        if MAPS.contains(&entry.key.text.as_str()) {
            variables(file, object, &entry.value, &path);
        }
    }
}

/// The entries of maps in maps, each with its path.
fn entries(root: &Node) -> Vec<(&Entry, String)> {
    let mut open: Vec<(&Node, String, usize)> = vec![(root, String::new(), 0)];
    let mut found = Vec::new();
    while let Some((node, path, depth)) = open.pop().filter(|_| found.len() < MANY) {
        for entry in node.entries() {
            let key = &entry.key.text;
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if depth < DEPTH && path.len() < LENGTH {
                open.push((&entry.value, path.clone(), depth + 1));
                found.push((entry, path));
            }
        }
        for item in node.items().iter().filter(|_| depth < DEPTH) {
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

/// A map from variables to values or to entries of objects.
fn variables(file: &mut File<'_>, object: &Object<'_>, map: &Node, path: &str) {
    let around = object.scope.within("container", map.span.start);
    let scope = around.within("environment", "own");
    let owner = format!("what the chart runs with `{path}`");
    let container = Container { owner, scope, around, names: object.names.clone() };
    let all = map.entries().iter().map(|it| {
        let (name, span) = (it.key.text.clone(), it.key.span);
        let value = it.value.scalar().cloned().unwrap_or_else(|| nothing(span));
        Variable { name, span, value }
    });
    let layer = Layer::of(all.collect());
    for item in map.entries() {
        let name = &item.key.text;
        if !write::is_credential(file.vendors, name)
            || is_another_product(file.vendors, name, |it| layer.resembles(it))
        {
            continue;
        }
        let Some(site) = variable(file, &container, item, path) else { continue };
        let Some(gives) = site.gives.clone() else { continue };
        let says = format!("`{name}` is in the environment of {}", container.owner);
        file.facts.sites.push(seen(gives, &container.scope, site.span, says));
        file.facts.sites.push(site);
    }
}

fn variable(file: &File<'_>, container: &Container, item: &Entry, path: &str) -> Option<Site> {
    let gives = Name::new(Space::Env, &container.scope, &*item.key.text);
    let says = format!("{} sets `{}`", container.owner, item.key.text);
    if let Some(scalar) = item.value.scalar() {
        let span = item.value.span;
        if scalar.text.trim().is_empty() {
            return None;
        }
        let site = given(file, gives.clone(), scalar, span, says.clone());
        if !site.takes.is_empty() || is_value(file, &scalar.text) {
            return Some(site);
        }
        // A place in a store, or a placeholder for what is filled in elsewhere.
        let is_place = is_place(&scalar.text);
        let text = if is_place { scalar.text.clone() } else { format!("{path}.{}", item.key.text) };
        return Some(passed(gives, Name::new(Space::Setting, &file.unit, text), span, says));
    }
    let reference = item.value.get("valueFrom").unwrap_or(&item.value);
    let reference = reference.get("secretKeyRef").unwrap_or(reference);
    let part = |keys: [&str; 3]| {
        keys.iter().find_map(|key| scalar_at(reference, key)).map(|(it, _)| text::name(it))
    };
    let name = part(["name", "secretName", "secret"])?;
    let key = part(["key", "secretKey", "property"])?;
    let says = format!("{says} to `{key}` of `{name}`");
    Some(passed(gives, entry(&container.names, &name, &key), item.key.span, says))
}

/// Whether a text is a place in a store, as `data/dbt#token`. Its steps are words; a value that holds a slash is not
/// to be told as if it were a name.
fn is_place(text: &str) -> bool {
    let is_word = |step: &str| {
        let has = |of: fn(&char) -> bool| step.chars().any(|it| of(&it));
        let is_mixed = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
        step.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.'))
            && !(is_mixed && has(char::is_ascii_digit))
    };
    let steps = || text.split(['/', '#', ':']);
    1 < steps().count() && text.len() < LENGTH && steps().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::is_place;

    #[test]
    fn a_value_is_no_place() {
        for (text, expected) in [
            ("data/dbt#token", true),
            ("vault:secret/data/dbt-pat", true),
            ("changeme", false),
            ("<a/b>", false),
            ("q8Wz4kLmN/0pRsT7vXyB2cD", false),
            ("q8wz4k/pw==", false),
        ] {
            assert_eq!(is_place(text), expected, "{text}");
        }
    }
}
