//! Sites of objects, and the names that they give and take.

use super::text;
use crate::extract::ci::file::File;
use crate::extract::ci::presumption::presumed;
use crate::extract::reference::references;
use crate::model::{Name, Scalar, Scope, Secret, Site, Space, Span, Style, Take};

/// The value of a variable that is not written out where it is named.
pub(super) fn nothing(span: Span) -> Scalar {
    Scalar::verbatim("", span.start as usize, Style::Plain)
}

/// The entry of an object that holds secrets.
pub(super) fn entry(scope: &Scope, object: &str, key: &str) -> Name {
    Name::new(Space::Secret, scope, format!("{object}/{key}"))
}

/// The entry of an object that holds settings.
pub(super) fn setting(scope: &Scope, object: &str, key: &str) -> Name {
    Name::new(Space::Setting, scope, format!("{object}/{key}"))
}

/// All entries of an object: what loads it whole takes this name, and each entry that may be a credential gives it.
/// A name of this space that nothing gives is nothing, as an object is whose entries nobody knows.
pub(super) fn whole(name: &Name) -> Option<Name> {
    let (object, _) = name.text.rsplit_once('/')?;
    let mark = if name.space == Space::Secret { "*" } else { "**" };
    Some(Name::new(Space::Input, &name.scope, format!("{object}/{mark}")))
}

/// Whether a path to an entry, taken under some name, leads to an API token.
pub(super) fn is_credential(file: &File<'_>, path: &str, taken_as: &str) -> bool {
    file.vendors.iter().any(|vendor| vendor.is_entry(path, taken_as))
}

/// The names that a value is made of: values of the chart, variables of the container, and what is filled in before
/// the cluster sees it.
pub(super) fn takes(file: &File<'_>, scalar: &Scalar, scope: &Scope) -> Vec<Take> {
    let unit = &file.unit;
    let span = |start, end| scalar.span_of(file.source.id, start, end);
    let mut takes: Vec<Take> = text::values(&scalar.text)
        .into_iter()
        .map(|(path, start, end)| Take {
            name: Name::new(Space::Setting, unit, path),
            span: span(start, end),
        })
        .collect();
    for (name, start, end) in text::filled(&scalar.text) {
        let is_variable = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
        let (space, scope) = if is_variable { (Space::Env, scope) } else { (Space::Setting, unit) };
        takes.push(Take { name: Name::new(space, scope, name), span: span(start, end) });
    }
    for it in references(&scalar.text) {
        takes.push(Take {
            name: Name::new(Space::Env, unit, it.name),
            span: span(it.start, it.end),
        });
    }
    if takes.is_empty() && scalar.templated {
        let name = Name::new(Space::Setting, unit, text::variable(&scalar.text));
        takes.push(Take { name, span: span(0, scalar.text.len()) });
    }
    takes
}

/// A site that gives a name what a value holds.
pub(super) fn given(
    file: &File<'_>,
    gives: Name,
    scalar: &Scalar,
    span: Span,
    says: String,
) -> Site {
    let mut site = Site::new(span, &gives.scope.clone(), says);
    site.takes = takes(file, scalar, &gives.scope);
    for take in site.takes.iter_mut().filter(|take| take.name == gives) {
        // What a variable is made of when it is set from itself is what it was before, further out.
        take.name.scope = gives.scope.outer().unwrap_or_default();
    }
    let is_literal = site.takes.is_empty() && !scalar.text.is_empty();
    site.literal = is_literal.then(|| Secret::new(scalar.text.as_str()));
    site.gives = Some(gives);
    site
}

/// A site that gives one name what another holds.
pub(super) fn passed(gives: Name, name: Name, span: Span, says: String) -> Site {
    let mut site = Site::new(span, &gives.scope.clone(), says);
    site.takes = vec![Take { name, span }];
    site.gives = Some(gives);
    site
}

/// A site at which some process sees what a name holds.
pub(super) fn seen(name: Name, scope: &Scope, span: Span, says: String) -> Site {
    let mut site = Site::new(span, scope, says);
    site.takes = vec![Take { name, span }];
    site.presents = Some(presumed("process").into());
    site
}
