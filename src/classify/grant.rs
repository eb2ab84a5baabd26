//! What declared tokens may do, and how that fits what they are used for: `Granting`s and `Usage`s → `Grant`s.

use std::collections::BTreeSet;

use crate::model::vendor::PermissionSet;
use crate::model::{
    Arrange, Categories, Class, Demand, Facts, Fit, Given, Grant, Granting, Minted, NamedFor, Need,
    Permission, Policy, Projects, Rest, Sources, Step, Usage, Vendor, Word,
};

use super::applied::{self, Ways};
use super::escape::Ends;
use super::named;

/// Every declared token, in the order of places.
pub fn grants(
    mut grantings: Vec<Granting>,
    usages: &[Usage],
    facts: &Facts,
    policy: &Policy,
    sources: &Sources,
) -> Vec<Grant> {
    if grantings.is_empty() {
        return Vec::new();
    }
    let (ways, ends) = (Ways::of(facts, sources), Ends::of(facts));
    grantings.arrange_by(|a, b| (a.span, &a.call).cmp(&(b.span, &b.call)));
    let grants = grantings.iter().filter_map(|granting| {
        let vendor = policy.vendors.iter().find(|vendor| vendor.id == granting.vendor)?;
        let active = ways.apply(granting.span, &granting.gives.scope, vendor);
        Some(Grant { active, ..grant(granting, usages, (facts, &ends), vendor) })
    });
    let mut grants: Vec<Grant> = grants.collect();
    for (id, grant) in grants.iter_mut().enumerate() {
        grant.id = id;
    }
    grants
}

