//! Places that reveal a value: literals in the strict shape anywhere, and whatever a token's own slot holds.

use crate::model::{Exposure, ExposureForm, Facts, Flow, Policy, Span, Weight};

use super::shape::{self, Shape};

/// Every place that reveals a value, each once, in the order of places.
pub fn exposures(flows: &[Flow<'_>], facts: &Facts, policy: &Policy) -> Vec<Exposure> {
    let mut exposures: Vec<Exposure> =
        flows.iter().filter_map(|flow| of_flow(flow, policy)).collect();
    for sighting in &facts.sightings {
        if !exposures.iter().any(|it| it.span.contains(sighting.span)) {
            exposures.push(literal(sighting.span, Some(&sighting.prefix)));
        }
    }
    exposures.sort_by_key(|it| (it.span, it.form));
    exposures.dedup_by_key(|it| it.span);
    exposures
}

fn literal(span: Span, prefix: Option<&str>) -> Exposure {
    let credential = shown(prefix);
    Exposure {
        form: ExposureForm::Literal,
        span,
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
    let prefix = match &shape {
        Shape::Token { prefix, .. } => Some(prefix.as_str()),
        Shape::Legacy | Shape::Opaque if presents.weight == Weight::Proven => None,
        _ => return None,
    };
    let is_cli = site.span == written.span && presents.consumer == "dbt-cli";
    let form = if is_cli { ExposureForm::CliConfig } else { ExposureForm::Literal };
    Some(Exposure { form, ..literal(written.span, prefix) })
}
