//! Stages, jobs and steps, wherever in a file they stand.

use super::flat::{Flat, Walk};
use super::pipeline::{Pipeline, Place};
use super::step::Steps;
use super::{call, variables};
use crate::extract::ci::layer::Layer;
use crate::extract::ci::process;
use crate::model::{Matter, Most, Node, Scalar, Test, Word};

/// How deep parts may lie in each other: stages, jobs, steps, and lists that are handed to templates.
const DEPTH: Most = Most::new(12, "levels of stages, jobs and steps");

/// Read a list of stages, jobs or steps. Whether any of its steps runs something.
pub(super) fn list(pipeline: &mut Pipeline<'_>, list: &Node, place: &Place<'_>) -> bool {
    if DEPTH.is_met(place.depth) {
        return false;
    }
    let asked = |text: &str| place.asked(text);
    let mut walk = Walk::new(&asked);
    let mut steps = Steps::default();
    for (at, Flat { it, test }) in walk.items(list).into_iter().enumerate() {
        if !pipeline.affords() {
            break;
        }
        if it.get("stage").is_some() {
            stage(pipeline, it, place, test, at);
        } else if it.get("job").or_else(|| it.get("deployment")).is_some() {
            job(pipeline, it, place, test, at);
        } else if it.get("template").is_some() {
            call::template(pipeline, it, place, &test, at);
        } else {
            steps.read(pipeline, it, place, test, at);
        }
    }
    pipeline.loops(walk.loops);
    steps.runs
}

/// Whatever a file or a part of it holds: stages, jobs, steps, or what a template is handed.
pub(super) fn content(pipeline: &mut Pipeline<'_>, node: &Node, place: &Place<'_>) {
    for key in ["stages", "jobs", "steps"] {
        let runs = node.get(key).is_some_and(|it| list(pipeline, it, place));
        if runs && pipeline.affords_all(&place.layers) {
            process::sees(&mut pipeline.file, &place.scope, &place.layers, &place.owner);
        }
    }
}

fn stage(pipeline: &mut Pipeline<'_>, node: &Node, place: &Place<'_>, test: Test, at: usize) {
    let scope = place.scope.within("stage", at);
    pipeline.when(&scope, test, node.span);
    pipeline.conditions(node, place, &scope);
    pipeline.label(node.get("stage"), &scope, "the stage's name");
    pipeline.label(node.get("displayName"), &scope, "the stage's name");
    let bare = place.within(scope.clone(), "the stage".to_owned(), None);
    let layer = variables::read(pipeline, node.get("variables"), place, &bare);
    let inner = place.within(scope, "the stage".to_owned(), Some(&layer));
    content(pipeline, node, &inner);
}

fn job(pipeline: &mut Pipeline<'_>, node: &Node, place: &Place<'_>, test: Test, at: usize) {
    let scope = place.scope.within("job", at);
    let name = node.get("job").or_else(|| node.get("deployment"));
    let owner = match name.and_then(Node::text).filter(|it| !it.is_empty()) {
        Some(name) => format!("job `{name}`"),
        None => "the job".to_owned(),
    };
    pipeline.when(&scope, test, node.span);
    pipeline.conditions(node, place, &scope);
    pipeline.label(name, &scope, "the job's name");
    pipeline.label(node.get("displayName"), &scope, "the job's name");
    let bare = place.within(scope.clone(), owner.clone(), None);
    let mut layer = variables::read(pipeline, node.get("variables"), place, &bare);
    let matrix = variables::matrix(pipeline, node, &bare);
    if !matrix.is_empty() {
        layer = Layer::of(layer.variables.into_iter().chain(matrix).collect());
    }
    let inner = place.within(scope, owner, Some(&layer));
    target(pipeline, node, &inner);
    content(pipeline, node, &inner);
    if let Some(strategy) = node.get("strategy") {
        self::strategy(pipeline, strategy, &inner);
    }
}

/// `environment:`, as a name or as a map with one.
fn target(pipeline: &mut Pipeline<'_>, job: &Node, place: &Place<'_>) {
    let Some(environment) = job.get("environment") else { return };
    let node = environment.get("name").unwrap_or(environment);
    let Some(scalar) = node.scalar() else { return };
    let words = without_resource(Pipeline::words(scalar, place), scalar);
    if !words.is_empty() {
        let says = "the job deploys to it";
        pipeline.file.circumstance(&place.scope, Matter::Target(words), Some(node.span), says);
    }
}

/// `environment: production.cluster` names a resource behind the environment.
fn without_resource(words: Vec<Word>, scalar: &Scalar) -> Vec<Word> {
    let has_resource = scalar.text.contains('.') && !scalar.text.contains('$');
    words
        .into_iter()
        .map(|word| match word {
            Word::Text(text) if has_resource => {
                Word::Text(text.split('.').next().unwrap_or_default().to_owned())
            }
            word => word,
        })
        .collect()
}

/// `strategy: runOnce: deploy: steps:` and its like.
fn strategy(pipeline: &mut Pipeline<'_>, strategy: &Node, place: &Place<'_>) {
    let mut open: Vec<(&Node, usize)> = vec![(strategy, 0)];
    let mut at = 0;
    while let Some((node, depth)) = open.pop() {
        if !pipeline.affords() {
            return;
        }
        if node.get("steps").is_some() {
            at += 1;
            let scope = place.scope.within("part", at);
            content(pipeline, node, &place.within(scope, place.owner.clone(), None));
        } else if DEPTH.has_room(depth) {
            let inner = node.entries().iter().filter(|it| it.key.text != "matrix");
            open.extend(inner.rev().map(|it| (&it.value, depth + 1)));
        }
    }
}
