//! What of all that is said of stores counts: where a minted token is kept, and where it is taken again.

use std::collections::{BTreeMap, HashSet};

use super::closure::{self, Reached};
use super::names::Names;
use super::readers::{anywhere, spread, wholes};
use super::workspaces::Workspaces;
use super::{Entry, OUTPUTS, outside};
use crate::model::vendor::StoreRow;
use crate::model::{Choice, Evidence, Facts, Held, Name, Scope, Site, Space, Strength, Vendor};

/// Make sites of what counts, and forget the rest.
pub fn settle(facts: &mut Facts, vendors: &[Vendor]) {
    let mut kept = std::mem::take(&mut facts.kept);
    leave_idle(facts, &mut kept);
    let workspaces = Workspaces::of(vendors.iter().flat_map(|vendor| &vendor.stores));
    let is_followed = || kept.iter().any(|site| workspaces.concern(site));
    if !kept.is_empty() && (facts.sites.iter().any(closure::is_minted) || is_followed()) {
        add(facts, kept.into_iter().collect(), vendors);
    }
    only_filled(&mut facts.sites);
}

/// Leave out the outputs that no command prints: one is there for whoever asks, and goes nowhere by that alone.
fn leave_idle(facts: &Facts, kept: &mut Held<Site>) {
    let is_output = |name: &&Name| name.space == Space::Kept && name.text.starts_with(OUTPUTS);
    let takes = facts.sites.iter().chain(kept.iter()).flat_map(|site| &site.takes);
    let asked: HashSet<Name> = takes.map(|take| &take.name).filter(is_output).cloned().collect();
    kept.retain(|site| {
        site.gives.as_ref().filter(is_output).is_none_or(|name| asked.contains(name))
    });
}

fn add(facts: &mut Facts, kept: Vec<Site>, vendors: &[Vendor]) {
    let stores: Vec<&StoreRow> = vendors.iter().flat_map(|vendor| &vendor.stores).collect();
    let (namings, kept): (Vec<Site>, Vec<Site>) =
        kept.into_iter().partition(|site| site.literal.is_some());
    let names = Names::of(namings);
    let mut kept = owned(facts, named(kept, &names, &stores));
    kept.extend(wholes(facts, &kept));
    kept.extend(anywhere(&kept, &stores));
    spread(&mut kept);
    kept.extend(outside::readings(facts, &kept, &stores, &names));
    let all: Vec<&Site> = facts.sites.iter().chain(&kept).collect();
    let reached = Reached::by(&all);
    let workspaces = Workspaces::of(stores.into_iter());
    let counts = |site: &&Site| {
        closure::is_minted(site)
            || site.takes.iter().any(|take| reached.contains(&take.name))
            || workspaces.concern(site)
    };
    let counting: Vec<Site> = kept.iter().filter(counts).cloned().collect();
    let handed = workspaces.handed(&kept, &reached, vendors);
    facts.sites.extend(counting);
    facts.append(handed);
}

/// The sites with the names of entries in the place of the resources that stand for them.
fn named(mut kept: Vec<Site>, names: &Names, stores: &[&StoreRow]) -> Vec<Site> {
    for site in &mut kept {
        let takes = site.takes.iter_mut().map(|take| &mut take.name);
        for name in takes.chain(&mut site.gives).filter(|it| it.space == Space::Kept) {
            *name = whose(name, names, stores);
        }
        if site.says.is_empty() {
            site.says = read(site, stores).into();
        }
    }
    kept
}

/// What happens where an entry is read, as a clause.
fn read(site: &Site, stores: &[&StoreRow]) -> String {
    let entry = site.takes.first().map_or("", |take| take.name.text.as_str());
    told(site.gives.as_ref().map_or("", |name| &name.text), entry, stores)
}

/// That a name is the name of an entry.
pub(super) fn told(name: &str, entry: &str, stores: &[&StoreRow]) -> String {
    let (id, place) = entry.split_once('/').unwrap_or(("", entry));
    let title = stores.iter().find(|it| it.id == id).map_or("its store", |it| it.title.as_str());
    format!("`{name}` is `{}` of {title}", place.trim_end_matches('#'))
}

/// The name of an entry, once the resources are known that stand for it or for its environment.
fn whose(name: &Name, names: &Names, stores: &[&StoreRow]) -> Name {
    let text = names.in_place(&name.scope, &name.text);
    let entry = text.split('|').next().unwrap_or_default();
    if entry.contains('{') {
        return Name { text, ..name.clone() };
    }
    let (entry, owner) = text.split_at(text.find('|').unwrap_or(text.len()));
    let entry = spelled(entry, stores).unwrap_or_else(|| entry.to_owned());
    Name::new(Space::Kept, &Scope::repository(), format!("{entry}{owner}"))
}

/// Whose an entry is: the folder that fills it, and what an argument says, such as the repository.
type Owner = (Option<String>, Option<String>);

