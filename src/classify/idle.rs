//! Terraform variables that are declared and that nothing takes: whoever fills one hands the value to nobody.

use std::collections::HashSet;

use crate::model::{Facts, Flow, Hop, Space};

/// The names of the variables that are declared somewhere and taken nowhere.
pub fn variables(facts: &Facts) -> HashSet<&str> {
    let of_space = |space| move |name: &&crate::model::Name| name.space == space;
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

/// Whether a flow ends where a process is presumed to hand such a variable to a Terraform root that is not known.
pub fn fills_one(flow: &Flow<'_>, idle: &HashSet<&str>) -> bool {
    let Some(Hop::Site(site)) = flow.hops.last() else { return false };
    let is_elsewhere = site.presents.as_ref().is_some_and(|it| {
        matches!(it.consumer.as_str(), "terraform-elsewhere" | "terraform-lookups")
    });
    is_elsewhere
        && site.takes.iter().any(|take| {
            take.name.text.strip_prefix("TF_VAR_").is_some_and(|name| idle.contains(name))
        })
}
