//! What travels, through what circumstances: `Flow`s → `Usage`s, `Grant`s and `Exposure`s.
//!
//! Meaning is read here and nowhere else: whose a credential is, who runs it, against what, and what the guidance
//! asks there. No rule is applied; that is `judge`'s work.

mod account;
mod elsewhere;
mod applied;
mod credential;
mod idle;
mod legacy;
mod shape;
mod context;
mod condition;
mod trigger;
mod environment;
mod requirement;
mod exposure;
mod beside;
mod fork;
mod grant;
mod escape;
mod named;

use std::collections::{HashMap, HashSet};

use crate::model::{
    Account, Arrange, Class, Consumer, Context, Demand, Environment, Evidence, Facts, Flow, Hop,
    Kind, Minted, Name, Origin, Policy, Presentation, Requires, Runner, Scope, Site, SourceId,
    Sources, Space, Span, Step, Usage, Vendor, Weight,
};

use applied::Ways;
use context::Passes;
use credential::Remarks;
use environment::Around;
use shape::Shape;

pub use exposure::exposures;
pub use grant::grants;

/// What the guidance asks of a consumer in a context, and why.
pub fn required(vendor: &Vendor, consumer: &Consumer, context: &Context) -> (Requires, String) {
    requirement::of(vendor, consumer, consumer.needs, &[], context)
}

/// Every usage that the flows tell of, in the order of places.
pub fn usages(flows: &[Flow<'_>], facts: &Facts, policy: &Policy, sources: &Sources) -> Vec<Usage> {
    let remarks = Remarks::new(facts, policy, sources);
    let idle = idle::variables(facts);
    let accounts = account::by_place(facts, flows);
    let ways = Ways::of(facts, sources);
    let around = Around::of(facts, policy);
    let followed = idle::followed(flows);
    let foreign = facts.foreign.iter().map(|(space, name)| (*space, name.as_str())).collect();
    let found: Vec<(Usage, Passes)> = flows
        .iter()
        .filter(|flow| !idle::fills_one(flow, &idle) && !idle::is_followed(flow, &followed))
        .filter(|flow| !is_of_another(flow, &foreign))
        .flat_map(|flow| {
            usages_of(flow, (facts, &accounts, &ways, &around), policy, &remarks, sources)
        })
        .collect();
    let mut usages = possible(found);
    pool_evidence(&mut usages);
    usages.arrange_by(|a, b| order(a).cmp(&order(b)));
    usages.dedup_by(|next, kept| same(next, kept));
    elsewhere::tell_environments(&mut usages);
    account::tell_others(&mut usages);
    legacy::tell_once(&mut usages);
    for (id, usage) in usages.iter_mut().enumerate() {
        usage.id = id;
    }
    usages
}

/// What tells usages apart, in the order in which they are told.
type Order<'u> = (Span, &'u str, &'u str, Environment, Runner, Option<SourceId>, bool);

fn order(usage: &Usage) -> Order<'_> {
    (
        usage.span,
        &usage.credential.identity,
        &usage.consumer,
        usage.context.environment,
        usage.context.runner,
        // Two workflows that run one program each have a usage of their own, to be found in either file.
        usage.trace.first().map(|step| step.span.source),
        !usage.context.active,
    )
}

/// Whether two usages differ in nothing but whether they are active; the active one comes first.
fn same(next: &Usage, kept: &Usage) -> bool {
    let (a, b) = (order(next), order(kept));
    (a.0, a.1, a.2, a.3, a.4, a.5) == (b.0, b.1, b.2, b.3, b.4, b.5)
}

/// Usages without those that no run ever comes to, where runs come to the same place otherwise.
fn possible(found: Vec<(Usage, Passes)>) -> Vec<Usage> {
    let key = |usage: &Usage| (usage.span, usage.consumer.clone(), usage.credential.name.clone());
    let reached: HashSet<_> = found
        .iter()
        .filter(|(_, passes)| *passes == Passes::Some)
        .map(|(usage, _)| key(usage))
        .collect();
    let keep = |(usage, passes): (Usage, Passes)| {
        (passes == Passes::Some || !reached.contains(&key(&usage))).then_some(usage)
    };
    found.into_iter().filter_map(keep).collect()
}

