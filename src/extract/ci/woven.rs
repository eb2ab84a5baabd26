//! Text that is put together of pieces of a file, each of which still knows where it stands.

use std::ops::Range;

use crate::model::{Scalar, SourceId, Style};

/// The text so far.
#[derive(Default)]
pub struct Woven {
    text: String,
    origin: Vec<(u32, u32)>,
}

impl Woven {
    /// A piece of a scalar as it stands.
    pub fn copy(&mut self, scalar: &Scalar, piece: Range<usize>) {
        let Some(text) = scalar.text.get(piece.clone()).filter(|text| !text.is_empty()) else {
            return;
        };
        let base = self.text.len() as u32;
        let start = scalar.span_of(SourceId(0), piece.start, piece.start).start;
        self.origin.push((base, start));
        let from = scalar.origin.partition_point(|(at, _)| *at as usize <= piece.start);
        let inside = scalar.origin[from..].iter().take_while(|(at, _)| (*at as usize) < piece.end);
        self.origin.extend(inside.map(|(at, origin)| (base + at - piece.start as u32, *origin)));
        self.text.push_str(text);
    }

    /// Another text in place of what stands at `place` in the source.
    pub fn put(&mut self, text: &str, place: Range<u32>) {
        let length = place.end.saturating_sub(place.start).max(1);
        for at in 0..text.len() as u32 {
            // Where the text is longer than what it stands for, its end points at the last byte of that.
            self.origin.push((self.text.len() as u32 + at, place.start + at.min(length - 1)));
        }
        self.text.push_str(text);
    }

    /// A line's end between two scalars.
    pub fn end_line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// The text as a scalar; `None` if there is none.
    pub fn scalar(self) -> Option<Scalar> {
        (!self.text.is_empty()).then(|| Scalar {
            text: self.text,
            style: Style::Block,
            origin: self.origin.into(),
            references: Vec::new(),
            templated: false,
        })
    }
}

/// Scalars one after another, a line each at least, as one script.
pub fn joined<'s>(scalars: impl IntoIterator<Item = &'s Scalar>) -> Option<Scalar> {
    let mut woven = Woven::default();
    for scalar in scalars {
        woven.end_line();
        woven.copy(scalar, 0..scalar.text.len());
    }
    woven.scalar()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn joined_text_points_at_its_places() {
        let (late, early) = (
            Scalar::verbatim("cd x", 100, Style::Plain),
            Scalar::verbatim("run $A", 20, Style::Plain),
        );
        let scalar = joined([&late, &early]).expect("there is text");
        assert_eq!(scalar.text, "cd x\nrun $A");
        assert_eq!(scalar.span_of(SourceId(0), 3, 4), Span::new(SourceId(0), 103, 104));
        assert_eq!(scalar.span_of(SourceId(0), 9, 11), Span::new(SourceId(0), 24, 26));
    }

    #[test]
    fn a_longer_text_stays_within_what_it_stands_for() {
        let mut woven = Woven::default();
        woven.put("long text", 10..13);
        let scalar = woven.scalar().expect("there is text");
        assert_eq!(scalar.span_of(SourceId(0), 0, 9), Span::new(SourceId(0), 10, 13));
    }
}