fn grant(
    granting: &Granting,
    usages: &[Usage],
    (facts, ends): (&Facts, &Ends<'_>),
    vendor: &Vendor,
) -> Grant {
    // What leaves a module by a store was made by any of the module's calls.
    let presented = |usage: &&Usage| {
        let made = |it: &Minted| it.span == granting.span && it.is_by(granting.call.as_ref());
        usage.minted.as_ref().is_some_and(made)
    };
    let usages: Vec<&Usage> = usages.iter().filter(presented).collect();
    let (name, _) = granting.gives.text.rsplit_once('.').unwrap_or((&granting.gives.text, ""));
    let title = granting.title.as_ref().and_then(text).map(str::to_owned);
    let mut grant = Grant {
        id: 0,
        vendor: vendor.id.clone(),
        name: name.to_owned(),
        named_for: title.as_ref().map_or(NamedFor::Nothing, |it| named::of(it, vendor)),
        title,
        title_span: granting.title_span,
        span: granting.span,
        permissions: granting.given.iter().flat_map(permissions).collect(),
        whole: granting.whole,
        unread: granting.unread
            || granting.given.iter().flat_map(|it| &it.set).any(|it| text(it).is_none()),
        active: true,
        usages: usages.iter().map(|usage| usage.id).collect(),
        fit: Fit::Unknown,
        excess: Vec::new(),
        rest: Rest::Short,
        needed: Vec::new(),
        consumers: Vec::new(),
        trace: vec![Step { span: granting.span, says: format!("`{name}` declares the token") }],
    };
    grant.whole &= grant.permissions.iter().all(|it| it.set.is_some());
    let demands: Vec<&Demand> = demands(granting, &usages, facts, ends, vendor);
    for permission in &mut grant.permissions {
        let set = permission.set.as_deref().and_then(|id| vendor.set(id));
        permission.needed_by = set.and_then(|set| needed_by(set, &demands, vendor));
    }
    // What one consumer needs is only known to be all where each of them tells, and where there are no others.
    let is_open = || demands.iter().any(|it| !it.sets.is_empty()) || ends.escapes(&usages);
    weigh(&mut grant, &usages, is_open, vendor);
    grant
}

fn text(word: &Word) -> Option<&str> {
    if let Word::Text(text) = word { Some(text) } else { None }
}

/// What is given, once for each set that it may be.
fn permissions(given: &Given) -> Vec<Permission> {
    let permission = |word: &Word| Permission {
        set: text(word).map(str::to_owned),
        span: given.span,
        projects: projects(given),
        categories: categories(given),
        needed_by: None,
        beyond: false,
    };
    given.set.iter().map(permission).collect()
}

fn projects(given: &Given) -> Projects {
    match (given.all_projects.as_ref().map(text), given.project) {
        (Some(None), _) | (None, None) => Projects::Unknown,
        (Some(Some("true")), Some(_)) => Projects::Contradictory,
        (Some(Some("true")), None) => Projects::All,
        (_, Some(_)) => Projects::Some,
        (Some(Some(_)), None) => Projects::None,
    }
}

/// The categories of environments; all of them together are as good as `all`.
const EVERY: [&str; 4] = ["development", "staging", "production", "other"];

fn categories(given: &Given) -> Categories {
    let Some(words) = &given.categories else { return Categories::Unset };
    let texts: Option<Vec<&str>> = words.iter().map(text).collect();
    match texts {
        None => Categories::Unknown,
        Some(texts) if texts.contains(&"all") || EVERY.iter().all(|it| texts.contains(it)) => {
            Categories::All
        }
        Some(texts) if texts.contains(&"production") => Categories::Production,
        Some(texts) if texts.is_empty() => Categories::Unset,
        Some(_) => Categories::Some,
    }
}

/// What the objects ask that are applied beside the resource, or with the token itself. Where all uses of the token are
/// known, it is none that may be applied beside it.
fn demands<'a>(
    granting: &Granting,
    usages: &[&'a Usage],
    facts: &'a Facts,
    ends: &Ends<'_>,
    vendor: &Vendor,
) -> Vec<&'a Demand> {
    let own = usages.iter().flat_map(|usage| &usage.demands).filter(|it| !it.creates);
    let tells =
        |usage: &&&Usage| vendor.consumer(&usage.consumer).is_some_and(|it| !it.sets.is_empty());
    let mut used = usages.iter().filter(|it| it.class != Class::Store).peekable();
    if used.peek().is_some() && used.all(|it| tells(&it)) && !ends.escapes(usages) {
        return own.collect();
    }
    let roots = [Some(&granting.gives.scope), granting.call.as_ref()];
    let units = applied::within(roots.into_iter().flatten(), facts);
    let is_beside = |it: &&Demand| it.provider.scope.root().is_some_and(|it| units.contains(it));
    // What makes this very token needs another one for that, and so says nothing of this one.
    let beside = facts.demands.iter().filter(|it| !it.creates && is_beside(it));
    beside.chain(own).collect()
}

/// What needs a set, or one that may do as much.
fn needed_by(set: &PermissionSet, demands: &[&Demand], vendor: &Vendor) -> Option<Step> {
    let asks = |demand: &Demand| {
        demand.sets.iter().filter_map(|id| vendor.set(id)).any(|needed| {
            needed.breadth <= set.breadth && vendor.cover(&[set], needed) == Some(true)
        })
    };
    let demand = demands.iter().find(|demand| asks(demand))?;
    Some(Step { span: demand.span, says: demand.says.clone() })
}

