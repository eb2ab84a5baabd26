//! Kubernetes and what is made of it: manifests, kustomizations, charts and the values that go into them.
//!
//! A folder is a unit: what its files declare is applied together, and a chart is one folder. A kustomization takes
//! other folders in, each time as a context of its own, and so does a file of values the chart beside it. Names of two
//! folders that nothing joins never meet: clusters of several environments lie beside each other under one spelling.

mod place;
mod text;
mod object;
mod site;
mod walk;
mod container;
mod environment;
mod loaded;
mod command;
mod base64;
mod store;
mod external;
mod kustomize;
mod values;
mod map;
mod chosen;
pub mod application;
#[cfg(test)]
mod tests;

use crate::extract::ci::file::File;
use crate::model::{Document, Facts, Node, Source, Vendor};

/// Whether this dialect claims a file: a kustomization, which joins folders whatever it spells.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "kustomization.yaml" | "kustomization.yml")
}

/// Whether a file is a manifest, by lines that every manifest has, or holds the values of a chart.
pub fn holds(path: &str, bytes: &[u8], _: &[Vendor]) -> bool {
    is_yaml(path)
        && (place::is_values(path) || has_line(bytes, b"apiVersion:") && has_line(bytes, b"kind:"))
}

fn is_yaml(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("yml" | "yaml"))
}

/// Whether a line of some bytes begins with these.
fn has_line(bytes: &[u8], beginning: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, beginning)
        .any(|at| at.checked_sub(1).is_none_or(|before| bytes[before] == b'\n'))
}

/// What the objects of a file say.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, place::unit(&source.path));
    if claims(&source.path) {
        document.roots.iter().for_each(|root| kustomize::read(&mut file, root));
    } else if place::is_values(&source.path) {
        document.roots.iter().for_each(|root| values::read(&mut file, root));
    } else {
        manifests(&mut file, &document.roots);
    }
    file.facts
}

fn manifests(file: &mut File<'_>, roots: &[Node]) {
    let lists = roots.iter().filter(|root| kind(root) == Some("List"));
    let listed = lists.flat_map(|root| root.get("items").map(Node::items).unwrap_or_default());
    for root in roots.iter().chain(listed) {
        let Some(kind) = kind(root) else { continue };
        let object = object::open(file, root, kind);
        match kind {
            // What describes objects holds none.
            "CustomResourceDefinition" | "List" => {}
            "Secret" => store::secret(file, &object),
            "ConfigMap" => store::config_map(file, &object),
            "SealedSecret" => store::sealed(file, &object),
            "ExternalSecret" => external::secret(file, &object),
            "ClusterExternalSecret" => external::cluster_secret(file, &object),
            "SecretProviderClass" => external::provider_class(file, &object),
            _ => {
                walk::containers(file, &object);
                values::environments(file, &object);
                if application::KINDS.contains(&kind) {
                    application::read(file, &object);
                }
            }
        }
    }
}

/// The kind of an object, if it is one.
fn kind(root: &Node) -> Option<&str> {
    root.get("apiVersion")?;
    root.get("kind").and_then(Node::text)
}
