//! AWS `CodeBuild`: one environment and one shell for the phases of a build, and the secrets that a build asks a store for.
//!
//! Variables that the file does not set come from the project of the build. What starts it stands elsewhere.

use crate::extract::ci::file::File;
use crate::extract::ci::layer::Variable;
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::secret::{self, Kept};
use crate::extract::ci::{outside, woven};
use crate::extract::deployment::store;
use crate::model::{Document, Entry, Facts, Matter, Node, Scalar, Scope, Source, Vendor};

/// What messages call the whole of a build.
const OWNER: &str = "the build";
/// Where secrets are named: `NAME: id:key`, or `NAME: /path`.
const STORES: [&str; 2] = ["secrets-manager", "parameter-store"];

/// Whether this dialect claims a file: `buildspec.yml`, `buildspec-prod.yaml`, `deploy.buildspec.yml`.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = [".yml", ".yaml"].iter().find_map(|ending| name.strip_suffix(ending));
    stem.is_some_and(|stem| stem.split(['-', '_', '.']).any(|word| word == "buildspec"))
}

/// What a build says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in document.roots.iter().filter(|root| root.get("phases").is_some()) {
        facts.append(of_root(source, root, vendors));
    }
    facts
}

fn of_root(source: &Source, root: &Node, vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, Scope::unit("codebuild", &source.path));
    let unit = file.unit.clone();
    let start = root.span.start as usize;
    let span = source.span(start, start);
    file.circumstance(&unit, Matter::Unattended, Some(span), "CodeBuild runs it");
    file.circumstance(&unit, Matter::Path(source.path.clone()), None, "the file's path");
    let scope = unit.within("build", "");
    let kept = secrets(root, vendors);
    let own = secret::set_all(&mut file, variables(root), &kept, &scope, OWNER);
    if let Some(scalar) = commands(root) {
        let process = Process {
            scope: scope.within("script", ""),
            label: OWNER.to_owned(),
            layers: vec![&own],
            folders: vec![String::new()],
        };
        process::script(&mut file, &process, &scalar);
    }
    process::sees(&mut file, &scope, &[&own], OWNER);
    outside::settings(&mut file, "the project of the build");
    file.facts
}

fn variables(root: &Node) -> Vec<Variable> {
    let entries = root.at(&["env", "variables"]).map(Node::entries).unwrap_or_default().iter();
    let variable = |entry: &Entry| {
        let value = entry.value.scalar()?.clone();
        Some(Variable { name: entry.key.text.clone(), span: entry.value.span, value })
    };
    entries.filter_map(variable).collect()
}

fn secrets(root: &Node, vendors: &[Vendor]) -> Vec<Kept> {
    let maps = STORES.iter().filter_map(|key| root.at(&["env", key]));
    let kept = maps.flat_map(Node::entries).filter_map(|entry| {
        let id = store::secret(vendors, entry.value.text()?).text;
        Some(Kept::alone(&entry.key.text, &id, entry.value.span))
    });
    kept.collect()
}

/// The commands of all phases, in the order in which the file has them.
fn commands(root: &Node) -> Option<Scalar> {
    let phases = root.get("phases").map(Node::entries).unwrap_or_default().iter();
    let lists = phases.flat_map(|phase| {
        ["commands", "finally"].into_iter().filter_map(|key| phase.value.get(key))
    });
    woven::joined(lists.flat_map(Node::items).filter_map(Node::scalar))
}

#[cfg(test)]
mod tests {
    use super::claims;

    #[test]
    fn a_build_is_known_by_its_name() {
        for (path, expected) in [
            ("buildspec.yml", true),
            ("ci/buildspec-prod.yaml", true),
            ("deploy.buildspec.yml", true),
            ("buildspecs.yml", false),
            ("buildspec.json", false),
            ("buildspec/x.yml", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
    }
}
