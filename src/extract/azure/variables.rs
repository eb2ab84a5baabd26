//! `variables` and `parameters`: as a map or as a list, with groups and templates among them.

use super::flat::{Flat, Walk};
use super::pipeline::{Pipeline, Place};
use super::{call, text};
use crate::extract::ci::layer::{Layer, Variable};
use crate::model::{Key, Matter, Most, Name, Node, Secret, Site, Space, Test, Value, Within as _};

/// How many variables of one block are looked at.
const MANY: Most = Most::new(200, "variables in one block");

/// Read a block of variables that hold in a scope; `place` is what is around it.
pub(super) fn read(
    pipeline: &mut Pipeline<'_>,
    node: Option<&Node>,
    place: &Place<'_>,
    inner: &Place<'_>,
) -> Layer {
    let Some(node) = node else { return Layer::default() };
    let asked = |text: &str| place.asked(text);
    let mut walk = Walk::new(&asked);
    let mut variables = Vec::new();
    for Flat { it, test } in walk.entries(node).into_iter().within(MANY) {
        variables.extend(set(pipeline, &it.key.text, &it.value, &test, inner));
    }
    for (at, Flat { it, test }) in walk.items(node).into_iter().within(MANY).enumerate() {
        if let Some((name, value)) = it.get("name").and_then(Node::text).zip(it.get("value")) {
            variables.extend(set(pipeline, name, value, &test, inner));
        } else if let Some(group) = it.get("group").filter(|_| !test.says_something()) {
            pipeline.label(Some(group), &inner.scope, "the group of variables");
        } else if it.get("template").is_some() {
            call::variables(pipeline, it, inner, at);
        }
    }
    pipeline.loops(walk.loops);
    Layer::of(variables)
}

fn set(
    pipeline: &mut Pipeline<'_>,
    name: &str,
    value: &Node,
    test: &Test,
    place: &Place<'_>,
) -> Option<Variable> {
    let scalar = value.scalar()?;
    let env = text::env_name(name);
    let setting = Name::new(Space::Setting, &place.scope, name);
    let gives = [setting, Name::new(Space::Env, &place.scope, env.clone())];
    let says = format!("{} sets `{name}`", place.owner);
    pipeline.give(value, &gives, &place.scope, test, says);
    if env == "TF_WORKSPACE" {
        let words = Pipeline::words(scalar, place);
        let says = format!("{} sets the workspace", place.owner);
        pipeline.file.circumstance(&place.scope, Matter::Variant(words), Some(value.span), says);
    }
    Some(Variable { name: env, span: value.span, value: text::value(scalar) })
}

/// `strategy: matrix:`, in which a variable has several values.
pub(super) fn matrix(pipeline: &mut Pipeline<'_>, job: &Node, inner: &Place<'_>) -> Vec<Variable> {
    let rows = job.at(&["strategy", "matrix"]).map(Node::entries).unwrap_or_default();
    let mut variables = Vec::new();
    for entry in rows.iter().within(MANY).flat_map(|row| row.value.entries()).within(MANY) {
        let test = Test::Unknown;
        variables.extend(set(pipeline, &entry.key.text, &entry.value, &test, inner));
    }
    variables
}

/// The parameters of a file: what they hold where nobody hands anything over. The answer is what is known of them,
/// as variables.
pub(super) fn parameters(pipeline: &mut Pipeline<'_>, root: &Node, is_pipeline: bool) -> Layer {
    let declared = root.get("parameters");
    let mut variables = Vec::new();
    for entry in declared.map(Node::entries).unwrap_or_default().iter().within(MANY) {
        variables.extend(parameter(pipeline, &entry.key, &entry.value));
    }
    for item in declared.map(Node::items).unwrap_or_default().iter().within(MANY) {
        let Some((name, node)) = item.get("name").and_then(|it| Some((it.text()?, it))) else {
            continue;
        };
        let key = Key { text: name.to_owned(), span: node.span };
        let values = item.get("values").map(Node::items).unwrap_or_default();
        let default = item.get("default");
        // Of a pipeline, a person chooses one of the values; a template has its default.
        let chosen = is_pipeline && !values.is_empty();
        for value in values.iter().filter(|_| chosen).chain(default.filter(|_| !chosen)) {
            variables.extend(parameter(pipeline, &key, value));
        }
    }
    Layer::of(variables)
}

fn parameter(pipeline: &mut Pipeline<'_>, key: &Key, value: &Node) -> Option<Variable> {
    if let Value::List(items) = &value.value {
        let texts =
            items.iter().within(MANY).filter_map(|it| Some((it.text()?.to_owned(), it.span)));
        pipeline.lists.insert(key.text.clone(), texts.collect());
        return None;
    }
    let scalar = value.scalar()?;
    let unit = pipeline.file.unit.clone();
    let mut given =
        Site::new(value.span, &unit, format!("the parameter `{}` has a default", key.text));
    given.takes = pipeline.takes(scalar, &unit);
    let is_literal = given.takes.is_empty() && !scalar.text.is_empty();
    given.literal = is_literal.then(|| Secret::new(scalar.text.clone()));
    given.gives = Some(Name::new(Space::Input, &unit, key.text.clone()));
    pipeline.file.facts.sites.push(given);
    let name = text::held_name(&key.text);
    Some(Variable { name, span: value.span, value: text::value(scalar) })
}
