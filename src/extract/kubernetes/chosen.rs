//! Secrets that whoever installs a chart names: `existingSecret: dbt-pat` fills the name in a template's reference.

use super::object::Object;
use super::site::passed;
use super::text;
use crate::extract::ci::file::File;
use crate::model::vendor::normalised;
use crate::model::{
    Choice, Entry, Evidence, Name, Node, Scalar, Scope, Site, Space, Strength, Take,
};

/// How the names of such values end. What is called a secret and no more may be one.
const ENDINGS: [&str; 4] = ["existing_secret", "secret_name", "secret_ref", "existing_secret_ref"];

/// A value that is the name of a secret fills what names it.
pub(super) fn secret(
    file: &mut File<'_>,
    object: &Object<'_>,
    filled: &Scope,
    item: &Entry,
    path: &str,
) {
    let Some(scalar) = item.value.scalar().filter(|it| is_name(it)) else { return };
    let key = normalised(&item.key.text);
    if ENDINGS.iter().any(|it| key.ends_with(it)) {
        let name = Name::new(Space::Secret, &object.scope, &*scalar.text);
        let says = format!("{} names the secret `{}` at `{path}`", object.owner, scalar.text);
        let gives = Name::new(Space::Setting, filled, path);
        let mut site = passed(gives, name, item.value.span, says);
        site.scope = object.scope.clone();
        file.facts.sites.push(site);
    }
}

fn is_name(scalar: &Scalar) -> bool {
    let text = scalar.text.as_str();
    let is_part = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-.".contains(&it);
    !scalar.templated && !text.is_empty() && text.len() < 254 && text.bytes().all(is_part)
}

/// A reference whose secret is named by a value of the chart takes the secret that is named, if one is. The key is the
/// template's own and still says what it says.
pub(super) fn may_be_named(file: &File<'_>, site: &mut Site, object: &Node, key: &str) {
    let Some(take) = take(file, object) else { return };
    site.takes.insert(0, take);
    site.choice = Choice::First;
    let kind = file.vendors.iter().find_map(|vendor| vendor.kind_of_entry(key));
    site.evidence.extend(kind.map(|kind| Evidence {
        kind,
        strength: Strength::Name,
        span: Some(site.span),
        says: format!("the key `{key}` says a {} token", kind.as_str()),
    }));
}

/// The value of the chart that is the whole name of an object.
pub(super) fn take(file: &File<'_>, object: &Node) -> Option<Take> {
    let scalar = object.scalar()?;
    let paths = text::values(&scalar.text);
    let [(path, start, end)] = paths.as_slice() else { return None };
    let is_whole = scalar.text[..*start].trim().is_empty() && scalar.text[*end..].trim().is_empty();
    let span = scalar.span_of(file.source.id, *start, *end);
    is_whole.then(|| Take { name: Name::new(Space::Setting, &file.unit, &**path), span })
}
