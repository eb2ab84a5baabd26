//! How grave a finding is, in numbers.

use crate::model::{Arrange, Finding, Level, Policy, Subject};

/// How grave a finding is for a machine that sorts, in tenths from 0 to 100. An open value is the gravest.
pub(super) fn severity(subject: Subject, level: Level) -> usize {
    match (subject, level) {
        (Subject::Exposure, Level::Error) => 91,
        (_, Level::Note) | (Subject::Allowance, Level::Warning) => 20,
        (_, Level::Warning) => 50,
        (_, Level::Error) => 75,
    }
}

/// The places of findings, the gravest first and else in their order; silenced ones come last.
pub(super) fn gravest_first(policy: &Policy, findings: &[&Finding]) -> Vec<usize> {
    let key = |at: &usize| {
        let finding = findings[*at];
        let subject = policy.rule(&finding.rule).map_or(Subject::Usage, |rule| rule.subject);
        let severity = severity(subject, finding.level);
        (finding.suppressed.is_some(), std::cmp::Reverse((finding.level, severity)))
    };
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.arrange_by_cached_key(key);
    order
}