fn usages_of(
    flow: &Flow<'_>,
    (facts, accounts, ways, around): (
        &Facts,
        &HashMap<Span, Vec<&Account>>,
        &Ways<'_>,
        &Around<'_>,
    ),
    policy: &Policy,
    remarks: &Remarks<'_>,
    sources: &Sources,
) -> Vec<(Usage, Passes)> {
    let Some((site, presents)) = presented(flow) else { return Vec::new() };
    let Some((vendor, consumer)) = policy
        .vendors
        .iter()
        .find_map(|vendor| Some((vendor, vendor.consumer(&presents.consumer)?)))
    else {
        return Vec::new();
    };
    if is_mere_placeholder(flow, vendor, consumer.class)
        || presents.weight == Weight::Presumed && is_foreign(flow, vendor)
    {
        return Vec::new();
    }
    let credential = credential::of(flow, vendor, remarks);
    if matches!(credential.kind, Kind::Webhook)
        || consumer.class == Class::Process && credential::is_of_webhook(flow, vendor)
    {
        return Vec::new();
    }
    let is_alias = site
        .gives
        .as_ref()
        .is_some_and(|name| name.space == Space::Provider && name.text.contains('.'));
    let needs = needs(consumer.needs, &flow.demands, is_alias);
    let legacy = legacy::of(site, facts);
    let (contexts, passes) = context::contexts(flow, policy, vendor, sources, around);
    let usage = |context| {
        let (requires, requires_because) =
            requirement::of(vendor, consumer, needs, &flow.demands, &context);
        Usage {
            id: 0,
            credential: credential::kept_for(credential.clone(), flow, &context),
            consumer: consumer.id.clone(),
            consumer_title: consumer.title.clone(),
            class: consumer.class,
            needs,
            requires,
            requires_because,
            context,
            span: entry(flow, site, consumer.class),
            trace: trace(flow),
            also_in: Vec::new(),
            also_at: Vec::new(),
            accounts: account::of(flow, accounts),
            other_account: None,
            demands: flow.demands.iter().map(|it| (*it).clone()).collect(),
            minted: minted(flow),
            applied: ways.apply(site.span, &site.scope, vendor),
            aliased: is_alias,
            legacy: legacy.clone(),
        }
    };
    contexts.into_iter().map(|context| (usage(context), passes)).collect()
}

/// Where the token is made, if the files show that.
fn minted(flow: &Flow<'_>) -> Option<Minted> {
    let (Origin::Minted, Hop::Site(site)) = (&flow.origin, flow.hops.first()?) else { return None };
    // A passage from a call in that unit hands the token on to another module, and is none of the unit's own calls.
    let call = flow.hops.iter().find_map(|hop| match hop {
        Hop::Passage(passage) if passage.from == site.scope => Some(passage.to.clone()),
        _ => None,
    });
    Some(Minted { span: site.span, call })
}

fn presented<'a>(flow: &Flow<'a>) -> Option<(&'a Site, &'a Presentation)> {
    match flow.hops.last()? {
        Hop::Site(site) => Some((site, site.presents.as_ref()?)),
        Hop::Passage(_) => None,
    }
}

/// Where a flow's value is written out, if it is.
fn literal<'a>(flow: &Flow<'a>) -> Option<&'a Site> {
    match (&flow.origin, flow.hops.first()?) {
        (Origin::Literal, Hop::Site(site)) => Some(site),
        _ => None,
    }
}

/// A placeholder that says no kind is no credential, except where a file is kept to list credentials.
fn is_mere_placeholder(flow: &Flow<'_>, vendor: &Vendor, class: Class) -> bool {
    let value = literal(flow).and_then(|site| site.literal.as_ref());
    class != Class::Store
        && value.is_some_and(|value| matches!(shape::of(value, vendor), Shape::Nothing))
}

/// Whether some process is presumed to read what a reader of another product is known to read.
fn is_of_another(flow: &Flow<'_>, foreign: &HashSet<(Space, &str)>) -> bool {
    let Some((site, presents)) = presented(flow) else { return false };
    let mut names = site.takes.iter().map(|take| &take.name);
    presents.weight == Weight::Presumed
        && names.any(|it| foreign.contains(&(it.space, it.text.as_str())))
}

