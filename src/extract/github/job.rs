//! A job: its matrix, its deployment target, its environment, its steps; or the workflow that it calls.

use std::collections::HashSet;

use super::file::{File, Place};
use super::forks::Forks;
use super::known::{Known, Layer};
use super::matrix::{self, Row};
use super::step::{self, Around, Reader};
use super::workflow::Workflow;
use super::{call, condition, environment};
use crate::model::{Key, Matter, Name, Node, Scope, Space};

/// Read a job: one scope for each row of its matrix, since each is a run of its own.
pub(super) fn read(file: &mut File<'_>, workflow: &Workflow<'_>, id: &Key, node: &Node) {
    let scope = file.unit.within("job", &id.text);
    condition::read(file, node.get("if"), &scope, &workflow.triggers);
    labels(file, id, node, &scope);
    let rows = matrix::rows(node);
    for (index, row) in rows.iter().enumerate() {
        let scope = if rows.len() == 1 { scope.clone() } else { scope.within("row", index) };
        let place = Place { scope: scope.clone(), steps: scope };
        run(file, workflow, id, node, &place, row);
    }
}

/// One run of a job.
fn run(
    file: &mut File<'_>,
    workflow: &Workflow<'_>,
    id: &Key,
    node: &Node,
    place: &Place,
    row: &Row<'_>,
) {
    let scope = &place.scope;
    let owner = format!("job `{}`", id.text);
    target(file, node, place);
    let matrix = values(file, row, place);
    file.values.matrix.clone_from(&matrix);
    outputs(file, id, node, place);
    if node.get("uses").is_some() {
        call::workflow(file, workflow.folder, id, node, place);
        return;
    }
    services(file, node, place);
    let env = node.get("env");
    let container = node.at(&["container", "env"]);
    let (layer, inner) = (Layer::of(env), Layer::of(container));
    let mut credentials =
        environment::read(file, env, place, &format!("the environment of {owner}"));
    credentials.extend(environment::read(
        file,
        container,
        place,
        &format!("the container of {owner}"),
    ));
    let outer =
        workflow.credentials.iter().filter(|it| !layer.has(&it.name) && !inner.has(&it.name));
    credentials
        .extend(outer.map(|it| environment::Credential { name: it.name.clone(), span: it.span }));
    let layers = [&workflow.layer, &layer, &inner];
    let steps = node.get("steps").map(Node::items).unwrap_or_default();
    let readers: Vec<Reader<'_>> = steps.iter().filter_map(|it| Reader::of(file, it)).collect();
    let named: HashSet<&str> = readers.iter().flat_map(Reader::words).collect();
    credentials.retain(|it| {
        named.contains(it.name.as_str()) || readers.iter().any(|by| by.sees_around(&it.name))
    });
    let n_before = file.facts.sites.len();
    environment::present(file, &credentials, scope, &owner, &layers);
    let n_after = file.facts.sites.len();
    let known = Known { layers: layers.to_vec(), matrix: &matrix, inputs: &workflow.inputs };
    let defaults = [node.at(&["defaults", "run"]), workflow.root.at(&["defaults", "run"])];
    let mut around = Around::new(place, known, workflow.folder, &defaults, &workflow.triggers);
    let mut forks = Forks::of(workflow.root, Some(node));
    step::read_all(file, &mut around, steps, &mut forks);
    // What is in the environment of the whole job is there for every step.
    forks.tell(file, place, n_before..n_after);
}

fn labels(file: &mut File<'_>, id: &Key, node: &Node, scope: &Scope) {
    let says = "the job's name".to_owned();
    file.circumstance(scope, Matter::Label(id.text.clone()), Some(id.span), says.clone());
    if let Some(name) = node.get("name")
        && let Some(text) = name.text()
    {
        file.circumstance(scope, Matter::Label(text.to_owned()), Some(name.span), says);
    }
}

/// `environment:`, as a name or as a map with one.
fn target(file: &mut File<'_>, node: &Node, place: &Place) {
    let Some(environment) = node.get("environment") else { return };
    let name = environment.get("name").unwrap_or(environment);
    let Some(text) = name.text() else { return };
    let words = file.words(text, place);
    if !words.is_empty() {
        let says = "the job deploys to it".to_owned();
        file.circumstance(&place.scope, Matter::Target(words), Some(name.span), says);
    }
}

/// The values of a row, each a site of its own; the answer is those that are written out.
fn values(file: &mut File<'_>, row: &Row<'_>, place: &Place) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for (key, node) in row {
        let mut site = file.site(node, place, format!("the matrix sets `{key}`"));
        site.gives = Some(Name::new(Space::Matrix, &place.scope, key.clone()));
        values.extend(site.literal.as_ref().map(|it| (key.clone(), it.expose().to_owned())));
        file.facts.sites.push(site);
    }
    values
}

/// `outputs:` of a job.
fn outputs(file: &mut File<'_>, id: &Key, node: &Node, place: &Place) {
    for entry in node.get("outputs").map(Node::entries).unwrap_or_default() {
        let name = format!("{}.{}", id.text, entry.key.text);
        let says = format!("job `{}` gives `{}` back", id.text, entry.key.text);
        let mut site = file.site(&entry.value, place, says);
        site.gives = Some(Name::new(Space::Output, &file.unit, name));
        file.facts.sites.push(site);
    }
}

/// A service is a process of its own, with an environment that no step sees.
fn services(file: &mut File<'_>, node: &Node, place: &Place) {
    for entry in node.get("services").map(Node::entries).unwrap_or_default() {
        let scope = place.scope.within("service", &entry.key.text);
        let inner = Place { scope: scope.clone(), steps: place.steps.clone() };
        let owner = format!("service `{}`", entry.key.text);
        let env = entry.value.get("env");
        let credentials = environment::read(file, env, &inner, &owner);
        environment::present(file, &credentials, &scope, &owner, &[&Layer::of(env)]);
    }
}
