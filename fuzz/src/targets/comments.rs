//! Comments to keyfit: what one says has a place, and a finding is told or silenced by one that names its rule.

use std::collections::{BTreeMap, BTreeSet};

use keyfit::discover::decoded;
use keyfit::model::{Facts, Finding, Report, Source, SourceId, Span};

use super::dialects::read;
use super::{TODAY, beliefs, told, world};

/// How keyfit is addressed.
const MARK: &str = "keyfit:";

/// A file at any path that is read, with comments that speak to keyfit.
pub fn comments(bytes: &[u8]) {
    let Some((path, held)) = world::one_of(bytes, world::paths()) else { return };
    let (text, encoding, _) = decoded(held);
    let run = |text: String| {
        let source = Source::new(SourceId(0), path, text, encoding);
        read(source, beliefs())
    };
    let (facts, report) = run(text.clone());
    told::hold(&report);
    report.findings.iter().for_each(|it| hold_silenced(it, &facts, &report));
    let (bare, other) = run(unaddressed(&text));
    assert!(bare.allows.is_empty() && bare.declarations.is_empty() && bare.unheard.is_empty());
    hold_nothing_lost(&report, &other, facts.declarations.is_empty());
}

/// The same text, of the same length, in which nothing speaks to keyfit.
fn unaddressed(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut changed = text.to_owned();
    for (at, _) in lower.match_indices(MARK) {
        changed.replace_range(at..at + MARK.len(), "other-:");
    }
    changed
}

/// What silences a finding is a comment that names its rule, with a reason and not after its day.
fn hold_silenced(finding: &Finding, facts: &Facts, report: &Report) {
    let Some(silenced) = &finding.suppressed else { return };
    assert_eq!(silenced.by, "comment");
    assert!(!silenced.because.trim().is_empty(), "nothing is silenced without a reason");
    assert!(silenced.until.as_deref().is_none_or(|until| TODAY <= until));
    let names = |it: &&keyfit::model::Allow| it.rule == finding.rule && it.until == silenced.until;
    let comment = facts.allows.iter().find(names).expect("a comment names the rule");
    let source = report.sources.get(comment.span.source).expect("the file is kept");
    assert!(source.slice(comment.span).contains(&finding.rule), "it stands in the file");
}

/// What is found without any comment is found with them, told or not.
fn hold_nothing_lost(report: &Report, bare: &Report, is_undeclared: bool) {
    let places = |it: &Report| -> Vec<Span> { it.usages.iter().map(|it| it.span).collect() };
    assert_eq!(places(report), places(bare), "no comment takes a usage away");
    let (exposed, before) = (report.exposures.len(), bare.exposures.len());
    assert!(before <= exposed, "no comment takes an exposure away");
    // What is declared a token is one, where its form does not tell.
    assert!(!is_undeclared || before == exposed, "no other comment makes an exposure");
    assert_eq!(report.grants.len(), bare.grants.len(), "no comment takes a grant away");
    // A kind that is declared may be the one that is asked for.
    if is_undeclared {
        let found = found(report);
        let lost = self::found(bare).into_iter().find(|it| !found.contains(it));
        assert_eq!(lost, None, "a finding is lost");
    }
}

/// The rules with the places of which they speak.
fn found(report: &Report) -> BTreeSet<(&str, Span)> {
    let all = report.findings.iter().flat_map(|it| {
        let spans = it.also.iter().copied().chain([it.span]);
        spans.map(|span| (it.rule.as_str(), span))
    });
    all.collect()
}

/// Files whose marks of what is expected have become comments to keyfit, right and wrong ones.
pub fn seeds(worlds: impl Iterator<Item = BTreeMap<String, Vec<u8>>>) -> Vec<Vec<u8>> {
    const SAYS: [&str; 6] = [
        "keyfit: allow RULE because it is agreed until 2026-12-31",
        "keyfit: allow RULE because it is agreed",
        "keyfit: service",
        "keyfit: allow RULE because it must until 2026-13-01 keyfit: personal",
        "keyfit: ignore RULE",
        "keyfit: allow RULE",
    ];
    let mut seeds = Vec::new();
    for (path, bytes) in worlds.flatten() {
        let text = String::from_utf8_lossy(&bytes);
        let Some((_, rules)) = text.split_once("expect: ") else { continue };
        let rule = rules.split(['=', ',', ' ', '\n', '\r']).next().unwrap_or_default();
        let says = SAYS[seeds.len() % SAYS.len()].replace("RULE", rule);
        let marked = format!("expect: {rule}");
        seeds.push(world::alone(&path, text.replace(&marked, &says).as_bytes(), world::paths()));
    }
    seeds
}
