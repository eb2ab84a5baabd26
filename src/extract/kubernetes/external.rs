//! Objects that make secrets of what another store keeps.

use super::object::Object;
use super::site::{entry, passed};
use super::store::{scalar_at, tell_whole};
use super::text;
use crate::extract::ci::file::File;
use crate::model::{Name, Node, Scope, Space, Span};

/// `kind: ExternalSecret`.
pub(super) fn secret(file: &mut File<'_>, object: &Object<'_>) {
    if let Some(spec) = object.node.get("spec") {
        of_spec(file, object, spec, &object.name);
    }
}

/// `kind: ClusterExternalSecret`, which makes one such object for each of several namespaces.
pub(super) fn cluster_secret(file: &mut File<'_>, object: &Object<'_>) {
    let Some(spec) = object.node.get("spec") else { return };
    let name = scalar_at(spec, "externalSecretName").map(|(it, _)| text::name(it));
    if let Some(inner) = spec.get("externalSecretSpec") {
        of_spec(file, object, inner, &name.unwrap_or_else(|| object.name.clone()));
    }
}

fn of_spec(file: &mut File<'_>, object: &Object<'_>, spec: &Node, name: &str) {
    let target = spec.at(&["target", "name"]).and_then(Node::scalar).map(text::name);
    let target = target.unwrap_or_else(|| name.to_owned());
    for item in spec.get("data").map(Node::items).unwrap_or_default() {
        let Some((key, _)) = scalar_at(item, "secretKey") else { continue };
        let Some(reference) = item.get("remoteRef") else { continue };
        let Some((place, span)) = scalar_at(reference, "key") else { continue };
        let mut place = text::name(place);
        if let Some((property, _)) = scalar_at(reference, "property") {
            place = format!("{place}/{}", text::name(property));
        }
        keep(file, object, &target, &text::name(key), place, span);
    }
}

/// `kind: SecretProviderClass`, as far as it makes secrets of what it mounts.
pub(super) fn provider_class(file: &mut File<'_>, object: &Object<'_>) {
    let objects = object.node.at(&["spec", "secretObjects"]).map(Node::items).unwrap_or_default();
    for made in objects {
        let Some((target, _)) = scalar_at(made, "secretName") else { continue };
        for item in made.get("data").map(Node::items).unwrap_or_default() {
            let (Some((key, _)), Some((place, span))) =
                (scalar_at(item, "key"), scalar_at(item, "objectName"))
            else {
                continue;
            };
            keep(file, object, &text::name(target), &text::name(key), text::name(place), span);
        }
    }
}

fn keep(
    file: &mut File<'_>,
    object: &Object<'_>,
    target: &str,
    key: &str,
    place: String,
    span: Span,
) {
    let gives = entry(&object.names, target, key);
    tell_whole(file, object, &gives, span);
    let says = format!("{} fills `{target}/{key}` from `{place}` of its store", object.owner);
    // A store is no folder, and what it keeps may be called as the object is that is made of it.
    let remote = Name::new(Space::Secret, &Scope::unit("kubernetes", "/store"), place);
    file.facts.sites.push(passed(gives, remote, span, says));
}
