//! The inventory as a table for auditors: RFC 4180, one kind of thing a row, the same columns for all of them. No cell
//! begins with what a spreadsheet would take for a formula.

use std::collections::BTreeMap;

use crate::model::{Exposure, Finding, Grant, Usage};

use super::aside::{Aside, asides};
use super::clean::short;
use super::place::Place;
use super::scene::Scene;

/// A cell is cut here; spreadsheets take no more than 32,767 characters.
const LONGEST: usize = 8000;

/// The columns, in their order. Adding one behind the last is allowed, changing one is not.
const COLUMNS: [&str; 16] = [
    "row",
    "path",
    "line",
    "column",
    "rule",
    "level",
    "verdict",
    "credential",
    "kind",
    "consumer",
    "runner",
    "environment",
    "requires",
    "form",
    "says",
    "silenced",
];

/// One row. What it does not know is empty.
#[derive(Default)]
struct Row {
    what: &'static str,
    path: String,
    line: String,
    column: String,
    rule: String,
    level: &'static str,
    verdict: &'static str,
    credential: String,
    kind: &'static str,
    consumer: String,
    runner: &'static str,
    environment: &'static str,
    requires: &'static str,
    form: &'static str,
    says: String,
    silenced: String,
}

/// Findings, the silenced ones too, and then the inventory.
pub(super) fn report(scene: &Scene<'_>) -> String {
    let findings = scene.report.findings.iter().map(|it| finding(scene, it));
    table(findings.chain(inventory(scene)))
}

/// The inventory: usages, exposures and grants, and what could not be read.
pub(super) fn map(scene: &Scene<'_>) -> String {
    table(inventory(scene).into_iter())
}

fn inventory(scene: &Scene<'_>) -> Vec<Row> {
    let report = scene.report;
    let rules = rules_by_usage(scene);
    let usages = report.usages.iter().map(|it| usage(scene, it, rules.get(&it.id)));
    let exposures = report.exposures.iter().map(|it| exposure(scene, it));
    let grants = report.grants.iter().map(|it| grant(scene, it));
    let asides = asides(scene).into_iter().map(|it| aside(scene, it));
    usages.chain(exposures).chain(grants).chain(asides).collect()
}

/// The loudest rule that counts against each usage.
fn rules_by_usage<'a>(scene: &Scene<'a>) -> BTreeMap<usize, &'a Finding> {
    let mut rules: BTreeMap<usize, &Finding> = BTreeMap::new();
    for finding in scene.findings() {
        let Some(usage) = finding.usage else { continue };
        let known = rules.entry(usage).or_insert(finding);
        if known.level < finding.level {
            *known = finding;
        }
    }
    rules
}

fn finding(scene: &Scene<'_>, finding: &Finding) -> Row {
    let usage = finding.usage.and_then(|id| scene.report.usages.iter().find(|it| it.id == id));
    let known = usage.map(|it| self::usage(scene, it, None)).unwrap_or_default();
    Row {
        what: "finding",
        rule: scene.line(&finding.rule),
        level: finding.level.as_str(),
        says: scene.line(&finding.message),
        silenced: finding.suppressed.as_ref().map_or_else(String::new, |silenced| {
            format!("{}: {}", silenced.by, scene.line(&silenced.because))
        }),
        ..at(scene, &scene.place(finding.span), known)
    }
}

fn usage(scene: &Scene<'_>, usage: &Usage, finding: Option<&&Finding>) -> Row {
    let known = Row {
        what: "usage",
        rule: finding.map_or_else(String::new, |it| scene.line(&it.rule)),
        level: finding.map_or("", |it| it.level.as_str()),
        verdict: scene.verdict(usage.id).as_str(),
        credential: scene.line(&usage.credential.name),
        kind: usage.credential.kind.as_str(),
        consumer: scene.line(&usage.consumer),
        runner: usage.context.runner.as_str(),
        environment: usage.context.environment.as_str(),
        requires: usage.requires.as_str(),
        says: scene.line(&usage.requires_because),
        ..Row::default()
    };
    at(scene, &scene.place(usage.span), known)
}

fn exposure(scene: &Scene<'_>, exposure: &Exposure) -> Row {
    let known = Row {
        what: "exposure",
        credential: scene.line(&exposure.credential),
        kind: exposure.kind.as_str(),
        runner: exposure.context.runner.as_str(),
        environment: exposure.context.environment.as_str(),
        form: exposure.form.as_str(),
        says: scene.line(&exposure.says),
        ..Row::default()
    };
    at(scene, &scene.place(exposure.span), known)
}

/// A declared token; it says the permission sets that it has.
fn grant(scene: &Scene<'_>, grant: &Grant) -> Row {
    let set = |set: &Option<String>| set.as_deref().map_or("?".to_owned(), |it| scene.line(it));
    let sets = grant
        .permissions
        .iter()
        .map(|it| format!("{} ({} projects)", set(&it.set), it.projects.as_str()));
    let known = Row {
        what: "grant",
        credential: scene.line(&grant.name),
        kind: "service",
        verdict: grant.fit.as_str(),
        says: sets.collect::<Vec<_>>().join(", "),
        ..Row::default()
    };
    at(scene, &scene.place(grant.span), known)
}

fn aside(scene: &Scene<'_>, aside: Aside<'_>) -> Row {
    let row = Row { what: aside.what, says: aside.says, ..Row::default() };
    match &aside.place {
        Some(place) => at(scene, place, row),
        None => Row { path: scene.path(aside.path), ..row },
    }
}

fn at(scene: &Scene<'_>, place: &Place<'_>, row: Row) -> Row {
    let (line, column) = (place.start.line.to_string(), place.start.column.to_string());
    Row { path: scene.path(place.path), line, column, ..row }
}

fn table(rows: impl Iterator<Item = Row>) -> String {
    let head = line(COLUMNS.into_iter());
    rows.fold(head, |page, row| page + &line(cells(&row).into_iter()))
}

fn cells(row: &Row) -> [&str; COLUMNS.len()] {
    [
        row.what,
        &row.path,
        &row.line,
        &row.column,
        &row.rule,
        row.level,
        row.verdict,
        &row.credential,
        row.kind,
        &row.consumer,
        row.runner,
        row.environment,
        row.requires,
        row.form,
        &row.says,
        &row.silenced,
    ]
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    cells.map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A cell. An apostrophe before what would begin a formula is how spreadsheets are told that it is text.
fn cell(text: &str) -> String {
    let text = short(text, LONGEST);
    let is_formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text };
    if text.contains([',', '"', '\r', '\n', ';']) || text.trim() != text {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::cell;
    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, map, report as render};

    #[test]
    fn the_tables_are_as_they_were() {
        let (report, policy, look) = (report(), policy(), Look::default());
        // A golden file has lines of its own.
        let page = render(&report, &policy, Format::Csv, look) + "----\n";
        golden(
            "csv.txt",
            &(page + &map(&report, &policy, Format::Csv, look)).replace("\r\n", "\n"),
        );
    }

    #[test]
    fn a_cell_is_text() {
        for (text, expected) in [
            ("a b", "a b"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "'=1+1"),
            (" @x", "' @x"),
            ("-1,+2", "\"'-1,+2\""),
            ("＝1", "'＝1"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }
}
