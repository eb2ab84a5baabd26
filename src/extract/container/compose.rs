//! Compose files: services, the environment of each, and what of it comes from the shell or an env file.

use super::room::{Found, Room, env};
use crate::extract::dotenv::file_name::is_template;
use crate::extract::reference::references;
use crate::extract::shell::{docker, folder};
use crate::model::{
    Carry, Document, Entry, ExposureForm, Facts, Matter, Name, Node, Passage, Presentation, Reach,
    Scalar, Scope, Site, Source, Space, Span, Take, Vendor, Weight,
};

/// The same as for the environment of a job, which may be one with that of a service.
const CONSUMER: &str = "process";

/// Whether a file is a compose file: `compose.yml`, `docker-compose.prod.yaml`.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    stem.is_some_and(|stem| {
        let rest = stem.strip_prefix("docker-").unwrap_or(stem).strip_prefix("compose");
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
    })
}

/// What a compose file says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "compose");
    room.doubles_dollars = true;
    if source.path.split('/').any(|step| step == ".devcontainer") {
        let says = "a person works in a development container".to_owned();
        room.circumstance(Matter::Attended, says);
    }
    if is_template(source.file_name()) {
        room.circumstance(Matter::Example, format!("`{}` is a template", source.file_name()));
    }
    let unit = room.unit.clone();
    let beside = folder::join(source.folder(), ".env").unwrap_or_default();
    load(&mut room, &beside, &unit, source.span(0, 0), "compose reads `.env` beside the file");
    for root in &document.roots {
        for entry in root.get("services").map(Node::entries).unwrap_or_default() {
            service(&mut room, entry);
        }
        for entry in root.get("secrets").map(Node::entries).unwrap_or_default() {
            secret(&mut room, entry);
        }
    }
    room.facts
}

fn service(room: &mut Room<'_>, entry: &Entry) {
    let node = &entry.value;
    let scope = room.unit.within("service", &entry.key.text);
    let owner = format!("service `{}`", entry.key.text);
    if let Some(environment) = node.get("environment") {
        for entry in environment.entries() {
            variable(room, &entry.key.text, entry.key.span, &entry.value, &scope, &owner);
        }
        for item in environment.items() {
            listed(room, item, &scope, &owner);
        }
    }
    if let Some(arguments) = node.at(&["build", "args"]) {
        let scope = scope.within("build", "args");
        let owner = format!("the build of {owner}");
        for entry in arguments.entries() {
            let span = entry.key.span;
            build_argument(room, &entry.key.text, span, &entry.value, &scope, &owner);
        }
        for item in arguments.items() {
            if let Some((name, value)) = assigned(room, item) {
                build_argument(room, &name, item.span, &value, &scope, &owner);
            }
        }
    }
    let files = node.get("env_file");
    let listed = files.map(Node::items).unwrap_or_default().iter();
    for file in files.into_iter().chain(listed) {
        let file = file.get("path").unwrap_or(file);
        let Some(path) = file.text().and_then(|it| folder::join(room.source.folder(), it)) else {
            continue;
        };
        let says = format!("{owner} has the variables of `{path}`");
        load(room, &path, &scope, file.span, &says);
    }
    image(room, node, &scope, &owner);
    let folders = [room.source.folder().to_owned()];
    for key in ["entrypoint", "command"] {
        if let Some(command) = node.get(key) {
            let label = format!("the {key} of {owner}");
            room.command(command, &scope, &folders, &label);
        }
    }
}

/// A service that runs the program that its image is made for, which reads variables of its own.
fn image(room: &mut Room<'_>, node: &Node, scope: &Scope, owner: &str) {
    let Some(image) = node.get("image").filter(|_| node.get("command").is_none()) else { return };
    let vendors = room.vendors;
    for (consumer, name) in docker::readers(vendors, image.text().unwrap_or_default()) {
        let says = format!("{owner} runs a program that reads `{name}`");
        let mut site = Site::new(image.span, scope, says);
        site.takes = vec![Take { name: env(scope, name), span: image.span }];
        let consumer = consumer.to_owned();
        site.presents = Some(Box::new(Presentation { consumer, weight: Weight::Proven }));
        room.facts.sites.push(site);
    }
}

