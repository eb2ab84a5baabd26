//! Files in which an app tells its platform the environment that it wants: one row a place.

use super::environment::{self, Variable};
use super::setting::{self, Target};
use super::store;
use crate::extract::container::room::{Room, env};
use crate::extract::reference::{Reference, references};
use crate::model::{
    Document, Entry, Facts, Matter, Name, Node, Scope, Source, Space, Span, Take, Vendor,
};

/// A place in a platform's file that sets variables.
struct Place {
    /// The file's names.
    files: &'static [&'static str],
    /// The way there: keys, `*` for any key, which names a deployment target, and `[]` for each item of a list.
    path: &'static [&'static str],
    form: Form,
}

/// How variables are written.
#[derive(Clone, Copy)]
enum Form {
    /// A map of names and values.
    Map,
    /// A list of maps, each with its name at this key.
    Pairs(&'static str),
}

const fn map(files: &'static [&'static str], path: &'static [&'static str]) -> Place {
    Place { files, path, form: Form::Map }
}

const fn pairs(
    files: &'static [&'static str],
    path: &'static [&'static str],
    key: &'static str,
) -> Place {
    Place { files, path, form: Form::Pairs(key) }
}

const APP: &[&str] = &["app.yaml", "app.yml"];
const RENDER: &[&str] = &["render.yaml", "render.yml"];
const NETLIFY: &[&str] = &["netlify.toml"];
const WRANGLER: &[&str] = &["wrangler.toml", "wrangler.json", "wrangler.jsonc"];

const PLACES: [Place; 20] = [
    // Databricks Apps, App Engine and DigitalOcean share a name for their files.
    pairs(APP, &["env"], "name"),
    map(APP, &["env_variables"]),
    map(APP, &["build_env_variables"]),
    pairs(APP, &["envs"], "key"),
    pairs(APP, &["services", "[]", "envs"], "key"),
    pairs(APP, &["workers", "[]", "envs"], "key"),
    pairs(APP, &["jobs", "[]", "envs"], "key"),
    pairs(APP, &["functions", "[]", "envs"], "key"),
    pairs(RENDER, &["services", "[]", "envVars"], "key"),
    pairs(RENDER, &["envVarGroups", "[]", "envVars"], "key"),
    map(&["app.json"], &["env"]),
    map(&["app.json"], &["environments", "*", "env"]),
    map(&["fly.toml"], &["env"]),
    map(&["vercel.json", "now.json"], &["env"]),
    map(&["vercel.json", "now.json"], &["build", "env"]),
    map(NETLIFY, &["build", "environment"]),
    map(NETLIFY, &["context", "*", "environment"]),
    map(WRANGLER, &["vars"]),
    map(WRANGLER, &["env", "*", "vars"]),
    // The file that `gcloud` is given with `--env-vars-file` is nothing but variables.
    map(&["env.yaml", "env.yml", ".env.yaml", ".env.yml"], &[]),
];

/// Whether a file tells a platform the environment of an app.
pub(super) fn holds(path: &str) -> bool {
    places(path).next().is_some()
}

fn places(path: &str) -> impl Iterator<Item = &'static Place> {
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    PLACES.iter().filter(move |place| place.files.contains(&name.as_str()))
}

/// What such a file says.
pub(super) fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "app");
    room.circumstance(Matter::Unattended, "the platform runs the app".to_owned());
    for root in &document.roots {
        for (at, place) in places(&source.path).enumerate() {
            for (node, target) in found(root, place.path) {
                let scope = scope(&mut room, at, target);
                let variables = variables(&room, node, place.form);
                environment::set(&mut room, variables, &scope, "the app");
            }
        }
    }
    room.facts
}

/// The nodes at a path, each with the deployment target that the path names.
fn found<'n>(root: &'n Node, path: &[&str]) -> Vec<(&'n Node, Option<&'n Entry>)> {
    path.iter().fold(vec![(root, None)], |nodes, step| {
        let next = |(node, target): (&'n Node, Option<&'n Entry>)| match *step {
            "[]" => node.items().iter().map(|item| (item, target)).collect::<Vec<_>>(),
            "*" => node.entries().iter().map(|entry| (&entry.value, Some(entry))).collect(),
            key => node.get(key).map(|node| (node, target)).into_iter().collect(),
        };
        nodes.into_iter().flat_map(next).collect()
    })
}

/// Where the variables of a place hold: what is set for one deployment target is not set for another.
fn scope(room: &mut Room<'_>, at: usize, target: Option<&Entry>) -> Scope {
    let scope = room.unit.within("place", at);
    let Some(Entry { key, .. }) = target else { return scope };
    setting::scope(room, &scope, Target { name: &key.text, word: key.text.clone(), span: key.span })
}

fn variables(room: &Room<'_>, node: &Node, form: Form) -> Vec<Variable> {
    match form {
        // A file that holds more than names and values is another tool's.
        Form::Map if node.entries().iter().any(|it| !it.value.items().is_empty()) => Vec::new(),
        Form::Map => {
            let of = |entry: &Entry| mapped(room, entry);
            node.entries().iter().map(of).collect()
        }
        Form::Pairs(key) => {
            node.items().iter().filter_map(|item| paired(room, item, key)).collect()
        }
    }
}

/// `NAME: value`, or `NAME: {value: …}`.
fn mapped(room: &Room<'_>, entry: &Entry) -> Variable {
    let value = if entry.value.entries().is_empty() {
        Some(&entry.value)
    } else {
        entry.value.get("value")
    };
    variable(room, (&entry.key.text, entry.key.span), value)
}

/// `{key: NAME, value: …}`, or with the name of what holds the value at `valueFrom`.
fn paired(room: &Room<'_>, item: &Node, key: &str) -> Option<Variable> {
    let name = item.get(key)?;
    let place = (name.text()?, name.span);
    if let Some(from) = item.get("valueFrom").filter(|it| it.scalar().is_some()) {
        let secret = store::secret(room.vendors, from.text()?);
        return Some(Variable::of(place.0, from.span, secret));
    }
    Some(variable(room, place, item.get("value")))
}

/// A variable without a value is one that the platform keeps; `@name` and `EV[…]` are values of its own.
fn variable(room: &Room<'_>, (name, place): (&str, Span), value: Option<&Node>) -> Variable {
    let kept = || Variable::of(name, place, Name::new(Space::Secret, &room.unit, name));
    let Some((scalar, span)) = value.and_then(|value| Some((value.scalar()?, value.span))) else {
        return kept();
    };
    let text = scalar.text.as_str();
    if let Some(name_of_secret) = text.strip_prefix('@') {
        return Variable::of(name, span, store::secret(room.vendors, name_of_secret));
    }
    if text.starts_with("{{secrets/") {
        return Variable::of(name, span, store::in_braces(room.vendors, text));
    }
    let take = |it: Reference<'_>| Take {
        name: env(&room.unit, it.name),
        span: scalar.span_of(room.source.id, it.start, it.end),
    };
    let takes: Vec<Take> = references(text).into_iter().map(take).collect();
    if takes.is_empty() && (text.is_empty() || scalar.templated || is_filled_in(text)) {
        return kept();
    }
    let literal = takes.is_empty().then(|| text.to_owned());
    Variable::new(name, span, takes, literal)
}

/// Whether a value is put in from elsewhere, whatever tool does it.
fn is_filled_in(text: &str) -> bool {
    ["EV[", "{{", "$("].iter().any(|mark| text.starts_with(mark))
}
