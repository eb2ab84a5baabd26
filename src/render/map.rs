//! The inventory: each credential once, whose it is and why, and every place where it is used.

use std::collections::BTreeMap;

use crate::model::{Arrange, Level, Usage, Verdict};

use super::look::{Ink, Look, width_of};
use super::scene::Scene;
use super::summary::{self, counted};

/// Places begin at this column: behind the mark and the longest verdict.
const PLACE: usize = 15;

/// The inventory for a person.
pub(super) fn table(scene: &Scene<'_>, look: Look) -> String {
    let groups = groups(&scene.report.usages);
    let mut page = String::new();
    for usages in &groups {
        page += &group(scene, look, usages);
        page.push('\n');
    }
    let problems = super::human::problems(scene, look);
    if !problems.is_empty() {
        page += &problems;
        page.push('\n');
    }
    page += &look.wrap(&sum(scene, groups.len()), 0, 2);
    page.push('\n');
    page
}

/// The inventory as one line a usage.
pub(super) fn lines(scene: &Scene<'_>) -> String {
    let usages = scene.report.usages.iter().map(|usage| line(scene, usage));
    let problems = scene.report.problems.iter().map(|problem| summary::problem(scene, problem));
    let lines: String = usages.chain(problems).collect();
    lines + &summed(scene) + "\n"
}

/// The sum in one line.
pub(super) fn summed(scene: &Scene<'_>) -> String {
    sum(scene, groups(&scene.report.usages).len())
}

fn line(scene: &Scene<'_>, usage: &Usage) -> String {
    let (credential, context) = (&usage.credential, &usage.context);
    format!(
        "{}: {} {} kind={} consumer={} runner={} environment={} requires={}\n",
        scene.address(usage.span),
        scene.verdict(usage.id).as_str(),
        scene.line(&credential.name),
        credential.kind.as_str(),
        scene.line(&usage.consumer),
        context.runner.as_str(),
        context.environment.as_str(),
        usage.requires.as_str(),
    )
}

/// Usages of one credential together, in the order of their first.
pub(super) fn groups(usages: &[Usage]) -> Vec<Vec<&Usage>> {
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Usage>> = Vec::new();
    for usage in usages {
        let credential = &usage.credential;
        let key = (credential.vendor.as_str(), credential.identity.as_str());
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(usage);
    }
    groups
}

/// The same, those with the worst verdict on them first.
pub(super) fn worst_first<'a>(scene: &Scene<'a>) -> Vec<Vec<&'a Usage>> {
    let urgency = |usage: &&Usage| match scene.verdict(usage.id) {
        Verdict::Violation => 0,
        Verdict::Warning => 1,
        Verdict::Unknown => 2,
        Verdict::Ok => 3,
    };
    let mut groups = groups(&scene.report.usages);
    groups.arrange_by_cached_key(|usages| usages.iter().map(urgency).min());
    groups
}

fn group(scene: &Scene<'_>, look: Look, usages: &[&Usage]) -> String {
    let Some(first) = usages.first() else { return String::new() };
    let credential = &first.credential;
    let name = scene.line(&credential.name);
    let kind = credential.kind.as_str();
    let mut page = format!("{}  {kind}\n", look.paint(Ink::Strong, &name));
    let because = credential.evidence.first().map_or_else(
        || "nothing says whose it is".to_owned(),
        |evidence| {
            let place = evidence.span.filter(|span| scene.has(*span));
            let place = place.map_or(String::new(), |span| format!(" ({})", scene.address(span)));
            format!("{}: {}{place}", evidence.strength.as_str(), scene.line(&evidence.says))
        },
    );
    page += &look.block(&because, 2);
    for usage in usages {
        page += &row(scene, look, usage);
    }
    page
}

