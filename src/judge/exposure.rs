//! Places that reveal a value: which rules condemn one.

use crate::model::{Exposure, Finding, Policy, Rule, Sources, Step, Subject};

use super::beside::Thing;
use super::draft::Draft;
use super::message::{self, Facts};
use super::once::Cause;
use super::spoken::{heard, help, level, say, special};
use super::{fingerprint, fix, vocabulary};

pub(super) fn of_exposure<'a>(
    exposure: &'a Exposure,
    sources: &Sources,
    policy: &Policy,
) -> Vec<Draft<'a>> {
    let path = sources.path(exposure.span.source);
    let rules = policy.rules.iter().filter(|rule| rule.subject == Subject::Exposure);
    let matching = rules
        .filter(|rule| vocabulary::matches(rule, |word| vocabulary::of_exposure(word, exposure)));
    let draft = |rule: &Rule| {
        let special = special(rule, |word| vocabulary::of_exposure(word, exposure));
        let facts = Facts::of_exposure(exposure, rule, path);
        let finding = Finding {
            rule: rule.id.clone(),
            level: heard(level(rule, special, policy)?, exposure.context.active),
            message: message::filled(say(rule, special), &facts),
            help: message::filled(help(rule, special), &facts),
            span: exposure.span,
            trace: way(exposure),
            notes: Vec::new(),
            fingerprint: String::new(),
            ways: Vec::new(),
            also: Vec::new(),
            fix: fix::of_exposure(rule, exposure.span, sources),
            usage: None,
            suppressed: None,
        };
        let value = exposure.value.as_ref();
        Some(Draft {
            finding,
            precedence: None,
            credential: &exposure.credential,
            consumer: "",
            value: value.map_or(0, |value| fingerprint::of_value(value.expose())),
            // A change to a file ends what stands in that file alone.
            cause: value.map(|value| {
                Cause::Value(rule.fix.is_some().then_some(exposure.span.source), value)
            }),
            thing: Some(Thing::Written(exposure.span)),
        })
    };
    matching.filter_map(draft).collect()
}

/// From where the value enters to where it is revealed.
fn way(exposure: &Exposure) -> Vec<Step> {
    if exposure.trace.is_empty() {
        return vec![Step { span: exposure.span, says: exposure.says.clone() }];
    }
    exposure.trace.clone()
}
