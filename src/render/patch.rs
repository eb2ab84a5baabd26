//! A change to a file as a patch that `git apply` takes.

use std::collections::HashMap;

use similar::TextDiff;

use crate::model::Source;

use super::clean::{code_line, one_line};
use super::scene::Scene;

/// The patch of one file; `before` is empty for a file that is not there yet. A line that holds a value is shown
/// without it, and of what acts on a terminal the number: such a patch is there to be read, and `--fix` makes the
/// change.
pub(super) fn patch(scene: &Scene<'_>, path: &str, before: &str, after: &str) -> String {
    let source = scene.report.sources.iter().find(|source| source.path == path);
    let name = one_line(path);
    let old = if before.is_empty() { "/dev/null".to_owned() } else { format!("a/{name}") };
    let diff = TextDiff::from_lines(before, after);
    let whole =
        diff.unified_diff().context_radius(3).header(&old, &format!("b/{name}")).to_string();
    let hidden = source.map(|source| hidden(scene, source)).unwrap_or_default();
    let lines = whole.split_inclusive('\n').map(|line| {
        let (mark, text) = line.split_at_checked(1).unwrap_or(("", line));
        match hidden.get(text.trim_end_matches(['\n', '\r'])) {
            Some(shown) => format!("{mark}{shown}\n"),
            None => code_line(line),
        }
    });
    lines.collect()
}

/// The lines of a source that hold a value, each with how it is shown.
fn hidden<'s>(scene: &Scene<'_>, source: &'s Source) -> HashMap<&'s str, String> {
    let mut hidden = HashMap::new();
    let ranges = scene.redactor.hidden(source, 0, source.text.len());
    for range in ranges {
        let first = source.line_of(range.start);
        for line in first..=source.line_of(range.end.max(range.start)) {
            let Some(text) = source.line(line) else { continue };
            let start = source.line_start(line);
            let shown = scene.redactor.snippet(source, start, start + text.len());
            hidden.insert(text, shown.unwrap_or_default());
        }
    }
    hidden
}
