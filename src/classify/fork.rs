//! Whether people from outside of a repository can start a run that reaches a place.

use crate::model::{Flow, Matter, Trigger, Vendor};

use super::condition::{Conditions, Reference, Run};

/// Activity that only people with rights in the repository bring about.
const OF_MAINTAINERS: [&str; 6] =
    ["labeled", "unlabeled", "assigned", "unassigned", "milestoned", "review_requested"];

/// Whether one of the triggers lets a run of somebody who is not trusted through.
pub fn reaches(flow: &Flow<'_>, vendor: &Vendor) -> bool {
    let conditions = Conditions::of(flow);
    let triggers = flow.circumstances.iter().filter_map(|it| {
        if let Matter::Trigger(trigger) = &it.matter { Some(trigger) } else { None }
    });
    let triggers: Vec<&Trigger> = triggers.collect();
    // What is merged was looked at.
    !triggers.iter().any(|it| it.merged)
        && triggers.iter().filter(|it| is_for_all(it)).any(|trigger| {
            let run = Run {
                event: Some(&trigger.event),
                reference: Reference::Unknown,
                target: None,
                trusted: Some(false),
            };
            conditions.let_through(&run, vendor)
        })
}

/// Whether anybody can start it with secrets at hand.
fn is_for_all(trigger: &Trigger) -> bool {
    let of_maintainers = |it: &String| OF_MAINTAINERS.contains(&it.as_str());
    match trigger.event.as_str() {
        "pull_request_target" => {
            trigger.types.is_empty() || !trigger.types.iter().all(of_maintainers)
        }
        "issue_comment" => true,
        // A filter keeps it to runs for branches of the repository.
        "workflow_run" => trigger.branches.is_empty(),
        _ => false,
    }
}
