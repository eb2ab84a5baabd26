//! Whether people from outside of a repository can start a run that reaches a place.

use std::collections::{HashMap, HashSet};

use crate::model::{Circumstance, Facts, Flow, Matter, Scope, Trigger, Vendor, Word};

use super::condition::{Conditions, Reference, Run};

/// Activity that only people with rights in the repository bring about.
const OF_MAINTAINERS: [&str; 6] =
    ["labeled", "unlabeled", "assigned", "unassigned", "milestoned", "review_requested"];

/// The workflows of the repository, by what follows them, and whether pull requests start them.
#[derive(Default)]
pub struct Forks<'a> {
    /// For each name, whether a pull request starts a workflow that is called so.
    started: HashMap<&'a str, bool>,
}

impl<'a> Forks<'a> {
    /// What the files say of workflows; nothing where none follows another.
    pub fn of(facts: &'a Facts) -> Self {
        let triggers = || facts.circumstances.iter().filter_map(trigger);
        if triggers().all(|(_, it)| it.after.is_empty()) {
            return Self::default();
        }
        let checks: HashSet<&Scope> = triggers()
            .filter(|(_, it)| it.event.starts_with("pull_request"))
            .map(|(scope, _)| scope)
            .collect();
        let mut started = HashMap::new();
        for (scope, name) in facts.circumstances.iter().filter_map(name) {
            *started.entry(name).or_default() |= checks.contains(scope);
        }
        Self { started }
    }

    /// Whether one of the triggers lets a run of somebody who is not trusted through.
    pub fn reach(&self, flow: &Flow<'_>, vendor: &Vendor) -> bool {
        let conditions = Conditions::of(flow);
        let triggers: Vec<&Trigger> =
            flow.circumstances.iter().filter_map(trigger).map(|(_, it)| it).collect();
        // What is merged was looked at.
        !triggers.iter().any(|it| it.merged)
            && triggers.iter().filter(|it| self.is_for_all(it)).any(|trigger| {
                let run = Run {
                    event: Some(&trigger.event),
                    reference: Reference::Unknown,
                    target: None,
                    trusted: Some(false),
                };
                brings(flow, &trigger.event) && conditions.let_through(&run, vendor)
            })
    }

    /// Whether anybody can start it with secrets at hand.
    fn is_for_all(&self, trigger: &Trigger) -> bool {
        let of_maintainers = |it: &String| OF_MAINTAINERS.contains(&it.as_str());
        match trigger.event.as_str() {
            "pull_request_target" => {
                trigger.types.is_empty() || !trigger.types.iter().all(of_maintainers)
            }
            "issue_comment" => true,
            // A filter keeps it to runs for branches of the repository.
            "workflow_run" => trigger.branches.is_empty() && self.follows_a_check(trigger),
            _ => false,
        }
    }

    /// Whether pull requests start what it follows, or may, where the files do not say.
    fn follows_a_check(&self, trigger: &Trigger) -> bool {
        trigger.after.is_empty()
            || trigger.after.iter().any(|name| self.started.get(name.as_str()) != Some(&false))
    }
}

fn trigger(circumstance: &Circumstance) -> Option<(&Scope, &Trigger)> {
    match &circumstance.matter {
        Matter::Trigger(trigger) => Some((&circumstance.scope, trigger)),
        _ => None,
    }
}

/// A name under which a workflow may be followed: its own, or its file's path.
fn name(circumstance: &Circumstance) -> Option<(&Scope, &str)> {
    match &circumstance.matter {
        Matter::Label(name) | Matter::Path(name) if circumstance.scope.steps().len() == 1 => {
            Some((&circumstance.scope, name))
        }
        _ => None,
    }
}

/// Whether what a caller has checked out is a pull request's code where an event starts it.
fn brings(flow: &Flow<'_>, event: &str) -> bool {
    flow.circumstances.iter().all(|it| match &it.matter {
        Matter::Code(words) => words.iter().any(|word| match word {
            Word::Text(head) => event_of(head) == event,
            Word::Name(_) => false,
        }),
        _ => true,
    })
}

/// The event with which a name stands for the head of a pull request.
fn event_of(head: &str) -> &'static str {
    if head.starts_with("github.event.workflow_run") {
        "workflow_run"
    } else if head.starts_with("github.event.issue") {
        "issue_comment"
    } else if head.starts_with("github.") {
        "pull_request_target"
    } else {
        ""
    }
}
