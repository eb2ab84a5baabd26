//! The Reviewdog Diagnostic Format, as one document. Its columns count bytes of UTF-8 from 1, and its ends are
//! exclusive.

use serde::Serialize;

use crate::model::{Edit, Finding, Fix, Level, Safety, Span, Step};

use super::aside::{Aside, asides};
use super::clean::{inert_json, short};
use super::place::floor;
use super::scene::Scene;

/// A message is cut here.
const LONGEST: usize = 2000;
/// More places than this are not told of one finding.
const PLACES: usize = 20;
const HOME: &str = "https://github.com/keyfit/keyfit";

#[derive(Serialize)]
struct Document {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

/// The findings that count, what could not be read, and what the repository allows itself.
pub(super) fn document(scene: &Scene<'_>) -> String {
    let asides = asides(scene);
    let findings = scene.findings().map(|finding| of_finding(scene, finding));
    let diagnostics = findings.chain(asides.iter().map(|aside| of_aside(scene, aside))).collect();
    let document = Document { source: Source { name: "keyfit", url: HOME }, diagnostics };
    // Only a map with keys that are no text could fail, and there is none.
    let json = serde_json::to_string_pretty(&document).unwrap_or_default();
    inert_json(&json) + "\n"
}

fn of_finding(scene: &Scene<'_>, finding: &Finding) -> Diagnostic {
    let (message, help) = (scene.line(&finding.message), scene.line(&finding.help));
    let help = if help.is_empty() { help } else { format!("\nhelp: {}", short(&help, LONGEST)) };
    let steps = finding.trace.iter().filter(|step| step.span != finding.span);
    let steps = steps.chain(&finding.notes).take(PLACES);
    Diagnostic {
        message: short(&message, LONGEST) + &help,
        location: location(scene, finding.span),
        severity: match finding.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Note => "INFO",
        },
        code: Code {
            value: scene.line(&finding.rule),
            url: scene.page(&finding.rule).map(str::to_owned),
        },
        suggestions: finding.fix.iter().filter_map(|fix| suggestion(scene, finding, fix)).collect(),
        related_locations: steps.map(|step| related(scene, step)).collect(),
    }
}

fn of_aside(scene: &Scene<'_>, aside: &Aside<'_>) -> Diagnostic {
    let line = Position { line: aside.line(), column: 1 };
    let range = aside.is_unread().then_some(Range { end: Position { ..line }, start: line });
    Diagnostic {
        message: short(&aside.says, LONGEST),
        location: Location { path: path(scene, aside.path), range },
        severity: if aside.is_unread() { "WARNING" } else { "INFO" },
        code: Code { value: aside.what.to_owned(), url: None },
        suggestions: Vec::new(),
        related_locations: Vec::new(),
    }
}

fn related(scene: &Scene<'_>, step: &Step) -> Related {
    let message = short(&scene.line(&step.says), LONGEST);
    Related { message, location: location(scene, step.span) }
}

fn location(scene: &Scene<'_>, span: Span) -> Location {
    Location { path: path(scene, scene.place(span).path), range: range(scene, span) }
}

/// A path stays as it is but for values; JSON's escapes make it inert.
fn path(scene: &Scene<'_>, path: &str) -> String {
    scene.redactor.prose(path).into_owned()
}

fn range(scene: &Scene<'_>, span: Span) -> Option<Range> {
    let source = scene.report.sources.get(span.source)?;
    let position = |offset: u32| {
        let offset = floor(&source.text, offset as usize);
        let line = source.line_of(offset);
        Position { line, column: offset - source.line_start(line) + 1 }
    };
    Some(Range { start: position(span.start), end: position(span.end.max(span.start)) })
}

/// A safe change of the finding's own file that is one replacement. Others than that are for `--fix`.
fn suggestion(scene: &Scene<'_>, finding: &Finding, fix: &Fix) -> Option<Suggestion> {
    let [Edit::Replace { span, text }] = fix.edits.as_slice() else { return None };
    let source = scene.report.sources.get(span.source)?;
    let shown = scene.redactor.snippet(source, span.start as usize, span.end as usize)?;
    let is_shown = shown == source.slice(*span) && scene.redactor.prose(text) == *text;
    let is_here = span.source == finding.span.source && fix.safety == Safety::Safe;
    let suggestion = || Some(Suggestion { range: range(scene, *span)?, text: text.clone() });
    (is_shown && is_here).then(suggestion).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::model::{Edit, Fix, Safety, SourceId, Span};
    use crate::render::made_up::{golden, policy, report, value};
    use crate::render::{Format, Look, report as render};

    #[test]
    fn the_diagnostics_are_as_they_were() {
        golden("rdjson.json", &render(&report(), &policy(), Format::Rdjson, Look::default()));
    }

    fn first(report: &crate::model::Report) -> Value {
        let page = render(report, &policy(), Format::Rdjson, Look::default());
        let document: Value = serde_json::from_str(&page).unwrap();
        document["diagnostics"][0].clone()
    }

    #[test]
    fn columns_count_bytes() {
        let mut report = report();
        report.findings.remove(0);
        let text = &report.sources.get(SourceId(2)).unwrap().text;
        let at = text.find('名').unwrap();
        report.findings[0].span = Span::new(SourceId(2), at, at + '名'.len_utf8());
        let range = &first(&report)["location"]["range"];
        let column = r#"  default = "" # größer, "#.len() + value().len() + 1;
        assert_eq!(range["start"], json!({ "line": 7, "column": column }));
        assert_eq!(range["end"], json!({ "line": 7, "column": column + 3 }));
    }

    #[test]
    fn only_a_safe_change_in_one_place_is_suggested() {
        let mut report = report();
        report.findings.remove(0);
        let span = report.findings[0].span;
        let change = || Edit::Replace { span, text: "x".to_owned() };
        for (safety, edits, expected) in [
            (Safety::Safe, vec![change()], 1),
            (Safety::Unsafe, vec![change()], 0),
            (Safety::Safe, vec![change(), change()], 0),
            (Safety::Safe, vec![Edit::Line { path: "a".into(), text: "b".into() }], 0),
        ] {
            report.findings[0].fix = Some(Fix { says: "do it".into(), safety, edits });
            let found = first(&report)["suggestions"].as_array().map_or(0, Vec::len);
            assert_eq!(found, expected, "{safety:?}");
        }
    }
}
