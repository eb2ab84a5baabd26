//! Environments that are written as maps from variables to values or to entries of objects.

use super::container::Container;
use super::site::{entry, given, nothing, passed, seen};
use super::store::{is_value, scalar_at};
use super::text;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::presumption::is_another_product;
use crate::extract::shell::write;
use crate::model::{Entry, Name, Node, Site, Space};

/// How long a place in a store may be.
const LENGTH: usize = 200;

/// A map from variables to values or to entries of objects.
pub(super) fn variables(file: &mut File<'_>, container: &Container, map: &Node, path: &str) {
    let all = map.entries().iter().map(|it| {
        let (name, span) = (it.key.text.clone(), it.key.span);
        let value = it.value.scalar().cloned().unwrap_or_else(|| nothing(span));
        Variable { name, span, value }
    });
    let layer = Layer::of(all.collect());
    for item in map.entries() {
        let name = &item.key.text;
        if !write::is_credential(file.vendors, name)
            || is_another_product(file.vendors, name, |it| layer.resembles(it))
        {
            continue;
        }
        let Some(site) = variable(file, container, item, path) else { continue };
        let Some(gives) = site.gives.clone() else { continue };
        let says = format!("`{name}` is in the environment of {}", container.owner);
        file.facts.sites.push(seen(gives, &container.scope, site.span, says));
        file.facts.sites.push(site);
    }
}

fn variable(file: &File<'_>, container: &Container, item: &Entry, path: &str) -> Option<Site> {
    let gives = Name::new(Space::Env, &container.scope, &*item.key.text);
    let says = format!("{} sets `{}`", container.owner, item.key.text);
    if let Some(scalar) = item.value.scalar() {
        let span = item.value.span;
        if scalar.text.trim().is_empty() {
            return None;
        }
        let site = given(file, gives.clone(), scalar, span, says.clone());
        if !site.takes.is_empty() || is_value(file, &scalar.text) {
            return Some(site);
        }
        // A place in a store, or a placeholder for what is filled in elsewhere.
        let is_place = is_place(&scalar.text);
        let text = if is_place { scalar.text.clone() } else { format!("{path}.{}", item.key.text) };
        return Some(passed(gives, Name::new(Space::Setting, &file.unit, text), span, says));
    }
    let reference = item.value.get("valueFrom").unwrap_or(&item.value);
    let reference = reference.get("secretKeyRef").unwrap_or(reference);
    let part = |keys: [&str; 3]| {
        keys.iter().find_map(|key| scalar_at(reference, key)).map(|(it, _)| text::name(it))
    };
    let name = part(["name", "secretName", "secret"])?;
    let key = part(["key", "secretKey", "property"])?;
    let says = format!("{says} to `{key}` of `{name}`");
    Some(passed(gives, entry(&container.names, &name, &key), item.key.span, says))
}

/// Whether a text is a place in a store, as `data/dbt#token`. Its steps are words; a value that holds a slash is not
/// to be told as if it were a name.
fn is_place(text: &str) -> bool {
    let is_word = |step: &str| {
        let has = |of: fn(&char) -> bool| step.chars().any(|it| of(&it));
        let is_mixed = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
        step.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.'))
            && !(is_mixed && has(char::is_ascii_digit))
    };
    let steps = || text.split(['/', '#', ':']);
    1 < steps().count() && text.len() < LENGTH && steps().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::is_place;

    #[test]
    fn a_value_is_no_place() {
        for (text, expected) in [
            ("data/dbt#token", true),
            ("vault:secret/data/dbt-pat", true),
            ("changeme", false),
            ("<a/b>", false),
            ("q8Wz4kLmN/0pRsT7vXyB2cD", false),
            ("q8wz4k/pw==", false),
        ] {
            assert_eq!(is_place(text), expected, "{text}");
        }
    }
}
