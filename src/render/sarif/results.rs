//! Findings as SARIF's results, with the way of the value as a code flow.

use std::collections::BTreeMap;

use crate::model::{Finding, SourceId, Step, Subject, Suppression};

use super::super::scene::Scene;
use super::super::severity::severity;
use super::super::tree::{Tree, message, number, text};
use super::fingerprint::line_hashes;
use super::fixes::fixes;
use super::links::Links;
use super::place;
use super::rules::sentence;

/// More steps than this are not written of one way.
const STEPS: usize = 100;

/// How much of a finding is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// All of it.
    Full,
    /// What is wrong and where.
    Plain,
}

/// Findings as results.
pub(super) struct Results<'a> {
    scene: &'a Scene<'a>,
    detail: Detail,
    rules: BTreeMap<&'a str, (usize, Subject)>,
    hashes: BTreeMap<SourceId, Vec<String>>,
}

impl<'a> Results<'a> {
    /// `rules` is the order in which the rules are listed.
    pub(super) fn new(
        scene: &'a Scene<'a>,
        rules: &[&'a crate::model::Rule],
        detail: Detail,
    ) -> Self {
        let rules = rules.iter().enumerate();
        let rules = rules.map(|(at, rule)| (rule.id.as_str(), (at, rule.subject))).collect();
        Self { scene, detail, rules, hashes: BTreeMap::new() }
    }

    /// The result of a finding.
    pub(super) fn result(&mut self, finding: &Finding) -> Tree {
        let scene = self.scene;
        let rule = self.rules.get(finding.rule.as_str()).copied();
        let subject = rule.map_or(Subject::Usage, |rule| rule.1);
        let full = (self.detail == Detail::Full).then_some(finding);
        let links =
            full.map_or_else(|| Links::none(scene, finding), |finding| Links::of(scene, finding));
        Tree::object([
            ("ruleId", text(&finding.rule)),
            ("ruleIndex", rule.and_then(|rule| number(rule.0))),
            ("kind", text("fail")),
            ("level", text(finding.level.as_str())),
            ("message", Some(links.message())),
            ("locations", Tree::list([self.location(finding)])),
            ("relatedLocations", links.locations(scene)),
            ("codeFlows", full.and_then(|finding| self.flows(&finding.trace))),
            ("baselineState", scene.report.change.as_ref().and_then(|_| text("new"))),
            ("partialFingerprints", Some(self.fingerprints(finding))),
            ("fixes", full.and_then(|it| it.fix.as_ref()).and_then(|fix| fixes(scene, fix))),
            ("suppressions", finding.suppressed.as_ref().and_then(|it| self.suppressions(it))),
            ("rank", number(severity(subject, finding.level))),
            ("properties", self.properties(finding)),
        ])
    }

    fn location(&self, finding: &Finding) -> Tree {
        let span = self.scene.anchor(finding);
        match self.detail {
            Detail::Full => place::primary(self.scene, span),
            Detail::Plain => place::plain(self.scene, span),
        }
    }

    /// The way of the value. Of a longer one the first and the last steps are told, and that some are missing.
    fn flows(&self, trace: &[Step]) -> Option<Tree> {
        if trace.is_empty() {
            return None;
        }
        let last = trace.len() - 1;
        let told = |at: &usize| *at < STEPS / 2 || trace.len() < *at + STEPS / 2 + 1;
        let steps = trace.iter().enumerate().filter(|(at, _)| told(at)).map(|(at, step)| {
            let ends = at == 0 || at == last;
            Tree::object([
                ("location", Some(place::step(self.scene, step))),
                ("importance", text(if ends { "essential" } else { "important" })),
            ])
        });
        let thread = Tree::object([("locations", Tree::list(steps))]);
        let left_out = trace.len().saturating_sub(STEPS);
        let missing =
            (0 < left_out).then(|| format!("{left_out} steps in the middle are left out."));
        Tree::list([Tree::object([
            ("message", missing.and_then(message)),
            ("threadFlows", Tree::list([thread])),
        ])])
    }

    fn fingerprints(&mut self, finding: &Finding) -> Tree {
        let span = self.scene.anchor(finding);
        let line = self.scene.place(span).start.line;
        let hash = self.scene.report.sources.get(span.source).and_then(|source| {
            let hashes = self.hashes.entry(source.id).or_insert_with(|| line_hashes(source));
            hashes.get(line - 1).cloned()
        });
        Tree::object([
            ("primaryLocationLineHash", hash.and_then(text)),
            ("keyfit/v1", text(&finding.fingerprint)),
        ])
    }

    /// Who silenced it: a comment beside it, or else something that lies elsewhere.
    fn suppressions(&self, by: &Suppression) -> Option<Tree> {
        let kind = if by.by == "comment" { "inSource" } else { "external" };
        let line = |words: &String| text(self.scene.line(words));
        let terms = Tree::object([
            ("until", by.until.as_ref().and_then(line)),
            ("owner", by.owner.as_ref().and_then(line)),
        ]);
        let terms = (terms != Tree::object([])).then_some(terms);
        Tree::list([Tree::object([
            ("kind", text(kind)),
            ("status", text("accepted")),
            ("justification", line(&by.because)),
            ("properties", terms),
        ])])
    }

    fn properties(&self, finding: &Finding) -> Option<Tree> {
        let help = self.scene.line(&finding.help);
        let left_out = finding.trace.len().saturating_sub(STEPS);
        let help = (!help.is_empty()).then(|| sentence(&help));
        let properties = Tree::object([
            ("help", help.and_then(text)),
            ("stepsLeftOut", if 0 < left_out { number(left_out) } else { None }),
        ]);
        (properties != Tree::object([])).then_some(properties)
    }
}
