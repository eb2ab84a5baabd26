//! What a template shows: parameters that the console prints, and outputs.

use super::value;
use crate::extract::container::room::Room;
use crate::model::{Entry, ExposureForm, Name, Node, Site, Space, Take};

/// Add the places of a template that show what they are given.
pub(super) fn read(room: &mut Room<'_>, template: &Node) {
    let entries = |key: &str| template.get(key).map(Node::entries).unwrap_or_default();
    for entry in entries("Parameters").iter().filter(|it| is_plain(&it.value)) {
        parameter(room, entry);
    }
    for entry in entries("Outputs") {
        output(room, template, entry);
    }
}

/// Whether a parameter's own value is printed. One of a store is the name under which that keeps the value.
fn is_plain(parameter: &Node) -> bool {
    let of = |key: &str| parameter.get(key).and_then(Node::text).unwrap_or_default();
    !of("NoEcho").eq_ignore_ascii_case("true") && !of("Type").starts_with("AWS::")
}

fn parameter(room: &mut Room<'_>, entry: &Entry) {
    let name = Name::new(Space::Setting, &room.unit, entry.key.text.as_str());
    let span = entry.key.span;
    let says = format!("the parameter `{}` has no `NoEcho`", entry.key.text);
    room.facts.sites.push(Site {
        takes: vec![Take { name, span }],
        reveals: [ExposureForm::UnmarkedVariable].into(),
        ..Site::new(span, &room.unit, says)
    });
}

/// An output shows a parameter, whether that has `NoEcho` or not, and a secret that is resolved in it. That a secret's
/// address is shown is no harm.
fn output(room: &mut Room<'_>, template: &Node, entry: &Entry) {
    let Some(node) = entry.value.get("Value") else { return };
    let is_resolved = value::written(room.source, node).contains("{{resolve:");
    let mut takes = value::read(room, template, node).takes(node.span);
    takes.retain(|take| is_resolved || take.name.space == Space::Setting);
    if !takes.is_empty() {
        let says = format!("the output `{}` shows it", entry.key.text);
        let reveals = [ExposureForm::PlainOutput].into();
        room.facts.sites.push(Site { takes, reveals, ..Site::new(node.span, &room.unit, says) });
    }
}
