//! Settings that hold an address with a token in it, whatever the tool: `spring.datasource.url=jdbc:…&token=${X}`.

use super::value;
use crate::extract::address::{self, MARK, Place};
use crate::extract::ci::woven::Woven;
use crate::extract::dotenv::file_name::is_template;
use crate::extract::network;
use crate::model::{
    Circumstance, Document, ExposureForm, Facts, Matter, Most, Name, Node, Scalar, Scope, Secret,
    Site, Source, Space, Take, Value, Vendor,
};

/// How many nodes of a document are looked at.
const MOST: Most = Most::new(200_000, "parts");

/// The tokens in addresses that a document's settings hold. Who reads the settings is not known here.
pub fn settings(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    if !address::stand_in(source.text.as_bytes(), vendors) {
        return Facts::default();
    }
    let scope = Scope::unit("file", &source.path).within("key", "addresses");
    let mut sites = Vec::new();
    let mut waiting: Vec<(&str, &Node)> = document.roots.iter().map(|root| ("", root)).collect();
    let mut n_seen = 0;
    while let Some((key, node)) = waiting.pop().filter(|_| MOST.has_room(n_seen)) {
        n_seen += 1;
        match &node.value {
            Value::Map(entries) => {
                waiting.extend(entries.iter().map(|it| (it.key.text.as_str(), &it.value)));
            }
            Value::List(items) => waiting.extend(items.iter().map(|item| (key, item))),
            Value::Scalar(scalar) if scalar.text.contains(MARK) => {
                let places = address::places(&scalar.text, vendors).into_iter();
                let handed: Vec<Site> =
                    places.filter_map(|it| site(source, key, scalar, &it, &scope)).collect();
                let is_off = scalar.text.contains(network::UNVERIFIED);
                sites.extend(handed.iter().filter(|_| is_off).map(unverified));
                sites.extend(handed);
            }
            Value::Scalar(_) | Value::Null => {}
        }
    }
    Facts {
        sites: sites.into(),
        circumstances: circumstances(source, &scope).into(),
        ..Facts::default()
    }
}

fn site(
    source: &Source,
    key: &str,
    scalar: &Scalar,
    place: &Place<'_>,
    scope: &Scope,
) -> Option<Site> {
    let mut token = Woven::default();
    token.copy(scalar, place.range.clone());
    let token = Scalar { templated: scalar.templated, ..token.scalar()? };
    let unit = Scope::unit("file", &source.path);
    let mut value = value::read(source, &token, &unit);
    let span = scalar.span_of(source.id, place.range.start, place.range.end);
    if let Some((space, name)) = kept(&token.text) {
        value.takes = vec![Take { name: Name::new(space, &unit, name), span }];
    }
    let written = value.is_literal && !address::is_filled_in(&token.text);
    let literal = written.then(|| Secret::new(address::decoded(&token.text)));
    let says = address::holding(&format!("`{}` sets `{key}`", source.file_name()));
    let site = Site { takes: value.takes, literal, ..Site::new(span, scope, says) };
    let is_empty = site.takes.is_empty() && site.literal.is_none();
    (!is_empty).then(|| address::presented(site, place.consumer))
}

/// The same place, where its address turns the check of the other end off.
fn unverified(site: &Site) -> Site {
    let says = "its address turns the check of the other end off".into();
    let reveals = [ExposureForm::Unverified].into();
    Site { presents: None, reveals, says, ..site.clone() }
}

/// What is kept under a name that is none of a variable: `${dbt.token}` of Spring, `${ssm:/dbt/token}` of a store. Some
/// ask before the name whether there is such a variable: `${?DBT_TOKEN}`.
fn kept(text: &str) -> Option<(Space, &str)> {
    let inside = text.strip_prefix("${")?.strip_suffix('}')?;
    if let Some(name) = inside.strip_prefix('?') {
        return is_word(name, "_").then_some((Space::Env, name));
    }
    let (first, rest) = inside.split_once(':').unwrap_or((inside, ""));
    let is_store = first.bytes().all(|it| it.is_ascii_lowercase())
        && !matches!(first, "env" | "input" | "secret")
        && rest.bytes().next().is_some_and(|it| it.is_ascii_alphanumeric() || it == b'/');
    let name = if is_store { inside } else { first };
    let is_name = is_store || name.contains('.');
    (is_name && is_word(name, "_-./:@~#")).then_some((Space::Setting, name))
}

fn is_word(text: &str, others: &str) -> bool {
    let fits = |it: char| it.is_ascii_alphanumeric() || others.contains(it);
    !text.is_empty() && text.len() < 200 && text.chars().all(fits)
}

fn circumstances(source: &Source, scope: &Scope) -> Vec<Circumstance> {
    let name = source.file_name();
    let told =
        |matter, says: String| Circumstance { scope: scope.clone(), matter, span: None, says };
    let path = told(Matter::Path(source.path.clone()), "the file's path".to_owned());
    let example = || told(Matter::Example, format!("`{name}` is a template"));
    std::iter::once(path).chain(is_template(name).then(example)).collect()
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn a_name_may_be_none_of_a_variable() {
        for (text, expected) in [
            ("${dbt.pat}", Some("setting:dbt.pat")),
            ("${dbt.pat:none}", Some("setting:dbt.pat")),
            ("${ssm:/dbt/pat}", Some("setting:ssm:/dbt/pat")),
            ("${?DBT_PAT}", Some("env:DBT_PAT")),
            ("${DBT_PAT}", None),
            ("${DBT_PAT:none}", None),
            ("${env:DBT_PAT}", None),
            ("${dbt_pat:-none}", None),
            ("${a} ${b}", None),
            ("dbt.pat", None),
            ("${}", None),
        ] {
            let found = kept(text).map(|(space, name)| format!("{}:{name}", space.as_str()));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
