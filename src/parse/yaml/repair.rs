//! A broken document: templates are masked first, then lines are repaired one at a time as long as that lets the
//! parser come further, and what still cannot be parsed is read line by line.

use super::super::lines::{self, Lines};
use super::items::{self, Reading, Stop};
use super::view::{Edit, View, line_end, line_start, next_line};
use super::{mask, problem};
use crate::model::{Arrange, Problem, Source};
use survey::Survey;

mod candidates;
mod survey;

/// How many lines of a document may be repaired.
const REPAIRS: usize = 8;
/// How many bytes may be parsed anew for a document: a small one often, a huge one never.
fn allowed_bytes(document: usize) -> usize {
    (6 * document).min(6 << 20) + (1 << 20)
}

/// What was read of a broken document.
pub(super) struct Recovered {
    /// Its tree, as far as it could be parsed.
    pub reading: Reading,
    /// What the lines say that could not be parsed.
    pub lines: Lines,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

/// How a line was repaired.
#[derive(Clone, Copy, Debug)]
enum Repair {
    /// Full-width colons became ones that YAML knows, from here on.
    Colon,
    /// It was indented as far as this.
    Indent(usize),
    /// Its value became text.
    Value,
    /// It was taken out and is read by itself.
    Out,
    /// Tabs that indent became spaces, from here on.
    Tabs,
}

/// A view and how far it can be read.
struct Attempt<'a> {
    view: View<'a>,
    survey: Survey,
}

impl<'a> Attempt<'a> {
    fn new(view: View<'a>) -> Self {
        let survey = survey::survey(&view);
        Self { view, survey }
    }
}

/// Read the document that takes the bytes `from..to` and is known to be broken.
pub(super) fn recover(source: &Source, from: usize, to: usize, depth: usize) -> Recovered {
    let first = Attempt::new(View::plain(source, from, to, depth));
    let mut best = unmasked_or_masked(first);
    let mut recovered =
        Recovered { reading: Reading::default(), lines: Lines::default(), problems: Vec::new() };
    let mut bytes = allowed_bytes(to - from);
    for _ in 0..REPAIRS {
        let Some(stop) = best.survey.stop.clone() else { break };
        let Some((next, repair, line)) = repaired(&best, &stop, &mut bytes) else { break };
        recovered.note(source, repair, line, &stop);
        best = next;
    }
    recovered.finish(source, &best, to);
    recovered
}

fn unmasked_or_masked(first: Attempt<'_>) -> Attempt<'_> {
    let mut best = first;
    for blocks_too in [false, true] {
        if best.survey.stop.is_none() {
            break;
        }
        let view = &best.view;
        let plain = View::plain(view.source, view.from, view.to(), view.depth);
        let Some(view) = mask::masked(&plain, blocks_too) else { break };
        let masked = Attempt::new(view);
        if best.survey.reach() < masked.survey.reach() {
            best = masked;
        }
    }
    best
}

/// The repair that lets the parser come furthest, if any lets it come further at all, and the line it mends.
fn repaired<'a>(
    attempt: &Attempt<'a>,
    stop: &Stop,
    bytes: &mut usize,
) -> Option<(Attempt<'a>, Repair, (usize, usize))> {
    let mut best = None;
    let mut furthest = stop.at;
    for (repair, line) in candidates::repairs(&attempt.view, &attempt.survey, stop) {
        let Some(view) = candidates::apply(&attempt.view, repair, line) else { continue };
        let Some(rest) = bytes.checked_sub(view.text.len()) else { break };
        *bytes = rest;
        let next = Attempt::new(view);
        let reach = next.survey.reach();
        if furthest < reach {
            furthest = reach;
            best = Some((next, repair, line));
        }
        if reach == usize::MAX {
            break;
        }
    }
    best
}

impl Recovered {
    fn note(&mut self, source: &Source, repair: Repair, line: (usize, usize), stop: &Stop) {
        let why = problem::reason(&stop.kind);
        let message = match repair {
            Repair::Colon => {
                "a full-width colon stands here or below; each was read as a colon".to_string()
            }
            Repair::Indent(_) => {
                format!("this line could not be read as YAML: {why}; it was read as indented less")
            }
            Repair::Tabs => {
                "tabs indent lines from here on; each was read as one space".to_string()
            }
            Repair::Value => format!(
                "this line could not be read as YAML: {why}; its value was read as plain text"
            ),
            Repair::Out => {
                format!("this line could not be read as YAML: {why}; it was read by itself")
            }
        };
        let text = &source.text;
        let at_stop = line.0 <= stop.at && stop.at < line.1;
        let span = (if at_stop { stop.at } else { line.0 }, line_end(text, line.0).max(line.0));
        self.problems.push(problem::at(source, span, message));
        if matches!(repair, Repair::Out) {
            self.read_lines(source, line.0, line.1);
        }
    }

    fn read_lines(&mut self, source: &Source, from: usize, to: usize) {
        let lines = lines::read(source, from, to);
        self.lines.entries.extend(lines.entries);
        self.lines.comments.extend(lines.comments);
    }

    fn finish(&mut self, source: &Source, best: &Attempt<'_>, to: usize) {
        let mut reading = items::read(&best.view);
        if let Some(stop) = reading.stop.take() {
            let from = rest_of(source, &reading, &stop);
            reading.forget_last(from);
            // Lines that were taken out behind it are read once more with the rest.
            self.lines.entries.retain(|entry| (entry.key.span.start as usize) < from);
            self.lines.comments.retain(|comment| (comment.span.start as usize) < from);
            self.read_lines(source, from, to);
            let why = problem::reason(&stop.kind);
            let message = format!(
                "this could not be read as YAML from here on: {why}; the rest was read line by line"
            );
            let span = (stop.at, line_end(&source.text, stop.at));
            self.problems.push(problem::at(source, span, message));
        }
        self.lines.entries.arrange_by_key(|entry| entry.key.span);
        self.reading = reading;
    }
}

/// Where reading line by line begins, so that nothing is lost between the tree and the stop.
fn rest_of(source: &Source, reading: &Reading, stop: &Stop) -> usize {
    let text = &source.text;
    let last = reading.last_end.max(reading.begun);
    let line = line_end(text, last);
    let tail = text.get(last..line).unwrap_or_default();
    let tail = tail.trim_start_matches([' ', '\t', ',', ':', '-', '"', '\'']);
    // Behind the last scalar its line may hold more that was never delivered, such as the rest of a list.
    let complete =
        tail.trim_matches([' ', '\t', '\r', ']', '}', ',']).is_empty() || tail.starts_with('#');
    let after =
        if complete && last < stop.at { next_line(text, last) } else { line_start(text, last) };
    let mut from = after.min(line_start(text, stop.at));
    if let Some(key) = reading.waiting_key {
        from = from.min(line_start(text, key));
    }
    let spread =
        reading.documents.last().and_then(|items| items.iter().rfind(|item| item.is_leaf()));
    if let Some(leaf) = spread.filter(|leaf| leaf.extent.0 < from && from < leaf.extent.1) {
        from = line_start(text, leaf.extent.0);
    }
    from.max(reading.begun)
}

/// A repair of what takes the bytes `start..end`, which stays as long as it was.
fn edit(start: usize, end: usize) -> Edit {
    Edit { start, end, templated: false }
}
