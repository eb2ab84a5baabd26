//! Reports: every place that a report speaks of lies in a file that it kept, and every format can tell it.

use keyfit::model::{Edit, Finding, Policy, Report, Span};
use keyfit::render::{self, Format, Look};

use super::place;

/// Hold every place of a report against the files.
pub fn hold(report: &Report) {
    report.findings.iter().flat_map(spans).for_each(|span| lies(report, span));
    for usage in &report.usages {
        let steps = usage.trace.iter().map(|step| step.span);
        let evidence = usage.credential.evidence.iter().filter_map(|it| it.span);
        steps.chain(evidence).chain([usage.span]).for_each(|span| lies(report, span));
        assert!(!usage.trace.is_empty(), "a usage has a trace");
    }
    for exposure in &report.exposures {
        let steps = exposure.trace.iter().map(|step| step.span);
        steps.chain([exposure.span]).for_each(|span| lies(report, span));
    }
    for grant in &report.grants {
        let given = grant.permissions.iter().map(|it| it.span);
        given.chain([grant.span]).for_each(|span| lies(report, span));
    }
    assert_eq!(report.usages.len(), report.verdicts.len());
    for problem in &report.problems {
        problem.span.into_iter().for_each(|span| may_lie(report, span));
        assert!(!problem.message.contains("please report it"), "{}", problem.message);
    }
}

fn spans(finding: &Finding) -> Vec<Span> {
    let steps = finding.trace.iter().chain(&finding.notes).map(|step| step.span);
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let replaced = edits.filter_map(|edit| match edit {
        Edit::Replace { span, .. } => Some(*span),
        Edit::Line { .. } => None,
    });
    steps.chain(replaced).chain(finding.also.iter().copied()).chain([finding.span]).collect()
}

fn lies(report: &Report, span: Span) {
    let source = report.sources.get(span.source);
    place::hold(source.expect("a file of which something is told is kept"), span);
}

/// A file of which only a problem is told need not be kept.
fn may_lie(report: &Report, span: Span) {
    report.sources.get(span.source).into_iter().for_each(|source| place::hold(source, span));
}

/// Tell a report. SARIF tells all rules each time, so it takes its turn.
pub fn tell(report: &Report, policy: &Policy, turn: u8) {
    for format in Format::ALL {
        if format != Format::Sarif || turn.is_multiple_of(32) {
            let look = Look { color: format == Format::Human, width: 100 };
            hold_format(format, &render::report(report, policy, format, look));
        }
    }
    let map = render::map(report, policy, Format::Human, Look::default());
    hold_format(Format::Concise, &map);
}

fn hold_format(format: Format, told: &str) {
    if matches!(format, Format::Json | Format::Sarif) {
        let value: Result<serde_json::Value, _> = serde_json::from_str(told);
        assert!(value.is_ok(), "what programs read is JSON");
    } else if format == Format::Concise {
        let is_shown = |it: char| it == '\n' || !it.is_control();
        assert!(told.chars().all(is_shown), "nothing that steers a terminal is shown");
    }
}

/// Hold that two reports on one tree are told alike.
pub fn hold_same(one: &Report, other: &Report, policy: &Policy) {
    let json = |it| render::report(it, policy, Format::Json, Look::default());
    assert_eq!(json(one), json(other), "two runs are told alike");
}

/// A number that the bytes of an input have by themselves, so that what is costly takes its turn, the same each time.
pub fn turn(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum: u8, byte| sum.rotate_left(3) ^ byte)
}
