//! Drone and Woodpecker: the steps of pipelines, with their secrets and the conditions under which they run.
//!
//! The two are of one origin, and a file of either is read in the same way. What no file sets comes from the settings
//! of the repository.

mod step;
mod condition;

use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::{outside, secret};
use crate::model::{
    Document, Facts, Matter, Name, Node, Scope, Site, Source, Space, Take, Value, Vendor,
};

/// Whether this dialect claims a file: a pipeline of Drone or of Woodpecker, by its name or its folder.
pub fn claims(path: &str) -> bool {
    let Some(stem) = path.strip_suffix(".yml").or_else(|| path.strip_suffix(".yaml")) else {
        return false;
    };
    let name = stem.rsplit('/').next().unwrap_or(stem);
    matches!(name, ".drone" | ".woodpecker") || super::is_within(path, ".woodpecker")
}

/// What a file says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, Scope::unit("drone", &source.path));
    let unit = file.unit.clone();
    let mut any = false;
    for (index, root) in document.roots.iter().enumerate() {
        if root.get("kind").and_then(Node::text) == Some("secret") {
            kept_elsewhere(&mut file, root);
        } else if let Some(steps) = root.get("steps").or_else(|| root.get("pipeline")) {
            any = true;
            pipeline(&mut file, root, steps, &unit.within("pipeline", index));
        }
    }
    if !any {
        return Facts::default();
    }
    let span = source.span(0, 0);
    file.circumstance(&unit, Matter::Unattended, Some(span), "the CI system runs it");
    file.circumstance(&unit, Matter::Path(source.path.clone()), None, "the file's path");
    outside::settings(&mut file, "the settings of the CI system");
    file.facts
}

fn pipeline(file: &mut File<'_>, root: &Node, steps: &Node, scope: &Scope) {
    if let Some(name) = root.get("name")
        && let Some(text) = name.text()
    {
        let matter = Matter::Label(text.to_owned());
        file.circumstance(scope, matter, Some(name.span), "the pipeline's name");
    }
    condition::starts(file, root, scope);
    let (mut plain, kept) = step::environment(root.get("environment"));
    plain.extend(matrix(root));
    let layer: Layer = secret::set_all(file, plain, &kept, scope, "the pipeline");
    for steps in [Some(steps), root.get("services")].into_iter().flatten() {
        step::read_all(file, steps, &layer, scope);
    }
}

/// `matrix:`, in which a variable has several values.
fn matrix(root: &Node) -> Vec<Variable> {
    let entries = root.get("matrix").map(Node::entries).unwrap_or_default().iter();
    let values = entries.filter(|it| it.key.text != "include").flat_map(|entry| {
        entry.value.items().iter().filter_map(|item| {
            let value = item.scalar()?.clone();
            Some(Variable { name: entry.key.text.clone(), span: item.span, value })
        })
    });
    values.collect()
}

/// `kind: secret`, which names where another store keeps it.
fn kept_elsewhere(file: &mut File<'_>, root: &Node) {
    let Some(name) = root.get("name").and_then(Node::text) else { return };
    let Some(get) = root.get("get").filter(|it| matches!(it.value, Value::Map(_))) else { return };
    let part = |key: &str| get.get(key).and_then(Node::text).unwrap_or_default();
    let id = format!("{}/{}", part("path"), part("name"));
    let id = id.trim_matches('/');
    // A secret that has its own name there is none but itself.
    if id.is_empty() || id.eq_ignore_ascii_case(name) {
        return;
    }
    let unit = file.unit.clone();
    let secret = |text: &str| Name::new(Space::Secret, &unit, text);
    file.facts.sites.push(Site {
        takes: vec![Take { name: secret(id), span: get.span }],
        gives: Some(secret(name)),
        ..Site::new(get.span, &unit, format!("the secret `{name}` is kept as `{id}`"))
    });
}

#[cfg(test)]
mod tests {
    use super::claims;

    #[test]
    fn pipelines_are_known_by_name_and_folder() {
        for (path, expected) in [
            (".drone.yml", true),
            ("a/.drone.yaml", true),
            (".woodpecker.yml", true),
            (".woodpecker/deploy/prod.yaml", true),
            ("drone.yml", false),
            (".drone.star", false),
            ("woodpecker/deploy.yml", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
    }
}
