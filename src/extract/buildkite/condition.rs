//! `branches:` and `if:`: when a step runs, in the words that all CI dialects share.

use crate::extract::ci::condition::{self, Asked};
use crate::extract::ci::file::File;
use crate::extract::ci::trigger;
use crate::model::{Matter, Node, Scope, Span, Test, Trigger};

/// State what starts a step: what its own branches let in, else those of its group.
pub(super) fn starts(file: &mut File<'_>, step: &Node, group: Option<&Node>, scope: &Scope) {
    let branches = step.get("branches").or_else(|| group?.get("branches"));
    let span = branches.map_or(Span { end: step.span.start, ..step.span }, |it| it.span);
    for trigger in triggers(&branches.map(names).unwrap_or_default()) {
        let says = trigger::said(&trigger);
        file.circumstance(scope, Matter::Trigger(trigger), Some(span), says);
    }
}

/// State the condition under which a step or a group runs.
pub(super) fn keeps(file: &mut File<'_>, step: &Node, scope: &Scope) {
    let Some((text, span)) = step.get("if").and_then(|it| Some((it.text()?, it.span))) else {
        return;
    };
    let asked = condition::test(text, &meaning);
    if condition::is_never(&asked) {
        file.circumstance(scope, Matter::Disabled, Some(span), "its condition never holds");
    } else if asked.says_something() {
        let says = format!("a condition runs it {asked}");
        file.circumstance(scope, Matter::When(asked), Some(span), says);
    }
}

/// `main release/* !dev`, as a text or a list.
fn names(node: &Node) -> Vec<String> {
    let texts = node.text().into_iter().chain(node.items().iter().filter_map(Node::text));
    texts.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// What starts a build, as far as a step's branches let it: pushes, pull requests, schedules and people.
fn triggers(branches: &[String]) -> Vec<Trigger> {
    let trigger = |event: &str| Trigger {
        event: event.to_owned(),
        branches: branches.to_vec(),
        ..Trigger::default()
    };
    if branches.is_empty() {
        return ["push", "pull_request", "schedule"].map(trigger).into();
    }
    vec![trigger("push")]
}

/// What the names of a condition mean.
fn meaning(name: &str, asked: &Asked) -> Test {
    let values = if let Asked::OneOf(values) = asked { values.as_slice() } else { &[] };
    let any = |of: &dyn Fn(String) -> Test| match values {
        [only] => of(only.clone()),
        values => Test::Any(values.iter().cloned().map(of).collect()),
    };
    match name {
        "build.branch" if !values.is_empty() => any(&branch),
        "build.tag" => Test::Tag,
        "build.pull_request.id" | "build.pull_request.base_branch" | "build.pull_request.draft" => {
            Test::Event("pull_request".to_owned())
        }
        "build.source" if values == ["schedule"] => Test::Event("schedule".to_owned()),
        name if !values.is_empty() && speaks_of_target(name) => any(&Test::Target),
        _ => Test::Unknown,
    }
}

fn branch(name: String) -> Test {
    if name == "${pipeline.default_branch}" { Test::DefaultBranch } else { Test::Branch(name) }
}

/// `build.env("DEPLOY_ENV")`.
fn speaks_of_target(name: &str) -> bool {
    let name = name.strip_prefix("build.env.").unwrap_or_default().to_lowercase();
    ["environment", "env", "stage", "target"]
        .iter()
        .any(|word| name.split('_').any(|it| it == *word))
}
