//! Bitbucket Pipelines: the steps that each start of a pipeline runs, and the pipes that they hand variables to.
//!
//! Variables that no file sets come from the repository, the workspace or the deployment.

mod start;
mod step;

use crate::extract::ci::file::File;
use crate::extract::ci::outside;
use crate::model::{Document, Facts, Matter, Node, Scope, Source, Vendor};

/// Whether this dialect claims a file, which has one name wherever it lies.
pub fn claims(path: &str) -> bool {
    matches!(
        path.rsplit('/').next().unwrap_or(path),
        "bitbucket-pipelines.yml" | "bitbucket-pipelines.yaml"
    )
}

/// What a configuration says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        if let Some(pipelines) = root.get("pipelines").or_else(|| shared(root)) {
            facts.append(of_pipelines(source, root, pipelines, vendors));
        }
    }
    facts
}

/// The pipelines that other repositories import.
fn shared(root: &Node) -> Option<&Node> {
    root.at(&["definitions", "pipelines"])
}

fn of_pipelines(source: &Source, root: &Node, pipelines: &Node, vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, Scope::unit("bitbucket", &source.path));
    let unit = file.unit.clone();
    let start = root.span.start as usize;
    let span = source.span(start, start);
    file.circumstance(&unit, Matter::Unattended, Some(span), "Bitbucket Pipelines runs it");
    file.circumstance(&unit, Matter::Path(source.path.clone()), None, "the file's path");
    for start in start::all(pipelines) {
        step::read_all(&mut file, &start);
    }
    outside::settings(
        &mut file,
        "the variables of the repository, the workspace or the deployment",
    );
    file.facts
}

#[cfg(test)]
mod tests {
    use super::claims;

    #[test]
    fn a_file_has_one_name() {
        for (path, expected) in [
            ("bitbucket-pipelines.yml", true),
            ("a/bitbucket-pipelines.yml", true),
            ("bitbucket-pipelines.yml.j2", false),
            ("pipelines.yml", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
    }
}
