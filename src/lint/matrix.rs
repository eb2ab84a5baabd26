//! The decision table: every use that there can be, classified and judged as those of a repository are.

use std::collections::BTreeMap;

use crate::model::matrix::{Cell, Decision, Group};
use crate::model::{
    Arrange, Class, Consumer, Context, Credential, Environment, Evidence, Kind, Plan, Policy,
    Runner, SourceId, Span, Strength, Usage, Vendor,
};
use crate::{classify, judge};

/// The kinds that can be presented to a consumer.
const KINDS: [Kind; 5] = [Kind::Service, Kind::Personal, Kind::Legacy, Kind::Scim, Kind::Unknown];
const RUNNERS: [Runner; 3] = [Runner::Unattended, Runner::Attended, Runner::Unknown];
const ENVIRONMENTS: [Environment; 4] =
    [Environment::Production, Environment::Staging, Environment::Development, Environment::Unknown];

/// What is thought of every kind of token at every consumer in every context; consumers of which the same is thought
/// stand together.
pub fn matrix(policy: &Policy) -> Vec<Group> {
    let bounded = bounded(policy);
    let mut groups: BTreeMap<(Class, Vec<Cell>), Vec<String>> = BTreeMap::new();
    for vendor in &policy.vendors {
        for consumer in &vendor.consumers {
            let cells = cells(vendor, consumer, policy, &bounded);
            groups.entry((consumer.class, cells)).or_default().push(consumer.id.clone());
        }
    }
    let group = |((class, cells), mut consumers): (_, Vec<String>)| {
        consumers.arrange();
        Group { class, consumers, cells }
    };
    let mut groups: Vec<Group> = groups.into_iter().map(group).collect();
    groups.arrange_by(|a, b| (a.class, &a.consumers).cmp(&(b.class, &b.consumers)));
    groups
}

/// The same policy on the smallest plan.
fn bounded(policy: &Policy) -> Policy {
    let mut bounded = policy.clone();
    bounded.settings.plan = Some(Plan::Developer);
    bounded
}

fn cells(vendor: &Vendor, consumer: &Consumer, policy: &Policy, bounded: &Policy) -> Vec<Cell> {
    let mut cells = Vec::new();
    for kind in KINDS {
        for runner in RUNNERS {
            for environment in ENVIRONMENTS {
                let context = Context { runner, environment, ..Context::unknown() };
                let usage = usage(vendor, consumer, kind, context);
                let decision = judge::decision(&usage, policy);
                let bounded = judge::decision(&usage, bounded);
                cells.push(Cell { kind, runner, environment, decision, bounded });
            }
        }
    }
    cells
}

/// A use as `classify` would tell it, with evidence that settles the kind.
pub fn usage(vendor: &Vendor, consumer: &Consumer, kind: Kind, context: Context) -> Usage {
    let span = Span { source: SourceId(0), start: 0, end: 0 };
    let (requires, requires_because) = classify::required(vendor, consumer, &context);
    let evidence = Evidence { kind, strength: Strength::Prefix, span: None, says: String::new() };
    Usage {
        id: 0,
        credential: Credential {
            vendor: vendor.id.clone(),
            name: "secret:TOKEN".to_owned(),
            identity: "secret:TOKEN".to_owned(),
            kind,
            evidence: if kind == Kind::Unknown { Vec::new() } else { vec![evidence] },
            contradiction: None,
        },
        consumer: consumer.id.clone(),
        consumer_title: consumer.title.clone(),
        class: consumer.class,
        needs: consumer.needs,
        requires,
        requires_because,
        context,
        span,
        trace: Vec::new(),
        also_in: Vec::new(),
        also_at: Vec::new(),
        accounts: Vec::new(),
        other_account: None,
        demands: Vec::new(),
        minted: None,
        applied: true,
        aliased: false,
        legacy: None,
    }
}

/// What is thought of one use.
pub fn decision(usage: &Usage, policy: &Policy) -> Decision {
    judge::decision(usage, policy)
}
