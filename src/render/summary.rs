//! The sum of a run in one line.

use crate::model::{Level, Problem, Verdict};

use super::review;
use super::scene::Scene;

/// The last line of a page: counts of findings, files, problems and silenced findings.
pub(super) fn line(scene: &Scene<'_>) -> String {
    if scene.findings().next().is_none() {
        return quiet(scene);
    }
    let summary = scene.report.summary;
    let counts = [Level::Error, Level::Warning, Level::Note].map(|level| {
        let count = match level {
            Level::Error => summary.errors,
            Level::Warning => summary.warnings,
            Level::Note => summary.notes,
        };
        counted(count, level.as_str())
    });
    format!("{} in {}{}", counts.join(", "), files(scene), rest(scene))
}

/// The line of a run without findings. It calls nothing clean that could not be read.
fn quiet(scene: &Scene<'_>) -> String {
    let (report, files) = (scene.report, files(scene));
    let uses = counted(report.usages.len(), "use");
    if review::is_part(scene) {
        let read = if report.summary.problems == 0 { "" } else { " in what could be read" };
        let rest = rest(scene);
        return format!("no new finding{read}: {uses} of dbt credentials in {files}{rest}");
    }
    let open = report.verdicts.iter().filter(|it| **it == Verdict::Unknown).count();
    let seen = match (report.usages.is_empty(), report.summary.problems) {
        (true, 0) => format!("no dbt credential is used in {files}"),
        (false, 0) if 0 < report.summary.unread_grants && open == 0 => {
            format!("nothing speaks against {uses} of dbt credentials in {files}")
        }
        (false, 0) if open == 0 && 0 < report.summary.suppressed => {
            format!("nothing else speaks against {uses} of dbt credentials in {files}")
        }
        (false, 0) if open == 0 => {
            format!("every key fits its door: {uses} of dbt credentials in {files}")
        }
        (false, 0) => format!(
            "nothing speaks against {uses} of dbt credentials in {files}, but {open} could not be judged: their kind is unknown"
        ),
        (true, _) => format!("no dbt credential was found in what could be read of {files}"),
        (false, _) => {
            format!("no finding in what could be read: {uses} of dbt credentials in {files}")
        }
    };
    format!("{seen}{}", rest(scene))
}

/// `41 files (38 read)`.
pub(super) fn files(scene: &Scene<'_>) -> String {
    let summary = scene.report.summary;
    format!("{} ({} read)", counted(summary.files, "file"), summary.read)
}

fn rest(scene: &Scene<'_>) -> String {
    let known = scene.report.baseline.as_ref().map_or(0, |it| it.silenced);
    let silenced = match scene.report.summary.suppressed.saturating_sub(known) {
        0 => String::new(),
        silenced => format!("; {} silenced", counted(silenced, "finding")),
    };
    unread(scene)
        + &unread_grants(scene)
        + &unfollowed(scene)
        + &silenced
        + &review::left_out(scene)
}

/// Declared tokens of which not all is known, behind a semicolon; nothing where there are none.
fn unread_grants(scene: &Scene<'_>) -> String {
    match scene.report.summary.unread_grants {
        0 => String::new(),
        tokens => {
            format!("; the permissions of {} could not be read", counted(tokens, "service token"))
        }
    }
}

/// Files that name a credential and that nobody followed, behind a semicolon; nothing where there are none.
pub(super) fn unfollowed(scene: &Scene<'_>) -> String {
    match scene.report.summary.unfollowed {
        0 => String::new(),
        1 => "; 1 file in a language that keyfit does not follow names a dbt credential".to_owned(),
        files => {
            format!(
                "; {files} files in languages that keyfit does not follow name a dbt credential"
            )
        }
    }
}

/// What could not be read, behind a semicolon; nothing where all was.
pub(super) fn unread(scene: &Scene<'_>) -> String {
    match scene.report.summary.problems {
        0 => String::new(),
        problems => format!("; {} could not be wholly read", counted(problems, "input")),
    }
}

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `path:line:column: problem`, without a place where there is none.
pub(super) fn address(scene: &Scene<'_>, problem: &Problem) -> String {
    let place = problem.span.filter(|span| scene.has(*span));
    place.map_or_else(|| scene.path(&problem.path), |span| scene.address(span))
}

/// A problem on a line of its own.
pub(super) fn problem(scene: &Scene<'_>, problem: &Problem) -> String {
    format!("{}: problem {}\n", address(scene, problem), scene.line(&problem.message))
}
