//! The containers of an object, however deep its kind keeps them: those of a pod's template, a workflow's steps, the
//! tasks of a pipeline. Whatever sets an environment is one.

use super::container;
use super::object::Object;
use crate::extract::ci::file::File;
use crate::model::{Most, Node, Value};

/// How many nodes of an object are looked at.
const MANY: Most = Most::new(200_000, "parts of an object");
/// Keys below which a map is a container, though it sets no environment.
const KEYS: [&str; 8] = [
    "containers",
    "initContainers",
    "ephemeralContainers",
    "sidecars",
    "steps",
    "container",
    "script",
    "stepTemplate",
];

/// Read every container of an object.
pub(super) fn containers(file: &mut File<'_>, object: &Object<'_>) {
    let mut open: Vec<(&Node, bool)> = vec![(object.node, false)];
    let mut count = 0;
    while let Some((node, named)) = open.pop().filter(|_| MANY.has_room(count)) {
        count += 1;
        if named && node.get("image").or_else(|| node.get("name")).is_some()
            || sets_environment(node)
        {
            container::read(file, object, node);
        }
        for entry in node.entries().iter().rev() {
            open.push((&entry.value, KEYS.contains(&entry.key.text.as_str())));
        }
        open.extend(node.items().iter().rev().map(|item| (item, named)));
    }
}

/// Whether a map has a list of variables as containers have it.
fn sets_environment(node: &Node) -> bool {
    let is_list = |key: &str| node.get(key).is_some_and(|it| matches!(it.value, Value::List(_)));
    is_list("env") || is_list("envFrom")
}
