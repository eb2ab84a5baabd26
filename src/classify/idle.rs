//! Terraform variables that are declared and that nothing takes: whoever fills one hands the value to nobody. And those
//! that are known to go on: whoever fills one hands the value to nobody else.

use std::collections::HashSet;

use crate::model::{Facts, Flow, Hop, Name, Site, Space, Span};

/// The names of the variables that are declared somewhere and taken nowhere.
pub fn variables(facts: &Facts) -> HashSet<&str> {
    let of_space = |space| move |name: &&Name| name.space == space;
    let given = facts.sites.iter().filter_map(|site| site.gives.as_ref());
    let taken = facts.sites.iter().flat_map(|site| &site.takes).map(|take| &take.name);
    let taken: HashSet<&str> =
        taken.filter(of_space(Space::Var)).map(|name| name.text.as_str()).collect();
    given
        .filter(of_space(Space::Var))
        .map(|name| name.text.as_str())
        .filter(|name| !taken.contains(name))
        .collect()
}

/// The places of variables of an environment that go on into a Terraform variable on their way to someone.
pub fn followed(flows: &[Flow<'_>]) -> HashSet<Span> {
    let mut places = HashSet::new();
    for flow in flows.iter().filter(|flow| !ends_elsewhere(flow)) {
        let given = |space| move |name: &Name| name.space == space;
        let sites: Vec<&Site> = flow.hops.iter().filter_map(site).collect();
        let is_var = |site: &&&Site| site.gives.as_ref().is_some_and(given(Space::Var));
        let Some(at) = sites.iter().position(|it| is_var(&it)) else { continue };
        let before =
            sites[..at].iter().filter(|it| it.gives.as_ref().is_some_and(given(Space::Env)));
        places.extend(before.map(|site| site.span));
    }
    places
}

/// Whether a flow only presumes a Terraform root that is not known, where another flow goes on into one that is.
pub fn is_followed(flow: &Flow<'_>, followed: &HashSet<Span>) -> bool {
    ends_elsewhere(flow) && flow.hops.iter().filter_map(site).any(|it| followed.contains(&it.span))
}

fn site<'a>(hop: &Hop<'a>) -> Option<&'a Site> {
    if let Hop::Site(site) = hop { Some(site) } else { None }
}

fn ends_elsewhere(flow: &Flow<'_>) -> bool {
    let presents = flow.hops.last().and_then(site).and_then(|site| site.presents.as_ref());
    presents.is_some_and(|it| {
        matches!(it.consumer.as_str(), "terraform-elsewhere" | "terraform-lookups")
    })
}

/// Whether a flow ends where a process is presumed to hand such a variable to a Terraform root that is not known.
pub fn fills_one(flow: &Flow<'_>, idle: &HashSet<&str>) -> bool {
    let Some(site) = flow.hops.last().and_then(site) else { return false };
    let mut names = site.takes.iter().map(|take| take.name.text.as_str());
    ends_elsewhere(flow)
        && names.any(|name| name.strip_prefix("TF_VAR_").is_some_and(|it| idle.contains(it)))
}
