//! The words of rules: what each says of a usage, an exposure or an allowance.

use crate::model::{Condition, Exposure, Policy, Rule, Strength, Usage, settings::Plan};

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
        _ => return None,
    };
    Some(vec![value.to_owned()])
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
