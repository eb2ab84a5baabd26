//! YAML: a stream of documents, with anchors, comments and templates of other languages.
//!
//! A parser's events become a flat list of items (`items`), the list becomes a tree (`tree`).
//! What breaks a document is masked (`mask`) or repaired (`repair`), or read line by line; the next document
//! is read as if nothing had happened.

use super::Parsed;
use crate::model::{Arrange, Comment, Document, Limits, Node, Problem, Source};

mod items;
mod scalar;
mod tree;
mod view;
mod mask;
mod repair;
mod problem;

/// Read a source: one root a document of the stream, and one more, a flat map, behind a document of which
/// some lines could only be read by themselves.
pub fn read(source: &Source) -> Parsed {
    within(source, Limits::default())
}

/// Read a source within the limits of a run.
pub fn within(source: &Source, limits: Limits) -> Parsed {
    let mut stream = Stream::new(source, limits);
    let mut at = 0;
    while let Some(next) = stream.read_from(at) {
        at = next;
    }
    // Lines that were read by themselves come behind the document that they stand in.
    stream.comments.arrange_by_key(|comment| comment.span);
    stream.problems.arrange_by_key(|problem| problem.span);
    let document = Document { source: source.id, roots: stream.roots, comments: stream.comments };
    Parsed { document, problems: stream.problems }
}

/// What was read of a stream so far.
struct Stream<'a> {
    source: &'a Source,
    roots: Vec<Node>,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
    allowance: tree::Allowance,
    /// Where the parser's text ends: a parser looks through all its text when it begins, so behind a broken
    /// document it is given only some documents at a time.
    end: usize,
    portioned: bool,
}

/// How much text the parser is given behind a broken document; up to the next `---`, it may be more.
const PORTION: usize = 1 << 14;

impl<'a> Stream<'a> {
    fn new(source: &'a Source, limits: Limits) -> Self {
        Self {
            source,
            roots: Vec::new(),
            comments: Vec::new(),
            problems: Vec::new(),
            allowance: tree::Allowance::of(limits),
            end: source.text.len(),
            portioned: false,
        }
    }

    /// Read on from an offset at which a document begins; the answer is where to go on, if anything is left.
    fn read_from(&mut self, at: usize) -> Option<usize> {
        let text = &self.source.text;
        if self.end <= at {
            self.end = view::mark_from(text, at + PORTION);
        }
        let view = view::View::plain(self.source, at, self.end, self.allowance.depth);
        let mut reading = items::read(&view);
        let Some(stop) = reading.stop.take() else {
            self.keep(reading);
            return (self.end < text.len()).then_some(self.end);
        };
        let from = if stop.is_behind_end() { reading.begun_before } else { reading.begun };
        reading.forget_last(from);
        self.keep(reading);
        let to = view::document_end(text, from, stop.at);
        let recovered = repair::recover(self.source, from, to, self.allowance.depth);
        self.keep(recovered.reading);
        self.keep_lines(recovered.lines);
        self.problems.extend(recovered.problems);
        if !std::mem::replace(&mut self.portioned, true) {
            self.end = to;
        }
        (to < text.len()).then_some(to)
    }

    fn keep(&mut self, reading: items::Reading) {
        for (start, end) in reading.comments {
            self.comments.push(Comment { span: self.source.span(start, end) });
        }
        for items in reading.documents {
            let root = tree::grow(self.source, items, &mut self.allowance, &mut self.problems);
            self.roots.extend(root);
        }
        for at in reading.unknown_aliases {
            if self.allowance.first_unknown() {
                self.problems.push(problem::unknown_alias(self.source, at));
            }
        }
    }

    fn keep_lines(&mut self, mut lines: super::lines::Lines) {
        self.comments.append(&mut lines.comments);
        self.roots.extend(lines.into_map(self.source));
    }
}

#[cfg(test)]
mod tests;
