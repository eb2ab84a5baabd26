//! A pipeline file: its variables, its jobs, and what of it other files may extend.

use super::{include, job, script, secrets};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::{outside, process};
use crate::model::{
    Entry, Facts, Matter, Node, Passage, Scalar, Scope, Source, Style, Value, Vendor,
};

/// What holds in all of a file.
pub(super) struct Pipeline<'a> {
    pub root: &'a Node,
    /// The variables of all jobs.
    pub globals: Layer,
    /// Where they are set.
    pub scope: Scope,
    /// The files of the repository that are included.
    pub included: Vec<include::Included>,
}

/// What the settings are called in a trace.
pub(super) const SETTINGS: &str = "the settings of the GitLab project";

/// What a file says.
pub(super) fn facts(source: &Source, root: &Node, vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, Scope::unit("gitlab", &source.path));
    let unit = file.unit.clone();
    surroundings(&mut file, &unit, root);
    let pipeline = Pipeline {
        root,
        globals: Layer::of(variables(root, root.get("variables"))),
        scope: unit.within("variables", ""),
        included: include::files(root, &source.path),
    };
    let mut jobs = root.entries().iter().filter(|it| is_job(it)).peekable();
    if jobs.peek().is_none() && pipeline.included.is_empty() {
        return Facts::default();
    }
    file.set(&pipeline.globals, &pipeline.scope, "the pipeline");
    include::state(&mut file, &pipeline);
    let mut templates = Facts::default();
    for entry in jobs {
        if !entry.key.text.starts_with('.') {
            job::read(&mut file, &pipeline, entry);
        } else if !is_pipeline(&source.path) {
            templates.append(template(source, vendors, &pipeline, entry));
        }
    }
    outside::settings(&mut file, SETTINGS);
    file.facts.append(templates);
    file.facts
}

/// Whether a file is a pipeline of its own, and no part that is only included.
fn is_pipeline(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with(".gitlab-ci.y")
}

/// A hidden job, as two units that jobs of other files enter: what it sets, and what it runs.
fn template(source: &Source, vendors: &[Vendor], pipeline: &Pipeline<'_>, entry: &Entry) -> Facts {
    let owner = format!("`{}`", entry.key.text);
    let layer = Layer::of(job::variables(pipeline.root, entry));
    let lineage = job::lineage(pipeline.root, entry);
    let secrets = secrets::layer(vendors, pipeline.root, &lineage);
    let layers = [&pipeline.globals, &layer, &secrets];
    let (sets, runs) = template_units(&source.path, &entry.key.text);
    let mut facts = part(source, vendors, entry, sets, |file, unit| {
        let scope = unit.within("variables", "");
        file.set(&layer, &scope, &owner);
        secrets::read(file, pipeline.root, &lineage, &scope, &owner);
    });
    facts.append(part(source, vendors, entry, runs, |file, unit| {
        if script::read(file, pipeline, &lineage, &layers, unit, &owner) {
            process::sees(file, unit, &layers, &owner);
        }
    }));
    facts
}

/// One of the units of a hidden job.
fn part(
    source: &Source,
    vendors: &[Vendor],
    entry: &Entry,
    unit: Scope,
    read: impl Fn(&mut File<'_>, &Scope),
) -> Facts {
    let mut file = File::new(source, vendors, unit.clone());
    surroundings(&mut file, &unit, &entry.value);
    read(&mut file, &unit);
    outside::settings(&mut file, SETTINGS);
    // A unit that something enters does not start by itself; from itself it is handed nothing.
    let says = "nothing runs it by itself".to_owned();
    let (from, to) = (unit.clone(), unit);
    file.facts.passages.push(Passage { from, to, carries: Vec::new(), span: entry.key.span, says });
    file.facts
}

/// The units of a hidden job: what it sets, and what it runs.
pub(super) fn template_units(path: &str, name: &str) -> (Scope, Scope) {
    let unit = |part: &str| Scope::unit("gitlab", &format!("{path}#{name} {part}"));
    (unit("variables"), unit("script"))
}

fn surroundings(file: &mut File<'_>, unit: &Scope, root: &Node) {
    let start = root.span.start as usize;
    let span = file.source.span(start, start);
    file.circumstance(unit, Matter::Unattended, Some(span), "GitLab CI runs it");
    let path = file.source.path.clone();
    file.circumstance(unit, Matter::Path(path), None, "the file's path");
}

/// Words at the top of a file that name no job.
const WORDS: [&str; 12] = [
    "default",
    "include",
    "stages",
    "variables",
    "workflow",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "spec",
    "types",
];

fn is_job(entry: &Entry) -> bool {
    matches!(entry.value.value, Value::Map(_)) && !WORDS.contains(&entry.key.text.as_str())
}

/// `variables:`, each with its value or with a map that holds it.
pub(super) fn variables(root: &Node, node: Option<&Node>) -> Vec<Variable> {
    let Some(node) = node else { return Vec::new() };
    let entries = referred(root, node).entries().iter();
    let variable = |entry: &Entry| {
        let node = entry.value.get("value").unwrap_or(&entry.value);
        Some(Variable { name: entry.key.text.clone(), span: node.span, value: value(node)? })
    };
    entries.filter_map(variable).collect()
}

fn value(node: &Node) -> Option<Scalar> {
    match &node.value {
        Value::Scalar(scalar) => Some(scalar.clone()),
        Value::Null => {
            Some(Scalar::verbatim(String::new(), node.span.start as usize, Style::Plain))
        }
        _ => None,
    }
}

/// What `!reference [job, key]` refers to within the file; any other node as it is.
pub(super) fn referred<'a>(root: &'a Node, node: &'a Node) -> &'a Node {
    let mut node = node;
    for _ in 0..10 {
        let path: Option<Vec<&str>> = node.items().iter().map(Node::text).collect();
        let Some(path) = path.filter(|path| 2 <= path.len() && path.len() <= 4) else {
            return node;
        };
        match root.at(&path) {
            Some(found) => node = found,
            None => return node,
        }
    }
    node
}
