//! Objects that keep values: secrets, settings, and secrets that only the cluster can open.

use super::base64;
use super::object::Object;
use super::site::{entry, given, is_credential, passed, setting, takes, whole};
use crate::extract::ci::file::File;
use crate::extract::literals;
use crate::model::{Entry, ExposureForm, Name, Node, Scalar, Secret, Site, Space, Span};

/// How many characters a value without a vendor's prefix has at least.
const LENGTH: usize = 20;

/// `kind: Secret`.
pub(super) fn secret(file: &mut File<'_>, object: &Object<'_>) {
    for field in ["data", "stringData"] {
        let is_coded = field == "data";
        for item in entries(object.node.get(field)) {
            let gives = entry(&object.names, &object.name, &item.key.text);
            keep(file, object, item, gives, is_coded);
        }
    }
}

/// `kind: ConfigMap`.
pub(super) fn config_map(file: &mut File<'_>, object: &Object<'_>) {
    for item in entries(object.node.get("data")) {
        let gives = setting(&object.names, &object.name, &item.key.text);
        keep(file, object, item, gives.clone(), false);
        show(file, object, item, gives);
    }
}

/// What a config map holds is read by everyone who may look into the namespace.
fn show(file: &mut File<'_>, object: &Object<'_>, item: &Entry, name: Name) {
    let key = &item.key.text;
    let is_kept = |it: &Site| it.gives.as_ref() == Some(&name) && it.span == item.value.span;
    if !is_credential(file, &name.text, key) || !file.facts.sites.iter().rev().take(2).any(is_kept)
    {
        return;
    }
    let says = format!("{} shows `{key}`", object.owner);
    let mut site = passed(Name::new(Space::Env, &object.scope, key), name, item.value.span, says);
    site.reveals = [ExposureForm::PlainOutput].into();
    file.facts.sites.push(site);
}

/// `kind: SealedSecret`: which entries there are, and nothing of what they hold.
pub(super) fn sealed(file: &mut File<'_>, object: &Object<'_>) {
    for item in entries(object.node.at(&["spec", "encryptedData"])) {
        let name = entry(&object.names, &object.name, &item.key.text);
        tell_whole(file, object, &name, item.key.span);
    }
}

fn entries(node: Option<&Node>) -> &[Entry] {
    node.map(Node::entries).unwrap_or_default()
}

/// Keep what an entry holds, if that is a value or is made of names. What is left open or holds a placeholder is
/// filled in elsewhere, and is known by its name alone.
fn keep(file: &mut File<'_>, object: &Object<'_>, item: &Entry, gives: Name, is_coded: bool) {
    tell_whole(file, object, &gives, item.value.span);
    let Some(scalar) = item.value.scalar() else { return };
    let span = item.value.span;
    let says = format!("{} keeps `{}`", object.owner, item.key.text);
    if !takes(file, scalar, &object.scope).is_empty() {
        let site = given(file, gives, scalar, span, says);
        file.facts.sites.push(site);
        return;
    }
    let decoded = if is_coded { base64::decoded(&scalar.text) } else { Some(scalar.text.clone()) };
    let Some(text) = decoded.filter(|text| is_value(file, text)) else { return };
    if is_coded {
        sighted(file, &text, span);
    }
    let mut site = Site::new(span, &object.scope, says);
    site.literal = Some(Secret::new(text));
    site.gives = Some(gives);
    file.facts.sites.push(site);
}

/// A token behind its code is as good as written out.
fn sighted(file: &mut File<'_>, text: &str, span: Span) {
    for (vendor, prefix) in literals::tokens(text, file.vendors) {
        file.facts.sightings.push(crate::model::Sighting { vendor, prefix, span });
    }
}

/// Whether a text is a value and no placeholder.
pub(super) fn is_value(file: &File<'_>, text: &str) -> bool {
    let text = text.trim();
    let is_word =
        |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.' | '=' | '+');
    file.vendors.iter().any(|vendor| vendor.prefix_of(text).is_some())
        || LENGTH <= text.len()
            && text.chars().all(is_word)
            && text.contains(|it: char| it.is_ascii_digit())
}

/// Whatever loads an object whole sees those of its entries that are credentials.
pub(super) fn tell_whole(file: &mut File<'_>, object: &Object<'_>, name: &Name, span: Span) {
    let key = name.text.rsplit('/').next().unwrap_or_default();
    if is_credential(file, &name.text, key)
        && let Some(whole) = whole(name)
    {
        let says = format!("{} has the entry `{}`", object.owner, name.text);
        file.facts.sites.push(passed(whole, name.clone(), span, says));
    }
}

/// The scalar behind a key.
pub(super) fn scalar_at<'n>(node: &'n Node, key: &str) -> Option<(&'n Scalar, Span)> {
    node.get(key).and_then(|it| Some((it.scalar()?, it.span)))
}
