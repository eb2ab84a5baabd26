//! Where in a resource something stands, whichever of Terraform's ways to write it was taken.

use crate::extract::terraform::values::plain_text;
use crate::model::{Entry, Most, Node, Value, Within as _, glob};

/// How deep lists within lists are looked through, as `concat([…], [[…]])` writes them.
const DEPTH: usize = 4;
/// How many nodes of one list are looked at.
const MANY: Most = Most::new(2_000, "entries of one list");

/// The nodes at a path through blocks, objects and lists.
pub(in crate::extract::terraform) fn at<'n>(body: &'n Node, path: &str) -> Vec<&'n Node> {
    of_programs(body, path).into_iter().map(|(_, node)| node).collect()
}

/// The same, each behind the map in which it stands: that of a container, of which there may be several.
pub(super) fn of_programs<'n>(body: &'n Node, path: &str) -> Vec<(&'n Node, &'n Node)> {
    let (before, last) = path.rsplit_once('.').unwrap_or(("", path));
    let steps = before.split('.').filter(|step| !step.is_empty());
    let nodes = steps.fold(vec![body], |nodes, step| next(&nodes, step));
    let maps = nodes.into_iter().flat_map(each);
    let found = maps.flat_map(|map| {
        let inside = map.entries().iter().flat_map(|entry| at_last(entry, last));
        // What another language spells, or another file, is there as a whole.
        inside.chain(Some(map).filter(|it| is_woven(it))).map(move |node| (map, node))
    });
    found.within(MANY).collect()
}

fn is_woven(node: &Node) -> bool {
    node.scalar().is_some_and(|scalar| !scalar.references.is_empty())
}

/// The text at a path, if one is written out there.
pub(super) fn text<'n>(body: &'n Node, path: &str) -> Option<&'n str> {
    at(body, path).into_iter().find_map(plain_text)
}

/// A node, or the items of a list and of lists within it.
pub(super) fn each(node: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    let mut waiting = vec![(node, 0)];
    while let Some((node, depth)) = waiting.pop().filter(|_| MANY.has_room(found.len())) {
        match &node.value {
            Value::List(items) if depth < DEPTH => {
                waiting.extend(items.iter().rev().map(|item| (item, depth + 1)));
            }
            _ => found.push(node),
        }
    }
    found
}

fn next<'n>(nodes: &[&'n Node], step: &str) -> Vec<&'n Node> {
    let inner = nodes.iter().flat_map(|node| each(node));
    let found = inner.flat_map(|node| {
        let inside = node.entries().iter().flat_map(|entry| within(entry, step));
        inside.chain(Some(node).filter(|it| is_woven(it)))
    });
    found.within(MANY).collect()
}

fn within<'n>(entry: &'n Entry, step: &str) -> Vec<&'n Node> {
    match dynamic(entry) {
        Some(name) if glob::matches(step, name) => entry.value.get("content").into_iter().collect(),
        None if glob::matches(step, &entry.key.text) => vec![&entry.value],
        _ => Vec::new(),
    }
}

/// A `dynamic` block may write its names out, or take them from what it goes through.
fn at_last<'n>(entry: &'n Entry, step: &str) -> Vec<&'n Node> {
    let through = dynamic(entry).filter(|name| glob::matches(step, name));
    let through = through.and_then(|_| entry.value.get("for_each"));
    within(entry, step).into_iter().chain(through).collect()
}

/// What a `dynamic` block writes.
fn dynamic(entry: &Entry) -> Option<&str> {
    entry.label(0).filter(|_| entry.is_block() && entry.key.text == "dynamic")
}
