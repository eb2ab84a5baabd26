//! `CircleCI`: jobs as the workflows run them, with their executors, commands and parameters.
//!
//! Variables that no file sets come from the project's settings or from a context.

mod parameters;
mod workflow;
mod job;

use crate::extract::ci::file::File;
use crate::extract::ci::outside;
use crate::model::{Document, Facts, Matter, Node, Scope, Source, Vendor};

/// Whether this dialect claims a file: what lies in `.circleci` itself.
pub fn claims(path: &str) -> bool {
    let Some((folder, name)) = path.rsplit_once('/') else { return false };
    let is_yaml = matches!(name.rsplit('.').next(), Some("yml" | "yaml"));
    is_yaml && (folder == ".circleci" || folder.ends_with("/.circleci"))
}

/// What a configuration says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
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
    outside::settings(&mut file, "the settings of the CircleCI project or a context");
    file.facts
}
