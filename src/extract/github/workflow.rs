//! A workflow file: its triggers, its environment, its jobs.

use super::file::{File, Place};
use super::known::Layer;
use super::{call, environment, inputs, job, triggers, unset};
use crate::model::{Facts, Matter, Node, Scope, Source, Vendor};

/// What holds in all of a workflow.
pub(super) struct Workflow<'a> {
    pub root: &'a Node,
    /// The folder that holds `.github`.
    pub folder: &'a str,
    pub triggers: Vec<triggers::Written>,
    pub layer: Layer<'a>,
    pub credentials: Vec<environment::Credential>,
    pub inputs: std::collections::HashMap<String, Vec<String>>,
}

/// What a workflow says.
pub(super) fn facts(source: &Source, root: &Node, vendors: &[Vendor]) -> Facts {
    let unit = Scope::unit("workflow", &source.path);
    let mut file = File::new(source, vendors, unit.clone());
    let place = Place { scope: unit.clone(), steps: unit.clone() };
    let triggers = triggers::of(root);
    triggers::state(&mut file, root, &triggers);
    labels(&mut file, root);
    let on = triggers::node(root);
    let called = on.and_then(|on| on.get("workflow_call"));
    let dispatched = on.and_then(|on| on.get("workflow_dispatch"));
    let declared =
        [called.and_then(|it| it.get("inputs")), dispatched.and_then(|it| it.get("inputs"))];
    for inputs in declared {
        inputs::defaults(&mut file, inputs);
    }
    file.values.inputs = inputs::values(&declared);
    inputs::outputs(&mut file, called.and_then(|it| it.get("outputs")));
    let env = root.get("env");
    let workflow = Workflow {
        root,
        folder: super::root_of(&source.path),
        triggers,
        layer: Layer::of(env),
        credentials: environment::read(&mut file, env, &place, "the workflow's environment"),
        inputs: inputs::values(&declared),
    };
    for entry in root.get("jobs").map(Node::entries).unwrap_or_default() {
        job::read(&mut file, &workflow, &entry.key, &entry.value);
    }
    call::outputs(&mut file);
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    unset::tell(&mut file, jobs.iter().map(|entry| &entry.value));
    file.facts
}

fn labels(file: &mut File<'_>, root: &Node) {
    let unit = file.unit.clone();
    let path = file.source.path.clone();
    file.circumstance(&unit, Matter::Path(path), None, "the file's path".to_owned());
    if let Some(name) = root.get("name")
        && let Some(text) = name.text()
    {
        let says = "the workflow's name".to_owned();
        file.circumstance(&unit, Matter::Label(text.to_owned()), Some(name.span), says);
    }
    let folder = super::root_of(&file.source.path);
    if !folder.is_empty() {
        let says = format!("GitHub runs it only where `{folder}` is a repository of its own");
        file.circumstance(&unit, Matter::Example, None, says);
    }
}
