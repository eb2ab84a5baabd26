//! Places that reveal a value: literals in the strict shape anywhere, whatever a token's own slot holds, and every
//! place at which a value comes into the open on its way.

use std::cell::LazyCell;
use std::collections::HashSet;

use crate::model::vendor::NameRow;
use crate::model::{
    Arrange, Class, Context, Credential, Exposure, ExposureForm, Facts, Flow, Hop, Kind, Name,
    Origin, Passage, Policy, Secret, Sighting, Site, Sources, Space, Span, Vendor, Weight,
};

use super::applied::Ways;
use super::beside::Neighbours;
use super::credential::{self, Remarks};
use super::environment::Around;
use super::fork::Forks;
use super::shape::{self, Shape};
use super::{context, trace};

/// Every place that reveals a value, each once, in the order of places.
pub fn exposures(
    flows: &[Flow<'_>],
    facts: &Facts,
    policy: &Policy,
    sources: &Sources,
) -> Vec<Exposure> {
    let remarks = LazyCell::new(|| Remarks::new(facts, policy, sources));
    let kind = |flow: &Flow<'_>, vendor: &Vendor| credential::of(flow, vendor, &remarks).kind;
    let mut exposures: Vec<Exposure> =
        flows.iter().filter_map(|flow| of_flow(flow, policy, &kind)).collect();
    exposures.arrange_by_key(|it| (it.span, it.form));
    let told = told(&exposures);
    for sighting in &facts.sightings {
        if !is_told(&told, sighting.span) {
            let kind = kind_of(sighting, policy);
            let value = written_at(sighting.span, sources);
            exposures
                .push(Exposure { value, ..literal(sighting.span, kind, Some(&sighting.prefix)) });
        }
    }
    exposures.arrange_by_key(|it| (it.span, it.form));
    exposures.dedup_by_key(|it| it.span);
    exposures.extend(revealed(flows, facts, policy, sources));
    tell_once(&mut exposures);
    exposures.arrange_by(|a, b| order(a).cmp(&order(b)));
    exposures.dedup_by(|next, kept| {
        (next.span, next.form, &next.credential) == (kept.span, kept.form, &kept.credential)
    });
    exposures
}

/// What is written out in a project's file is told with that file.
fn tell_once(exposures: &mut Vec<Exposure>) {
    let in_projects: HashSet<Span> = exposures
        .iter()
        .filter(|it| it.form == ExposureForm::ProjectFile && it.written)
        .map(|it| it.span)
        .collect();
    exposures.retain(|it| {
        let is_within = || in_projects.iter().any(|span| span.contains(it.span));
        it.form != ExposureForm::Literal || !is_within()
    });
}

/// In the order of places; of several ways to one the one that tells the most comes first.
fn order(exposure: &Exposure) -> impl Ord + '_ {
    let known = exposure.kind != Kind::Unknown;
    (exposure.span, exposure.form, &exposure.credential, !exposure.context.active, !known)
}

/// What is written out at a place.
fn written_at(span: Span, sources: &Sources) -> Option<Secret> {
    let text = sources.get(span.source)?.text.get(span.start as usize..span.end as usize)?;
    Some(Secret::new(text))
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
        written: true,
        value: None,
        applied: true,
        context: Context::unknown(),
        trace: Vec::new(),
    }
}

fn shown(prefix: Option<&str>) -> String {
    prefix.map_or_else(|| "a token".to_owned(), |prefix| format!("a token `{prefix}…`"))
}

