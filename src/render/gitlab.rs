//! The report of GitLab's Code Quality: a list of issues, each with a fingerprint that no other has.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Finding, Level};

use super::aside::{Aside, asides};
use super::clean::{inert_json, short};
use super::scene::Scene;

/// A description is cut here.
const LONGEST: usize = 2000;

/// One issue, in the order of its keys.
#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// The findings that count, what could not be read, and what the repository allows itself.
pub(super) fn issues(scene: &Scene<'_>) -> String {
    let asides = asides(scene);
    let findings = scene.findings().map(|finding| of_finding(scene, finding));
    let issues = findings.chain(asides.iter().map(|aside| of_aside(scene, aside)));
    let mut issues: Vec<Issue> = issues.collect();
    tell_apart(&mut issues);
    // Only a map with keys that are no text could fail, and there is none.
    let json = serde_json::to_string_pretty(&issues).unwrap_or_default();
    inert_json(&json) + "\n"
}

fn of_finding(scene: &Scene<'_>, finding: &Finding) -> Issue {
    let place = scene.place(finding.span);
    Issue {
        description: short(&scene.line(&finding.message), LONGEST),
        check_name: scene.line(&finding.rule),
        fingerprint: finding.fingerprint.clone(),
        severity: match finding.level {
            Level::Error => "critical",
            Level::Warning => "major",
            Level::Note => "info",
        },
        location: location(scene, place.path, place.start.line),
    }
}

fn of_aside(scene: &Scene<'_>, aside: &Aside<'_>) -> Issue {
    let location = location(scene, aside.path, aside.line());
    Issue {
        fingerprint: fingerprint(&[aside.what, &location.path, &aside.says]),
        description: short(&aside.says, LONGEST),
        check_name: aside.what.to_owned(),
        severity: if aside.is_unread() { "major" } else { "info" },
        location,
    }
}

/// A path stays as it is but for values; JSON's escapes make it inert.
fn location(scene: &Scene<'_>, path: &str, begin: usize) -> Location {
    Location { path: scene.redactor.prose(path).into_owned(), lines: Lines { begin } }
}

/// GitLab shows the first alone of issues with one fingerprint, so the others are numbered in the order of the report.
fn tell_apart(issues: &mut [Issue]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for issue in issues {
        let count = seen.entry(issue.fingerprint.clone()).or_default();
        *count += 1;
        if 1 < *count {
            issue.fingerprint = fingerprint(&[&issue.fingerprint, &count.to_string()]);
        }
    }
}

/// FNV-1a of some texts, in hexadecimal: no line is in it, so that it stays when lines move.
fn fingerprint(parts: &[&str]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, report as render};

    #[test]
    fn the_issues_are_as_they_were() {
        golden("gitlab.json", &render(&report(), &policy(), Format::Gitlab, Look::default()));
    }

    #[test]
    fn no_two_issues_share_a_fingerprint() {
        let mut report = report();
        let (finding, problem) = (report.findings[2].clone(), report.problems[1].clone());
        report.findings.extend(std::iter::repeat_n(finding, 9));
        report.problems.extend(std::iter::repeat_n(problem, 9));
        let page = render(&report, &policy(), Format::Gitlab, Look::default());
        let issues: Vec<serde_json::Value> = serde_json::from_str(&page).unwrap();
        let prints: BTreeSet<&str> =
            issues.iter().filter_map(|it| it["fingerprint"].as_str()).collect();
        assert_eq!(prints.len(), issues.len());
        assert_eq!(issues.len(), 3 + 2 + 1 + 18);
    }
}