/// Whether a value passes under a name of another product: then whoever is presumed to read it does not.
fn is_foreign(flow: &Flow<'_>, vendor: &Vendor) -> bool {
    let named = |name: &Name| {
        matches!(name.space, Space::Env | Space::Secret | Space::Setting | Space::Input)
            && vendor.is_foreign(&name.text)
    };
    let origin = matches!(&flow.origin, Origin::Name(name) if named(name));
    origin
        || flow.hops.iter().any(|hop| match hop {
            Hop::Site(site) => {
                site.gives.iter().any(named) || site.takes.iter().any(|take| named(&take.name))
            }
            Hop::Passage(_) => false,
        })
}

/// What a consumer cannot do without: its own need, or that of everything that uses it. A second provider exists for
/// what the first cannot do, so one use that needs a person's token is enough there.
fn needs(own: Requires, demands: &[&Demand], is_alias: bool) -> Requires {
    let any = |kind| demands.iter().any(|demand| demand.kind == kind);
    let personal =
        any(Kind::Personal) && (is_alias || demands.iter().all(|it| it.kind == Kind::Personal));
    match own {
        Requires::Either if any(Kind::Service) => Requires::Service,
        Requires::Either if personal => Requires::Personal,
        own => own,
    }
}

/// Where the value enters the consumer's file: its own place, or the environment entries of that file before it. A
/// script, a program and the services of a compose file are part of what runs them, so the entries of that file count
/// too; so is an action of which no more is known than that it runs some program.
fn entry(flow: &Flow<'_>, consumer: &Site, class: Class) -> Span {
    let before = flow.hops.iter().rev().skip(1);
    let is_part = |scope: &Scope| {
        let unit = scope.root().unwrap_or_default();
        ["script:", "compose:", "python:"].iter().any(|kind| unit.starts_with(kind))
            || class == Class::Process && unit.starts_with("action:")
    };
    let runs_within = is_part(&consumer.scope);
    // Settings outside of the files are no entry of them, though they are told of where they are named first.
    let is_setting = |site: &Site| {
        site.takes.iter().any(|it| it.name.space == Space::Secret && it.span == site.span)
    };
    let within = [Space::Local, Space::Input];
    let passes = |space| space == Space::Env || runs_within && within.contains(&space);
    let of_environment = |hop: &&Hop<'_>| match hop {
        Hop::Site(site) => {
            (runs_within || site.span.source == consumer.span.source)
                && !is_setting(site)
                && site.gives.as_ref().is_some_and(|name| passes(name.space))
        }
        Hop::Passage(passage) => is_part(&passage.to),
    };
    let entries = before.take_while(of_environment).filter_map(|hop| match hop {
        Hop::Site(site) => Some(site.span),
        Hop::Passage(_) => None,
    });
    entries.last().filter(|_| consumer.gives.is_none()).unwrap_or(consumer.span)
}

fn trace(flow: &Flow<'_>) -> Vec<Step> {
    let step = |hop: &Hop<'_>| match hop {
        Hop::Site(site) => Step { span: site.span, says: site.says.to_string() },
        Hop::Passage(passage) => Step { span: passage.span, says: passage.says.clone() },
    };
    flow.hops.iter().map(step).collect()
}

/// How much evidence one usage may have from others of its credential; more convinces nobody more.
const MOST_POOLED: usize = 32;

/// What one usage proves of a credential holds for all its usages.
fn pool_evidence(usages: &mut [Usage]) {
    let mut pool: HashMap<String, Vec<Evidence>> = HashMap::new();
    for usage in usages.iter() {
        let known = pool.entry(usage.credential.identity.clone()).or_default();
        known.extend(usage.credential.evidence.iter().cloned());
        if 2 * MOST_POOLED < known.len() {
            keep_strongest(known);
        }
    }
    pool.values_mut().for_each(keep_strongest);
    for usage in usages {
        let own = &usage.credential;
        if own.contradiction.is_some() {
            continue;
        }
        let pooled = pool
            .get(&own.identity)
            .into_iter()
            .flatten()
            .filter(|evidence| !own.evidence.contains(evidence))
            .cloned()
            .collect::<Vec<_>>();
        credential::add(&mut usage.credential, pooled);
    }
}

/// Keep each piece of evidence once, and of very many the strongest.
fn keep_strongest(evidence: &mut Vec<Evidence>) {
    evidence.arrange_by(|a, b| {
        let key = |it: &Evidence| (std::cmp::Reverse(it.strength), it.span, it.kind);
        key(a).cmp(&key(b)).then_with(|| a.says.cmp(&b.says))
    });
    evidence.dedup();
    evidence.truncate(MOST_POOLED);
}
