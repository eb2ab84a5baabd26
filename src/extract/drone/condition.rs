//! `trigger` and `when`: which runs pass, in the words that all CI dialects share.

use crate::extract::ci::file::File;
use crate::extract::ci::trigger;
use crate::model::{Arrange, Matter, Most, Node, Scope, Span, Test, Trigger, Within as _};

/// How many alternatives of one condition are looked at.
const MANY: Most = Most::new(50, "alternatives of one condition");

/// State what starts a pipeline.
pub(super) fn starts(file: &mut File<'_>, root: &Node, scope: &Scope) {
    let filter = root.get("trigger").or_else(|| root.get("when"));
    let span = filter.map_or(Span { end: root.span.start, ..root.span }, |it| it.span);
    for event in events(filter) {
        let tags = event == "tag";
        let event = if tags { "push" } else { event }.to_owned();
        let trigger = Trigger { event, tags, ..Trigger::default() };
        let says = trigger::said(&trigger);
        file.circumstance(scope, Matter::Trigger(trigger), Some(span), says);
    }
    state(file, filter, scope);
}

/// State when a step of a pipeline runs.
pub(super) fn keeps(file: &mut File<'_>, step: &Node, scope: &Scope) {
    state(file, step.get("when"), scope);
}

fn state(file: &mut File<'_>, filter: Option<&Node>, scope: &Scope) {
    let Some(filter) = filter else { return };
    let asked = either(alternatives(filter).map(of_map).collect());
    if asked.says_something() {
        let says = format!("a condition runs it {asked}");
        file.circumstance(scope, Matter::When(asked), Some(filter.span), says);
    }
}

/// A condition is a map, or a list of maps of which one must hold.
fn alternatives(filter: &Node) -> impl Iterator<Item = &Node> {
    let one = std::iter::once(filter).filter(|it| it.items().is_empty());
    one.chain(filter.items()).within(MANY)
}

/// The events that start a pipeline: those that its filter names, else those that most have.
fn events(filter: Option<&Node>) -> Vec<&'static str> {
    let usual = ["push", "pull_request", "schedule", "deployment"];
    let Some(filter) = filter else { return usual.into() };
    let mut all: Vec<&str> = Vec::new();
    for alternative in alternatives(filter) {
        let (named, _) = lists(alternative.get("event"));
        let named = named.iter().filter_map(|it| event(it));
        let before = all.len();
        all.extend(named);
        if all.len() == before {
            all.extend(usual);
        }
    }
    all.arrange();
    all.dedup();
    all
}

/// An event in the words of all dialects; `tag` is a push of one.
fn event(name: &str) -> Option<&'static str> {
    Some(match name {
        "push" => "push",
        "tag" => "tag",
        "cron" => "schedule",
        "release" => "release",
        "promote" | "rollback" | "deployment" => "deployment",
        "manual" | "custom" => "workflow_dispatch",
        name if name.starts_with("pull_request") => "pull_request",
        _ => return None,
    })
}

/// What one map of filters asks; all of them must hold.
fn of_map(map: &Node) -> Test {
    let (named, _) = lists(map.get("event"));
    let builds_tags = named.iter().any(|it| it == "tag");
    let mut tests = Vec::new();
    for entry in map.entries() {
        let (wanted, ignored) = lists(Some(&entry.value));
        let of = |name: &String| match entry.key.text.as_str() {
            "event" => of_event(name),
            "branch" => Test::Branch(name.replace("**", "*")),
            "target" | "environment" => Test::Target(name.clone()),
            "ref" => of_ref(name),
            "cron" => Test::Event("schedule".to_owned()),
            _ => Test::Unknown,
        };
        if !wanted.is_empty() {
            let mut any: Vec<Test> = wanted.iter().map(of).collect();
            if entry.key.text == "branch" {
                // Of a pull request it is the branch into which it goes; of a tag it says nothing.
                any.push(Test::Event("pull_request".to_owned()));
                any.extend(builds_tags.then_some(Test::Tag));
            }
            tests.push(either(any));
        }
        tests.extend(ignored.iter().map(|it| Test::Not(Box::new(of(it)))));
    }
    Test::All(tests)
}

fn of_event(name: &str) -> Test {
    match event(name) {
        Some("tag") => Test::Tag,
        Some("push") => {
            let not_a_tag = Test::Not(Box::new(Test::Tag));
            Test::All(vec![Test::Event("push".to_owned()), not_a_tag])
        }
        Some(event) => Test::Event(event.to_owned()),
        None => Test::Unknown,
    }
}

fn of_ref(name: &str) -> Test {
    if name.starts_with("refs/tags/") {
        Test::Tag
    } else if name.starts_with("refs/pull") {
        Test::Event("pull_request".to_owned())
    } else {
        let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
        Test::Branch(branch.replace("**", "*"))
    }
}

fn either(mut tests: Vec<Test>) -> Test {
    if tests.len() == 1 { tests.swap_remove(0) } else { Test::Any(tests) }
}

/// The values that a filter wants and those that it ignores: a text, a list, or a map with both.
fn lists(node: Option<&Node>) -> (Vec<String>, Vec<String>) {
    let Some(node) = node else { return (Vec::new(), Vec::new()) };
    let texts = |node: Option<&Node>| -> Vec<String> {
        let Some(node) = node else { return Vec::new() };
        let items = node.items().iter().filter_map(Node::text);
        node.text().into_iter().chain(items).within(MANY).map(str::to_owned).collect()
    };
    let (wanted, mut ignored) = (node.get("include").unwrap_or(node), texts(node.get("exclude")));
    let (negated, wanted): (Vec<String>, Vec<String>) =
        texts(Some(wanted)).into_iter().partition(|it| it.starts_with('!'));
    ignored.extend(negated.into_iter().map(|it| it[1..].to_owned()));
    (wanted, ignored)
}
