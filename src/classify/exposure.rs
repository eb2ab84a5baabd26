//! Places that reveal a value: literals in the strict shape anywhere, and whatever a token's own slot holds.

use crate::model::{Exposure, ExposureForm, Facts, Flow, Kind, Policy, Sighting, Span, Weight};

use super::shape::{self, Shape};

/// Every place that reveals a value, each once, in the order of places.
pub fn exposures(flows: &[Flow<'_>], facts: &Facts, policy: &Policy) -> Vec<Exposure> {
    let mut exposures: Vec<Exposure> =
        flows.iter().filter_map(|flow| of_flow(flow, policy)).collect();
    exposures.sort_by_key(|it| (it.span, it.form));
    let told = told(&exposures);
    for sighting in &facts.sightings {
        if !is_told(&told, sighting.span) {
            let kind = kind_of(sighting, policy);
            exposures.push(literal(sighting.span, kind, Some(&sighting.prefix)));
        }
    }
    exposures.sort_by_key(|it| (it.span, it.form));
    exposures.dedup_by_key(|it| it.span);
    exposures
}

/// The kind that a token's prefix proves.
fn kind_of(sighting: &Sighting, policy: &Policy) -> Kind {
    let vendor = policy.vendors.iter().find(|vendor| vendor.id == sighting.vendor);
    let prefix = vendor.and_then(|vendor| vendor.prefix_of(&sighting.prefix));
    prefix.map_or(Kind::Unknown, |prefix| prefix.kind)
}

/// For each exposure, in the order of places, how far it and those before it in its source reach.
fn told(exposures: &[Exposure]) -> Vec<Span> {
    let mut told: Vec<Span> = Vec::new();
    for span in exposures.iter().map(|it| it.span) {
        let before = told.last().filter(|it| it.source == span.source).map_or(0, |it| it.end);
        told.push(Span { end: span.end.max(before), ..span });
    }
    told
}

/// Whether a place lies within one of these.
fn is_told(told: &[Span], span: Span) -> bool {
    let behind = told.partition_point(|it| (it.source, it.start) <= (span.source, span.start));
    behind.checked_sub(1).is_some_and(|at| told[at].contains(span))
}

fn literal(span: Span, kind: Kind, prefix: Option<&str>) -> Exposure {
    let credential = shown(prefix);
    Exposure {
        form: ExposureForm::Literal,
        span,
        kind,
        says: format!("{credential} is written out here"),
        credential,
    }
}

fn shown(prefix: Option<&str>) -> String {
    prefix.map_or_else(|| "a token".to_owned(), |prefix| format!("a token `{prefix}…`"))
}

/// What is written out in a slot that can only hold a token.
fn of_flow(flow: &Flow<'_>, policy: &Policy) -> Option<Exposure> {
    let (site, presents) = super::presented(flow)?;
    let written = super::literal(flow)?;
    let vendor =
        policy.vendors.iter().find(|vendor| vendor.consumer(&presents.consumer).is_some())?;
    let shape = shape::of(written.literal.as_ref()?, vendor);
    let (kind, prefix) = match &shape {
        Shape::Token { prefix, kind } => (*kind, Some(prefix.as_str())),
        Shape::Legacy if presents.weight == Weight::Proven => (Kind::Legacy, None),
        Shape::Opaque if presents.weight == Weight::Proven => (Kind::Unknown, None),
        _ => return None,
    };
    let is_cli = site.span == written.span && presents.consumer == "dbt-cli";
    let form = if is_cli { ExposureForm::CliConfig } else { ExposureForm::Literal };
    Some(Exposure { form, ..literal(written.span, kind, prefix) })
}
