//! Tasks: their environments, and what the modules do that run commands or call an API.

use super::super::environment::{self, Variable};
use super::super::setting;
use super::jinja;
use crate::extract::ci::presumption;
use crate::extract::container::room::Room;
use crate::extract::network;
use crate::extract::shell::word::Piece;
use crate::extract::shell::{self, Script, http};
use crate::model::{
    Entry, ExposureForm, Most, Name, Node, Presentation, Scalar, Scope, Secret, Site, Space, Span,
    Take, Weight, Within as _,
};

/// How many tasks of a list are looked at, those of its blocks included.
const MANY: Most = Most::new(2_000, "tasks in one list");

/// Read tasks, and those in their blocks.
pub(super) fn read(room: &mut Room<'_>, tasks: &[Node], around: &Scope) {
    let mut open: Vec<(&Node, Scope)> =
        tasks.iter().map(|task| (task, around.clone())).within(MANY).collect();
    let mut at = 0;
    while let Some((task, around)) = open.get(at).cloned() {
        at += 1;
        let scope = around.within("task", task.span.start);
        super::variables_of(room, task, &scope);
        environment(room, task, &scope, "the task");
        for entry in task.entries() {
            module(room, entry, &scope);
        }
        // Blocks within blocks within blocks are no tasks that people write.
        for key in ["block", "rescue", "always"].iter().filter(|_| scope.steps().len() < 12) {
            let inner = task.get(key).map(Node::items).unwrap_or_default();
            open.extend(inner.iter().map(|task| (task, scope.clone())));
            MANY.cut(&mut open);
        }
    }
}

/// `environment:` of a play, a block or a task.
pub(super) fn environment(room: &mut Room<'_>, node: &Node, scope: &Scope, owner: &str) {
    if let Some(environment) = node.get("environment") {
        set(room, environment, scope, owner);
    }
}

fn set(room: &mut Room<'_>, node: &Node, scope: &Scope, owner: &str) {
    let variable = |entry: &Entry| {
        let scalar = entry.value.scalar()?;
        let takes = taken(room, &entry.key.text, scalar, entry.value.span, scope);
        let literal = (!setting::is_open(scalar)).then(|| scalar.text.clone());
        Some(Variable::new(&*entry.key.text, entry.value.span, takes, literal))
    };
    let variables = node.entries().iter().filter_map(variable).collect();
    environment::set(room, variables, scope, owner);
}

/// What a value takes; of a vault, its secret.
fn taken(room: &Room<'_>, key: &str, scalar: &Scalar, span: Span, scope: &Scope) -> Vec<Take> {
    if setting::is_in_vault(scalar) {
        return vec![Take { name: Name::new(Space::Secret, &room.unit, key), span }];
    }
    jinja::takes(room, scalar, scope)
}

/// What a module does, by the last word of its name.
fn module(room: &mut Room<'_>, entry: &Entry, scope: &Scope) {
    let node = &entry.value;
    match entry.key.text.rsplit('.').next().unwrap_or_default() {
        "shell" | "command" | "raw" => {
            let command = node.get("cmd").unwrap_or(node);
            script(room, command, scope);
        }
        "cron" => {
            if let Some(job) = node.get("job") {
                script(room, job, scope);
            }
        }
        "uri" => call(room, node, scope),
        "set_fact" => {
            let scope = scope.outer().unwrap_or_default();
            super::variables(room, node, &scope, None);
        }
        "docker_container" | "podman_container" => {
            if let Some(variables) = node.get("env") {
                set(room, variables, &scope.within("container", ""), "the container");
            }
        }
        _ => {}
    }
}

/// A command, and the credentials that Ansible fills into it.
fn script(room: &mut Room<'_>, node: &Node, scope: &Scope) {
    let Some(scalar) = node.scalar() else { return };
    let Some((scalar, takes)) = jinja::woven(room, scalar, scope) else { return };
    let inner = scope.within("script", node.span.start);
    let expression = |piece: &Piece| {
        let inside = takes.iter().filter(|(at, _)| piece.start <= *at && *at < piece.end);
        inside.map(|(_, take)| take.clone()).collect()
    };
    let script = Script {
        source: room.source,
        scalar: &scalar,
        scope: inner.clone(),
        folders: vec![String::new()],
        label: "the task".to_owned(),
        vendors: room.vendors,
        expression: &expression,
        known: &|_| Vec::new(),
        visible: &Vec::new,
    };
    let found = shell::outcome(&script).facts;
    room.facts.append(found);
    let shown: Vec<Take> = takes.into_iter().map(|(_, take)| take).collect();
    for take in shown {
        if !room.is_credential(&take.name.text) {
            continue;
        }
        let says = format!("the command is given `{}`", take.name.text);
        let mut site = Site::new(take.span, &inner, says);
        site.takes = vec![take];
        site.presents = Some(presumption::presumed("process").into());
        room.facts.sites.push(site);
    }
}

/// `uri:` with an authorization header.
fn call(room: &mut Room<'_>, node: &Node, scope: &Scope) {
    let url = node.get("url").and_then(Node::text).unwrap_or_default();
    let url = url.replace("{{", "${").replace("}}", "}");
    let method = node.get("method").map_or(Some("GET"), Node::text);
    let method = method.filter(|it| !it.contains("{{"));
    let mut vendors = room.vendors.iter();
    let consumer = vendors.find_map(|vendor| http::answers_by(vendor, method, &url));
    let headers = node.get("headers").map(Node::entries).unwrap_or_default();
    let header = headers.iter().find(|it| it.key.text.eq_ignore_ascii_case("authorization"));
    let Some(header) = header else { return };
    let Some(scalar) = header.value.scalar() else { return };
    let says = "the task calls the API".to_owned();
    let mut site = Site::new(header.value.span, scope, says);
    site.takes = jinja::takes(room, scalar, scope);
    site.literal = (!setting::is_open(scalar)).then(|| Secret::new(scalar.text.as_str()));
    let mut reveals = network::forms(room.vendors, &url);
    if consumer.is_some() && is_unverified(node) {
        reveals.push(ExposureForm::Unverified);
    }
    if !reveals.is_empty() {
        room.facts.sites.push(Site { reveals: reveals.into(), ..site.clone() });
    }
    let Some(consumer) = consumer else { return };
    site.presents = Some(Box::new(Presentation { consumer, weight: Weight::Proven }));
    room.facts.sites.push(site);
}

/// Whether the module does not look whom it talks to.
fn is_unverified(node: &Node) -> bool {
    let check = node.get("validate_certs").and_then(Node::text).unwrap_or_default();
    matches!(check.to_lowercase().as_str(), "false" | "no")
}
