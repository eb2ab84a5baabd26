//! A finding as it is weighed against others: which of them say the same, and in which order they stand.

use crate::model::{Finding, Step};

use super::beside::Thing;
use super::once::Cause;

/// A finding with what is needed to weigh it against others.
pub(super) struct Draft<'a> {
    pub(super) finding: Finding,
    pub(super) precedence: Option<u32>,
    pub(super) credential: &'a str,
    pub(super) consumer: &'a str,
    /// What tells a value that is written out from others, see [`fingerprint::of_value`].
    pub(super) value: u16,
    pub(super) cause: Option<Cause<'a>>,
    pub(super) thing: Option<Thing>,
}

impl Draft<'_> {
    /// Remember that the same value comes to the same place by another way too. Always true.
    pub(super) fn also(&mut self, other: &Finding) -> bool {
        self.finding.ways.extend(other.ways.iter().cloned());
        let known = |step: &&Step| {
            !self.finding.trace.contains(step)
                && !self.finding.notes.iter().any(|note| note.span == step.span)
        };
        let ways =
            self.finding.notes.iter().filter(|note| note.says.starts_with("it also comes")).count();
        if let Some(step) = other.trace.iter().find(known).filter(|_| ways < MOST_WAYS) {
            self.finding.notes.push(Step {
                span: step.span,
                says: format!("it also comes this way: {}", step.says),
            });
        }
        true
    }

    /// Two findings at one place about one credential's kind, or of one rule, say the same; the louder one stays.
    pub(super) fn says_the_same(&self, kept: &Self) -> bool {
        let topic = |draft: &Self| {
            draft.precedence.map_or_else(|| draft.finding.rule.clone(), |_| String::new())
        };
        self.finding.span == kept.finding.span
            && self.credential == kept.credential
            && topic(self) == topic(kept)
            && self.finding.suppressed.is_some() == kept.finding.suppressed.is_some()
    }
}

/// How many other ways to one place a finding names.
const MOST_WAYS: usize = 4;

pub(super) fn order<'d>(draft: &'d Draft<'_>) -> impl Ord + 'd {
    let finding = &draft.finding;
    let topic = draft.precedence.map_or(finding.rule.as_str(), |_| "");
    (
        finding.span,
        draft.credential,
        topic,
        finding.suppressed.is_some(),
        std::cmp::Reverse(finding.level),
        draft.precedence,
        draft.consumer,
        finding.usage,
    )
}
