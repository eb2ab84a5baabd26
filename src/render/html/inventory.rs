//! Every credential: whose it is and why, and a graph of the ways that it takes to its consumers. The filters as well.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Arrange, Evidence, Finding, Span, Usage, Verdict};

use super::super::map;
use super::super::scene::Scene;
use super::super::summary::counted;
use super::findings::spoken;
use super::markup::{Part, badge, bounded, cut, name, text};
use super::tree;

/// So many uses are drawn on a page.
const MOST: usize = 2000;
/// Where there are more uses than this, only what is wrong stands open.
const OPEN: usize = 60;
const MOST_EVIDENCE: usize = 8;

/// The words of the filters: what each is called in the page's data and for a reader.
const FILTERS: [(&str, &str); 5] = [
    ("kind", "Kind"),
    ("consumer", "Consumer"),
    ("environment", "Environment"),
    ("runner", "Runner"),
    ("verdict", "Verdict"),
];

/// The inventory, worst first.
pub(super) fn part(scene: &Scene<'_>) -> Part {
    let (groups, left_out) = groups(scene);
    let findings = on_usages(scene);
    let is_open = scene.report.usages.len() <= OPEN;
    let cards: String = groups
        .iter()
        .enumerate()
        .map(|(at, usages)| card(scene, at, usages, &findings, is_open))
        .collect();
    let body = if groups.is_empty() {
        String::new()
    } else {
        format!("<ul class=\"cards\">\n{cards}{}</ul>\n", cut(left_out, "use"))
    };
    Part {
        id: "credentials",
        title: "Whose each key is, and where it opens",
        count: map::groups(&scene.report.usages).len(),
        lead: "Each credential once, with every way that it takes from its origin to a consumer."
            .to_owned(),
        body,
    }
}

/// Usages of one credential together, the worst first, as many as a page holds; and how many it does not hold.
fn groups<'a>(scene: &Scene<'a>) -> (Vec<Vec<&'a Usage>>, usize) {
    let mut groups = map::worst_first(scene);
    let mut room = MOST;
    for group in &mut groups {
        group.truncate(room);
        room -= group.len();
    }
    groups.retain(|group| !group.is_empty());
    let drawn: usize = groups.iter().map(Vec::len).sum();
    (groups, scene.report.usages.len() - drawn)
}

/// The findings on each usage, silenced ones among them.
fn on_usages<'a>(scene: &Scene<'a>) -> BTreeMap<usize, Vec<(usize, &'a Finding)>> {
    let mut findings: BTreeMap<usize, Vec<(usize, &Finding)>> = BTreeMap::new();
    for (at, finding) in scene.report.findings.iter().enumerate() {
        if let Some(usage) = finding.usage {
            findings.entry(usage).or_default().push((at, finding));
        }
    }
    findings
}

fn card(
    scene: &Scene<'_>,
    at: usize,
    usages: &[&Usage],
    findings: &tree::Findings<'_>,
    is_open: bool,
) -> String {
    let Some(first) = usages.first() else { return String::new() };
    let worst = usages.iter().map(|it| scene.verdict(it.id)).min().unwrap_or(Verdict::Unknown);
    let is_open = worst == Verdict::Violation || is_open && worst != Verdict::Ok;
    let kind = first.credential.kind.as_str();
    format!(
        "<li><details class=\"credential\" id=\"c{at}\"{open}>\n<summary><h3>{name}</h3> {kind} <span class=\"uses\">{uses}</span> {verdicts}</summary>\n<div class=\"flow\">\n<div class=\"origin box\"><p class=\"origin-name\">{name} {kind}</p>\n<ul class=\"evidence\">\n{evidence}</ul></div>\n{tree}</div></details></li>\n",
        open = if is_open { " open" } else { "" },
        name = name(scene, &first.credential.name),
        kind = badge(&format!("kind {kind}"), kind),
        uses = counted(usages.len(), "use"),
        verdicts = verdicts(scene, usages),
        evidence = evidence(scene, usages),
        tree = tree::ways(scene, usages, findings),
    )
}

fn verdicts(scene: &Scene<'_>, usages: &[&Usage]) -> String {
    let all = [Verdict::Violation, Verdict::Warning, Verdict::Unknown, Verdict::Ok];
    let badges = all.map(|verdict| {
        let count = usages.iter().filter(|it| scene.verdict(it.id) == verdict).count();
        let word = verdict.as_str();
        match verdict {
            _ if count == 0 => String::new(),
            Verdict::Violation | Verdict::Warning => badge(word, &counted(count, word)),
            Verdict::Unknown | Verdict::Ok => badge(word, &format!("{count} {word}")),
        }
    });
    badges.concat()
}

/// What says whose it is, in any of its uses: each clause once, with the first place that says so.
fn evidence(scene: &Scene<'_>, usages: &[&Usage]) -> String {
    let mut all: Vec<(&Evidence, BTreeSet<Option<Span>>)> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for evidence in usages.iter().flat_map(|usage| &usage.credential.evidence) {
        let at = *known.entry(&evidence.says).or_insert(all.len());
        if at == all.len() {
            all.push((evidence, BTreeSet::new()));
        }
        all[at].1.insert(evidence.span);
    }
    if all.is_empty() {
        return "<li>nothing says whose it is</li>\n".to_owned();
    }
    bounded(&all, MOST_EVIDENCE, "reason", |(it, places)| spoken(scene, it, places.len() - 1))
}

/// The filters, hidden until a script can serve them.
pub(super) fn filters(scene: &Scene<'_>) -> String {
    if scene.report.usages.is_empty() {
        return String::new();
    }
    let selects = FILTERS.map(|(word, label)| {
        let option = |(value, shown): &(String, String)| {
            format!("<option value=\"{}\">{}</option>", text(value), text(shown))
        };
        let options: Vec<String> = options(scene, word).iter().map(option).collect();
        let options = options.concat();
        format!(
            "<label>{label} <select name=\"{word}\"><option value=\"\">any</option>{options}</select></label>\n"
        )
    });
    format!(
        "<form id=\"filter\" role=\"search\" aria-label=\"Findings and uses\" hidden>\n<label class=\"words\">Search <input type=\"search\" name=\"words\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"a name, a file, a rule\"></label>\n{}<button type=\"reset\">Clear</button>\n<output aria-live=\"polite\"></output>\n</form>\n",
        selects.concat()
    )
}

/// What can be asked for: each value that occurs, in the order of what a reader sees.
fn options(scene: &Scene<'_>, word: &str) -> Vec<(String, String)> {
    let value = |usage: &Usage| match word {
        "kind" => usage.credential.kind.as_str().to_owned(),
        "consumer" => scene.line(&usage.consumer),
        "environment" => usage.context.environment.as_str().to_owned(),
        "runner" => usage.context.runner.as_str().to_owned(),
        _ => scene.verdict(usage.id).as_str().to_owned(),
    };
    let shown = |usage: &Usage| match word {
        "consumer" => scene.line(tree::title(usage)),
        _ => value(usage),
    };
    let all: BTreeMap<String, String> =
        scene.report.usages.iter().map(|usage| (value(usage), shown(usage))).collect();
    let mut all: Vec<_> = all.into_iter().collect();
    all.arrange_by(|a, b| a.1.cmp(&b.1));
    all
}