/// The variables of an env file hold in a scope.
fn load(room: &mut Room<'_>, path: &str, scope: &Scope, span: Span, says: &str) {
    room.facts.passages.push(Passage {
        from: Scope::unit("file", path),
        to: scope.clone(),
        carries: vec![Carry { space: Space::Env, reach: Reach::Here }],
        span,
        says: says.to_owned(),
    });
}

fn variable(room: &mut Room<'_>, name: &str, key: Span, value: &Node, scope: &Scope, owner: &str) {
    let gives = env(scope, name);
    if let Some(scalar) = value.scalar() {
        let found = interpolated(scalar, &room.unit);
        room.set(gives.clone(), scalar, value.span, found, owner);
        room.present(gives, value.span, CONSUMER, owner);
    } else {
        // A variable without a value is that of the shell.
        let says = format!("{owner} is handed `{name}`");
        room.pass(gives.clone(), env(&room.unit.clone(), name), key, says);
        room.present(gives, key, CONSUMER, owner);
    }
}

/// An argument of a build stays in the image that it makes.
fn build_argument(
    room: &mut Room<'_>,
    name: &str,
    key: Span,
    value: &Node,
    scope: &Scope,
    owner: &str,
) {
    let gives = Name::new(Space::Argument, scope, name);
    if let Some(scalar) = value.scalar() {
        let found = interpolated(scalar, &room.unit);
        room.set(gives, scalar, value.span, found, owner);
    } else {
        let says = format!("{owner} is handed `{name}`");
        room.pass(gives, env(&room.unit.clone(), name), key, says);
    }
    if let Some(site) = room.facts.sites.last_mut() {
        site.reveals = [ExposureForm::Image].into();
    }
}

/// `KEY=value` or `KEY`.
fn listed(room: &mut Room<'_>, item: &Node, scope: &Scope, owner: &str) {
    if let Some((name, value)) = assigned(room, item) {
        variable(room, &name, item.span, &value, scope, owner);
    }
}

/// The name and the value of an item.
fn assigned(room: &Room<'_>, item: &Node) -> Option<(String, Node)> {
    let scalar = item.scalar()?;
    let Some((name, value)) = scalar.text.split_once('=') else {
        let nothing = Node { span: item.span, value: crate::model::Value::Null };
        return Some((scalar.text.clone(), nothing));
    };
    let from = name.len() + 1;
    let span = scalar.span_of(room.source.id, from, scalar.text.len());
    let part = Scalar { text: value.to_owned(), ..part_of(scalar, from, span) };
    Some((name.to_owned(), Node { span, value: crate::model::Value::Scalar(part) }))
}

/// The end of a scalar as a scalar of its own.
fn part_of(scalar: &Scalar, from: usize, span: Span) -> Scalar {
    let later = scalar.origin.iter().filter(|(at, _)| from < *at as usize);
    let later = later.map(|(at, origin)| (at - from as u32, *origin));
    Scalar {
        text: String::new(),
        style: scalar.style,
        origin: std::iter::once((0, span.start)).chain(later).collect(),
        references: Vec::new(),
        templated: scalar.templated,
    }
}

/// `$X` and `${X:-…}` are filled in from the shell that runs compose and from `.env`.
fn interpolated(scalar: &Scalar, unit: &Scope) -> Vec<Found> {
    let found = references(&scalar.text).into_iter();
    found.map(|it| Found { name: env(unit, it.name), start: it.start, end: it.end }).collect()
}

/// A secret that services read as a file.
fn secret(room: &mut Room<'_>, entry: &Entry) {
    let unit = room.unit.clone();
    let of = |key: &str| entry.value.get(key).and_then(|node| Some((node.text()?, node.span)));
    let (outside, span) = match (of("environment"), of("file")) {
        (Some((name, span)), _) => (env(&unit, name), span),
        (None, Some((path, span))) => (Name::new(Space::Setting, &unit, path), span),
        _ => (Name::new(Space::Setting, &unit, &*entry.key.text), entry.key.span),
    };
    let gives = env(&unit.within("secret", &entry.key.text), &entry.key.text);
    let says = format!("the secret `{}` is read", entry.key.text);
    // A service finds it as `/run/secrets/NAME`.
    let mounted = Name::new(Space::Setting, &unit, &*entry.key.text);
    if mounted != outside {
        room.pass(mounted, outside.clone(), span, says.clone());
    }
    room.pass(gives.clone(), outside, span, says);
    room.present(gives, span, CONSUMER, "the services that read it");
}
