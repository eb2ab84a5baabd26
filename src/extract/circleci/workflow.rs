//! `workflows:`, which run jobs: each time with filters, a context and parameters of its own.

use crate::extract::ci::trigger;
use crate::model::{Entry, Most, Node, Span, Trigger};

/// A job as a workflow runs it.
pub(super) struct Invocation<'a> {
    pub job: &'a Entry,
    /// The workflow; empty where there is none.
    pub workflow: &'a str,
    /// What the workflow hands over.
    pub call: Option<&'a Node>,
    pub triggers: Vec<(Trigger, Span)>,
}

/// How many runs of jobs are looked at.
const MANY: Most = Most::new(300, "runs of jobs");

/// Every run of a job. A job that no workflow runs is none; without workflows it is the job `build` that runs.
pub(super) fn invocations(root: &Node) -> Vec<Invocation<'_>> {
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    let Some(workflows) = root.get("workflows") else {
        let build = jobs.iter().filter(|job| job.key.text == "build");
        let run = |job: &'_ Entry| vec![(filtered("push", None), job.key.span)];
        return build
            .map(|job| Invocation { job, workflow: "", call: None, triggers: run(job) })
            .collect();
    };
    let mut all = Vec::new();
    for workflow in workflows.entries() {
        for item in workflow.value.get("jobs").map(Node::items).unwrap_or_default() {
            let (name, call) = match (item.text(), item.entries().first()) {
                (Some(name), _) => (name, None),
                (None, Some(entry)) => (entry.key.text.as_str(), Some(&entry.value)),
                (None, None) => continue,
            };
            let Some(job) = jobs.iter().find(|job| job.key.text == name) else { continue };
            if MANY.is_met(all.len()) {
                return all;
            }
            let triggers = triggers(&workflow.value, call, item.span);
            all.push(Invocation { job, workflow: &workflow.key.text, call, triggers });
        }
    }
    all
}

fn triggers(workflow: &Node, call: Option<&Node>, span: Span) -> Vec<(Trigger, Span)> {
    let schedules = workflow.get("triggers").map(Node::items).unwrap_or_default();
    let schedules = schedules.iter().filter_map(|it| it.get("schedule"));
    let mut triggers: Vec<(Trigger, Span)> =
        schedules.map(|it| (filtered("schedule", it.get("filters")), it.span)).collect();
    if triggers.is_empty() {
        let filters = call.and_then(|it| it.get("filters"));
        triggers.push((filtered("push", filters), filters.map_or(span, |it| it.span)));
    }
    triggers
}

fn filtered(event: &str, filters: Option<&Node>) -> Trigger {
    let texts = |path: [&str; 2]| -> Vec<String> {
        let Some(node) = filters.and_then(|it| it.at(&path)) else { return Vec::new() };
        let items = node.items().iter().filter_map(Node::text);
        node.text().into_iter().chain(items).flat_map(trigger::branches).collect()
    };
    let mut branches = texts(["branches", "only"]);
    branches.extend(texts(["branches", "ignore"]).into_iter().map(|it| format!("!{it}")));
    let tags = filters.is_some_and(|it| it.at(&["tags", "only"]).is_some());
    Trigger { event: event.to_owned(), branches, tags, ..Trigger::default() }
}
