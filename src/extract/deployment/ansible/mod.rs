//! Ansible: plays and tasks with their environments, the commands and calls that they make, and the variables of
//! groups and roles. What a vault holds is a secret, whatever its text.
//!
//! The files of one project name each other's variables, so the project's folder is the unit.

mod jinja;
mod task;

use super::setting::{self, Target};
use crate::extract::container::room::Room;
use crate::model::{
    Circumstance, Document, Entry, Facts, Matter, Most, Name, Node, Scope, Source, Space, Span,
    Take, Vendor, Word,
};

/// How many variables of a file are looked at, those within others included.
const MANY: Most = Most::new(5_000, "variables");

/// Folders that lie in the folder of a project.
const PARTS: [&str; 6] =
    ["roles", "group_vars", "host_vars", "playbooks", "inventory", "inventories"];

/// Whether a file may be a playbook, a list of tasks or a list of variables.
pub(super) fn holds(path: &str, bytes: &[u8]) -> bool {
    let spelt = |mark: &str| memchr::memmem::find(bytes, mark.as_bytes()).is_some();
    let is_yaml = matches!(path.rsplit('.').next(), Some("yml" | "yaml"));
    is_yaml
        && (is_variables(path)
            || is_tasks(path)
            || spelt("ansible.builtin.")
            || spelt("hosts:") && (spelt("tasks:") || spelt("roles:")))
}

fn is_variables(path: &str) -> bool {
    let path = format!("/{path}");
    let of_role =
        path.contains("/roles/") && (path.contains("/vars/") || path.contains("/defaults/"));
    of_role || path.contains("/group_vars/") || path.contains("/host_vars/")
}

fn is_tasks(path: &str) -> bool {
    let path = format!("/{path}");
    path.contains("/roles/") && (path.contains("/tasks/") || path.contains("/handlers/"))
}

/// What such a file says.
pub(super) fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "ansible");
    // The unit is the whole project, but the path of a file speaks of that file only.
    room.facts.circumstances.clear();
    room.unit = Scope::unit("ansible", &project(&source.path));
    let scope = room.unit.within("file", &source.path);
    for root in &document.roots {
        if is_variables(&source.path) {
            let target = group(&source.path);
            let unit = room.unit.clone();
            variables(&mut room, root, &unit, target.as_deref());
        } else {
            plays(&mut room, root, &scope);
        }
    }
    if !room.facts.sites.is_empty() {
        tell(&mut room, &scope, Matter::Unattended, None, "Ansible runs it");
        let path = Matter::Path(source.path.clone());
        tell(&mut room, &scope, path, None, "the file's path");
    }
    room.facts
}

fn tell(room: &mut Room<'_>, scope: &Scope, matter: Matter, span: Option<Span>, says: &str) {
    let circumstance = Circumstance { scope: scope.clone(), matter, span, says: says.to_owned() };
    room.facts.circumstances.push(circumstance);
}

/// The folder of the project to which a file belongs.
fn project(path: &str) -> String {
    let folders: Vec<&str> = path.split('/').collect();
    let (_, folders) = folders.split_last().unwrap_or((&"", &[]));
    let end = folders.iter().position(|it| PARTS.contains(it)).unwrap_or(folders.len());
    folders[..end].join("/")
}

/// The inventory and the group or host for which a file's variables hold; `None` where that is all.
fn group(path: &str) -> Option<String> {
    let bare = path.rsplit_once('.').map_or(path, |(bare, _)| bare);
    let mut steps = bare.split('/').skip_while(|it| !PARTS.contains(it));
    let first = steps.next()?;
    let inventory = if first.starts_with("inventor") { steps.next() } else { None };
    let inside = if inventory.is_some() { steps.nth(1) } else { steps.next() };
    let of_group = inside.filter(|it| first != "roles" && *it != "all");
    let words: Vec<&str> = inventory.into_iter().chain(of_group).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Variables of a map. Those of maps within it are called by the keys on the way.
fn variables(room: &mut Room<'_>, node: &Node, scope: &Scope, target: Option<&str>) {
    let mut open: Vec<(String, &Entry)> =
        node.entries().iter().map(|entry| (entry.key.text.clone(), entry)).collect();
    let mut at = 0;
    while let Some((name, entry)) = open.get(at).cloned().filter(|_| MANY.has_room(at)) {
        at += 1;
        // Names within names within names are no variables that people write.
        if name.matches('.').count() < 4 {
            let inner = entry.value.entries().iter();
            open.extend(inner.map(|entry| (format!("{name}.{}", entry.key.text), entry)));
        }
        let Some(scalar) = entry.value.scalar() else { continue };
        let span = entry.value.span;
        let mut takes = jinja::takes(room, scalar, scope);
        if setting::is_in_vault(scalar) {
            takes = vec![Take { name: Name::new(Space::Secret, &room.unit, name.clone()), span }];
        }
        let target =
            target.map(|name| Target { name, word: name.to_owned(), span: entry.key.span });
        setting::hold(
            room,
            &Name::new(Space::Setting, scope, name),
            (&entry.value, scalar),
            takes,
            target,
        );
    }
}

/// A list of plays, or of tasks.
fn plays(room: &mut Room<'_>, top: &Node, scope: &Scope) {
    for item in top.items() {
        let scope = scope.within("play", item.span.start);
        if let Some(hosts) = item.get("hosts") {
            if let Some(text) = hosts.text().filter(|text| !text.contains("{{")) {
                let word = Matter::Target(vec![Word::Text(text.to_owned())]);
                tell(room, &scope, word, Some(hosts.span), "the hosts of the play");
            }
            task::environment(room, item, &scope, "the play");
            variables_of(room, item, &scope);
            for key in ["pre_tasks", "tasks", "post_tasks", "handlers"] {
                let tasks = item.get(key).map(Node::items).unwrap_or_default();
                task::read(room, tasks, &scope);
            }
        } else if is_tasks(&room.source.path) || room.source.text.contains("ansible.builtin.") {
            task::read(room, std::slice::from_ref(item), &scope);
        }
    }
}

/// `vars:` of a play or a task.
fn variables_of(room: &mut Room<'_>, node: &Node, scope: &Scope) {
    if let Some(vars) = node.get("vars") {
        variables(room, vars, scope, None);
    }
}
