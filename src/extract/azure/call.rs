//! `template:` and `extends:`: files of the repository that a file is put together of, and what they are handed.

use super::flat::{Flat, Walk};
use super::pipeline::{Pipeline, Place};
use super::{step, walk};
use crate::extract::shell::folder;
use crate::model::{Carry, Most, Name, Node, Passage, Reach, Scope, Space, Test, Within as _};

/// How many parameters of a call are looked at.
const MANY: Most = Most::new(300, "parameters of one call");
/// How deep values may lie in what a template is handed.
const DEPTH: Most = Most::new(8, "levels of values that a template is handed");

/// Stages, jobs or steps of a template.
pub(super) fn template(
    pipeline: &mut Pipeline<'_>,
    node: &Node,
    place: &Place<'_>,
    test: &Test,
    at: usize,
) {
    let Some(name) = node.get("template") else { return };
    let scope = place.scope.within("call", at);
    let paths = paths(pipeline, name, place);
    pipeline.when(&scope, test.clone(), name.span);
    hand_over(pipeline, node, place, &scope, paths.is_empty());
    for path in paths {
        let carry = |space, reach| Carry { space, reach };
        pipeline.file.facts.passages.push(Passage {
            from: scope.clone(),
            to: Scope::unit("azure", &path),
            carries: vec![
                carry(Space::Input, Reach::Here),
                carry(Space::Env, Reach::Outwards),
                carry(Space::Setting, Reach::Outwards),
                carry(Space::Secret, Reach::Outwards),
            ],
            span: name.span,
            says: format!("{} uses the template `{path}`", place.owner),
        });
    }
}

/// The variables of a template hold where it stands.
pub(super) fn variables(pipeline: &mut Pipeline<'_>, node: &Node, place: &Place<'_>, at: usize) {
    let Some(name) = node.get("template") else { return };
    let call = place.scope.within("call", format!("variables {at}"));
    hand_over(pipeline, node, place, &call, false);
    for path in paths(pipeline, name, place) {
        pipeline.file.facts.passages.push(Passage {
            from: Scope::unit("azure", &path).within("variables", ""),
            to: place.scope.clone(),
            carries: [Space::Env, Space::Setting]
                .map(|space| Carry { space, reach: Reach::Here })
                .to_vec(),
            span: name.span,
            says: format!("{} takes the variables of `{path}`", place.owner),
        });
    }
}

/// The files of the repository that a template may be; none where it belongs to another one.
fn paths(pipeline: &Pipeline<'_>, name: &Node, place: &Place<'_>) -> Vec<String> {
    let Some(scalar) = name.scalar() else { return Vec::new() };
    let texts = place.texts(scalar).into_iter().within(folder::MANY);
    let path = |text: String| {
        let (path, repository) = text.split_once('@').unwrap_or((&text, "self"));
        let folder = pipeline.file.source.folder();
        let path = path.replace('\\', "/");
        match (repository, path.strip_prefix('/')) {
            ("self", Some(path)) => folder::join("", path),
            ("self", None) => folder::join(folder, &path),
            _ => None,
        }
    };
    texts.filter_map(path).collect()
}

fn hand_over(
    pipeline: &mut Pipeline<'_>,
    node: &Node,
    place: &Place<'_>,
    scope: &Scope,
    is_foreign: bool,
) {
    let Some(parameters) = node.get("parameters") else { return };
    let asked = |text: &str| place.asked(text);
    let mut walk = Walk::new(&asked);
    for Flat { it, test } in walk.entries(parameters).into_iter().within(MANY) {
        let name = &it.key.text;
        if it.value.scalar().is_some() {
            let gives = Name::new(Space::Input, scope, name.clone());
            let says = format!("the template is handed `{name}`");
            pipeline.give(&it.value, &[gives], &place.scope, &test, says.clone());
            if is_foreign {
                step::handed(pipeline, &it.value, &place.scope, scope, &says);
            }
        } else {
            whole(pipeline, &it.value, place, scope, name);
        }
    }
    pipeline.loops(walk.loops);
}

/// Steps that a template is handed run amid what is around the call; of other values some process sees credentials.
fn whole(pipeline: &mut Pipeline<'_>, node: &Node, place: &Place<'_>, scope: &Scope, name: &str) {
    let inner = place.within(scope.within("parameter", name), place.owner.clone(), None);
    let is_code = |it: &Node| {
        ["stage", "job", "deployment", "script", "bash", "pwsh", "powershell", "task", "template"]
            .iter()
            .any(|key| it.get(key).is_some())
    };
    if node.items().iter().any(is_code) {
        walk::list(pipeline, node, &inner);
        return;
    }
    walk::content(pipeline, node, &inner);
    let mut open: Vec<(&Node, usize)> = vec![(node, 0)];
    while let Some((node, depth)) = open.pop() {
        if !pipeline.affords() {
            return;
        }
        step::handed(
            pipeline,
            node,
            &place.scope,
            scope,
            &format!("the template is handed `{name}`"),
        );
        if DEPTH.has_room(depth) {
            open.extend(node.items().iter().map(|it| (it, depth + 1)));
            let code = ["stages", "jobs", "steps"];
            let entries = node.entries().iter().filter(|it| !code.contains(&it.key.text.as_str()));
            open.extend(entries.map(|it| (&it.value, depth + 1)));
        }
    }
}
