//! The words of rules: what each says of a usage, an exposure or an allowance.

use crate::model::vendor::Family;
use crate::model::{Condition, Exposure, Policy, Requires, Rule, Strength, Usage, settings::Plan};

/// What is the matter with an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It silences nothing.
    Unused,
    /// It silences something: nothing is the matter.
    Used,
    /// Its last day is over.
    Expired,
    /// It gives no reason.
    WithoutReason,
    /// It names a rule that does not exist.
    UnknownRule,
}

impl State {
    /// The word in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::WithoutReason => "without-reason",
            Self::UnknownRule => "unknown-rule",
        }
    }
}

/// Where an allowance stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// In place, in a comment.
    Comment,
    /// In `keyfit.toml`.
    Config,
}

impl Stand {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Config => "config",
        }
    }
}

/// Whether a rule matches a subject, given what each word says of it.
pub fn matches(rule: &Rule, said: impl Fn(&str) -> Option<Vec<String>>) -> bool {
    all(&rule.when, &said) && !rule.unless.iter().any(|group| all(group, &said))
}

/// Whether all of some conditions hold.
pub fn all(conditions: &[Condition], said: &impl Fn(&str) -> Option<Vec<String>>) -> bool {
    conditions.iter().all(|condition| {
        said(&condition.word)
            .is_some_and(|values| values.iter().any(|value| condition.values.contains(value)))
    })
}

/// What a word says of a usage.
pub fn of_usage(word: &str, usage: &Usage, policy: &Policy) -> Option<Vec<String>> {
    let credential = &usage.credential;
    let value = match word {
        "kind" => credential.kind.as_str(),
        "runner" => usage.context.runner.as_str(),
        "environment" => usage.context.environment.as_str(),
        "consumer" => &usage.consumer,
        "consumer.class" => usage.class.as_str(),
        "consumer.needs" => usage.needs.as_str(),
        "requires" => usage.requires.as_str(),
        "evidence" => credential.evidence.first().map_or("none", |it| it.strength.as_str()),
        "contradiction" => contradiction(usage),
        "also-in" => return Some(usage.also_in.iter().map(|it| it.as_str().to_owned()).collect()),
        "active" => {
            if usage.context.active {
                "true"
            } else {
                "false"
            }
        }
        "plan" => plan(policy.settings.plan),
        _ => return of_consumer(word, usage, policy).map(|it| vec![it.to_owned()]),
    };
    Some(vec![value.to_owned()])
}

/// What a word says by the row of the consumer.
fn of_consumer(word: &str, usage: &Usage, policy: &Policy) -> Option<&'static str> {
    let vendor = policy.vendors.iter().find(|vendor| vendor.id == usage.credential.vendor);
    let row = vendor.and_then(|vendor| Some((vendor, vendor.consumer(&usage.consumer)?)));
    let allows = row.is_none_or(|(vendor, row)| vendor.allows(policy.settings.plan, row));
    match word {
        "consumer.family" => {
            Some(row.and_then(|(_, row)| row.family).map_or("none", Family::as_str))
        }
        "consumer.vendor-says" => {
            Some(row.map_or(Requires::Either, |(_, row)| row.vendor_says).as_str())
        }
        "plan-allows" => Some(if allows { "true" } else { "false" }),
        _ => None,
    }
}

/// Weak where only names or prose disagree.
fn contradiction(usage: &Usage) -> &'static str {
    let Some((a, b)) = usage.credential.contradiction else { return "none" };
    let weak = |at: usize| usage.credential.evidence[at].strength <= Strength::Name;
    if weak(a) && weak(b) { "weak" } else { "strong" }
}

fn plan(plan: Option<Plan>) -> &'static str {
    match plan {
        None => "none",
        Some(Plan::Developer) => "developer",
        Some(Plan::Starter) => "starter",
        Some(Plan::Team) => "team",
        Some(Plan::Enterprise) => "enterprise",
        Some(Plan::EnterprisePlus) => "enterprise-plus",
    }
}

/// What a word says of an exposure.
pub fn of_exposure(word: &str, exposure: &Exposure) -> Option<Vec<String>> {
    match word {
        "form" => Some(vec![exposure.form.as_str().to_owned()]),
        "kind" => Some(vec![exposure.kind.as_str().to_owned()]),
        _ => None,
    }
}

/// What a word says of an allowance.
pub fn of_allowance(word: &str, state: State, stand: Stand) -> Option<Vec<String>> {
    match word {
        "state" => Some(vec![state.as_str().to_owned()]),
        "place" => Some(vec![stand.as_str().to_owned()]),
        _ => None,
    }
}
