//! `CircleCI`: jobs as the workflows run them, with their executors, commands and parameters.
//!
//! Variables that no file sets come from the project's settings or from a context.

mod parameters;
mod workflow;
mod job;

use crate::extract::ci::file::File;
use crate::extract::ci::outside;
use crate::extract::led;
use crate::extract::shell::folder;
use crate::model::{
    Document, Facts, Matter, Most, Node, Passage, Scope, Source, Vendor, Within as _,
};

/// Whether this dialect claims a file: what lies in `.circleci` itself.
pub fn claims(path: &str) -> bool {
    let Some((folder, name)) = path.rsplit_once('/') else { return false };
    let is_yaml = matches!(name.rsplit('.').next(), Some("yml" | "yaml"));
    is_yaml && (folder == ".circleci" || folder.ends_with("/.circleci"))
}

/// Whether a file may be a configuration with which a pipeline goes on, as its words tell.
pub fn holds(path: &str, bytes: &[u8], _: &[Vendor]) -> bool {
    let is_yaml = matches!(path.rsplit('.').next(), Some("yml" | "yaml"));
    let has = |word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    let is_one = is_yaml && ["version:", "jobs:", "steps:"].into_iter().all(has);
    is_one && !claims(path) && !super::is_within(path, ".github")
}

/// What a file says: of one that no name tells, that it may be a configuration.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    if claims(&source.path) {
        return whole(source, document, vendors);
    }
    let is_one = |root: &&Node| root.get("version").is_some() && root.get("jobs").is_some();
    let mut facts = Facts::default();
    if let Some(root) = document.roots.iter().find(is_one) {
        facts.passages.push(led::waits(source, root));
    }
    facts
}

/// What a configuration says.
pub fn whole(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in document.roots.iter().filter(|root| root.get("jobs").is_some()) {
        facts.append(of_root(source, root, vendors));
    }
    facts
}

fn of_root(source: &Source, root: &Node, vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, Scope::unit("circleci", &source.path));
    let unit = file.unit.clone();
    let start = root.span.start as usize;
    let span = source.span(start, start);
    file.circumstance(&unit, Matter::Unattended, Some(span), "CircleCI runs it");
    file.circumstance(&unit, Matter::Path(source.path.clone()), None, "the file's path");
    for invocation in workflow::invocations(root) {
        job::read(&mut file, root, &invocation);
    }
    continued(&mut file, root);
    outside::settings(&mut file, "the settings of the CircleCI project or a context");
    file.facts
}

/// How many steps are looked at for one that goes on with another configuration.
const STEPS: Most = Most::new(2000, "steps of a configuration");

/// The configurations with which the pipeline goes on (`continuation/continue`, `path-filtering/filter`).
fn continued(file: &mut File<'_>, root: &Node) {
    let of = |key: &str| root.get(key).map(Node::entries).unwrap_or_default().iter();
    let steps = of("jobs").filter_map(|it| it.value.get("steps")).flat_map(Node::items);
    let jobs = of("workflows").filter_map(|it| it.value.get("jobs")).flat_map(Node::items);
    for entry in steps.chain(jobs).within(STEPS).filter_map(|it| it.entries().first()) {
        let key = entry.key.text.rsplit('/').next();
        let path = match key {
            Some("continue") => entry.value.get("configuration_path"),
            Some("filter") => entry.value.get("config-path"),
            _ => None,
        };
        let at = path.and_then(|it| Some((folder::join("", it.text()?)?, it.span)));
        let Some((path, span)) = at else { continue };
        file.facts.passages.push(Passage {
            from: file.unit.clone(),
            to: Scope::unit(led::CONTINUED, &path),
            carries: Vec::new(),
            span,
            says: format!("the pipeline goes on with `{path}`"),
        });
    }
}
