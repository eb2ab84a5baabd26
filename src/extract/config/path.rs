//! Paths to keys: `plugins.extractors[]{name=tap-dbt}.config.api_key`.
//!
//! A step is a key, `*` for any key or `**` for any depth; `[]` goes on with each item of a list, and `{key=glob}`
//! with those maps only that have such an entry. `{list[]=glob}` asks for such an item of a list, and `{=glob}` for
//! such a text: what the glob spells before its star is no part of the value then. The key of a filter may be a path of
//! keys.

use crate::model::{Most, Node, Within as _, glob};

/// How many nodes a search looks at; a path with `**` in a huge file ends there.
const MOST: Most = Most::new(200_000, "parts");

/// The nodes at a path.
pub(super) fn find<'a>(root: &'a Node, path: &str) -> Vec<&'a Node> {
    steps(path).into_iter().fold(vec![root], |nodes, step| {
        nodes.into_iter().flat_map(|node| next(node, &step)).within(MOST).collect()
    })
}

/// What a path's last filter spells before its star: `DBT_TOKEN=` of `args[]{=DBT_TOKEN=*}`.
pub(super) fn spelt_before(path: &str) -> &str {
    let filter = steps(path).pop().and_then(|step| step.filter);
    let own = filter.filter(|(key, _)| key.is_empty());
    own.and_then(|(_, pattern)| pattern.split('*').next()).unwrap_or_default()
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
    nodes.retain(|node| step.filter.is_none_or(|(key, pattern)| passes(node, key, pattern)));
    nodes
}

fn passes(node: &Node, key: &str, pattern: &str) -> bool {
    let fits = |node: &Node| node.text().is_some_and(|text| glob::matches(pattern, text));
    match key.strip_suffix("[]") {
        Some(list) => node.get(list).is_some_and(|list| list.items().iter().any(fits)),
        None if key.is_empty() => fits(node),
        None => node.at(&key.split('.').collect::<Vec<_>>()).is_some_and(fits),
    }
}

/// A node and all maps and lists below it.
fn below(node: &Node) -> Vec<&Node> {
    let mut found = vec![node];
    let mut at = 0;
    while let Some(node) = found.get(at).copied().filter(|_| MOST.has_room(found.len())) {
        found.extend(node.entries().iter().map(|entry| &entry.value));
        found.extend(node.items());
        at += 1;
    }
    found
}