fn row(scene: &Scene<'_>, look: Look, usage: &Usage) -> String {
    let verdict = scene.verdict(usage.id);
    let (mark, ink) = mark(verdict);
    let shown = format!("{mark} {:<9}", verdict.as_str());
    let lead = " ".repeat(PLACE - 2 - width_of(&shown));
    let place = look.wrap(&scene.address(usage.span), PLACE, PLACE);
    let context = &usage.context;
    let rest = if context.active { "" } else { "; it cannot run" };
    let title =
        if usage.consumer_title.is_empty() { &usage.consumer } else { &usage.consumer_title };
    let says = format!(
        "{}; runner {}, environment {}; requires {}{rest}",
        scene.line(title),
        context.runner.as_str(),
        context.environment.as_str(),
        usage.requires.as_str(),
    );
    format!("  {}{lead}{place}\n{}", look.paint(ink, &shown), look.block(&says, PLACE))
}

/// The mark stands beside its word, so that nothing is lost where only ASCII is shown.
fn mark(verdict: Verdict) -> (char, Ink) {
    match verdict {
        Verdict::Violation => ('✗', Ink::Level(Level::Error)),
        Verdict::Warning => ('!', Ink::Level(Level::Warning)),
        Verdict::Ok => ('✓', Ink::Good),
        Verdict::Unknown => ('?', Ink::Doubt),
    }
}

/// How many values are written out, and how many places besides show one to others; nothing where there are none.
fn exposed(scene: &Scene<'_>) -> String {
    let written = scene.report.exposures.iter().filter(|it| it.written).count();
    let others = scene.report.exposures.len() - written;
    let written =
        (0 < written).then(|| format!("; {} written out in the files", counted(written, "value")));
    let others = (0 < others)
        .then(|| format!("; {} where a value lies open to others", counted(others, "place")));
    written.unwrap_or_default() + &others.unwrap_or_default()
}

pub(super) fn sum(scene: &Scene<'_>, credentials: usize) -> String {
    let report = scene.report;
    let count = |verdict| report.usages.iter().filter(|it| scene.verdict(it.id) == verdict).count();
    let verdicts = [
        counted(count(Verdict::Violation), "violation"),
        counted(count(Verdict::Warning), "warning"),
        format!("{} ok", count(Verdict::Ok)),
        format!("{} unknown", count(Verdict::Unknown)),
    ];
    let uses = counted(report.usages.len(), "use");
    let credentials = counted(credentials, "credential");
    format!(
        "{uses} of {credentials} in {}: {}{}{}",
        summary::files(scene),
        verdicts.join(", "),
        exposed(scene),
        summary::unread(scene)
    )
}

#[cfg(test)]
mod tests {
    use crate::model::{Policy, Report, SourceId, Span};
    use crate::render::look::width_of;
    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, map as render};

    #[test]
    fn the_inventory_is_as_it_was() {
        golden("map.txt", &render(&report(), &policy(), Format::Human, Look::default()));
    }

    #[test]
    fn usages_of_one_credential_stand_together() {
        let mut report = report();
        let mut again = report.usages[0].clone();
        again.id = 3;
        again.span = Span::new(SourceId(1), 0, 8);
        report.usages.push(again);
        let page = render(&report, &policy(), Format::Human, Look::default());
        assert_eq!(page.matches("secret:DBT_API_KEY").count(), 1, "{page}");
        assert!(page.contains("4 uses of 3 credentials"), "{page}");
        assert!(page.lines().all(|line| width_of(line) <= 80), "{page}");
    }

    #[test]
    fn the_lines_and_the_document_hold_every_usage() {
        let lines = render(&report(), &policy(), Format::Concise, Look::default());
        assert_eq!(lines.matches(" consumer=").count(), 3, "{lines}");
        let document = render(&report(), &policy(), Format::Json, Look::default());
        assert_eq!(document.matches("\"consumer\"").count(), 3);
    }

    #[test]
    fn an_empty_inventory_says_what_was_looked_at() {
        let page = render(&Report::default(), &Policy::default(), Format::Human, Look::default());
        assert!(page.starts_with("0 uses of 0 credentials in 0 files (0 read)"), "{page}");
    }
}
