//! A job: what it extends, its variables, its target, when it runs.

use std::collections::HashSet;

use super::pipeline::{self, Pipeline, template_units};
use super::{include, rules, script, secrets};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::process;
use crate::model::{Carry, Entry, Matter, Most, Node, Passage, Reach, Scope, Space, Value};

/// How many jobs one job may be put together of.
const LINEAGE: Most = Most::new(32, "jobs of which one is put together");

/// How many variables one job may have from itself and from what it extends; more are no code that people write, and
/// every job would copy them.
const MOST_VARIABLES: Most = Most::new(300, "variables of a job");

/// The jobs of which a job is put together, itself first, and the names that the file does not hold.
pub(super) struct Lineage<'a> {
    pub jobs: Vec<&'a Entry>,
    pub foreign: Vec<&'a Node>,
}

impl<'a> Lineage<'a> {
    /// The value of a key in the nearest job that has it.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.jobs.iter().find_map(|entry| entry.value.get(key))
    }
}

/// The lineage of a job. Of several that it extends the later ones count more.
pub(super) fn lineage<'a>(root: &'a Node, job: &'a Entry) -> Lineage<'a> {
    let mut lineage = Lineage { jobs: Vec::new(), foreign: Vec::new() };
    let mut seen = HashSet::new();
    let mut open = vec![job];
    while let Some(entry) = open.pop() {
        if LINEAGE.is_met(lineage.jobs.len()) || !seen.insert(entry.key.text.as_str()) {
            continue;
        }
        lineage.jobs.push(entry);
        let Some(extends) = entry.value.get("extends") else { continue };
        let one = extends.scalar().map(|_| extends);
        for node in one.into_iter().chain(extends.items()) {
            match node.text().and_then(|name| root.entry(name)) {
                Some(parent) => open.push(parent),
                None => lineage.foreign.push(node),
            }
        }
    }
    lineage
}

/// The variables of a job and of all that it extends, each as the nearest sets it.
pub(super) fn variables(root: &Node, job: &Entry) -> Vec<Variable> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut all = Vec::new();
    for entry in lineage(root, job).jobs {
        let mut variables = pipeline::variables(root, entry.value.get("variables"));
        variables.retain(|it| !seen.contains(&it.name));
        variables.extend(matrix(&entry.value).into_iter().filter(|it| !seen.contains(&it.name)));
        seen.extend(variables.iter().map(|it| it.name.clone()));
        all.append(&mut variables);
        if MOST_VARIABLES.most() < all.len() {
            break;
        }
    }
    MOST_VARIABLES.cut(&mut all);
    all
}

/// `parallel: matrix:`, in which a variable has several values.
fn matrix(job: &Node) -> Vec<Variable> {
    let rows = job.at(&["parallel", "matrix"]).map(Node::items).unwrap_or_default();
    let entries = rows.iter().flat_map(Node::entries);
    let values = entries.flat_map(|entry| {
        let items = match &entry.value.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.value),
        };
        items.iter().filter_map(|item| {
            let value = item.scalar()?.clone();
            Some(Variable { name: entry.key.text.clone(), span: item.span, value })
        })
    });
    values.collect()
}

/// Read a job.
pub(super) fn read(file: &mut File<'_>, pipeline: &Pipeline<'_>, job: &Entry) {
    let name = &job.key.text;
    // What a job sets itself hides what it has from the jobs of other files.
    let inherited = pipeline.scope.within("extends", name);
    let scope = inherited.within("job", name);
    let owner = format!("job `{name}`");
    let lineage = lineage(pipeline.root, job);
    file.circumstance(&scope, Matter::Label(name.clone()), Some(job.key.span), "the job's name");
    if let Some(stage) = lineage.get("stage")
        && let Some(text) = stage.text()
    {
        let matter = Matter::Label(text.to_owned());
        file.circumstance(&scope, matter, Some(stage.span), "the job's stage");
    }
    target(file, &lineage, &scope);
    rules::state(file, pipeline.root, &lineage, job, &scope);
    let layer = Layer::of(variables(pipeline.root, job));
    file.set(&layer, &scope, &owner);
    let secrets = secrets::read(file, pipeline.root, &lineage, &scope, &owner);
    let layers = [&pipeline.globals, &layer, &secrets];
    let runs = script::read(file, pipeline, &lineage, &layers, &scope, &owner);
    let foreign = script::of_other_files(&lineage);
    for parent in &lineage.foreign {
        extended(file, pipeline, parent, &scope, foreign && !runs);
    }
    if let Some(include) = lineage.get("trigger").and_then(|it| it.get("include")) {
        include::started(file, include, &scope);
    }
    if runs || foreign && !lineage.foreign.is_empty() {
        process::sees(file, &scope, &layers, &owner);
    }
}

/// `environment:`, as a name or as a map with one.
fn target(file: &mut File<'_>, lineage: &Lineage<'_>, scope: &Scope) {
    let Some(environment) = lineage.get("environment") else { return };
    let name = environment.get("name").unwrap_or(environment);
    let Some(scalar) = name.scalar() else { return };
    let words = File::words(scalar, scope);
    if !words.is_empty() {
        file.circumstance(scope, Matter::Target(words), Some(name.span), "the job deploys to it");
    }
}

/// A job that extends one of an included file has its variables, and its script unless it has one of its own.
fn extended(
    file: &mut File<'_>,
    pipeline: &Pipeline<'_>,
    parent: &Node,
    scope: &Scope,
    runs_it: bool,
) {
    let (Some(name), Some(inherited)) = (parent.text(), scope.outer()) else { return };
    let outwards = |space| Carry { space, reach: Reach::Outwards };
    for included in &pipeline.included {
        let (sets, runs) = template_units(&included.path, name);
        let path = &included.path;
        let mut pass = |from: Scope, to: Scope, carries: Vec<Carry>, verb: &str| {
            let says = format!("the job {verb} `{name}` of `{path}`");
            file.facts.passages.push(Passage { from, to, carries, span: parent.span, says });
        };
        let here = Carry { space: Space::Env, reach: Reach::Here };
        pass(sets.within("variables", ""), inherited.clone(), vec![here], "extends");
        let carries = vec![outwards(Space::Env), outwards(Space::Secret)];
        pass(scope.clone(), sets, carries.clone(), "extends");
        if runs_it {
            pass(scope.clone(), runs, carries, "runs");
        }
    }
}