/// What is written out in a slot that can only hold a token. Where its form proves no kind, all that is known of it does.
fn of_flow(
    flow: &Flow<'_>,
    policy: &Policy,
    kind_of: &dyn Fn(&Flow<'_>, &Vendor) -> Kind,
) -> Option<Exposure> {
    let (site, presents) = super::presented(flow)?;
    let written = super::literal(flow)?;
    let vendor =
        policy.vendors.iter().find(|vendor| vendor.consumer(&presents.consumer).is_some())?;
    let shape = shape::of(written.literal.as_ref()?, vendor);
    let (kind, prefix) = match &shape {
        Shape::Token { prefix, kind } => (*kind, Some(prefix.as_str())),
        Shape::Legacy => {
            let kind = kind_of(flow, vendor);
            let is_said = matches!(kind, Kind::Service | Kind::Personal);
            if !is_said && presents.weight != Weight::Proven {
                return None;
            }
            (kind, None)
        }
        Shape::Opaque if presents.weight == Weight::Proven => (Kind::Unknown, None),
        _ => return None,
    };
    let is_cli = site.span == written.span && presents.consumer == "dbt-cli";
    let form = if is_cli { ExposureForm::CliConfig } else { ExposureForm::Literal };
    let value = written.literal.clone();
    Some(Exposure { form, value, ..literal(written.span, kind, prefix) })
}

/// What comes into the open on the way to a place that shows it.
fn revealed(
    flows: &[Flow<'_>],
    facts: &Facts,
    policy: &Policy,
    sources: &Sources,
) -> Vec<Exposure> {
    if !flows.iter().any(|flow| revealing(flow).next().is_some()) {
        return Vec::new();
    }
    let remarks = Remarks::new(facts, policy, sources);
    let neighbours = Neighbours::of(facts, &policy.vendors);
    let ways = Ways::of(facts, sources);
    let forks = Forks::of(facts);
    let around = Around::of(facts, policy);
    let known: HashSet<String> =
        flows.iter().filter(|flow| is_certain(flow, policy)).map(identity).collect();
    let mut exposures = Vec::new();
    for flow in flows.iter().filter(|flow| revealing(flow).next().is_some()) {
        let Some(vendor) = vendor(flow, policy, &known, &neighbours) else { continue };
        let credential = credential::of(flow, vendor, &remarks);
        if matches!(credential.kind, Kind::Webhook) || is_placeholder(flow, vendor) {
            continue;
        }
        let (contexts, _) = context::contexts(flow, policy, vendor, sources, &around);
        let Some(context) = contexts.into_iter().next() else { continue };
        let holds = |(_, form): &(_, ExposureForm)| {
            *form != ExposureForm::Forks || forks.reach(flow, vendor)
        };
        exposures.extend(revealing(flow).filter(holds).map(|(site, form)| Exposure {
            form,
            span: place(site, form),
            kind: credential.kind,
            credential: called(site, form).unwrap_or_else(|| phrase(flow, &credential)),
            says: site.says.to_string(),
            written: flow.origin == Origin::Literal,
            value: None,
            applied: ways.apply(site.span, &site.scope, vendor),
            context: context.clone(),
            trace: trace(flow),
        }));
    }
    exposures
}

/// The places of a flow that show the value: the one at which it ends, and a variable without a mark.
fn revealing<'f, 'a>(flow: &'f Flow<'a>) -> impl Iterator<Item = (&'a Site, ExposureForm)> + 'f {
    let is_hidden = is_given_back(flow) || is_masked(flow);
    let (last, bare) = (sites(flow).last(), bare(flow));
    let shows = move |site: &&Site| !is_hidden && (is(site, last) || is(site, bare));
    let sites = sites(flow).filter(shows);
    sites.flat_map(|site| site.reveals.iter().map(move |form| (site, *form)))
}

fn is(site: &Site, other: Option<&Site>) -> bool {
    other.is_some_and(|other| std::ptr::eq(site, other))
}

/// The variable through which a value comes in without a mark. A mark goes along with a value from variable to
/// variable, and so does that of a store or of a resource that makes tokens; a later variable adds nothing.
fn bare<'a>(flow: &Flow<'a>) -> Option<&'a Site> {
    let given = |site: &'a Site| Some((site, site.gives.as_ref()?.space));
    let mut carried = sites(flow).filter_map(given);
    let (first, space) =
        carried.find(|(_, space)| matches!(space, Space::Var | Space::Attribute))?;
    (space == Space::Var && !first.reveals.is_empty()).then_some(first)
}

fn sites<'f, 'a>(flow: &'f Flow<'a>) -> impl Iterator<Item = &'a Site> + 'f {
    flow.hops.iter().filter_map(|hop| if let Hop::Site(site) = hop { Some(*site) } else { None })
}

/// Whether it ends at the output of a module that another one calls: nobody is shown that but the caller.
fn is_given_back(flow: &Flow<'_>) -> bool {
    let Some(site) = sites(flow).last().filter(|it| is_within(it, "output:")) else { return false };
    let calls = |passage: &&Passage| {
        let from = passage.from.root().is_some_and(|unit| unit.starts_with("terraform:"));
        from && passage.to.encloses(&site.scope)
    };
    flow.frame.0.iter().any(calls)
}

/// Whether only a plan of Terraform shows it, and the plan hides it: the value came in with a mark.
fn is_masked(flow: &Flow<'_>) -> bool {
    sites(flow).last().is_some_and(|it| is_within(it, "plan:")) && bare(flow).is_none()
}

fn is_within(site: &Site, kind: &str) -> bool {
    site.scope.steps().last().is_some_and(|step| step.starts_with(kind))
}

/// Where a place shows a value. A variable does so where it is declared, not where its default stands.
fn place(site: &Site, form: ExposureForm) -> Span {
    let declared = site.takes.first().filter(|_| form == ExposureForm::UnmarkedVariable);
    declared.filter(|_| site.gives.is_some()).map_or(site.span, |take| take.span)
}

/// What is spoken of where a variable shows whatever passes it: the variable itself.
fn called(site: &Site, form: ExposureForm) -> Option<String> {
    let name = site.gives.as_ref().filter(|_| form == ExposureForm::UnmarkedVariable)?;
    Some(Credential::phrase(&name.to_string()))
}

/// Whether a flow certainly ends at a consumer of a vendor.
fn is_certain(flow: &Flow<'_>, policy: &Policy) -> bool {
    super::presented(flow).is_some_and(|(_, presents)| {
        let mut consumers = policy.vendors.iter().filter_map(|it| it.consumer(&presents.consumer));
        presents.weight == Weight::Proven
            && consumers.any(|it| !matches!(it.class, Class::Store | Class::Process))
    })
}

fn identity(flow: &Flow<'_>) -> String {
    credential::identity(flow, None)
}

/// The vendor whose credential it is: by its shape, by a name under which it travels, by the resource that makes it,
/// or because the same value goes to one of the vendor's consumers elsewhere.
fn vendor<'p>(
    flow: &Flow<'_>,
    policy: &'p Policy,
    known: &HashSet<String>,
    neighbours: &Neighbours<'_>,
) -> Option<&'p Vendor> {
    let literal = super::literal(flow).and_then(|site| site.literal.as_ref());
    let has_shape = |vendor: &Vendor| {
        literal.is_some_and(|value| matches!(shape::of(value, vendor), Shape::Token { .. }))
    };
    let names: Vec<&Name> = names(flow).collect();
    let is_named = |vendor: &Vendor| {
        names.iter().any(|name| row(name, vendor).is_some_and(|row| !neighbours.disown(row, flow)))
            && !names
                .iter()
                .any(|name| vendor.is_foreign(&name.text) || neighbours.is_of_another(name))
    };
    let goes_there = flow.origin == Origin::Minted || known.contains(&identity(flow));
    let goes_to = |vendor: &&Vendor| goes_there && !vendor.consumers.is_empty();
    let vendors = || policy.vendors.iter();
    vendors()
        .find(|vendor| has_shape(vendor) || is_named(vendor) || presents_to(flow, vendor))
        .or_else(|| vendors().find(goes_to))
}

