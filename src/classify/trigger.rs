//! What triggers say of the environment: for which branches, tags and events a flow runs.

use crate::model::{Circumstance, Environment, Flow, Matter, Test, Trigger, Vendor};

use super::condition::{Conditions, Reference, Run};
use super::context::{Said, Spoken, step};
use super::environment;

/// The environments of the runs that triggers start and conditions let through.
pub fn environments(flow: &Flow<'_>, conditions: &Conditions<'_>, vendor: &Vendor) -> Spoken {
    let merged = triggers(flow).any(|(_, trigger)| trigger.merged);
    let (mut said, mut n_runs): (Vec<Said>, usize) = (Vec::new(), 0);
    for (circumstance, trigger) in triggers(flow) {
        for reference in references(trigger, merged, conditions) {
            n_runs += 1;
            let run = Run {
                event: Some(&trigger.event),
                reference: reference.clone(),
                target: None,
                trusted: None,
            };
            if conditions.let_through(&run, vendor) {
                let because = conditions
                    .that_speaks(|test| speaks_of(test, &reference))
                    .filter(|_| !names(trigger, &reference))
                    .unwrap_or(circumstance);
                let because = step(flow, because);
                let environments = of_run(trigger, &reference, merged, vendor).into_iter();
                said.extend(environments.map(|it| (it, because.clone())));
            }
        }
    }
    if said.is_empty() && 0 < n_runs {
        return Spoken::Never;
    }
    // Where no trigger says which environment it is, weaker signs may; but a check of a pull request is settled by
    // its trigger.
    let open = said.iter().all(|(environment, _)| *environment == Environment::Unknown)
        && !is_check(flow, merged);
    Spoken::Of(if open { Vec::new() } else { said })
}

fn triggers<'f>(flow: &'f Flow<'_>) -> impl Iterator<Item = (&'f Circumstance, &'f Trigger)> {
    flow.circumstances.iter().filter_map(|it| {
        if let Matter::Trigger(trigger) = &it.matter { Some((it, trigger)) } else { None }
    })
}

fn is_check(flow: &Flow<'_>, merged: bool) -> bool {
    let checks = ["pull_request", "pull_request_target", "merge_group"];
    let mut events = triggers(flow).map(|(_, trigger)| trigger.event.as_str()).peekable();
    !merged && events.peek().is_some() && events.all(|event| checks.contains(&event))
}

/// For what a trigger may start a run, as far as filters and conditions tell one from another.
fn references(trigger: &Trigger, merged: bool, conditions: &Conditions<'_>) -> Vec<Reference> {
    match trigger.event.as_str() {
        "push" | "workflow_run" => pushed(trigger, conditions),
        "release" => vec![Reference::Tag],
        // A run for a pull request is for a merge that is on no branch yet.
        "pull_request" if !merged => vec![Reference::Other],
        "pull_request" | "pull_request_target" => vec![Reference::Unknown],
        _ => anywhere(conditions),
    }
}

fn pushed(trigger: &Trigger, conditions: &Conditions<'_>) -> Vec<Reference> {
    let (ignored, wanted): (Vec<&String>, Vec<&String>) =
        trigger.branches.iter().partition(|it| it.starts_with('!'));
    let tags = trigger.tags.then_some(Reference::Tag);
    if wanted.is_empty() && ignored.is_empty() && trigger.tags {
        return vec![Reference::Tag];
    }
    if wanted.is_empty() {
        let is_ignored = |reference: &Reference| matches!(reference, Reference::Branch(name) if ignored.iter().any(|it| covers(&it[1..], name)));
        let mut references = anywhere(conditions);
        references.retain(|it| !is_ignored(it));
        references.extend(tags);
        return references;
    }
    // A filter for many branches lets through those that a condition names, too.
    let many = |branch: &str| branch.contains(['*', '?', '[']);
    let named = conditions.branches().into_iter().filter(|name| {
        wanted.iter().any(|it| many(it) && covers(it, name)) && !wanted.iter().any(|it| it == name)
    });
    let named: Vec<Reference> = named.map(|it| Reference::Branch(it.to_owned())).collect();
    wanted.iter().map(|it| Reference::Branch((*it).clone())).chain(named).chain(tags).collect()
}

fn covers(filter: &str, branch: &str) -> bool {
    crate::model::glob::matches(filter, branch)
}

/// The branches that conditions name, and one that they do not.
fn anywhere(conditions: &Conditions<'_>) -> Vec<Reference> {
    let branches = conditions.branches().into_iter().map(|it| Reference::Branch(it.to_owned()));
    let default = conditions.name_the_default_branch().then_some(Reference::Default);
    let tag = conditions.name_tags().then_some(Reference::Tag);
    branches.chain(default).chain(tag).chain([Reference::Other]).collect()
}

/// Whether the trigger itself names what a run is for.
fn names(trigger: &Trigger, reference: &Reference) -> bool {
    match reference {
        Reference::Branch(name) => trigger.branches.contains(name),
        Reference::Tag => trigger.tags || trigger.event == "release",
        _ => false,
    }
}

fn speaks_of(test: &Test, reference: &Reference) -> bool {
    match (test, reference) {
        (Test::Branch(branch), Reference::Branch(name)) => branch == name,
        (Test::DefaultBranch, Reference::Default) | (Test::Tag, Reference::Tag) => true,
        _ => false,
    }
}

fn of_run(
    trigger: &Trigger,
    reference: &Reference,
    merged: bool,
    vendor: &Vendor,
) -> Vec<Environment> {
    let of_branch =
        |name: &str| environment::of_branch(name, vendor).unwrap_or(Environment::Unknown);
    let is_check = trigger.event.starts_with("pull_request");
    let wanted = || trigger.branches.iter().filter(|it| !it.starts_with('!'));
    match reference {
        // What is merged runs for the branch into which it is merged.
        _ if is_check && merged && wanted().next().is_some() => {
            wanted().map(|it| of_branch(it)).collect()
        }
        _ if is_check && merged => vec![Environment::Production],
        _ if is_check => vec![Environment::Unknown],
        Reference::Branch(name) => vec![of_branch(name)],
        Reference::Default | Reference::Tag => vec![Environment::Production],
        Reference::Other | Reference::Unknown => vec![Environment::Unknown],
    }
}
