//! Dialects: what a file at any known path says is linked, classified, judged and told, by itself and in memory.

use std::sync::OnceLock;

use keyfit::discover::decoded;
use keyfit::model::{Facts, Policy, Problem, Report, Source, SourceId, Sources};
use keyfit::{classify, extract, judge, link, parse};

use super::{beliefs, place, told, world};

/// Files of which a tree is made.
pub fn documents(bytes: &[u8]) {
    static PATHS: OnceLock<Vec<&str>> = OnceLock::new();
    hold(bytes, PATHS.get_or_init(|| paths(true)));
}

/// Files that are read as text: programs in all languages, and prose.
pub fn programs(bytes: &[u8]) {
    static PATHS: OnceLock<Vec<&str>> = OnceLock::new();
    hold(bytes, PATHS.get_or_init(|| paths(false)));
}

/// The known paths that have a format, or those that have none.
pub fn paths(formatted: bool) -> Vec<&'static str> {
    let paths = world::paths().iter().map(String::as_str);
    paths.filter(|path| parse::format_of(path).is_some() == formatted).collect()
}

/// A file at a path as bytes for a target.
pub fn at(target: &str, path: &str, bytes: &[u8]) -> Vec<u8> {
    match target {
        "documents" | "programs" => world::alone(path, bytes, &paths(target == "documents")),
        _ => world::alone(path, bytes, world::paths()),
    }
}

fn hold(bytes: &[u8], paths: &'static [&str]) {
    let Some((path, held)) = world::one_of(bytes, paths) else { return };
    let (text, encoding, _) = decoded(held);
    let policy = beliefs();
    let read = || read(Source::new(SourceId(0), path, text.as_str(), encoding), policy);
    let (_, report) = read();
    let turn = told::turn(bytes);
    told::hold(&report);
    told::tell(&report, policy, turn);
    if turn % 4 == 1 {
        told::hold_same(&report, &read().1, policy);
    }
}

/// What one file says, each fact with its place, and what is thought of that.
pub fn read(source: Source, policy: &Policy) -> (Facts, Report) {
    let (facts, problems) = facts_of(&source, policy);
    hold_facts(&source, &facts);
    let report = judged(source, &facts, problems, policy);
    (facts, report)
}

/// What one file says, as a run asks it.
fn facts_of(source: &Source, policy: &Policy) -> (Facts, Vec<Problem>) {
    let vendors = &policy.vendors;
    let sightings = extract::literals::sightings(source, vendors);
    let mut facts = Facts { sightings, ..Facts::default() };
    let wanted = extract::is_parsed(source, vendors);
    let Some(format) = parse::format_of(&source.path).filter(|_| wanted) else {
        extract::of_text(source, vendors, &mut facts);
        return (facts, Vec::new());
    };
    let parsed = parse::document(source, format);
    facts.append(extract::facts(source, &parsed.document, vendors));
    (facts, parsed.problems)
}

fn hold_facts(source: &Source, facts: &Facts) {
    let spans = facts.sites.iter().chain(&facts.kept).chain(&facts.implied).map(|it| it.span);
    let takes = facts.sites.iter().flat_map(|it| it.takes.iter().map(|take| take.span));
    let said = facts.circumstances.iter().filter_map(|it| it.span);
    let passages = facts.passages.iter().map(|it| it.span);
    let comments = facts.declarations.iter().map(|it| it.span);
    let comments = comments.chain(facts.allows.iter().map(|it| it.span));
    let comments = comments.chain(facts.unheard.iter().map(|it| it.span));
    let values = facts.mentions.iter().map(|it| it.span);
    let values = values.chain(facts.sightings.iter().map(|it| it.span));
    let needs = facts.demands.iter().map(|it| it.span);
    let needs = needs.chain(facts.grantings.iter().map(|it| it.span));
    let all = spans.chain(takes).chain(said).chain(passages).chain(comments);
    all.chain(values).chain(needs).for_each(|span| place::hold(source, span));
}

fn judged(source: Source, facts: &Facts, problems: Vec<Problem>, policy: &Policy) -> Report {
    let sources = Sources::new(vec![Some(source)]);
    let (flows, more) = link::flows(facts, &sources, link::Budget::default());
    let usages = classify::usages(&flows, facts, policy, &sources);
    let grantings = link::grantings(facts, link::Budget::default());
    let grants = classify::grants(grantings, &usages, facts, policy, &sources);
    let exposures = classify::exposures(&flows, facts, policy, &sources);
    let case = judge::Case {
        usages: &usages,
        grants: &grants,
        exposures: &exposures,
        allows: &facts.allows,
        sources: &sources,
        today: super::TODAY,
    };
    let (findings, verdicts) = judge::findings(&case, policy);
    let problems = problems.into_iter().chain(more).collect();
    drop(flows);
    Report { findings, usages, verdicts, grants, exposures, problems, sources, ..Report::default() }
}
