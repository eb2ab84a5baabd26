//! The decision table is complete: every use that there can be has one verdict, and every rule about a kind speaks
//! somewhere.

use std::collections::BTreeSet;

use keyfit::judge::vocabulary;
use keyfit::model::{
    Consumer, Context, Demand, Environment, Evidence, Kind, Level, Name, Plan, Policy, Requires,
    Rule, Runner, Scope, SourceId, Space, Span, Strength, Subject, Usage, Vendor,
};

const KINDS: [Kind; 6] =
    [Kind::Service, Kind::Personal, Kind::Legacy, Kind::Scim, Kind::Webhook, Kind::Unknown];
const RUNNERS: [Runner; 3] = [Runner::Attended, Runner::Unattended, Runner::Unknown];
const ENVIRONMENTS: [Environment; 4] =
    [Environment::Production, Environment::Staging, Environment::Development, Environment::Unknown];
const PLANS: [Option<Plan>; 6] = [
    None,
    Some(Plan::Developer),
    Some(Plan::Starter),
    Some(Plan::Team),
    Some(Plan::Enterprise),
    Some(Plan::EnterprisePlus),
];

#[test]
fn every_use_has_one_verdict_and_no_rule_is_shadowed() {
    let policy = policy();
    let mut spoke = BTreeSet::new();
    let mut wrong = Vec::new();
    for plan in PLANS {
        let mut policy = policy.clone();
        policy.settings.plan = plan;
        for vendor in &policy.vendors {
            for consumer in &vendor.consumers {
                for usage in usages(vendor, consumer) {
                    let first = first(&usage, &policy);
                    if 1 < first.len() {
                        wrong.push(format!("{}: {first:?}", told(&usage)));
                    }
                    spoke.extend(first);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} uses have several verdicts: {:#?}", wrong.len(), &wrong[..5]);
    let rules = policy.rules.iter().filter(|rule| rule.precedence.is_some());
    let rules: BTreeSet<String> = rules.map(|rule| rule.id.clone()).collect();
    assert_eq!(spoke, rules, "a rule that never speaks is shadowed");
}

#[test]
fn what_the_guidance_asks_for_is_never_silent_and_never_an_alarm() {
    let policy = policy();
    let mut wrong = Vec::new();
    for vendor in &policy.vendors {
        for consumer in &vendor.consumers {
            for usage in plain(vendor, consumer) {
                let level = keyfit::judge::decision(&usage, &policy).level;
                let fits = fits(&usage, level);
                if !fits {
                    wrong.push(format!("{}: {level:?}", told(&usage)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} uses are judged amiss: {wrong:#?}", wrong.len());
}

/// Whether the level is one that the guidance bears out.
fn fits(usage: &Usage, level: Option<Level>) -> bool {
    let asked = usage.requires;
    match usage.credential.kind {
        Kind::Legacy => level == Some(Level::Error),
        Kind::Personal if asked == Requires::Service => level.is_some(),
        Kind::Service if asked == Requires::Personal => level.is_some(),
        Kind::Unknown
            if asked == Requires::Service && usage.context.runner == Runner::Unattended =>
        {
            level == Some(Level::Warning)
        }
        // Nothing is ever certain of a kind that nothing proves.
        Kind::Unknown => level != Some(Level::Error),
        Kind::Service | Kind::Personal => level.is_none() || level == Some(Level::Note),
        Kind::Scim | Kind::Webhook => true,
    }
}

/// The rules about a kind that speak of a use: of those that match, the most specific.
fn first(usage: &Usage, policy: &Policy) -> Vec<String> {
    let matches = |rule: &&Rule| {
        rule.subject == Subject::Usage
            && rule.precedence.is_some()
            && vocabulary::matches(rule, |word| vocabulary::of_usage(word, usage, policy))
    };
    let matching: Vec<&Rule> = policy.rules.iter().filter(matches).collect();
    let least = matching.iter().filter_map(|rule| rule.precedence).min();
    let first = matching.iter().filter(|rule| rule.precedence == least);
    first.map(|rule| rule.id.clone()).collect()
}

/// Every use of a consumer in which nothing but its kind and its context matters.
fn plain(vendor: &Vendor, consumer: &Consumer) -> Vec<Usage> {
    let mut usages = Vec::new();
    for kind in KINDS {
        for runner in RUNNERS {
            for environment in ENVIRONMENTS {
                let context = Context { runner, environment, ..Context::unknown() };
                usages.push(keyfit::lint::usage(vendor, consumer, kind, context));
            }
        }
    }
    usages
}

/// The same with what objects beside it ask, and with evidence that contradicts itself.
fn usages(vendor: &Vendor, consumer: &Consumer) -> Vec<Usage> {
    let asked: [&[(Kind, bool)]; 6] = [
        &[],
        &[(Kind::Unknown, false)],
        &[(Kind::Personal, false)],
        &[(Kind::Service, true)],
        &[(Kind::Service, false)],
        &[(Kind::Personal, false), (Kind::Service, false)],
    ];
    let weights = [None, Some(Strength::Name), Some(Strength::Prefix)];
    let mut usages = Vec::new();
    for usage in plain(vendor, consumer) {
        for asked in asked {
            for weight in weights {
                let mut usage = usage.clone();
                usage.demands =
                    asked.iter().map(|(kind, creates)| demand(*kind, *creates)).collect();
                if let Some(strength) = weight {
                    usage.credential.evidence = vec![evidence(strength), evidence(Strength::Name)];
                    usage.credential.contradiction = Some((0, 1));
                }
                usages.push(usage);
            }
        }
    }
    usages
}

pub fn demand(kind: Kind, creates: bool) -> Demand {
    Demand {
        provider: Name::new(Space::Provider, &Scope::repository(), "it"),
        object: "it".into(),
        kind,
        creates,
        sets: Vec::new(),
        span: Span { source: SourceId(0), start: 0, end: 0 },
        says: String::new(),
    }
}

fn evidence(strength: Strength) -> Evidence {
    Evidence { kind: Kind::Personal, strength, span: None, says: String::new() }
}

fn told(usage: &Usage) -> String {
    format!(
        "{} with a {} token, {}, {}, asked for {}",
        usage.consumer,
        usage.credential.kind.as_str(),
        usage.context.runner.as_str(),
        usage.context.environment.as_str(),
        usage.requires.as_str()
    )
}

fn policy() -> Policy {
    keyfit::policy::builtin()
        .unwrap_or_else(|mistakes| panic!("{}", keyfit::policy::show(&mistakes, false)))
}
