//! `##vso[task.setvariable variable=X]…`, by which a script sets a variable for the steps after it.

use std::collections::HashSet;

use super::pipeline::{Pipeline, Place};
use super::text;
use crate::extract::ci::process::Process;
use crate::extract::reference;
use crate::model::{Most, Name, Node, Scalar, Site, Space, Span, Take, Weight, Within as _};

/// How such a line begins.
const ORDER: &str = "##vso[task.setvariable ";
/// How many lines of a script are looked at.
const MANY: Most = Most::new(100, "variables that one script sets");
/// How much of a line is looked at.
const LENGTH: usize = 1000;

/// Read what a script sets, of which `n_sites` were there before it. A value that nothing is known of is left to come from outside.
pub(super) fn read(
    pipeline: &mut Pipeline<'_>,
    step: &Node,
    scalar: &Scalar,
    place: &Place<'_>,
    process: &Process<'_>,
    n_sites: usize,
) {
    let mut spans: HashSet<Span> = HashSet::new();
    for (at, _) in scalar.text.match_indices(ORDER).within(MANY) {
        let line = scalar.text[at..].lines().next().unwrap_or_default();
        let Some((order, value)) = line[ORDER.len()..].split_once(']') else { continue };
        let Some(name) = property(order, "variable").filter(|it| !it.is_empty()) else { continue };
        let start = at + ORDER.len() + order.len() + 1;
        let takes = takes(pipeline, scalar, start..start + value.len().min(LENGTH), place, process);
        if takes.is_empty() {
            continue;
        }
        let is_secret =
            property(order, "issecret").is_some_and(|it| it.eq_ignore_ascii_case("true"));
        let label = step.get("name").and_then(Node::text);
        let of_step = label.map(|label| format!("{label}.{name}"));
        for name in std::iter::once(name.to_owned()).chain(of_step) {
            let env = Name::new(Space::Env, &place.scope, text::env_name(&name));
            let setting = Name::new(Space::Setting, &place.scope, name);
            for name in std::iter::once(setting).chain(Some(env).filter(|_| !is_secret)) {
                give(pipeline, name, &takes, process);
            }
        }
        spans.extend(takes.iter().map(|it| it.span));
    }
    // What a script only hands on, no other process sees.
    let passes = |it: &Site| it.takes.iter().any(|take| spans.contains(&take.span));
    let is_presumed =
        |it: &Site| it.presents.as_ref().is_some_and(|it| it.weight == Weight::Presumed);
    let mut at = 0;
    pipeline.file.facts.sites.retain(|it| {
        at += 1;
        at <= n_sites || !(is_presumed(it) && passes(it))
    });
}

fn give(pipeline: &mut Pipeline<'_>, gives: Name, takes: &[Take], process: &Process<'_>) {
    let says = format!("{} sets `{}` for the steps after it", process.label, gives.text);
    let mut site = Site::new(takes[0].span, &gives.scope.clone(), says);
    (site.takes, site.gives) = (takes.to_vec(), Some(gives));
    pipeline.file.facts.sites.push(site);
}

/// `variable=X;issecret=true`.
fn property<'t>(order: &'t str, key: &str) -> Option<&'t str> {
    let parts = order.split(';').filter_map(|it| it.split_once('='));
    parts.filter(|(name, _)| name.trim().eq_ignore_ascii_case(key)).map(|(_, it)| it.trim()).next()
}

/// The names that the rest of a line is made of.
fn takes(
    pipeline: &Pipeline<'_>,
    scalar: &Scalar,
    range: std::ops::Range<usize>,
    place: &Place<'_>,
    process: &Process<'_>,
) -> Vec<Take> {
    let source = pipeline.file.source.id;
    let Some(value) = scalar.text.get(range.clone()) else { return Vec::new() };
    let span =
        |from: usize, to: usize| scalar.span_of(source, range.start + from, range.start + to);
    let mut takes = Vec::new();
    for piece in text::pieces(value) {
        let names = piece.references.iter().map(|it| Pipeline::name(it, &place.scope));
        takes.extend(
            names.map(|name| Take { name, span: span(piece.place.start, piece.place.end) }),
        );
    }
    for it in reference::references(value) {
        let rest = value.get(it.end..).and_then(|rest| rest.strip_prefix(':'));
        let name = match rest.filter(|_| it.name.eq_ignore_ascii_case("env")) {
            Some(rest) => rest.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next(),
            None => Some(it.name),
        };
        let name = name.filter(|name| !name.is_empty());
        takes.extend(name.map(|name| Take {
            name: Name::new(Space::Env, &process.scope, name),
            span: span(it.start, it.end),
        }));
    }
    takes
}

#[cfg(test)]
mod tests {
    use super::property;

    #[test]
    fn an_order_has_properties() {
        let order = "variable=DBT_TOKEN; isSecret=true";
        assert_eq!(property(order, "variable"), Some("DBT_TOKEN"));
        assert_eq!(property(order, "issecret"), Some("true"));
        assert_eq!(property(order, "isoutput"), None);
    }
}
