//! What a change introduces: what is found after it and was not found before.
//!
//! Both trees are read as a whole, each by its own settings, so that a finding is new wherever the line stands that makes
//! it one. What a change of the settings silences is counted by judging the files after it by the settings before it.

use std::collections::HashMap;

use super::config::{NAME, heeds_own};
use super::{Failure, Run, listed, summed};
use crate::discover::{self, Against, Change, Overlay, Target, Tree};
use crate::judge::Before;
use crate::model::{Changed, Finding, Policy, Problem, Report};

/// The report of what lies there after a change, without what was there before it.
pub(super) fn reviewed(
    run: &Run<'_>,
    target: &Target,
    against: &Against,
) -> Result<(Report, Policy), Failure> {
    let listing = listed(run.options, &target.tree);
    let change = discover::change(&target.tree, &listing.files, against).map_err(Failure::Input)?;
    let mut after = target.clone();
    if *against == Against::Head {
        after.tree.overlay = change.after.overlay.clone();
    }
    let (mut report, policy) = run.over(&after)?;
    let unloaded = change.before.problems.iter().chain(&change.after.problems);
    report.problems.extend(unloaded.cloned());
    let mut changed = Changed { against: change.against.clone(), ..Changed::default() };
    if change.is_nothing {
        let old = std::mem::take(&mut report.findings);
        changed.before = loud(&old);
        let known = std::mem::take(&mut report.problems);
        return Ok((told(report, known.len(), changed), policy));
    }
    let before = before(run, &target.tree, &after.tree.overlay, &change, &mut report.problems)?;
    changed.hushed = hushed(run, &after, &change.before.overlay, &report);
    let known = Before::of(&before.findings);
    let found = loud(&report.findings);
    report.findings.retain(|finding| !known.holds(finding));
    for finding in &mut report.findings {
        known.point_out(finding);
    }
    changed.before = found - loud(&report.findings);
    let problems = report.problems.len();
    leave_out(&mut report.problems, &before.problems);
    Ok((told(report, problems, changed), policy))
}

fn loud(findings: &[Finding]) -> usize {
    findings.iter().filter(|it| it.suppressed.is_none()).count()
}

/// The report with its sum; every problem counts, also one that was there before.
fn told(report: Report, problems: usize, mut changed: Changed) -> Report {
    let mut report = summed(report);
    changed.problems = problems - report.problems.len();
    report.summary.problems = problems;
    let silenced = report.findings.iter().filter_map(|it| it.suppressed.as_ref());
    report.loosened.comments = silenced.filter(|it| it.by == "comment").count();
    report.change = Some(changed);
    report
}

/// What is found in all files before the change. Where its settings are mistaken, those after it hold for both.
fn before(
    run: &Run<'_>,
    tree: &Tree,
    after: &Overlay,
    change: &Change,
    problems: &mut Vec<Problem>,
) -> Result<Report, Failure> {
    let run = Run { baseline: None, ..*run };
    let overlay = change.before.overlay.clone();
    let mut target = Target { tree: Tree { root: tree.root.clone(), overlay }, selected: None };
    match run.over(&target) {
        Err(_) if !target.tree.overlay.agrees(after, NAME) => {
            let message = "this could not be read as it was before the change; both sides are judged by it as it is now";
            problems.push(Problem {
                path: NAME.to_owned(),
                span: None,
                message: message.to_owned(),
            });
            target.tree.overlay.take(after, NAME);
            run.over(&target).map(|it| it.0)
        }
        told => told.map(|it| it.0),
    }
}

/// How many findings are silenced by what the change does to the repository's own settings.
fn hushed(run: &Run<'_>, after: &Target, before: &Overlay, report: &Report) -> usize {
    if after.tree.overlay.agrees(before, NAME) || !heeds_own(run.options, &after.tree) {
        return 0;
    }
    let mut target = after.clone();
    target.tree.overlay.take(before, NAME);
    // That the settings before the change are mistaken is told already.
    let Ok((told, _)) = run.over(&target) else { return 0 };
    let known = Before::of(&report.findings);
    let lost = |it: &&Finding| it.suppressed.is_none() && !known.holds(it);
    told.findings.iter().filter(lost).count()
}

/// Leave out of some problems as many as were there before.
fn leave_out(problems: &mut Vec<Problem>, before: &[Problem]) {
    let key = |it: &Problem| (it.path.clone(), it.message.clone());
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for problem in before {
        *known.entry(key(problem)).or_default() += 1;
    }
    problems.retain(|it| {
        let left = known.get_mut(&key(it)).filter(|left| 0 < **left);
        left.map(|left| *left -= 1).is_none()
    });
}