/// The sites without the owners of the entries that they fill. Where several owners have an entry of one name, and not
/// the same in it, any of them may be meant: then no more is known than that a resource mints what is there.
fn owned(facts: &Facts, mut kept: Vec<Site>) -> Vec<Site> {
    let mut entries: BTreeMap<Name, Vec<(Owner, usize)>> = BTreeMap::new();
    for (at, site) in kept.iter_mut().enumerate() {
        let Some(name) = site.gives.as_mut().filter(|it| it.space == Space::Kept) else { continue };
        let owner = name.text.split_once('|').map(|(_, owner)| owner.to_owned());
        let owner = (site.scope.root().map(str::to_owned), owner);
        let length = name.text.find('|').unwrap_or(name.text.len());
        name.text.truncate(length);
        entries.entry(name.clone()).or_default().push((owner, at));
    }
    let differ = |sites: &[(Owner, usize)]| {
        let owners: HashSet<&Owner> = sites.iter().map(|(owner, _)| owner).collect();
        let first = sites.first().map(|(_, at)| &kept[*at]);
        let is_other = |site: &Site| first.is_some_and(|it| names(it) != names(site));
        1 < owners.len() && sites.iter().any(|(_, at)| is_other(&kept[*at]))
    };
    let open: Vec<(Name, Vec<usize>)> = entries
        .into_iter()
        .filter(|(_, sites)| differ(sites))
        .map(|(name, sites)| (name, sites.into_iter().map(|(_, at)| at).collect()))
        .collect();
    if open.is_empty() {
        return kept;
    }
    let all: Vec<&Site> = facts.sites.iter().chain(&kept).collect();
    let reached = Reached::by(&all);
    let of_minted = |at: &usize| kept[*at].takes.iter().all(|it| reached.contains(&it.name));
    let told: Vec<Site> = open
        .iter()
        .filter(|(_, sites)| sites.iter().all(of_minted))
        .filter_map(|(name, sites)| any_of(facts, name, &kept[*sites.first()?]))
        .collect();
    let gone: HashSet<usize> = open.into_iter().flat_map(|(_, sites)| sites).collect();
    let mut at = 0..;
    kept.retain(|_| !at.next().is_some_and(|at| gone.contains(&at)));
    kept.extend(told);
    kept
}

fn names(site: &Site) -> Vec<&Name> {
    site.takes.iter().map(|take| &take.name).collect()
}

/// A site that mints what one of several resources does, if all resources of the files mint one kind.
fn any_of(facts: &Facts, name: &Name, first: &Site) -> Option<Site> {
    let mut minted =
        facts.sites.iter().filter(|it| closure::is_minted(it)).flat_map(|it| &it.evidence);
    let kind = minted.next()?.kind;
    let entry = name.text.split_once('/').map_or("", |(_, entry)| entry);
    let says = format!("several resources keep a {} token as `{entry}`", kind.as_str());
    minted.all(|it| it.kind == kind).then(|| Site {
        takes: Vec::new(),
        gives: Some(name.clone()),
        says: says.as_str().into(),
        evidence: [Evidence { kind, strength: Strength::Resource, span: Some(first.span), says }]
            .into(),
        ..first.clone()
    })
}

/// An entry as all spell it, with its field and its environment.
fn spelled(text: &str, stores: &[&StoreRow]) -> Option<String> {
    let (id, rest) = text.split_once('/')?;
    let store = stores.iter().find(|store| store.id == id)?;
    let (rest, environment) = of_environment(store, rest);
    let (place, field) = match rest.split_once('#') {
        Some((place, field)) => (place, Some(field)),
        None => (rest, None),
    };
    let entry = Entry::new(id, place)?;
    let mut text = format!("{}/{}", entry.store, entry.place);
    if let Some(field) = field {
        text = format!("{text}#{}", entry.field.as_deref().unwrap_or(field));
    }
    Some(environment.map_or(text.clone(), |it| format!("{text}@{it}")))
}

/// What an entry is called and the one environment for which it is kept.
pub(super) fn of_environment<'t>(store: &StoreRow, text: &'t str) -> (&'t str, Option<&'t str>) {
    let knows = store.fills.iter().any(|slot| slot.environment.is_some());
    match text.split_once('@').filter(|_| knows) {
        Some((entry, environment)) => (entry, Some(environment)),
        None => (text, None),
    }
}

/// Of the entries that a site may read, keep those that something fills: `link` would take any other for a name from
/// outside.
fn only_filled(sites: &mut Held<Site>) {
    let is_kept = |name: &Name| name.space == Space::Kept;
    let filled: HashSet<Name> =
        sites.iter().filter_map(|site| site.gives.clone()).filter(|name| is_kept(name)).collect();
    let reads = |site: &Site| site.takes.iter().any(|take| is_kept(&take.name));
    for site in sites.those_mut(reads) {
        site.takes.retain(|take| !is_kept(&take.name) || filled.contains(&take.name));
        if site.takes.len() < 2 {
            site.choice = Choice::Any;
        }
    }
}
