//! A job: its executor's and its own environment, and its steps with the commands that they call.

use super::parameters::{self, Values};
use super::workflow::Invocation;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::trigger;
use crate::extract::shell::folder;
use crate::model::{Matter, Most, Node, Scope};

/// How deep commands may call each other.
const DEPTH: Most = Most::new(8, "levels of commands that call commands");
/// How many steps of a job are looked at, those of its commands included.
const STEPS: Most = Most::new(1000, "steps of a job");

/// Read a job as a workflow runs it.
pub(super) fn read(file: &mut File<'_>, root: &Node, invocation: &Invocation<'_>) {
    let job = invocation.job;
    let name = &job.key.text;
    let scope = file.unit.within("workflow", invocation.workflow).within("job", name);
    // The same job may run twice in a workflow, once for each branch.
    let scope = scope.within("run", invocation.triggers.first().map_or(0, |(_, span)| span.start));
    let owner = format!("job `{name}`");
    circumstances(file, &scope, invocation);
    let values = parameters::values(&job.value, invocation.call, &Values::new());
    let layer = Layer::of(environment(root, &job.value, &values));
    file.set(&layer, &scope, &owner);
    let mut open = steps(job.value.get("steps"), &values, 0);
    let (mut count, mut runs) = (0, false);
    while let Some((step, values, depth)) = open.pop().filter(|_| STEPS.has_room(count)) {
        count += 1;
        if let Some(run) = step.get("run") {
            runs = true;
            let scope = scope.within("step", count);
            self::run(file, run, &values, &layer, &scope, &owner);
        }
        if DEPTH.has_room(depth) {
            open.extend(inner(root, step, &values, depth + 1));
        }
    }
    if runs {
        process::sees(file, &scope, &[&layer], &owner);
    }
}

fn circumstances(file: &mut File<'_>, scope: &Scope, invocation: &Invocation<'_>) {
    let job = &invocation.job.key;
    let name = Matter::Label(job.text.clone());
    file.circumstance(scope, name, Some(job.span), "the job's name");
    if let Some(context) = invocation.call.and_then(|it| it.get("context")) {
        for node in std::iter::once(context).chain(context.items()) {
            let Some(text) = node.text() else { continue };
            let matter = Matter::Label(text.to_owned());
            file.circumstance(scope, matter, Some(node.span), "the job's context");
        }
    }
    let workflow = Matter::Label(invocation.workflow.to_owned());
    file.circumstance(scope, workflow, Some(job.span), "the workflow's name");
    for (trigger, span) in &invocation.triggers {
        let says = trigger::said(trigger);
        file.circumstance(scope, Matter::Trigger(trigger.clone()), Some(*span), says);
    }
}

/// The variables of the executor and of the job; the job's hide those of the executor.
fn environment(root: &Node, job: &Node, values: &Values) -> Vec<Variable> {
    let executor = job.get("executor").map(|it| it.get("name").unwrap_or(it));
    let executor = executor.and_then(Node::text).and_then(|name| root.at(&["executors", name]));
    let mut all: Vec<Variable> = Vec::new();
    for node in [Some(job), executor].into_iter().flatten() {
        let images = node.get("docker").map(Node::items).unwrap_or_default();
        let places = std::iter::once(node).chain(images.first());
        for place in places {
            let mut variables = variables(place.get("environment"), values);
            variables.retain(|it| all.iter().all(|known| known.name != it.name));
            all.append(&mut variables);
        }
    }
    all
}

/// `environment:`, a map or a list of maps.
fn variables(node: Option<&Node>, values: &Values) -> Vec<Variable> {
    let maps = node.into_iter().flat_map(|node| std::iter::once(node).chain(node.items()));
    let entries = maps.flat_map(Node::entries);
    let variable = |entry: &crate::model::Entry| {
        let value = parameters::filled(entry.value.scalar()?, values)?;
        Some(Variable { name: entry.key.text.clone(), span: entry.value.span, value })
    };
    entries.filter_map(variable).collect()
}

type Step<'a> = (&'a Node, Values, usize);

/// Steps in the order in which they are taken from the end of the list.
fn steps<'a>(node: Option<&'a Node>, values: &Values, depth: usize) -> Vec<Step<'a>> {
    let items = node.map(Node::items).unwrap_or_default();
    STEPS.first(items).iter().rev().map(|item| (item, values.clone(), depth)).collect()
}

/// The steps that a step stands for: those of a condition, or of a command.
fn inner<'a>(root: &'a Node, step: &'a Node, values: &Values, depth: usize) -> Vec<Step<'a>> {
    if let Some(guarded) = step.get("when").or_else(|| step.get("unless")) {
        return steps(guarded.get("steps"), values, depth);
    }
    let (name, call) = match (step.text(), step.entries().first()) {
        (Some(name), _) => (name, None),
        (None, Some(entry)) => (entry.key.text.as_str(), Some(&entry.value)),
        (None, None) => return Vec::new(),
    };
    let Some(command) = root.at(&["commands", name]) else { return Vec::new() };
    let values = parameters::values(command, call, values);
    steps(command.get("steps"), &values, depth)
}

/// `run:`, a script or a map that holds one.
fn run(
    file: &mut File<'_>,
    node: &Node,
    values: &Values,
    around: &Layer,
    scope: &Scope,
    owner: &str,
) {
    let own = Layer::of(variables(node.get("environment"), values));
    file.set(&own, scope, owner);
    let layers = vec![around, &own];
    if !own.variables.is_empty() {
        process::sees(file, scope, &[&own], owner);
    }
    let command = node.get("command").unwrap_or(node).scalar();
    let Some(scalar) = command.and_then(|it| parameters::filled(it, values)) else { return };
    let directory = node.get("working_directory").and_then(Node::scalar);
    let folders = match directory.and_then(|it| parameters::filled(it, values)) {
        Some(directory) => {
            let text = directory.text.trim_start_matches("~/project").trim_start_matches('/');
            folder::join("", text).into_iter().collect()
        }
        None => vec![String::new()],
    };
    let process =
        Process { scope: scope.within("script", ""), label: owner.to_owned(), layers, folders };
    process::script(file, &process, &scalar);
}
