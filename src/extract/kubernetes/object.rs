//! An object: where it holds, what it is called, and what it says of its circumstances.

use super::{place, text};
use crate::extract::ci::file::File;
use crate::model::{Carry, Matter, Node, Passage, Reach, Scope, Space, Span, Word};

/// An object of a manifest.
pub(super) struct Object<'n> {
    /// All that is written of it.
    pub node: &'n Node,
    /// Its name, with templates shortened to what they name.
    pub name: String,
    /// What messages call it: ``Deployment `web` ``.
    pub owner: String,
    /// Its own scope, which holds its circumstances.
    pub scope: Scope,
    /// Where the names of other objects are looked for: its namespace, else the folder.
    pub names: Scope,
}

/// Labels that say where an object runs.
const LABELS: [&str; 3] = ["environment", "env", "stage"];

/// Begin an object: say its circumstances.
pub(super) fn open<'n>(file: &mut File<'_>, node: &'n Node, kind: &str) -> Object<'n> {
    let name = node.at(&["metadata", "name"]).and_then(Node::scalar).map(text::name);
    let name = name.unwrap_or_default();
    let scope = file.unit.within("object", format!("{kind}/{name} of {}", file.source.path));
    let scope = scope.within("at", node.span.start);
    let owner = if name.is_empty() { format!("a {kind}") } else { format!("{kind} `{name}`") };
    let names = namespace(file, node, &scope);
    let object = Object { node, name, owner, scope, names };
    circumstances(file, &object);
    object
}

/// What a file of this dialect says of whatever runs by it.
pub(super) fn of_file(file: &mut File<'_>, scope: &Scope) {
    let path = file.source.path.clone();
    file.circumstance(scope, Matter::Path(path), None, "the file's path");
    if place::is_example(file.source.file_name()) {
        let says = format!("`{}` is an example", file.source.file_name());
        file.circumstance(scope, Matter::Example, None, says);
    }
}

fn circumstances(file: &mut File<'_>, object: &Object<'_>) {
    of_file(file, &object.scope);
    let schedule = object.node.at(&["spec", "schedule"]).filter(|node| node.scalar().is_some());
    let says = match schedule {
        Some(_) => format!("a schedule starts {}", object.owner),
        None => format!("a cluster runs {}", object.owner),
    };
    let span = schedule.unwrap_or(object.node).span;
    let start = file.source.span(span.start as usize, span.start as usize);
    let span = if schedule.is_some() { span } else { start };
    file.circumstance(&object.scope, Matter::Unattended, Some(span), says);
    if let Some(suspended) =
        object.node.at(&["spec", "suspend"]).filter(|it| it.text() == Some("true"))
    {
        let says = format!("{} is suspended", object.owner);
        file.circumstance(&object.scope, Matter::Disabled, Some(suspended.span), says);
    }
    targets(file, object);
    labels(file, object);
}

/// The namespace into which an object that installs others puts them.
fn targets(file: &mut File<'_>, object: &Object<'_>) {
    const PATHS: [&[&str]; 3] = [
        &["spec", "destination", "namespace"],
        &["spec", "targetNamespace"],
        &["spec", "template", "spec", "destination", "namespace"],
    ];
    for path in PATHS {
        let Some(node) = object.node.at(path) else { continue };
        let Some(scalar) = node.scalar().filter(|it| !it.templated) else { continue };
        let says = format!("it installs into the namespace `{}`", scalar.text);
        let words = vec![Word::Text(scalar.text.clone())];
        file.circumstance(&object.scope, Matter::Target(words), Some(node.span), says);
    }
}

/// The object's name lies as those of jobs do; so may its labels.
fn labels(file: &mut File<'_>, object: &Object<'_>) {
    let labels = LABELS.iter().filter_map(|key| object.node.at(&["metadata", "labels", key]));
    let name = object.node.at(&["metadata", "name"]);
    let said: Vec<_> = labels
        .map(|node| (node, "a label of the object"))
        .chain(name.map(|node| (node, "the object's name")))
        .filter_map(|(node, says)| Some((node.span, text::name(node.scalar()?), says)))
        .collect();
    for (span, label, says) in said {
        file.circumstance(&object.scope, Matter::Label(label), Some(span), says);
    }
}

/// The scope of the object's namespace, if it names one. Objects of one namespace meet, and those that name none
/// may be put into any.
fn namespace(file: &mut File<'_>, node: &Node, scope: &Scope) -> Scope {
    let unit = file.unit.clone();
    let Some(namespace) = node.at(&["metadata", "namespace"]) else { return unit };
    let Some(scalar) = namespace.scalar().filter(|it| !it.templated) else { return unit };
    let says = format!("it runs in the namespace `{}`", scalar.text);
    let words = vec![Word::Text(scalar.text.clone())];
    file.circumstance(scope, Matter::Target(words), Some(namespace.span), says);
    unit.within("namespace", &scalar.text)
}

/// What another unit declares is looked for in this one first.
pub(super) fn passage(from: &Scope, to: Scope, span: Span, says: String) -> Passage {
    let spaces = [Space::Secret, Space::Setting, Space::Input];
    let carries = spaces.map(|space| Carry { space, reach: Reach::Outwards }).to_vec();
    Passage { from: from.clone(), to, carries, span, says }
}