fn presents_to(flow: &Flow<'_>, vendor: &Vendor) -> bool {
    super::presented(flow)
        .is_some_and(|(_, presents)| vendor.consumer(&presents.consumer).is_some())
}

/// The row of an API token's name.
fn row<'v>(name: &Name, vendor: &'v Vendor) -> Option<&'v NameRow> {
    vendor.name_row(&name.text).filter(|row| row.kind != Kind::Webhook)
}

/// The names under which a value travels that people chose for it.
fn names<'f>(flow: &'f Flow<'_>) -> impl Iterator<Item = &'f Name> {
    let origin = if let Origin::Name(name) = &flow.origin { Some(name) } else { None };
    let given = flow.hops.iter().filter_map(|hop| match hop {
        Hop::Site(site) => site.gives.as_ref(),
        Hop::Passage(_) => None,
    });
    origin.into_iter().chain(given).filter(|name| {
        !matches!(name.space, Space::Provider | Space::Attribute | Space::Matrix | Space::Case)
    })
}

/// Whether what is written out is no value but stands for one.
fn is_placeholder(flow: &Flow<'_>, vendor: &Vendor) -> bool {
    let value = super::literal(flow).and_then(|site| site.literal.as_ref());
    value.is_some_and(|it| matches!(shape::of(it, vendor), Shape::Nothing | Shape::Sample { .. }))
}

fn phrase(flow: &Flow<'_>, credential: &Credential) -> String {
    match (&flow.origin, credential.name.split_once(':')) {
        (Origin::Literal, Some((_, prefix))) => format!("a token `{prefix}`"),
        (Origin::Literal, None) => "a token".to_owned(),
        _ => Credential::phrase(&credential.name),
    }
}
