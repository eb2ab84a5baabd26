//! `devcontainer.json`: the environment of a container in which a person works.

use super::room::{Found, Room, env};
use crate::model::{
    Document, Entry, Facts, Kind, Matter, Mention, Node, Scalar, Scope, Source, Vendor,
};

/// The commands that run inside the container as it comes to life.
const COMMANDS: [&str; 5] = [
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
];
const CONSUMER: &str = "dev-container";

/// Whether a file describes a development container.
pub fn claims(path: &str) -> bool {
    let steps: Vec<&str> = path.rsplit('/').take(3).collect();
    match steps.as_slice() {
        [".devcontainer.json", ..] => true,
        ["devcontainer.json", rest @ ..] => rest.contains(&".devcontainer"),
        _ => false,
    }
}

/// What such a file says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "devcontainer");
    let says = "a person works in a development container".to_owned();
    room.circumstance(Matter::Attended, says);
    for root in &document.roots {
        read(&mut room, root);
    }
    room.facts
}

fn read(room: &mut Room<'_>, top: &Node) {
    let unit = room.unit.clone();
    // What tools in the container see goes before what the container itself sees.
    let remote = unit.within("remote", "env");
    for entry in entries(top, "secrets") {
        secret(room, entry, &unit);
    }
    for (key, scope) in [("containerEnv", &unit), ("remoteEnv", &remote)] {
        for entry in entries(top, key) {
            variable(room, entry, scope, key);
        }
    }
    let folders = [workspace(&room.source.path).to_owned()];
    for key in COMMANDS {
        let Some(node) = top.get(key) else { continue };
        let scope = remote.within("command", key);
        let named = node.entries().iter().map(|entry| &entry.value);
        for command in std::iter::once(node).chain(named) {
            room.command(command, &scope, &folders, &format!("`{key}`"));
        }
    }
}

fn entries<'n>(top: &'n Node, key: &str) -> &'n [Entry] {
    top.get(key).map(Node::entries).unwrap_or_default()
}

/// The folder that is open in the container: the one that holds `.devcontainer`.
fn workspace(path: &str) -> &str {
    let end = path.find(".devcontainer").unwrap_or(0);
    path[..end].trim_end_matches('/')
}

/// A secret that the container asks for: each person sets it for themselves.
fn secret(room: &mut Room<'_>, entry: &Entry, unit: &Scope) {
    let (name, span) = (&entry.key.text, entry.key.span);
    let outside = env(&Scope::repository(), name);
    let says = format!("the development container asks for `{name}`");
    room.pass(env(unit, name), outside, span, says);
    room.present(env(unit, name), span, CONSUMER, "a development container");
    if room.is_credential(name) {
        mention(room, entry);
    }
}

/// What is written beside a secret of its kind, if it says but one.
fn mention(room: &mut Room<'_>, entry: &Entry) {
    const WORDS: [(Kind, [&str; 4]); 2] = [
        (Kind::Service, ["service-token", "service token", "service_token", "service account"]),
        (Kind::Personal, ["personal access token", "personal token", "user-token", "user token"]),
    ];
    let texts = ["description", "documentationUrl"].map(|key| entry.value.get(key));
    for node in texts.into_iter().flatten() {
        let text = node.text().unwrap_or_default().to_lowercase();
        let kinds = WORDS.iter().filter(|(_, words)| words.iter().any(|it| text.contains(it)));
        let kinds: Vec<Kind> = kinds.map(|(kind, _)| *kind).collect();
        if let [kind] = kinds.as_slice() {
            let name = entry.key.text.clone();
            room.facts.mentions.push(Mention {
                name,
                kind: *kind,
                for_a_shell: false,
                span: node.span,
            });
        }
    }
}

fn variable(room: &mut Room<'_>, entry: &Entry, scope: &Scope, key: &str) {
    let Some(scalar) = entry.value.scalar() else { return };
    let (name, span) = (&entry.key.text, entry.value.span);
    let found = references(scalar, &room.unit);
    room.set(env(scope, name), scalar, span, found, &format!("`{key}`"));
    room.present(env(scope, name), span, CONSUMER, "a development container");
}

/// `${localEnv:X}` is a variable of the person's machine, `${containerEnv:X}` one of the container.
fn references(scalar: &Scalar, unit: &Scope) -> Vec<Found> {
    let machine = Scope::repository();
    let forms = [("${localEnv:", &machine), ("${env:", &machine), ("${containerEnv:", unit)];
    let mut found = Vec::new();
    for (form, scope) in forms {
        for (start, _) in scalar.text.match_indices(form) {
            let from = start + form.len();
            let rest = &scalar.text[from..];
            let Some(end) = rest.find('}') else { continue };
            let name = rest[..end].split(':').next().unwrap_or_default();
            found.push(Found { name: env(scope, name), start, end: from + end + 1 });
        }
    }
    found
}
