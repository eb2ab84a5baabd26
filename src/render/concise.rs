//! One line a finding, one a problem, and the sum.

use crate::model::Finding;

use super::loosened;
use super::scene::Scene;
use super::summary;

/// The report as lines that an editor can jump from.
pub(super) fn report(scene: &Scene<'_>) -> String {
    let findings = scene.findings().map(|it| finding(scene, it));
    let problems = scene.report.problems.iter().map(|problem| summary::problem(scene, problem));
    let mut page: String = findings.chain(problems).collect();
    for line in loosened::lines(scene).into_iter().chain([summary::line(scene)]) {
        page += &line;
        page.push('\n');
    }
    page
}

/// A finding on a line of its own.
pub(super) fn finding(scene: &Scene<'_>, finding: &Finding) -> String {
    let (level, rule) = (finding.level.as_str(), scene.line(&finding.rule));
    let message = scene.line(&finding.message);
    format!("{}: {level}[{rule}] {message}\n", scene.address(finding.span))
}

#[cfg(test)]
mod tests {
    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, report as render};

    #[test]
    fn the_lines_are_as_they_were() {
        golden("concise.txt", &render(&report(), &policy(), Format::Concise, Look::default()));
    }
}
