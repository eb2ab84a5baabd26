//! The words of rules: what each says of a usage, an exposure or an allowance.

use crate::model::vendor::{Family, PermissionSet, Reach};
use crate::model::{
    Categories, Condition, Exposure, Grant, Kind, Permission, Policy, Projects, Requires, Rule,
    Strength, Usage, Vendor, settings::Plan,
};

/// What is the matter with an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It silences nothing.
    Unused,
    /// It silences something: nothing is the matter.
    Used,
    /// Its last day is over.
    Expired,
    /// Its last day is none of the calendar.
    WithoutDay,
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
            Self::WithoutDay => "without-day",
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
        "active" => truth(usage.context.active),
        "applied" => truth(usage.applied),
        "aliased" => truth(usage.aliased),
        "account" if usage.other_account.is_some() => "another",
        "account" => {
            if usage.accounts.is_empty() {
                "unknown"
            } else {
                "one"
            }
        }
        "beside-lookups" => truth(!usage.movable().is_empty()),
        "legacy-provider" => truth(usage.legacy.is_some()),
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
        "plan-allows" => Some(truth(allows)),
        "demands" => Some(demands(usage, row.map_or(Requires::Either, |(_, row)| row.needs))),
        "creates-tokens" => {
            let creates = usage.demands.iter().any(|demand| demand.creates);
            Some(truth(creates || row.is_some_and(|(_, row)| row.creates)))
        }
        _ => None,
    }
}

fn truth(is_so: bool) -> &'static str {
    if is_so { "true" } else { "false" }
}

/// What the consumer and the objects that use it cannot do without, taken together.
fn demands(usage: &Usage, own: Requires) -> &'static str {
    let asks = |kind| usage.demands.iter().any(|demand| demand.kind == kind);
    let service = own == Requires::Service || asks(Kind::Service);
    match (service, own == Requires::Personal || asks(Kind::Personal)) {
        (true, true) => "both",
        (true, false) => "service",
        (false, true) => "personal",
        (false, false) if usage.demands.is_empty() => "none",
        (false, false) => "either",
    }
}

/// Weak where only names or prose disagree.
fn contradiction(usage: &Usage) -> &'static str {
    let Some((a, b)) = usage.credential.contradiction else { return "none" };
    let weak = |at: usize| usage.credential.evidence[at].strength <= Strength::Name;
    if weak(a) && weak(b) { "weak" } else { "strong" }
}

fn plan(plan: Option<Plan>) -> &'static str {
    plan.map_or("none", Plan::as_str)
}

/// What a word says of an exposure.
pub fn of_exposure(word: &str, exposure: &Exposure) -> Option<Vec<String>> {
    match word {
        "form" => Some(vec![exposure.form.as_str().to_owned()]),
        "kind" => Some(vec![exposure.kind.as_str().to_owned()]),
        "written" => Some(vec![truth(exposure.written).to_owned()]),
        "runner" => Some(vec![exposure.context.runner.as_str().to_owned()]),
        "environment" => Some(vec![exposure.context.environment.as_str().to_owned()]),
        "active" => Some(vec![truth(exposure.context.active).to_owned()]),
        "applied" => Some(vec![truth(exposure.applied).to_owned()]),
        _ => None,
    }
}

/// What a word says of a declared token.
pub fn of_grant(word: &str, grant: &Grant, policy: &Policy) -> Option<Vec<String>> {
    let value = match word {
        "fit" => grant.fit.as_str(),
        "whole" => truth(grant.whole),
        "rest" => grant.rest.as_str(),
        "active" => truth(grant.active),
        "named-for" => grant.named_for.as_str(),
        "plan" => plan(policy.settings.plan),
        _ => return None,
    };
    Some(vec![value.to_owned()])
}

/// What a word says of one permission of a declared token.
pub fn of_permission(
    word: &str,
    grant: &Grant,
    permission: &Permission,
    vendor: Option<&Vendor>,
    policy: &Policy,
) -> Option<Vec<String>> {
    let set = permission.set.as_deref().and_then(|id| vendor?.set(id));
    let value = match word {
        "set" => return Some(permission.set.clone().into_iter().collect()),
        "projects" => permission.projects.as_str(),
        "environments" => permission.categories.as_str(),
        "needed-in-root" => truth(permission.needed_by.is_some()),
        "beyond-need" => truth(permission.beyond),
        "active" => truth(grant.active),
        "plan" => plan(policy.settings.plan),
        "set.assignable" => assignable(set, vendor, policy),
        "contradiction" => contradiction_of(permission, set),
        _ => of_set(word, permission, set)?,
    };
    Some(vec![value.to_owned()])
}

/// What a word says by the row of the set.
fn of_set(
    word: &str,
    permission: &Permission,
    set: Option<&PermissionSet>,
) -> Option<&'static str> {
    let is = |of: fn(&PermissionSet) -> bool| set.is_some_and(of);
    match word {
        "set.known" if permission.set.is_none() => Some("unread"),
        "set.known" => Some(truth(set.is_some())),
        "set.reach" => Some(set.map_or("none", |set| set.reach.as_str())),
        "set.writes" if is(PermissionSet::writes_everything) => Some("everything"),
        "set.writes" => Some(if is(|set| set.identity) { "identity" } else { "other" }),
        "environments.count" => Some(truth(is(|set| set.by_environment))),
        _ => None,
    }
}

/// Whether a service token may be given a set: at all, and on the account's plan.
fn assignable(
    set: Option<&PermissionSet>,
    vendor: Option<&Vendor>,
    policy: &Policy,
) -> &'static str {
    let Some(set) = set else { return "true" };
    let plans = vendor.map(|vendor| vendor.plans.as_slice()).unwrap_or_default();
    let row = plans.iter().find(|row| Some(row.plan) == policy.settings.plan);
    if set.not_assignable.is_some() {
        "never"
    } else if row.is_some_and(|row| !row.sets.contains(&set.id)) {
        "not-on-plan"
    } else {
        "true"
    }
}

/// Whether a permission takes back what it gives.
fn contradiction_of(permission: &Permission, set: Option<&PermissionSet>) -> &'static str {
    let of_project = set.is_some_and(|set| set.reach == Reach::Project);
    let named = matches!(
        permission.categories,
        Categories::All | Categories::Production | Categories::Some
    );
    match permission.projects {
        Projects::Contradictory => "projects",
        Projects::None if of_project => "no-project",
        _ if named && set.is_some_and(|set| !set.by_environment) => "environments",
        _ => "none",
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
