//! A step: its environment, the settings of its plugin, its secrets, its commands.

use super::condition;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::secret::{self, Kept};
use crate::extract::ci::{dollars, woven};
use crate::extract::shell::folder;
use crate::model::{Entry, Matter, Node, Scalar, Scope, Span, Within as _};

/// Read steps, written as a list or as a map by their names.
pub(super) fn read_all(file: &mut File<'_>, steps: &Node, around: &Layer, scope: &Scope) {
    let listed = steps.items().iter().map(|step| {
        let name = step.get("name").and_then(|it| Some((it.text()?, it.span)));
        (name, step)
    });
    let mapped =
        steps.entries().iter().map(|it| (Some((it.key.text.as_str(), it.key.span)), &it.value));
    for (index, (name, step)) in listed.chain(mapped).enumerate().within(secret::steps(around)) {
        let scope = scope.within("step", steps.span.start).within("index", index);
        read(file, name, step, around, &scope);
    }
}

fn read(
    file: &mut File<'_>,
    name: Option<(&str, Span)>,
    step: &Node,
    around: &Layer,
    scope: &Scope,
) {
    if let Some((name, span)) = name {
        file.circumstance(scope, Matter::Label(name.to_owned()), Some(span), "the step's name");
    }
    condition::keeps(file, step, scope);
    let owner = name.map_or_else(|| "the step".to_owned(), |(name, _)| format!("step `{name}`"));
    let (mut plain, mut kept) = environment(step.get("environment"));
    let (settings, of_settings) = environment(step.get("settings"));
    plain.extend(settings.into_iter().map(|it| Variable { name: setting(&it.name), ..it }));
    kept.extend(of_settings.into_iter().map(|it| Kept { variable: setting(&it.variable), ..it }));
    kept.extend(secrets(step.get("secrets")));
    let layer = secret::set_all(file, plain, &kept, scope, &owner);
    let layers = [around, &layer];
    commands(file, step, &layers, scope, &owner);
    process::sees(file, scope, &layers, &owner);
}

/// The variable by which a plugin is told a setting.
fn setting(name: &str) -> String {
    format!("PLUGIN_{}", name.to_uppercase().replace('-', "_"))
}

/// `environment:`, a map or a list of `NAME=value`; a value may come from a secret.
pub(super) fn environment(node: Option<&Node>) -> (Vec<Variable>, Vec<Kept>) {
    let Some(node) = node else { return (Vec::new(), Vec::new()) };
    let variable = |entry: &Entry| {
        let value = dollars::single(entry.value.scalar()?);
        Some(Variable { name: entry.key.text.clone(), span: entry.value.span, value })
    };
    let mapped = node.entries().iter().filter_map(variable);
    let listed = node.items().iter().filter_map(assigned);
    let kept = node.entries().iter().filter_map(|entry| {
        let secret = entry.value.get("from_secret")?;
        Some(Kept {
            variable: entry.key.text.clone(),
            id: secret.text()?.to_owned(),
            entry: entry.value.span,
            named: secret.span,
        })
    });
    (mapped.chain(listed).collect(), kept.collect())
}

fn assigned(item: &Node) -> Option<Variable> {
    let scalar = item.scalar()?;
    let (name, value) = scalar.text.split_once('=')?;
    let start = scalar.span_of(item.span.source, name.len() + 1, name.len() + 1).start;
    let value = dollars::single(&Scalar::verbatim(value, start as usize, scalar.style));
    Some(Variable { name: name.to_owned(), span: item.span, value })
}

/// `secrets:`, a list of names or of maps from a secret to a variable. The name is told to the step as it is written,
/// and in capitals.
fn secrets(node: Option<&Node>) -> Vec<Kept> {
    let mut kept = Vec::new();
    for item in node.map(Node::items).unwrap_or_default() {
        if let Some(name) = item.text() {
            let capitals = name.to_uppercase();
            if capitals != name {
                kept.push(Kept::alone(name, name, item.span));
            }
            kept.push(Kept::alone(&capitals, name, item.span));
        } else if let Some(source) = item.get("source")
            && let Some(id) = source.text()
        {
            let target = item.get("target").and_then(Node::text).unwrap_or(id).to_uppercase();
            kept.push(Kept::alone(&target, id, source.span));
        }
    }
    kept
}

fn commands(file: &mut File<'_>, step: &Node, layers: &[&Layer], scope: &Scope, owner: &str) {
    let Some(node) = step.get("commands") else { return };
    let lines = node.scalar().into_iter().chain(node.items().iter().filter_map(Node::scalar));
    let Some(scalar) = woven::joined(lines) else { return };
    let directory = step.get("directory").and_then(Node::text).unwrap_or_default();
    let process = Process {
        scope: scope.within("script", ""),
        label: owner.to_owned(),
        layers: layers.to_vec(),
        folders: folder::join("", directory).into_iter().collect(),
    };
    process::script(file, &process, &dollars::single(&scalar));
}
