//! Plugins: containers that are handed variables, and stores that fill some from secrets.

use crate::extract::ci::dollars;
use crate::extract::ci::layer::Variable;
use crate::extract::ci::secret::Kept;
use crate::model::{Entry, Node, Scalar, Value};

/// A plugin and what it is given.
pub(super) struct Plugin<'a> {
    name: &'a str,
    given: &'a Node,
}

/// The plugins of a step: a list of names, or of maps of one entry; or a map.
pub(super) fn all(node: Option<&Node>) -> Vec<Plugin<'_>> {
    let Some(node) = node else { return Vec::new() };
    let maps = std::iter::once(node).chain(node.items());
    maps.flat_map(Node::entries)
        .filter(|entry| matches!(entry.value.value, Value::Map(_)))
        .map(|entry| Plugin { name: bare(&entry.key.text), given: &entry.value })
        .collect()
}

/// The name of a plugin without its organisation and version: `seek-oss/aws-sm#v2.3.1` is `aws-sm`.
fn bare(name: &str) -> &str {
    let name = name.split('#').next().unwrap_or(name);
    let name = name.rsplit('/').next().unwrap_or(name);
    name.strip_suffix(".git").unwrap_or(name).trim_end_matches("-buildkite-plugin")
}

/// What a container is given as `NAME=value`; a name alone is that of a variable of the step.
pub(super) fn environment(plugin: &Plugin<'_>) -> Vec<Variable> {
    if is_store(plugin.name) {
        return Vec::new();
    }
    let listed = ["environment", "env"].into_iter().filter_map(|key| plugin.given.get(key));
    let items = listed.flat_map(Node::items);
    items.filter_map(assigned).collect()
}

fn assigned(item: &Node) -> Option<Variable> {
    let scalar = item.scalar()?;
    let (name, value) = scalar.text.split_once('=')?;
    let start = scalar.span_of(item.span.source, name.len() + 1, name.len() + 1).start;
    let value = dollars::single(&Scalar::verbatim(value, start as usize, scalar.style));
    Some(Variable { name: name.to_owned(), span: item.span, value })
}

/// Words in the names of plugins that read secrets into variables.
const STORES: [&str; 9] = [
    "secret",
    "vault",
    "aws-sm",
    "aws-ssm",
    "ssm-param",
    "parameter-store",
    "akeyless",
    "onepassword",
    "1password",
];

fn is_store(name: &str) -> bool {
    STORES.iter().any(|word| name.contains(word))
}

/// The variables that a plugin fills from secrets.
pub(super) fn secrets(plugin: &Plugin<'_>) -> Vec<Kept> {
    if !is_store(plugin.name) {
        return Vec::new();
    }
    let given = plugin.given;
    let maps = ["env", "variables", "secrets", "parameters"].map(|key| given.get(key));
    let entries = maps.into_iter().flatten().flat_map(Node::entries);
    let items = given.get("secrets").map(Node::items).unwrap_or_default();
    entries
        .filter_map(mapped)
        .chain(exported(given))
        .chain(items.iter().filter_map(exported))
        .collect()
}

/// `NAME: id`, or with the id in a map.
fn mapped(entry: &Entry) -> Option<Kept> {
    let keys = ["secret-id", "secret_id", "secret", "name", "path", "parameter", "key"];
    let named = keys.iter().find_map(|key| entry.value.get(key)).unwrap_or(&entry.value);
    let id = named.text()?;
    Some(Kept::alone(&entry.key.text, id, named.span))
}

/// The variable that a plugin for one key of a store names beside it.
fn exported(given: &Node) -> Option<Kept> {
    let name = given.get("exported_env_variable_name")?.text()?;
    let path = given.get("secret_path")?;
    let key = given.get("secret_key").and_then(Node::text).unwrap_or_default();
    let id = format!("{}/{key}", path.text()?);
    Some(Kept::alone(name, id.trim_end_matches('/'), path.span))
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_plugin_is_known_by_its_own_name() {
        for (name, expected) in [
            ("seek-oss/aws-sm#v2.3.1", "aws-sm"),
            ("docker", "docker"),
            ("https://example.com/a/vault-secrets-buildkite-plugin.git#main", "vault-secrets"),
            ("", ""),
        ] {
            assert_eq!(bare(name), expected);
        }
    }
}
