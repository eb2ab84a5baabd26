//! Readers that say less than which field or which environment of an entry they mean, or that mean each field.

use std::collections::{BTreeMap, BTreeSet};

use super::EACH;
use super::closure::Reached;
use super::settle::of_environment;
use crate::model::vendor::StoreRow;
use crate::model::{Facts, Most, Name, Scope, Site, Space, Take, Within as _};

/// How many fields of one entry are read at once.
const FIELDS: Most = Most::new(100, "fields of one entry");

/// Who reads an entry whole takes its field, if it has one that a token fills. Of several it is not known which.
pub(super) fn wholes(facts: &Facts, kept: &[Site]) -> Vec<Site> {
    let all: Vec<&Site> = facts.sites.iter().chain(kept).collect();
    let reached = Reached::by(&all);
    let fields = kept.iter().filter_map(|site| {
        let name = site.gives.as_ref().filter(|it| it.space == Space::Kept)?;
        let (whole, field) = name.text.split_once('#').filter(|(_, field)| !field.is_empty())?;
        reached.contains(name).then_some(((&name.scope, whole), field, site))
    });
    let mut by_entry: BTreeMap<_, (BTreeSet<&str>, Vec<&Site>)> = BTreeMap::new();
    for (entry, field, site) in fields {
        let (fields, sites) = by_entry.entry(entry).or_default();
        fields.insert(field);
        sites.push(site);
    }
    let single = by_entry.into_iter().filter(|(_, (fields, _))| fields.len() == 1);
    let whole = |((scope, whole), (_, sites)): ((&Scope, &str), (_, Vec<&Site>))| {
        let name = Name::new(Space::Kept, scope, whole);
        let with = move |site: &Site| Site { gives: Some(name.clone()), ..site.clone() };
        sites.into_iter().map(with).collect::<Vec<_>>()
    };
    single.flat_map(whole).collect()
}

/// Who reads each field of an entry reads those that are filled.
pub(super) fn spread(kept: &mut Vec<Site>) {
    let end = format!("#{EACH}");
    let reads = |site: &Site| site.takes.first().is_some_and(|it| it.name.text.ends_with(&end));
    let (spreading, mut others): (Vec<Site>, Vec<Site>) =
        std::mem::take(kept).into_iter().partition(reads);
    let fields: BTreeSet<&str> = others
        .iter()
        .filter_map(|site| site.gives.as_ref())
        .filter(|name| name.space == Space::Kept && name.scope.steps().is_empty())
        .map(|name| name.text.as_str())
        .collect();
    let mut read = Vec::new();
    for site in &spreading {
        let Some(take) = site.takes.first() else { continue };
        let start = take.name.text.trim_end_matches(EACH);
        let of_entry = fields.range(start..).take_while(|it| it.starts_with(start));
        read.extend(of_entry.within(FIELDS).filter_map(|text| one_of(site, start, text)));
    }
    others.append(&mut read);
    *kept = others;
}

/// The site that reads one field of those that a site reads.
fn one_of(site: &Site, start: &str, text: &str) -> Option<Site> {
    let field = text.strip_prefix(start).filter(|it| !it.is_empty())?;
    let gives = site.gives.as_ref()?;
    let field = field.replace(|it: char| !it.is_ascii_alphanumeric(), "_").to_uppercase();
    let gives = Name { text: format!("{}{field}", gives.text), ..gives.clone() };
    let take = site.takes.first()?;
    let take = Take { name: Name { text: text.to_owned(), ..take.name.clone() }, ..take.clone() };
    let says = format!(
        "`{}` is {}",
        gives.text,
        site.says.split_once(" is ")?.1.replace(EACH, &text[start.len()..])
    );
    Some(Site { takes: vec![take], gives: Some(gives), says: says.into(), ..site.clone() })
}

/// Who asks a manager for an entry and says no environment takes that of the only one that has it. A system gives its
/// units what is kept for theirs, and nothing else.
pub(super) fn anywhere(kept: &[Site], stores: &[&StoreRow]) -> Vec<Site> {
    let mut by_entry: BTreeMap<String, Vec<(&str, &Site)>> = BTreeMap::new();
    for site in kept {
        let Some(name) = site.gives.as_ref().filter(|it| it.space == Space::Kept) else { continue };
        let Some((id, rest)) = name.text.split_once('/') else { continue };
        let manager = stores.iter().find(|it| it.id == id && it.units.is_empty());
        let Some(store) = manager else { continue };
        let (entry, environment) = of_environment(store, rest);
        let entry = format!("{id}/{entry}");
        by_entry.entry(entry).or_default().extend(environment.map(|it| (it, site)));
    }
    let single = by_entry.into_iter().filter(|(_, sites)| {
        sites.first().is_some_and(|(first, _)| sites.iter().all(|(it, _)| it == first))
    });
    let with = |entry: &str, site: &Site| {
        let gives = Some(Name::new(Space::Kept, &Scope::repository(), entry));
        Site { gives, ..site.clone() }
    };
    single
        .flat_map(|(entry, sites)| {
            sites.into_iter().map(move |(_, site)| with(&entry, site)).collect::<Vec<_>>()
        })
        .collect()
}
