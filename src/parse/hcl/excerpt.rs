//! Text that is read as HCL, and where it stems from.

use std::ops::Range;

use super::masks::Masks;
use crate::model::{Offsets, Scalar, SourceId, Span, Style};

/// A piece of HCL as it is written, a slice of a source or the decoded content of a JSON string.
#[derive(Clone, Copy, Debug)]
pub(in crate::parse) struct Excerpt<'a> {
    /// The source it stems from.
    pub(in crate::parse) source: SourceId,
    /// The piece.
    pub(in crate::parse) text: &'a str,
    /// Where it stems from, as in [`Scalar::origin`].
    pub(in crate::parse) origin: &'a [(u32, u32)],
    /// The foreign templates of the source.
    pub(in crate::parse) masks: &'a Masks,
}

impl<'a> Excerpt<'a> {
    /// The text of a range, or nothing where the range is none of this text.
    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// The span of a range in the source.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        // An end is looked up by its last byte, so that it does not run over a gap that follows.
        let end = if range.start < range.end { self.offset(range.end - 1) + 1 } else { start };
        Span::new(self.source, start, end)
    }

    /// The origin of a range of the text, counted from the range's start.
    pub(super) fn origin(&self, range: &Range<usize>) -> Offsets {
        let first = self.origin.partition_point(|(text, _)| *text as usize <= range.start);
        let inner =
            self.origin[first..].iter().take_while(|(text, _)| (*text as usize) < range.end);
        std::iter::once((0, self.offset(range.start) as u32))
            .chain(inner.map(|(text, source)| (text - range.start as u32, *source)))
            .collect()
    }

    /// A range as a scalar, its text as it is written.
    pub(super) fn scalar(&self, range: Range<usize>, style: Style) -> Scalar {
        Scalar {
            text: self.slice(range.clone()).to_owned(),
            style,
            origin: self.origin(&range),
            references: Vec::new(),
            templated: self.is_templated(range),
        }
    }

    /// Whether a foreign template touches a range.
    pub(super) fn is_templated(&self, range: Range<usize>) -> bool {
        let span = self.span(range);
        self.masks.touch(span.start as usize, span.end as usize)
    }

    fn offset(&self, at: usize) -> usize {
        let next = self.origin.partition_point(|(text, _)| *text as usize <= at);
        let pair = next.checked_sub(1).and_then(|index| self.origin.get(index));
        let (text, source) = pair.copied().unwrap_or((0, 0));
        source as usize + (at - text as usize)
    }
}
