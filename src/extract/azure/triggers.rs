//! `trigger`, `pr`, `schedules` and other pipelines: what starts a pipeline.

use crate::model::{Most, Node, Span, Trigger, Value, Within as _};

/// A trigger and where it is written.
pub(super) type Written = (Trigger, Span);

/// How many triggers of a file are looked at.
const MANY: Most = Most::new(50, "triggers");

/// What starts a pipeline; where nothing is said, every push does.
pub(super) fn read(root: &Node, start: Span) -> Vec<Written> {
    let mut written: Vec<Written> = Vec::new();
    match root.get("trigger") {
        Some(node) if is_none(node) => {}
        Some(node) => written.push((filtered("push", node), node.span)),
        None => written.push((event("push"), start)),
    }
    if let Some(node) = root.get("pr").filter(|it| !is_none(it)) {
        written.push((filtered("pull_request", node), node.span));
    }
    for node in root.get("schedules").map(Node::items).unwrap_or_default().iter().within(MANY) {
        written.push((filtered("schedule", node), node.span));
    }
    let pipelines = root.at(&["resources", "pipelines"]).map(Node::items).unwrap_or_default();
    for node in pipelines.iter().within(MANY).filter_map(|it| it.get("trigger")) {
        if !is_none(node) {
            written.push((filtered("workflow_run", node), node.span));
        }
    }
    if written.is_empty() {
        let span = root.get("trigger").map_or(start, |it| it.span);
        written.push((event("workflow_dispatch"), span));
    }
    written
}

fn event(name: &str) -> Trigger {
    Trigger { event: name.to_owned(), ..Trigger::default() }
}

fn is_none(node: &Node) -> bool {
    matches!(node.value, Value::Null) || node.text().is_some_and(|it| it == "none")
}

/// `[main]`, `branches: [main]`, or `branches:` and `tags:` with what they include and exclude.
fn filtered(event: &str, node: &Node) -> Trigger {
    let texts = |node: Option<&Node>| -> Vec<String> {
        let nodes = node.into_iter().flat_map(|it| it.items().iter().chain([it]));
        nodes.filter_map(Node::text).within(MANY).map(str::to_owned).collect()
    };
    let branches = node.get("branches");
    let mut included = texts(Some(node).filter(|it| it.scalar().is_none()));
    included.extend(texts(branches));
    included.extend(texts(branches.and_then(|it| it.get("include"))));
    let excluded = texts(branches.and_then(|it| it.get("exclude")));
    let mut trigger = Trigger { event: event.to_owned(), ..Trigger::default() };
    trigger.tags = node.get("tags").is_some();
    for text in included {
        if text.starts_with("refs/tags/") {
            trigger.tags = true;
        } else {
            trigger.branches.push(branch(&text));
        }
    }
    trigger.branches.extend(excluded.iter().map(|it| format!("!{}", branch(it))));
    trigger
}

fn branch(text: &str) -> String {
    text.strip_prefix("refs/heads/").unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Tree, document};
    use super::*;
    use crate::extract::ci::trigger::said;

    fn list<'a>(texts: &[&'a str]) -> Tree<'a> {
        Tree::List(texts.iter().map(|it| Tree::Text(it)).collect())
    }

    #[test]
    fn what_starts_a_pipeline_is_written_in_many_ways() {
        let branches = |key, texts: &[&'static str]| {
            Tree::Map(vec![("branches", Tree::Map(vec![(key, list(texts))]))])
        };
        let none = || Tree::Text("none");
        for (tree, expected) in [
            (vec![], "`push` starts it"),
            (vec![("trigger", list(&["main"]))], "`push` starts it on `main`"),
            (vec![("trigger", none())], "`workflow_dispatch` starts it"),
            (
                vec![("trigger", none()), ("pr", list(&["main"]))],
                "`pull_request` starts it on `main`",
            ),
            (
                vec![("trigger", branches("include", &["refs/heads/main", "refs/tags/v*"]))],
                "`push` starts it on `main`",
            ),
            (vec![("trigger", branches("exclude", &["main"]))], "`push` starts it on `!main`"),
            (
                vec![("trigger", Tree::Map(vec![("tags", list(&["v*"]))]))],
                "`push` starts it on tags",
            ),
            (
                vec![
                    ("trigger", none()),
                    ("pr", none()),
                    ("schedules", Tree::List(vec![branches("include", &["main"])])),
                ],
                "`schedule` starts it on `main`",
            ),
        ] {
            let (source, document) = document("azure-pipelines.yml", &Tree::Map(tree));
            let found = read(&document.roots[0], source.span(0, 0));
            let found: Vec<String> = found.iter().map(|(trigger, _)| said(trigger)).collect();
            assert_eq!(found.join("; "), expected);
        }
    }
}
