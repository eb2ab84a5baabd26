//! Google Cloud Build: steps with their environments, and the secrets that a build may ask a secret manager for.
//!
//! A build knows two dollars: `$_NAME` is a substitution, text before any step runs, and `$$NAME` a variable of the
//! step. A substitution that the file does not fill in comes from the trigger.

mod secret;
mod step;

use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::outside;
use crate::extract::targets;
use crate::model::{Document, Facts, Matter, Node, Scope, Source, Vendor};

/// Whether this dialect claims a file: `cloudbuild.yaml`, `cloudbuild-prod.yaml`, `app.cloudbuild.yml`.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = [".yaml", ".yml", ".json"].iter().find_map(|ending| name.strip_suffix(ending));
    stem.is_some_and(|stem| {
        let rest = stem.strip_prefix("cloudbuild").unwrap_or("no");
        rest.is_empty() || rest.starts_with(['-', '_', '.']) || stem.ends_with(".cloudbuild")
    })
}

/// What a build says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in document.roots.iter().filter(|root| root.get("steps").is_some()) {
        facts.append(of_root(source, root, vendors));
    }
    facts
}

fn of_root(source: &Source, root: &Node, vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, Scope::unit("cloudbuild", &source.path));
    let unit = file.unit.clone();
    let start = root.span.start as usize;
    let span = source.span(start, start);
    file.circumstance(&unit, Matter::Unattended, Some(span), "Cloud Build runs it");
    file.circumstance(&unit, Matter::Path(source.path.clone()), None, "the file's path");
    let substitutions = substitutions(&mut file, root);
    file.set(&substitutions, &unit, "the build");
    let secrets = secret::all(root);
    let options = root.get("options");
    for (at, node) in root.get("steps").map(Node::items).unwrap_or_default().iter().enumerate() {
        step::read(
            &mut file,
            node,
            at + 1,
            &step::Around { options, secrets: &secrets, substitutions: &substitutions },
        );
    }
    outside::settings(&mut file, "the trigger of the build");
    file.facts
}

/// The substitutions that the file fills in. Those that are called like a deployment target say what they are for, as
/// far as no trigger says otherwise.
fn substitutions(file: &mut File<'_>, root: &Node) -> Layer {
    let mut variables = Vec::new();
    for entry in root.get("substitutions").map(Node::entries).unwrap_or_default() {
        let Some(scalar) = entry.value.scalar() else { continue };
        if targets::names_one(&entry.key.text) {
            let unit = file.unit.clone();
            let says = format!("the build sets `{}`", entry.key.text);
            file.circumstance(
                &unit,
                Matter::Label(scalar.text.clone()),
                Some(entry.value.span),
                says,
            );
        }
        let (name, span) = (entry.key.text.clone(), entry.value.span);
        variables.push(Variable { name, span, value: scalar.clone() });
    }
    Layer::of(variables)
}

#[cfg(test)]
mod tests {
    use super::claims;

    #[test]
    fn a_build_is_known_by_its_name() {
        for (path, expected) in [
            ("cloudbuild.yaml", true),
            ("ci/cloudbuild-prod.yml", true),
            ("cloudbuild.staging.json", true),
            ("app.cloudbuild.yaml", true),
            ("cloudbuilder.yaml", false),
            ("cloudbuild.md", false),
            ("cloudbuild/x.yaml", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
    }
}
