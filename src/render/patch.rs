//! A change to a file as a patch that `git apply` takes.

use std::collections::HashMap;

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, DiffTag};

use crate::model::Source;

use super::clean::{code_line, one_line};
use super::redact::Values;
use super::scene::Scene;

/// The patch of one file; `before` is empty for a file that is not there yet. A line that holds a value is shown
/// without it, and of what acts on a terminal the number: such a patch is there to be read, and `--fix` makes the
/// change.
pub(super) fn patch(scene: &Scene<'_>, path: &str, before: &str, after: &str) -> String {
    let source = scene.report.sources.iter().find(|source| source.path == path);
    let name = one_line(path);
    let old = if before.is_empty() { "/dev/null".to_owned() } else { format!("a/{name}") };
    let hunks = hunks(before, after);
    let header = if hunks.is_empty() { "" } else { &format!("--- {old}\n+++ b/{name}\n") };
    let whole = format!("{header}{hunks}");
    let Hidden { lines, values } = source.map(|it| hidden(scene, it)).unwrap_or_default();
    let shown = whole.split_inclusive('\n').map(|line| {
        let (mark, text) = line.split_at_checked(1).unwrap_or(("", line));
        match lines.get(text.trim_end_matches(['\n', '\r'])) {
            Some(shown) => format!("{mark}{shown}\n"),
            None => code_line(&scene.redactor.line(line, &values)),
        }
    });
    shown.collect()
}

/// How many lines stand around a change.
const AROUND: usize = 3;

/// What changes between two texts.
fn hunks(before: &str, after: &str) -> String {
    let [old, new] = [before, after].map(|it| it.split_inclusive('\n').collect::<Vec<_>>());
    let mut hook = Compact::new(Replace::new(Capture::new()), &old[..], &new[..]);
    let (all_old, all_new) = (0..old.len(), 0..new.len());
    // Of the library's algorithms one is named, so that the others are not built in.
    let Ok(()) = myers::diff_deadline_raw(&mut hook, &old[..], all_old, &new[..], all_new, None);
    let groups = hook.into_inner().into_inner().into_grouped_ops(AROUND);
    groups.iter().map(|ops| hunk(ops, &old, &new)).collect()
}

fn hunk(ops: &[DiffOp], old: &[&str], new: &[&str]) -> String {
    let mut hunk = format!("{}\n", UnifiedHunkHeader::new(ops));
    let mut write = |mark: char, lines: &[&str]| {
        for line in lines {
            hunk.push(mark);
            hunk.push_str(line);
            if !line.ends_with('\n') {
                hunk.push_str("\n\\ No newline at end of file\n");
            }
        }
    };
    for op in ops {
        let (tag, before, after) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            write(' ', &old[before]);
        } else {
            write('-', &old[before]);
            write('+', &new[after]);
        }
    }
    hunk
}

/// What a source holds of values.
#[derive(Default)]
struct Hidden<'s> {
    /// The lines that hold one, each with how it is shown.
    lines: HashMap<&'s str, String>,
    /// The values, line by line: a change may put one into a line that did not stand there.
    values: Values<'s>,
}

/// A line of a value of several lines that is no longer than this says nothing of it.
const SHORT: usize = 4;

fn hidden<'s>(scene: &Scene<'_>, source: &'s Source) -> Hidden<'s> {
    let mut hidden = Hidden::default();
    let mut values = Vec::new();
    let ranges = scene.redactor.hidden(source, 0, source.text.len());
    for range in ranges {
        let value = &source.text[range.start..range.end];
        let pieces = value.lines().map(str::trim).filter(|it| SHORT < it.len() || *it == value);
        values.extend(pieces);
        let first = source.line_of(range.start);
        for line in first..=source.line_of(range.end.max(range.start)) {
            let Some(text) = source.line(line) else { continue };
            let start = source.line_start(line);
            let shown = scene.redactor.snippet(source, start, start + text.len());
            hidden.lines.insert(text, shown.unwrap_or_default());
        }
    }
    hidden.values = Values::of(values.into_iter());
    hidden
}
