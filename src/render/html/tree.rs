//! The ways of one credential as a graph: what several ways share is drawn once, and each ends at a consumer.

use std::collections::BTreeMap;

use crate::model::{Finding, Step, Usage};

use super::super::scene::Scene;
use super::findings::data;
use super::markup::{badge, bounded, code, prose, step, text};

/// The findings on each usage, by their places in the report.
pub(super) type Findings<'a> = BTreeMap<usize, Vec<(usize, &'a Finding)>>;

/// So many hops are drawn of one stretch.
const MOST_HOPS: usize = 40;

/// The name of a usage's consumer for a reader.
pub(super) fn title(usage: &Usage) -> &str {
    if usage.consumer_title.is_empty() { &usage.consumer } else { &usage.consumer_title }
}

/// The ways of some usages of one credential.
pub(super) fn ways(scene: &Scene<'_>, usages: &[&Usage], findings: &Findings<'_>) -> String {
    let file =
        |usage: &Usage| scene.place(usage.trace.first().map_or(usage.span, |it| it.span)).path;
    let ways: String = by(usages, file).iter().map(|usages| way(scene, usages, findings)).collect();
    format!("<ul class=\"ways\">\n{ways}</ul>\n")
}

/// What usages share that enter in one file, and where they go from there.
fn way(scene: &Scene<'_>, usages: &[&Usage], findings: &Findings<'_>) -> String {
    let shared = shared(usages);
    let Some(first) = usages.first() else { return String::new() };
    let rest = |usage: &Usage| {
        let steps = usage.trace.get(shared..).unwrap_or_default();
        steps.iter().map(|step| (step.span, step.says.clone())).collect::<Vec<_>>()
    };
    let file = scene.place(first.trace.first().map_or(first.span, |it| it.span)).path;
    let hops = first.trace.get(..shared).unwrap_or_default();
    let last = hops.last().map_or(file, |hop| scene.place(hop.span).path);
    let ends: String =
        by(usages, rest).iter().map(|it| end(scene, it, (shared, last), findings)).collect();
    format!(
        "<li><div class=\"stretch box\"><code class=\"file\">{}</code>{}</div><ul class=\"ends\">\n{ends}</ul></li>\n",
        text(&scene.path(file)),
        stretch(scene, hops, file),
    )
}

/// Usages that go the same way to their end.
fn end(
    scene: &Scene<'_>,
    usages: &[&Usage],
    (from, file): (usize, &str),
    findings: &Findings<'_>,
) -> String {
    let hops = usages.first().and_then(|it| it.trace.get(from..)).unwrap_or_default();
    let hops = stretch(scene, hops, file);
    if let [usage] = usages {
        return used(scene, usage, &hops, findings);
    }
    let uses: String = usages.iter().map(|usage| used(scene, usage, "", findings)).collect();
    if hops.is_empty() {
        return uses;
    }
    format!(
        "<li class=\"part\"><div class=\"stretch box\">{hops}</div><ul class=\"ends\">\n{uses}</ul></li>\n"
    )
}

/// Usages with one key together, in the order of their first.
fn by<'a, K: Ord>(usages: &[&'a Usage], key: impl Fn(&Usage) -> K) -> Vec<Vec<&'a Usage>> {
    let mut places: BTreeMap<K, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Usage>> = Vec::new();
    for usage in usages {
        let place = *places.entry(key(usage)).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(usage);
    }
    groups
}

/// How many steps all of them begin with.
fn shared(usages: &[&Usage]) -> usize {
    let Some((first, rest)) = usages.split_first() else { return 0 };
    let with = |usage: &&Usage| {
        first.trace.iter().zip(&usage.trace).take_while(|(one, other)| one == other).count()
    };
    rest.iter().map(with).min().unwrap_or(first.trace.len())
}

/// Hops of a way. A file is named where the way enters it.
fn stretch(scene: &Scene<'_>, hops: &[Step], file: &str) -> String {
    if hops.is_empty() {
        return String::new();
    }
    let mut before = file;
    let hops = bounded(hops, MOST_HOPS, "step", |hop| {
        let place = scene.place(hop.span);
        let file = if place.path == before {
            String::new()
        } else {
            format!("<code class=\"file\">{}</code>", text(&scene.path(place.path)))
        };
        before = place.path;
        format!(
            "<li>{file}<span class=\"line\">{}</span> <span>{}</span></li>\n",
            place.start.line,
            prose(scene, &hop.says)
        )
    });
    format!("<ol class=\"hops\">\n{hops}</ol>\n")
}

/// The end of a way: who takes the credential, in which circumstances, and what is thought of it.
fn used(scene: &Scene<'_>, usage: &Usage, hops: &str, findings: &Findings<'_>) -> String {
    let verdict = scene.verdict(usage.id).as_str();
    let context = &usage.context;
    let idle = if context.active { "" } else { "<span class=\"chip\">cannot run</span>" };
    format!(
        "<li class=\"use\"{data}><div class=\"box {verdict}\" id=\"u{id}\">\n{hops}<p class=\"consumer\">{badge} <b>{title}</b> <span class=\"chip\">{environment}</span><span class=\"chip\">{runner}</span>{idle}</p>\n<p class=\"asks\">{asks}</p>\n{reasons}{links}</div></li>\n",
        data = data(scene, usage),
        id = usage.id,
        badge = badge(verdict, verdict),
        title = text(&scene.line(title(usage))),
        environment = named("environment", context.environment.as_str()),
        runner = named("runner", context.runner.as_str()),
        asks = asks(scene, usage),
        reasons = reasons(scene, usage),
        links = links(scene, findings.get(&usage.id).map_or(&[], Vec::as_slice)),
    )
}

/// A word that says nothing by itself is told with what it is about.
fn named(what: &str, word: &str) -> String {
    if word == "unknown" { format!("{what} unknown") } else { word.to_owned() }
}

fn asks(scene: &Scene<'_>, usage: &Usage) -> String {
    let because = prose(scene, &usage.requires_because);
    let colon = if because.is_empty() { "" } else { ": " };
    match usage.requires.as_str() {
        "either" => format!("Any kind fits{colon}{because}"),
        kind => format!("Asks for a <b>{kind}</b> token{colon}{because}"),
    }
}

fn reasons(scene: &Scene<'_>, usage: &Usage) -> String {
    let context = &usage.context;
    let reasons = [&context.environment_because, &context.runner_because].into_iter().flatten();
    let reasons: String = reasons.map(|it| reason(scene, usage, it)).collect();
    if reasons.is_empty() {
        return reasons;
    }
    format!("<ul class=\"reasons\">\n{reasons}</ul>\n")
}

/// A reason with its line, and with its file where that is another.
fn reason(scene: &Scene<'_>, usage: &Usage, reason: &Step) -> String {
    if reason.span.source != usage.span.source || !scene.has(reason.span) {
        return format!("<li>{}</li>\n", step(scene, reason));
    }
    let line = scene.place(reason.span).start.line;
    format!("<li>{}, line {line}</li>\n", prose(scene, &reason.says))
}

fn links(scene: &Scene<'_>, findings: &[(usize, &Finding)]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let links = bounded(findings, MOST_HOPS, "finding", |(at, finding)| {
        let silenced = if finding.suppressed.is_some() { " (silenced)" } else { "" };
        let rule = code(&scene.line(&finding.rule));
        format!("<li><a href=\"#f{at}\">{rule}</a>{silenced}</li>\n")
    });
    format!("<ul class=\"links\">\n{links}</ul>\n")
}
