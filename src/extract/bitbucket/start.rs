//! What starts a pipeline: a push to a branch, a tag, a pull request, or a person or schedule that names it.

use crate::model::{Entry, Most, Node, Span, Trigger, Within as _};

/// A pipeline and what starts it.
pub(super) struct Start<'a> {
    /// Its name in a scope: the sort of start, and its pattern.
    pub name: String,
    /// The pattern, or the pipeline's own name; empty where every push starts it.
    pub label: &'a str,
    pub trigger: Trigger,
    pub span: Span,
    /// Its steps, and what may stand around them.
    pub items: &'a Node,
}

/// How many pipelines of a file are looked at.
const MANY: Most = Most::new(100, "pipelines");
/// How many branches a pattern in brackets may stand for.
const CHOICES: Most = Most::new(32, "branches in one pattern");

/// Every pipeline of a file. One that stands under a name of its own is a pipeline that others import.
pub(super) fn all(pipelines: &Node) -> Vec<Start<'_>> {
    let mut starts = Vec::new();
    for entry in pipelines.entries() {
        let sort = entry.key.text.as_str();
        if is_list(&entry.value) {
            let trigger = if sort == "default" { by_default(pipelines) } else { by_name() };
            starts.push(start(sort, entry, trigger));
            continue;
        }
        for inner in entry.value.entries() {
            starts.push(start(sort, inner, trigger(sort, &inner.key.text)));
        }
    }
    MANY.cut(&mut starts);
    starts
}

fn is_list(node: &Node) -> bool {
    !node.items().is_empty()
}

fn start<'a>(sort: &str, entry: &'a Entry, trigger: Trigger) -> Start<'a> {
    let key = &entry.key;
    let label = if sort == "custom" { key.text.as_str() } else { "" };
    let name = format!("{sort} {}", key.text);
    Start { name, label, trigger, span: key.span, items: &entry.value }
}

/// A push to a branch or tag for which no other pipeline is meant.
fn by_default(pipelines: &Node) -> Trigger {
    let others = pipelines.get("branches").map(Node::entries).unwrap_or_default();
    let patterns = others.iter().within(MANY).flat_map(|entry| choices(&entry.key.text));
    let branches = patterns.filter(|it| !it.trim_matches('*').is_empty());
    let branches = branches.map(|it| format!("!{it}")).collect();
    Trigger { branches, ..event("push") }
}

fn by_name() -> Trigger {
    event("workflow_dispatch")
}

fn trigger(sort: &str, pattern: &str) -> Trigger {
    match sort {
        "branches" => Trigger { branches: choices(pattern), ..event("push") },
        "tags" => Trigger { tags: true, ..event("push") },
        // The pattern is that of the branch from which the request comes.
        "pull-requests" => event("pull_request"),
        _ => by_name(),
    }
}

fn event(name: &str) -> Trigger {
    Trigger { event: name.to_owned(), ..Trigger::default() }
}

/// The patterns that `{main,release/*}` stands for.
fn choices(pattern: &str) -> Vec<String> {
    let inside = pattern.split_once('{').and_then(|(before, rest)| {
        let (inside, after) = rest.split_once('}')?;
        Some((before, inside, after))
    });
    let Some((before, inside, after)) = inside else { return vec![pattern.to_owned()] };
    inside.split(',').within(CHOICES).map(|it| format!("{before}{}{after}", it.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::ci::trigger::said;

    #[test]
    fn a_sort_and_a_pattern_are_a_trigger() {
        for (sort, pattern, expected) in [
            ("branches", "main", "`push` starts it on `main`"),
            ("branches", "{main,release/*}", "`push` starts it on `main`, `release/*`"),
            ("branches", "{main", "`push` starts it on `{main`"),
            ("tags", "v*", "`push` starts it on tags"),
            ("pull-requests", "**", "`pull_request` starts it"),
            ("custom", "main", "`workflow_dispatch` starts it"),
        ] {
            assert_eq!(said(&trigger(sort, pattern)), expected, "{sort} {pattern}");
        }
    }
}
