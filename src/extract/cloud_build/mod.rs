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

/// Whether a file is of this dialect though its name alone does not say so: `ci/cloudbuild/deploy.yaml`.
pub fn holds(path: &str, bytes: &[u8], _: &[Vendor]) -> bool {
    let is_data = matches!(path.rsplit('.').next(), Some("yaml" | "yml" | "json"));
    let path = path.to_lowercase();
    let is_said = ["cloudbuild", "cloud-build", "cloud_build"].iter().any(|it| path.contains(it));
    is_data && is_said && memchr::memmem::find(bytes, b"steps").is_some()
}

/// Whether a document is a build by what stands in it: steps that run images, or secrets that a build may ask for.
fn is_build(root: &Node) -> bool {
    let is_step = |step: &Node| {
        step.get("name").is_some() && ["args", "entrypoint"].iter().any(|it| step.get(it).is_some())
    };
    let steps = root.get("steps").map(Node::items).unwrap_or_default();
    !steps.is_empty() && (root.get("availableSecrets").is_some() || steps.iter().any(is_step))
}

/// What a build says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    let known = claims(&source.path);
    let is_build = |root: &&Node| root.get("steps").is_some() && (known || is_build(root));
    for root in document.roots.iter().filter(is_build) {
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
    use super::{claims, holds};

    #[test]
    fn a_build_is_known_by_its_folder_and_its_steps() {
        for (path, text, expected) in [
            ("ci/cloudbuild/deploy.yaml", "steps:", true),
            ("cloud-build/a.json", "{\"steps\": []}", true),
            ("deploy.Cloud_Build.yml", "steps:", true),
            ("ci/cloudbuild/deploy.yaml", "jobs:", false),
            ("ci/cloudbuild/deploy.sh", "steps:", false),
            ("ci/deploy.yaml", "steps:", false),
        ] {
            assert_eq!(holds(path, text.as_bytes(), &[]), expected, "{path}");
        }
    }

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
