//! Providers that no block configures: a root that has objects of one, or requires it, takes what the environment
//! holds, as it would with an empty block. What is called as a module takes its caller's instead.

use std::collections::{HashMap, HashSet};

use super::callers::Callers;
use super::reading::{File, required};
use crate::model::vendor::ProviderSlot;
use crate::model::{Consumer, Facts, Name, Presentation, Scope, Site, Space, Span, Take, Weight};

/// Who is told of where a provider comes from, where nothing is known to be handed to it.
const REQUIREMENT: &str = "terraform-requirement";

/// Add the default providers that a file requires and those that its objects use, whether or not a block configures
/// them: that may stand in another file.
pub(super) fn append(file: &File, facts: &mut Facts) {
    for (local, source) in required(file.root) {
        let known = source.text().and_then(|text| slot(file, local, Some(text)));
        // Another product's provider of this name is remembered, too: objects of other files mean that one.
        if known.is_some() || slot(file, local, None).is_some() {
            facts.implied.push(site(&file.unit, local, source.span, known));
        }
    }
    let mut seen = HashSet::new();
    for demand in &facts.demands {
        let local = demand.provider.text.as_str();
        if local.contains('.') || !seen.insert(local) {
            continue;
        }
        let known = slot(file, local, file.address(local));
        facts.implied.extend(known.map(|it| site(&file.unit, local, demand.span, Some(it))));
    }
}

fn slot<'a>(
    file: &File<'a>,
    local: &str,
    address: Option<&str>,
) -> Option<(&'a Consumer, &'a ProviderSlot)> {
    file.vendors.iter().find_map(|vendor| vendor.provider(local, address))
}

/// A provider as a site that reads the environment; one that reads none takes nothing.
fn site(unit: &Scope, local: &str, span: Span, known: Option<(&Consumer, &ProviderSlot)>) -> Site {
    let variable = known.and_then(|(_, slot)| slot.env.as_deref());
    let says = variable
        .map(|it| format!("provider `{local}` reads `{it}` from the environment"))
        .unwrap_or_default();
    let take = |it| Take { name: Name::new(Space::Env, unit, it), span };
    let present = |(consumer, _): (&Consumer, _)| {
        Box::new(Presentation { consumer: consumer.id.clone(), weight: Weight::Implied })
    };
    Site {
        takes: variable.into_iter().map(take).collect(),
        gives: Some(Name::new(Space::Provider, unit, local)),
        presents: known.map(present),
        ..Site::new(span, unit, says)
    }
}

/// Make sites of the providers that no block configures, in the roots that they come from.
pub fn settle(facts: &mut Facts) {
    let implied = std::mem::take(&mut facts.implied);
    if implied.is_empty() {
        return;
    }
    let callers = Callers::of(facts);
    let legacies = legacies(facts);
    let mut sites = Vec::new();
    let mut told: HashSet<Name> = HashSet::new();
    let mut seen = HashSet::new();
    let other = implied.iter().filter(|it| it.takes.is_empty());
    let others: HashSet<&Name> = other.filter_map(|it| it.gives.as_ref()).collect();
    for one in &implied {
        let Some(name) = one.gives.as_ref().filter(|it| !others.contains(it) && seen.insert(*it))
        else {
            continue;
        };
        let roots = callers.roots(name, one.span);
        let legacy = legacies.get(name).copied().filter(|_| !roots.is_empty());
        sites.extend(legacy.map(|span| requirement(one, span)));
        let roots = roots.into_iter().filter(|(root, _)| told.insert(root.clone()));
        sites.extend(roots.map(|(root, span)| {
            moved(one, &root, legacy.filter(|_| root == *name).unwrap_or(span))
        }));
    }
    facts.sites.extend(sites);
}

/// Where it stands that a provider is out of date, for each that is: its address rather than an object.
fn legacies(facts: &Facts) -> HashMap<&Name, Span> {
    let start = |span: Span| (span.source, span.start);
    let objects: HashSet<_> = facts.demands.iter().map(|it| start(it.span)).collect();
    let is_object = |span: Span| objects.contains(&start(span));
    let mut legacies = HashMap::new();
    for it in &facts.legacies {
        let known = legacies.entry(&it.provider).or_insert(it.span);
        if is_object(*known) && !is_object(it.span) {
            *known = it.span;
        }
    }
    legacies
}

/// A provider as what a file requires; it gives nothing, so that nothing is asked of its token.
fn requirement(one: &Site, span: Span) -> Site {
    let presents = Presentation { consumer: REQUIREMENT.to_owned(), weight: Weight::Presumed };
    let takes = one.takes.iter().map(|take| Take { span, ..take.clone() }).collect();
    Site { span, takes, gives: None, presents: Some(presents.into()), ..one.clone() }
}

/// A provider in the root that it comes from.
fn moved(one: &Site, root: &Name, span: Span) -> Site {
    let name = |it: &Name| Name { scope: root.scope.clone(), ..it.clone() };
    let take = |it: &Take| Take { name: name(&it.name), span };
    let says = one.gives.as_ref().map_or_else(
        || one.says.clone(),
        |own| {
            let says = one.says.replace(&format!("`{}`", own.text), &format!("`{}`", root.text));
            says.into()
        },
    );
    Site {
        span,
        says,
        scope: root.scope.clone(),
        takes: one.takes.iter().map(take).collect(),
        gives: Some(root.clone()),
        ..one.clone()
    }
}
