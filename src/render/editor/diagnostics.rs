//! What stands in the margin: findings, what could not be read, and what is wrong with settings and rules.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::{Finding, Level, Problem, Span};

use super::super::clean::one_line;
use super::super::redact::Redactor;
use super::super::scene::Scene;
use super::{Counted, Editor, Lines, Units};

/// How many places one diagnostic leads to.
const RELATED: usize = 24;

impl Editor<'_> {
    /// All diagnostics, by the paths of their files. What is said of no file in particular is left out.
    pub fn diagnostics(&self) -> BTreeMap<String, Vec<Value>> {
        let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for finding in self.scene.findings().filter(|it| self.scene.has(it.span)) {
            let path = self.scene.place(finding.span).path.to_owned();
            all.entry(path).or_default().push(self.finding(finding));
        }
        for problem in self.scene.report.problems.iter().filter(|it| it.path != ".") {
            all.entry(problem.path.clone()).or_default().push(self.problem(problem));
        }
        all
    }

    /// A finding as a diagnostic.
    pub(super) fn finding(&self, finding: &Finding) -> Value {
        let mut message = self.scene.line(&finding.message);
        if !finding.help.trim().is_empty() {
            message += "\nhelp: ";
            message += &self.scene.line(&finding.help);
        }
        let mut diagnostic = json!({
            "range": self.range(finding.span),
            "severity": severity(finding.level),
            "code": finding.rule,
            "source": "keyfit",
            "message": message,
            "relatedInformation": self.related(finding),
        });
        if let Some(href) = href(&self.scene, &finding.rule) {
            diagnostic["codeDescription"] = json!({ "href": href });
        }
        if let Some(tag) = tag(&finding.rule) {
            diagnostic["tags"] = json!([tag]);
        }
        diagnostic
    }

    fn related(&self, finding: &Finding) -> Vec<Value> {
        let steps =
            finding.trace.iter().chain(&finding.notes).map(|it| (it.span, it.says.as_str()));
        let also = finding.also.iter().map(|span| (*span, "the same holds here"));
        let related = steps.chain(also).filter(|(span, _)| self.scene.has(*span)).take(RELATED);
        related.map(|(span, says)| self.step(span, says)).collect()
    }

    fn step(&self, span: Span, says: &str) -> Value {
        json!({ "location": self.location(span), "message": self.scene.line(says) })
    }

    /// What could not be read: a warning where it has a place, else a piece of information about the file.
    fn problem(&self, problem: &Problem) -> Value {
        let range = problem.span.filter(|it| self.scene.has(*it)).map(|span| self.range(span));
        json!({
            "severity": if range.is_some() { 2 } else { 3 },
            "range": range.unwrap_or_else(|| Lines::of("", Units::Utf8).range(0, 0)),
            "source": "keyfit",
            "message": format!("could not be read: {}", self.scene.line(&problem.message)),
        })
    }
}

/// What is wrong in a file of settings or rules.
#[derive(Clone, Copy, Debug)]
pub struct Wrong<'a> {
    /// The file's text, without a byte order mark.
    pub text: &'a str,
    /// The text that the client has of it, if it is open.
    pub open: Option<&'a str>,
    /// The first byte of the wrong, and one past the last.
    pub at: (usize, usize),
    /// What is wrong.
    pub message: &'a str,
    /// What to do.
    pub help: Option<&'a str>,
    /// What holds until it is mended.
    pub meanwhile: &'a str,
}

/// A mistake in settings or rules as a diagnostic.
pub fn wrong(wrong: Wrong<'_>, units: Units) -> Value {
    let report = crate::model::Report::default();
    let redactor = Redactor::new(&report, &[]);
    let line = |text: &str| one_line(&redactor.prose(text));
    let help = wrong.help.map_or_else(String::new, |help| format!("\nhelp: {}", line(help)));
    json!({
        "range": Counted::of(wrong.text, wrong.open, units).range(wrong.at.0, wrong.at.1),
        "severity": 1,
        "source": "keyfit",
        "message": format!("{}{help}\n{}", line(wrong.message), wrong.meanwhile),
    })
}

/// The page that says why a rule is one.
pub(super) fn href<'s>(scene: &'s Scene<'_>, rule: &str) -> Option<&'s str> {
    let page = scene.policy.rule(rule)?.source.first()?;
    page.starts_with("https://").then_some(page)
}

fn severity(level: Level) -> u8 {
    match level {
        Level::Error => 1,
        Level::Warning => 2,
        Level::Note => 3,
    }
}

/// The protocol's mark for what is of no use any more, or out of date.
fn tag(rule: &str) -> Option<u8> {
    match rule {
        "allowance-unused" | "allowance-expired" => Some(1),
        "legacy-provider-source" | "legacy-user-api-key" => Some(2),
        _ => None,
    }
}
