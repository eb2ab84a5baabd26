//! GitLab's security report of static analysis, schema 15.2. It is no report of secret detection, since that demands a
//! commit and the open value. Silenced findings are left out and counted, for the report cannot say that one is.

mod vulnerability;

use crate::model::{Arrange, Finding};

use super::clean::inert_json;
use super::loosened;
use super::receiver::Receiver;
use super::sarif::HOME;
use super::scene::Scene;
use super::severity::gravest_first;
use super::tree::{Tree, text};
use vulnerability::Vulnerabilities;

const VERSION: &str = "15.2.1";
const SCHEMA: &str = "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v15.2.1/dist/sast-report-format.json";
/// More findings than this are not told, as in the log for code scanning.
const MOST: usize = 5000;
/// More unread inputs than this are not told one by one.
const PROBLEMS: usize = 500;

/// The report as GitLab's.
pub(super) fn document(scene: &Scene<'_>, receiver: &Receiver) -> String {
    let findings: Vec<&Finding> = scene.findings().collect();
    let kept = kept(scene, &findings);
    let left_out = findings.len() - kept.len();
    let mut vulnerabilities = Vulnerabilities::new(scene);
    let told = kept.into_iter().map(|finding| vulnerabilities.vulnerability(finding));
    let document = Tree::object([
        ("version", text(VERSION)),
        ("schema", text(SCHEMA)),
        ("scan", Some(scan(scene, &receiver.day, left_out))),
        ("vulnerabilities", Tree::list(told.collect::<Vec<Tree>>())),
    ]);
    // Only a map with keys that are no text could fail, and there is none.
    let json = serde_json::to_string_pretty(&document).unwrap_or_default();
    inert_json(&json) + "\n"
}

fn kept<'a>(scene: &Scene<'_>, findings: &[&'a Finding]) -> Vec<&'a Finding> {
    let mut kept = gravest_first(scene.policy, findings);
    kept.truncate(MOST);
    kept.arrange();
    kept.into_iter().map(|at| findings[at]).collect()
}

/// The run. It tells a time only because the schema demands one, and that is the beginning of the day that was asked.
fn scan(scene: &Scene<'_>, day: &str, left_out: usize) -> Tree {
    let time = format!("{day}T00:00:00");
    Tree::object([
        ("type", text("sast")),
        ("status", text("success")),
        ("start_time", text(&time)),
        ("end_time", text(&time)),
        ("analyzer", Some(tool())),
        ("scanner", Some(tool())),
        ("primary_identifiers", Tree::list(identifiers(scene))),
        ("messages", Tree::some_list(messages(scene, left_out))),
    ])
}

fn tool() -> Tree {
    Tree::object([
        ("id", text("keyfit")),
        ("name", text("keyfit")),
        ("url", text(HOME)),
        ("version", text(env!("CARGO_PKG_VERSION"))),
        ("vendor", Some(Tree::object([("name", text("keyfit"))]))),
    ])
}

/// Every rule that speaks, so that what a later run no longer finds is known to be gone.
fn identifiers(scene: &Scene<'_>) -> Vec<Tree> {
    let rules = scene.policy.rules.iter().filter(|rule| rule.loudest().is_some());
    let mut ids: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
    ids.arrange();
    ids.into_iter().map(vulnerability::of_rule).collect()
}

fn messages(scene: &Scene<'_>, left_out: usize) -> Vec<Tree> {
    let problems = &scene.report.problems;
    let unread = problems.iter().take(PROBLEMS).map(|problem| {
        message("warn", format!("{}: {}", scene.path(&problem.path), scene.line(&problem.message)))
    });
    let more = problems.len().saturating_sub(PROBLEMS);
    let more =
        (0 < more).then(|| message("warn", format!("{more} more inputs could not be wholly read")));
    let beyond = (0 < left_out).then(|| {
        let words = format!("{left_out} findings beyond the gravest {MOST} are left out");
        message("warn", words)
    });
    let silenced = scene.report.summary.suppressed;
    let silenced = (0 < silenced)
        .then(|| message("info", format!("silenced findings that are left out: {silenced}")));
    let loosened = loosened::lines(scene).into_iter().map(|line| message("info", line));
    unread.chain(more).chain(beyond).chain(silenced).chain(loosened).collect()
}

fn message(level: &str, words: String) -> Tree {
    Tree::object([("level", text(level)), ("value", text(words))])
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, Receiver, report_for};

    fn document(report: &crate::model::Report) -> String {
        let receiver = Receiver { day: "2026-06-30".to_owned(), ..Receiver::default() };
        report_for(report, &policy(), Format::GitlabSast, Look::default(), &receiver)
    }

    #[test]
    fn the_document_is_as_it_was() {
        golden("report.gitlab-sast.json", &document(&report()));
    }

    #[test]
    fn what_is_left_out_is_said() {
        let mut many = report();
        let loud = many.findings.iter().find(|it| it.suppressed.is_none()).unwrap().clone();
        many.findings = vec![loud; 5001];
        let document: Value = serde_json::from_str(&document(&many)).unwrap();
        let told = document["vulnerabilities"].as_array().unwrap();
        let ids: std::collections::BTreeSet<&str> =
            told.iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!((told.len(), ids.len()), (5000, 5000));
        let said = document["scan"]["messages"].to_string();
        assert!(said.contains("1 findings beyond the gravest 5000"), "{said}");
    }
}
