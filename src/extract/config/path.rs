//! Paths to keys: `plugins.extractors[]{name=tap-dbt}.config.api_key`.
//!
//! A step is a key, `*` for any key or `**` for any depth; `[]` goes on with each item of a list, and `{key=glob}`
//! with those maps only that have such an entry.

use crate::model::{Node, glob};

/// How many nodes a search looks at; a path with `**` in a huge file ends there.
const MOST: usize = 200_000;

/// The nodes at a path.
pub(super) fn find<'a>(root: &'a Node, path: &str) -> Vec<&'a Node> {
    steps(path).into_iter().fold(vec![root], |nodes, step| {
        nodes.into_iter().flat_map(|node| next(node, &step)).take(MOST).collect()
    })
}

struct Step<'p> {
    key: &'p str,
    items: bool,
    filter: Option<(&'p str, &'p str)>,
}

/// The steps of a path. A dot between braces is part of the filter.
fn steps(path: &str) -> Vec<Step<'_>> {
    let mut depth = 0_usize;
    let parts = path.split(|letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '.' && depth == 0
    });
    parts.map(step).collect()
}

fn step(part: &str) -> Step<'_> {
    let (rest, filter) = match part.split_once('{') {
        Some((rest, filter)) => (rest, filter.trim_end_matches('}').split_once('=')),
        None => (part, None),
    };
    let key = rest.strip_suffix("[]").unwrap_or(rest);
    Step { key, items: key.len() < rest.len(), filter }
}

fn next<'a>(node: &'a Node, step: &Step<'_>) -> Vec<&'a Node> {
    let mut nodes: Vec<&Node> = match step.key {
        "" => vec![node],
        "*" => node.entries().iter().map(|entry| &entry.value).collect(),
        "**" => below(node),
        key => node
            .entries()
            .iter()
            .filter(|entry| entry.key.text == key)
            .map(|entry| &entry.value)
            .collect(),
    };
    if step.items {
        nodes = nodes.into_iter().flat_map(Node::items).collect();
    }
    nodes.retain(|node| {
        step.filter.is_none_or(|(key, pattern)| {
            node.get(key).and_then(Node::text).is_some_and(|text| glob::matches(pattern, text))
        })
    });
    nodes
}

/// A node and all maps and lists below it.
fn below(node: &Node) -> Vec<&Node> {
    let mut found = vec![node];
    let mut at = 0;
    while let Some(node) = found.get(at).copied().filter(|_| found.len() < MOST) {
        found.extend(node.entries().iter().map(|entry| &entry.value));
        found.extend(node.items());
        at += 1;
    }
    found
}
