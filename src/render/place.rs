//! Where a span is, as people and tools count it, also where a file is one endless line.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::{Encoding, Position, Source, SourceId, Sources, Span};

/// A span's path and both its ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) start: Position,
    pub(super) end: Position,
}

/// The places of a report's spans.
pub(super) struct Places<'a> {
    sources: &'a Sources,
    marks: RefCell<BTreeMap<SourceId, Rc<Vec<Mark>>>>,
}

/// How many code points and UTF-16 units lie before a block of a text.
#[derive(Clone, Copy, Default)]
struct Mark {
    at: usize,
    letters: usize,
    units: usize,
}

/// Sources up to this size are counted by the model, which walks from the line's beginning each time.
const SMALL: usize = 16 * 1024;
const BLOCK: usize = 1024;

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, marks: RefCell::default() }
    }

    /// The place of a span. What lies in no kept source is at the beginning of a nameless file.
    pub(super) fn of(&self, span: Span) -> Place<'a> {
        let Some(source) = self.sources.get(span.source) else {
            let nowhere = Position { line: 1, column: 1, offset: 0 };
            return Place { path: "", start: nowhere, end: nowhere };
        };
        Place {
            path: &source.path,
            start: self.position(source, span.start as usize),
            end: self.position(source, span.end.max(span.start) as usize),
        }
    }

    fn position(&self, source: &Source, offset: usize) -> Position {
        if source.text.len() <= SMALL {
            return source.position(offset);
        }
        let offset = floor(&source.text, offset);
        let marks = self.marks_of(source);
        let line = source.line_of(offset);
        let (here, start) = (
            count(&source.text, &marks, offset),
            count(&source.text, &marks, source.line_start(line)),
        );
        let offset = match source.encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf8Bom => offset + 3,
            Encoding::Utf16 => 2 + 2 * here.units,
            Encoding::Latin1 => here.letters,
        };
        Position { line, column: here.letters - start.letters + 1, offset }
    }

    fn marks_of(&self, source: &Source) -> Rc<Vec<Mark>> {
        let mut known = self.marks.borrow_mut();
        Rc::clone(known.entry(source.id).or_insert_with(|| Rc::new(marks(&source.text))))
    }
}

fn marks(text: &str) -> Vec<Mark> {
    let mut marks = vec![Mark::default()];
    let mut mark = Mark::default();
    while mark.at < text.len() {
        mark = on(text, mark, floor(text, mark.at + BLOCK));
        marks.push(mark);
    }
    marks
}

fn count(text: &str, marks: &[Mark], offset: usize) -> Mark {
    let before = marks.partition_point(|mark| mark.at <= offset).saturating_sub(1);
    on(text, marks.get(before).copied().unwrap_or_default(), offset)
}

fn on(text: &str, mark: Mark, to: usize) -> Mark {
    let piece = &text[mark.at..to];
    Mark {
        at: to,
        letters: mark.letters + piece.chars().count(),
        units: mark.units + piece.encode_utf16().count(),
    }
}

/// The last character boundary at or before an offset.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::{Places, SMALL};
    use crate::model::{Encoding, Source, SourceId, Sources, Span};

    #[test]
    fn long_sources_are_counted_as_the_model_counts() {
        let text = format!("{}\n{}", "aé🚀\r\n".repeat(700), "名🚀x".repeat(SMALL / 4));
        assert!(SMALL < text.len());
        for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16, Encoding::Latin1] {
            let source = Source::new(SourceId(0), "a", text.clone(), encoding);
            let sources = Sources::new(vec![Some(source)]);
            let source = sources.get(SourceId(0)).unwrap();
            let places = Places::new(&sources);
            for at in (0..text.len() + 40).step_by(37) {
                let place = places.of(Span::new(SourceId(0), at, at + 9));
                assert_eq!(place.start, source.position(at), "{encoding:?} {at}");
                assert_eq!(place.end, source.position(at + 9), "{encoding:?} {at}");
            }
        }
    }

    #[test]
    fn a_span_of_nothing_is_somewhere() {
        let sources = Sources::default();
        assert_eq!(Places::new(&sources).of(Span::new(SourceId(7), 3, 9)).start.line, 1);
    }
}
