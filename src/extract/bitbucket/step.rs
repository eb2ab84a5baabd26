//! Steps: their target, their scripts, and the pipes among the commands.

use super::start::Start;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::{trigger, woven};
use crate::model::{Matter, Most, Node, Scalar, Scope, Within as _};

/// How many steps of a pipeline are looked at.
const STEPS: Most = Most::new(300, "steps of a pipeline");
/// How many variables a person may be asked for are looked at.
const ASKED: Most = Most::new(50, "variables that a person is asked for");
/// How deep stages and groups of steps may lie in each other; Bitbucket allows less.
const DEPTH: Most = Most::new(5, "levels of stages within stages");

/// A step, and the stage around it.
type Step<'a> = (&'a Node, Option<&'a Node>);

/// Read the steps of a pipeline.
pub(super) fn read_all(file: &mut File<'_>, start: &Start<'_>) {
    let scope = file.unit.within("pipeline", &start.name);
    let says = trigger::said(&start.trigger);
    file.circumstance(&scope, Matter::Trigger(start.trigger.clone()), Some(start.span), says);
    if !start.label.is_empty() {
        let label = Matter::Label(start.label.to_owned());
        file.circumstance(&scope, label, Some(start.span), "the pipeline's name");
    }
    let layer = Layer::of(asked(start.items));
    file.set(&layer, &scope, "the pipeline");
    for (at, (step, stage)) in steps(start.items).into_iter().enumerate() {
        read(file, step, stage, &layer, &scope.within("step", at));
    }
}

/// The steps of a list in their order, whatever they are grouped by.
fn steps(list: &Node) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut open: Vec<(&Node, Option<&Node>, usize)> = vec![(list, None, 0)];
    while let Some((node, stage, depth)) = open.pop().filter(|_| STEPS.has_room(steps.len())) {
        steps.extend(node.get("step").map(|step| (step, stage)));
        if DEPTH.is_met(depth) {
            continue;
        }
        let grouped = node.get("parallel").into_iter().map(|it| (it, stage));
        let staged = node.get("stage").into_iter().map(|it| (it, Some(it)));
        let listed = node.get("steps").into_iter().map(|it| (it, stage));
        let items = node.items().iter().within(STEPS).map(|it| (it, stage));
        let inside: Vec<_> = grouped.chain(staged).chain(listed).chain(items).collect();
        open.extend(inside.into_iter().rev().map(|(it, stage)| (it, stage, depth + 1)));
    }
    steps
}

/// The variables that a person is asked for, with the answers that the file proposes.
fn asked(items: &Node) -> Vec<Variable> {
    let lists = items.items().iter().filter_map(|it| it.get("variables"));
    let variables = lists.flat_map(Node::items).within(ASKED).flat_map(|node| {
        let name = node.get("name").and_then(Node::text).unwrap_or_default();
        let allowed = node.get("allowed-values").map(Node::items).unwrap_or_default();
        let default = node.get("default").filter(|_| allowed.is_empty());
        let values = allowed.iter().chain(default);
        values.filter_map(move |it| {
            Some(Variable { name: name.to_owned(), span: it.span, value: it.scalar()?.clone() })
        })
    });
    variables.collect()
}

fn read(file: &mut File<'_>, step: &Node, stage: Option<&Node>, around: &Layer, scope: &Scope) {
    let name = step.get("name");
    let owner = match name.and_then(Node::text) {
        Some(name) => format!("step `{name}`"),
        None => "the step".to_owned(),
    };
    label(file, name, scope, "the step's name");
    label(file, stage.and_then(|it| it.get("name")), scope, "the stage's name");
    let deployment = step.get("deployment").or_else(|| stage.and_then(|it| it.get("deployment")));
    if let Some((node, scalar)) = deployment.and_then(|it| Some((it, it.scalar()?))) {
        let words = File::words(scalar, scope);
        file.circumstance(scope, Matter::Target(words), Some(node.span), "the step deploys to it");
    }
    let mut runs = false;
    for key in ["script", "after-script"] {
        let items = step.get(key).map(Node::items).unwrap_or_default();
        runs |= !items.is_empty();
        script(file, items, around, &scope.within("script", key), &owner);
    }
    if runs {
        process::sees(file, scope, &[around], &owner);
    }
}

fn label(file: &mut File<'_>, node: Option<&Node>, scope: &Scope, says: &str) {
    if let Some((node, text)) = node.and_then(|it| Some((it, it.text()?))) {
        file.circumstance(scope, Matter::Label(text.to_owned()), Some(node.span), says);
    }
}

/// Commands, which are one script to the shell, and pipes among them.
fn script(file: &mut File<'_>, items: &[Node], around: &Layer, scope: &Scope, owner: &str) {
    let commands: Vec<&Scalar> = items.iter().filter_map(Node::scalar).collect();
    if let Some(scalar) = woven::joined(commands) {
        let process = Process {
            scope: scope.clone(),
            label: owner.to_owned(),
            layers: vec![around],
            folders: vec![String::new()],
        };
        process::script(file, &process, &scalar);
    }
    for (at, item) in items.iter().enumerate() {
        if let Some(pipe) = item.get("pipe").and_then(Node::text) {
            self::pipe(file, item, pipe, &scope.within("pipe", at));
        }
    }
}

/// A pipe is a program with an environment of its own: nothing but the variables that it is handed.
fn pipe(file: &mut File<'_>, item: &Node, pipe: &str, scope: &Scope) {
    let name = pipe.split(':').next().unwrap_or(pipe);
    let owner = format!("the pipe `{name}`");
    let layer = Layer::of(handed(item));
    file.set(&layer, scope, &owner);
    process::sees(file, scope, &[&layer], &owner);
}

/// The variables of a pipe; one that is a list has its values.
fn handed(item: &Node) -> Vec<Variable> {
    let entries = item.get("variables").map(Node::entries).unwrap_or_default();
    let variables = entries.iter().within(STEPS).flat_map(|entry| {
        let values = std::iter::once(&entry.value).chain(entry.value.items());
        values.filter_map(|it| {
            let name = entry.key.text.clone();
            Some(Variable { name, span: it.span, value: it.scalar()?.clone() })
        })
    });
    variables.collect()
}
