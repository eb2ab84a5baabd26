//! What is left out since it was there before: held against a revision, or known by a baseline.

use super::scene::Scene;
use super::summary::counted;

/// What somebody should do something about: lines, each with the path of the file that it is about.
pub(super) fn told<'a>(scene: &Scene<'a>) -> Vec<(&'a str, String)> {
    let hushed = scene.report.change.as_ref().filter(|it| 0 < it.hushed).map(|change| {
        let (count, against) = (counted(change.hushed, "finding"), scene.line(&change.against));
        let line = format!("keyfit.toml: {count} would be told by the settings of `{against}`");
        ("keyfit.toml", line)
    });
    let stale = scene.report.baseline.as_ref().filter(|it| !it.stale.is_empty()).map(|baseline| {
        let path = scene.path(&baseline.path);
        let (known, gone) = (scene.report.summary.known, baseline.stale.len());
        if 1 < known && gone == known {
            let line = format!(
                "{path}: none of its {known} entries matches; was it taken at another root?"
            );
            return (baseline.path.as_str(), line);
        }
        let (entries, them) = match gone {
            1 => ("1 entry matches".to_owned(), "it"),
            entries => (format!("{entries} entries match"), "them"),
        };
        let line = format!(
            "{path}: {entries} nothing; `keyfit baseline --prune --output {path}` takes {them} out"
        );
        (baseline.path.as_str(), line)
    });
    hushed.into_iter().chain(stale).collect()
}

/// What was there before, behind semicolons; nothing where all is told.
pub(super) fn left_out(scene: &Scene<'_>) -> String {
    let change = scene.report.change.as_ref().map(|change| {
        let (count, against) = (counted(change.before, "finding"), scene.line(&change.against));
        let verb = if change.before == 1 { "was" } else { "were" };
        let problems = match change.problems {
            0 => String::new(),
            problems => format!(", and {problems} of the inputs"),
        };
        format!("; {count} {verb} there before (`{against}`){problems}")
    });
    let baseline = scene.report.baseline.as_ref().filter(|it| 0 < it.silenced);
    let baseline =
        baseline.map(|it| format!("; {} known by the baseline", counted(it.silenced, "finding")));
    change.unwrap_or_default() + &baseline.unwrap_or_default()
}

/// Whether findings may be there that are not told.
pub(super) fn is_part(scene: &Scene<'_>) -> bool {
    let silenced = scene.report.baseline.as_ref().is_some_and(|it| 0 < it.silenced);
    silenced || scene.report.change.is_some()
}