/// Hold what is given against what the consumers need.
fn weigh(grant: &mut Grant, usages: &[&Usage], is_open: impl Fn() -> bool, vendor: &Vendor) {
    let consumers: Vec<&&Usage> =
        usages.iter().filter(|usage| usage.class != Class::Store && usage.context.active).collect();
    grant.consumers = needs(&consumers, vendor);
    let ids: BTreeSet<&str> =
        grant.consumers.iter().flat_map(|it| &it.sets).map(String::as_str).collect();
    let needed = vendor.fewest(&ids);
    grant.needed = needed.iter().map(|set| set.id.clone()).collect();
    let given: Option<Vec<&PermissionSet>> =
        grant.permissions.iter().map(|it| vendor.set(it.set.as_deref()?)).collect();
    let Some(given) = given.filter(|given| grant.whole && !given.is_empty()) else { return };
    let refusing = |need: &Need| {
        consumers.iter().any(|it| it.consumer_title == need.title && refuses(it, &given, vendor))
    };
    for need in &mut grant.consumers {
        need.is_refused = refusing(need);
    }
    let lacking = grant.consumers.iter().position(|need| need.is_refused);
    if let Some(at) = lacking {
        grant.fit = Fit::Narrower;
        follow(grant, usages, at);
        return;
    }
    let all_tell =
        !grant.consumers.is_empty() && grant.consumers.iter().all(|it| !it.sets.is_empty());
    if !all_tell || is_open() {
        return;
    }
    // A set that is given by environments writes nowhere where none is named.
    let silent = |(permission, set): (&Permission, &&PermissionSet)| {
        let writes = if set.by_environment && permission.categories == Categories::Unset {
            Vec::new()
        } else {
            set.writes.clone()
        };
        PermissionSet { writes, ..(**set).clone() }
    };
    let given: Vec<PermissionSet> = grant.permissions.iter().zip(&given).map(silent).collect();
    let given: Vec<&PermissionSet> = given.iter().collect();
    let mut is_broader = false;
    for (permission, set) in grant.permissions.iter_mut().zip(&given) {
        permission.beyond = !vendor.excess(&[set], &needed).is_empty();
        is_broader |= permission.beyond;
    }
    let rest = grant.permissions.iter().zip(&given).filter(|(permission, _)| !permission.beyond);
    let rest: Vec<&PermissionSet> = rest.map(|(_, set)| *set).collect();
    let serves = needed.iter().all(|set| vendor.cover(&rest, set) == Some(true));
    grant.rest = if serves { Rest::Serves } else { Rest::Short };
    grant.excess = vendor.excess(&given, &needed);
    grant.fit = if is_broader { Fit::Broader } else { Fit::Exact };
    if is_broader {
        follow(grant, usages, 0);
    }
}

/// Whether a consumer certainly cannot do with some sets what it is there for.
fn refuses(usage: &Usage, given: &[&PermissionSet], vendor: &Vendor) -> bool {
    let Some(consumer) = vendor.consumer(&usage.consumer) else { return false };
    let least = if consumer.enough.is_empty() { &consumer.sets } else { &consumer.enough };
    let mut least = least.iter().filter_map(|id| vendor.set(id));
    let mut asked = usage.demands.iter().flat_map(|it| &it.sets).filter_map(|id| vendor.set(id));
    least.any(|set| vendor.cover(given, set) == Some(false))
        || asked.any(|set| vendor.cover(given, set) == Some(false))
        || given.iter().all(|set| consumer.refuses.contains(&set.id))
}

/// The consumers, each once, with what each needs.
fn needs(usages: &[&&Usage], vendor: &Vendor) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for usage in usages {
        let asked: BTreeSet<&String> = usage.demands.iter().flat_map(|it| &it.sets).collect();
        if let Some(need) = needs.iter_mut().find(|need| need.title == usage.consumer_title) {
            let more = asked.into_iter().filter(|it| !need.sets.contains(it)).cloned();
            need.sets.extend(more.collect::<Vec<_>>());
            continue;
        }
        let consumer = vendor.consumer(&usage.consumer);
        let mut sets = consumer.map(|it| it.sets.clone()).unwrap_or_default();
        sets.extend(asked.into_iter().cloned());
        needs.push(Need {
            title: usage.consumer_title.clone(),
            sets,
            is_refused: false,
            span: usage.span,
            source: consumer.and_then(|it| it.sources.last().cloned()).unwrap_or_default(),
        });
    }
    needs
}

/// Tell the way to the consumer that shows how it fits.
fn follow(grant: &mut Grant, usages: &[&Usage], consumer: usize) {
    let Some(title) = grant.consumers.get(consumer).map(|it| it.title.clone()) else { return };
    if let Some(usage) = usages.iter().find(|usage| usage.consumer_title == title) {
        grant.trace.clone_from(&usage.trace);
    }
}
