//! Findings as SARIF's results, with the way of the value as a code flow.

use std::collections::BTreeMap;

use crate::model::{Finding, Level, SourceId, Step, Subject};

use super::super::scene::Scene;
use super::fingerprint::line_hashes;
use super::fixes::fixes;
use super::place::{primary, related as related_location, step as step_location};
use super::rules::{sentence, severity};
use super::tree::{Tree, message, number, text};

/// More results than this are not shown by code scanning.
pub(super) const MOST: usize = 5000;
/// More steps than this are not written of one way.
const STEPS: usize = 100;
/// More notes than this are not linked from one message.
const NOTES: usize = 8;
/// A message beyond this makes a whole upload fail elsewhere.
const LONGEST: usize = 900;

/// Findings as results, in the order of the report.
pub(super) struct Results<'a> {
    scene: &'a Scene<'a>,
    rules: BTreeMap<&'a str, (usize, Subject)>,
    hashes: BTreeMap<SourceId, Vec<String>>,
}

impl<'a> Results<'a> {
    /// `rules` is the order in which the rules are listed.
    pub(super) fn new(scene: &'a Scene<'a>, rules: &[&'a crate::model::Rule]) -> Self {
        let rules = rules.iter().enumerate();
        let rules = rules.map(|(at, rule)| (rule.id.as_str(), (at, rule.subject))).collect();
        Self { scene, rules, hashes: BTreeMap::new() }
    }

    /// The result of a finding.
    pub(super) fn result(&mut self, finding: &Finding) -> Tree {
        let rule = self.rules.get(finding.rule.as_str()).copied();
        let subject = rule.map_or(Subject::Usage, |rule| rule.1);
        let related = related(finding);
        Tree::object([
            ("ruleId", text(&finding.rule)),
            ("ruleIndex", rule.and_then(|rule| number(rule.0))),
            ("kind", text("fail")),
            ("level", text(finding.level.as_str())),
            ("message", Some(self.words(finding, &related))),
            ("locations", Tree::list([primary(self.scene, finding.span)])),
            ("relatedLocations", self.related_locations(&related)),
            ("codeFlows", self.flows(&finding.trace)),
            ("baselineState", self.scene.report.change.as_ref().and_then(|_| text("new"))),
            ("partialFingerprints", Some(self.fingerprints(finding))),
            ("fixes", finding.fix.as_ref().and_then(|fix| fixes(self.scene, fix))),
            ("rank", number(severity(subject, finding.level))),
            ("properties", self.properties(finding)),
        ])
    }

    fn words(&self, finding: &Finding, related: &[(usize, Step)]) -> Tree {
        let words = cut(self.scene.line(&finding.message).trim_end_matches('.'));
        let links: Vec<String> = related
            .iter()
            .map(|(id, step)| format!("[{}]({id})", link(&self.scene.line(&step.says))))
            .collect();
        let (id, rest) = if links.is_empty() {
            ("plain", None)
        } else {
            ("linked", Some(format!("See {}", links.join(", "))))
        };
        let whole =
            rest.as_ref().map_or_else(|| format!("{words}."), |rest| format!("{words}. {rest}."));
        let arguments = std::iter::once(words).chain(rest).map(Tree::Text);
        Tree::object([
            ("text", text(whole)),
            ("id", text(id)),
            ("arguments", Tree::list(arguments)),
        ])
    }

    fn related_locations(&self, related: &[(usize, Step)]) -> Option<Tree> {
        Tree::some_list(related.iter().map(|(id, step)| related_location(self.scene, *id, step)))
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
                ("location", Some(step_location(self.scene, step))),
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
        let line = self.scene.place(finding.span).start.line;
        let hash = self.scene.report.sources.get(finding.span.source).and_then(|source| {
            let hashes = self.hashes.entry(source.id).or_insert_with(|| line_hashes(source));
            hashes.get(line - 1).cloned()
        });
        Tree::object([
            ("primaryLocationLineHash", hash.and_then(text)),
            ("keyfit/v1", text(&finding.fingerprint)),
        ])
    }

    fn properties(&self, finding: &Finding) -> Option<Tree> {
        let help = self.scene.line(&finding.help);
        (!help.is_empty()).then(|| Tree::object([("help", text(sentence(&help)))]))
    }
}

/// The loudest findings, if there are more than are shown, else all; in the order of the report.
pub(super) fn kept(findings: Vec<&Finding>) -> Vec<&Finding> {
    if findings.len() <= MOST {
        return findings;
    }
    let mut loudest: Vec<(Level, usize)> =
        findings.iter().enumerate().map(|(at, finding)| (finding.level, at)).collect();
    loudest.sort_by_key(|(level, at)| (std::cmp::Reverse(*level), *at));
    let mut kept: Vec<usize> = loudest.into_iter().take(MOST).map(|(_, at)| at).collect();
    kept.sort_unstable();
    kept.into_iter().map(|at| findings[at]).collect()
}

/// Where else a reader should look: the origin, then the notes, each place once, numbered from 1.
fn related(finding: &Finding) -> Vec<(usize, Step)> {
    let origin = finding.trace.first().filter(|step| step.span != finding.span);
    let mut steps: Vec<Step> = Vec::new();
    for step in origin.into_iter().chain(&finding.notes) {
        if steps.len() <= NOTES && !steps.contains(step) {
            steps.push(step.clone());
        }
    }
    steps.into_iter().enumerate().map(|(at, step)| (at + 1, step)).collect()
}

/// The text of a link, in which brackets are escaped.
fn link(says: &str) -> String {
    let says: String = says.chars().take(120).collect();
    says.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A message that is short enough and in which a name cannot pose as a link.
fn cut(words: &str) -> String {
    let words = words.replace("](", "] (");
    if words.chars().count() <= LONGEST {
        return words;
    }
    words.chars().take(LONGEST).chain(['…']).collect()
}
