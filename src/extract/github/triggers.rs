//! `on:`, what starts a workflow.

use super::file::File;
use crate::extract::ci::trigger;
use crate::model::{Matter, Node, Span, Trigger, Value};

/// A trigger, and where it is written.
pub(super) struct Written {
    pub trigger: Trigger,
    pub span: Span,
}

/// The node of `on:`. YAML 1.1 reads the bare key as a truth value.
pub(super) fn node(root: &Node) -> Option<&Node> {
    root.get("on").or_else(|| root.get("true"))
}

/// The triggers, without being called.
pub(super) fn of(root: &Node) -> Vec<Written> {
    let Some(on) = node(root) else { return Vec::new() };
    let mut all: Vec<Written> = match &on.value {
        Value::Scalar(_) => named(on).into_iter().collect(),
        Value::List(items) => items.iter().filter_map(named).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|entry| Written {
                trigger: filtered(&entry.key.text, &entry.value),
                span: entry.key.span,
            })
            .collect(),
        Value::Null => Vec::new(),
    };
    all.retain(|it| it.trigger.event != "workflow_call");
    all
}

fn named(node: &Node) -> Option<Written> {
    let trigger = Trigger { event: node.text()?.to_owned(), ..Trigger::default() };
    Some(Written { trigger, span: node.span })
}

fn filtered(event: &str, filters: &Node) -> Trigger {
    let mut branches = texts(filters.get("branches"));
    // GitHub's own way to say "not this one" within `branches`.
    let ignored = texts(filters.get("branches-ignore"));
    branches.extend(ignored.into_iter().map(|branch| format!("!{branch}")));
    Trigger {
        event: event.to_owned(),
        branches,
        tags: filters.get("tags").is_some() || filters.get("tags-ignore").is_some(),
        types: texts(filters.get("types")),
        merged: false,
        after: texts(filters.get("workflows")),
    }
}

/// The texts of a list, or of a scalar that stands for a list of one.
pub(super) fn texts(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let items = node.items().iter().filter_map(Node::text);
    node.text().into_iter().chain(items).map(str::to_owned).collect()
}

/// State the triggers as circumstances of the workflow.
pub(super) fn state(file: &mut File<'_>, root: &Node, triggers: &[Written]) {
    let unit = file.unit.clone();
    let on = node(root).map_or_else(|| file.source.span(0, 0), |on| on.span);
    let says = "GitHub Actions runs it".to_owned();
    file.circumstance(&unit, Matter::Unattended, Some(on), says);
    for written in triggers {
        let says = trigger::said(&written.trigger);
        let matter = Matter::Trigger(written.trigger.clone());
        file.circumstance(&unit, matter, Some(written.span), says);
    }
    if !triggers.is_empty() {
        file.facts.starts.push(unit);
    }
}
