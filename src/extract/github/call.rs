//! Calls: a job that calls a workflow, a step that uses an action of the repository.

use std::collections::BTreeSet;

use super::file::{Called, File, Place};
use super::forks;
use super::step::Step;
use super::uses;
use crate::model::{
    Carry, Key, Matter, Name, Node, Passage, Reach, Scope, Secret, Site, Space, Span, Take, Word,
};

/// A job that calls a workflow.
pub(super) fn workflow(file: &mut File<'_>, root: &str, id: &Key, job: &Node, place: &Place) {
    let Some(node) = job.get("uses") else { return };
    let Some(name) = node.text() else { return };
    let Some(path) = super::local(root, name) else {
        foreign(file, job, name, place);
        return;
    };
    let scope = place.scope.within("call", "");
    let unit = Scope::unit("workflow", &path);
    hand_over(file, job.get("with"), Space::Input, &scope, place);
    hand_over(file, job.get("secrets"), Space::Secret, &scope, place);
    let inherits = job.get("secrets").and_then(Node::text) == Some("inherit");
    let has_secrets = job.get("secrets").is_some();
    let mut carries = vec![Carry { space: Space::Input, reach: Reach::Here }];
    if has_secrets {
        let reach = if inherits { Reach::Outwards } else { Reach::Here };
        carries.push(Carry { space: Space::Secret, reach });
    }
    file.facts.passages.push(Passage {
        from: scope,
        to: unit.clone(),
        carries,
        span: node.span,
        says: format!("job `{}` calls `{path}`", id.text),
    });
    let outer = file.unit.clone();
    file.called.push(Called { scope: outer, prefix: id.text.clone(), unit, span: node.span });
}

/// A step that uses an action of the repository.
pub(super) fn action(file: &mut File<'_>, step: &Step<'_, '_, '_>, node: &Node, folder: &str) {
    let scope = step.place.scope.within("call", "");
    let unit = Scope::unit("action", folder);
    hand_over(file, step.node.get("with"), Space::Input, &scope, step.place);
    let place = if folder.is_empty() { "the root folder" } else { folder };
    file.facts.passages.push(Passage {
        from: scope,
        to: unit.clone(),
        carries: vec![
            Carry { space: Space::Input, reach: Reach::Here },
            Carry { space: Space::Env, reach: Reach::Outwards },
        ],
        span: node.span,
        says: format!("{} uses the action in `{place}`", step.label),
    });
    if let Some(id) = step.node.get("id").and_then(Node::text) {
        let scope = step.place.steps.clone();
        file.called.push(Called { scope, prefix: id.to_owned(), unit, span: node.span });
    }
}

/// Entries that give names in the scope of a call.
fn hand_over(
    file: &mut File<'_>,
    entries: Option<&Node>,
    space: Space,
    scope: &Scope,
    place: &Place,
) {
    for entry in entries.map(Node::entries).unwrap_or_default() {
        let name = &entry.key.text;
        let says = format!("the call hands over `{name}`");
        let mut site = file.site(&entry.value, place, says);
        site.gives = Some(Name::new(space, scope, name.clone()));
        // What a called workflow checks out is told by the name of what it is handed.
        let head = entry.value.text().and_then(forks::head).filter(|_| space == Space::Input);
        site.literal = site.literal.or(head.map(Secret::new));
        file.facts.sites.push(site);
    }
}

/// A workflow of another repository: what it is handed, some process sees.
fn foreign(file: &mut File<'_>, job: &Node, name: &str, place: &Place) {
    let name = uses::without_version(name);
    for key in ["with", "secrets"] {
        for entry in job.get(key).map(Node::entries).unwrap_or_default() {
            let says = format!("the job hands `{}` to `{name}`", entry.key.text);
            let mut site = file.site(&entry.value, place, says);
            uses::present_by_name(file, &mut site, &entry.key.text);
            file.facts.sites.push(site);
        }
    }
}

/// What is called gives back the outputs that are taken.
pub(super) fn outputs(file: &mut File<'_>) {
    let wanted = wanted(file);
    for called in std::mem::take(&mut file.called) {
        let first = Name::new(Space::Output, &called.scope, format!("{}.", called.prefix));
        let inside = wanted
            .range(first.clone()..)
            .take_while(|name| name.scope == called.scope && name.text.starts_with(&first.text));
        for name in inside {
            let output = &name.text[first.text.len()..];
            let site = given_back(name, output, &called.unit, called.span);
            file.facts.sites.push(site);
        }
    }
}

/// Every output that the file takes.
fn wanted(file: &File<'_>) -> BTreeSet<Name> {
    let taken = file.facts.sites.iter().flat_map(|site| &site.takes).map(|take| &take.name);
    let words = file.facts.circumstances.iter().flat_map(|it| match &it.matter {
        Matter::Target(words) | Matter::Variant(words) => words.as_slice(),
        _ => &[],
    });
    let named =
        words.filter_map(|word| if let Word::Name(name) = word { Some(name) } else { None });
    taken.chain(named).filter(|name| name.space == Space::Output).cloned().collect()
}

fn given_back(name: &Name, output: &str, unit: &Scope, span: Span) -> Site {
    Site {
        takes: vec![Take { name: Name::new(Space::Output, unit, output), span }],
        gives: Some(name.clone()),
        ..Site::new(span, &name.scope, format!("the call gives `{output}` back"))
    }
}
