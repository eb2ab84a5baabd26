//! Expressions that are not understood: which objects they hand on.

use std::ops::Range;

use super::called::opens;
use super::{Given, Place, bound};
use crate::model::{Node, Scalar, Span, Style, Value};

/// How many tokens of an expression are looked through that is not understood.
const TOKENS: usize = 500;
/// What makes one text of all that it is given, by the last word of a dotted name.
const WEAVING: [&str; 7] = ["concat", "all", "format", "join", "b64encode", "encode", "decode"];

impl<'a> Given<'_, 'a> {
    /// The objects that an expression hands on which is not understood.
    pub(super) fn woven(&self, range: &Range<usize>, place: &Place<'a>, span: Span) -> Node {
        let mut found = vec![(String::new(), Span { end: span.start, ..span })];
        let mut n_seen = 0;
        self.gather(range, place, &mut found, &mut n_seen);
        Node { span, value: reference(&found) }
    }

    pub(super) fn gather(
        &self,
        range: &Range<usize>,
        place: &Place<'a>,
        found: &mut Vec<(String, Span)>,
        n_seen: &mut usize,
    ) {
        let Some(place) = self.within(place) else { return };
        let mut at = range.start;
        while at < range.end && *n_seen < TOKENS {
            *n_seen += 1;
            at = self.step(at, &place, found, n_seen).max(at + 1);
        }
    }

    /// Look at what begins here; the answer is where to go on.
    fn step(
        &self,
        at: usize,
        place: &Place<'a>,
        found: &mut Vec<(String, Span)>,
        n_seen: &mut usize,
    ) -> usize {
        let module = self.module;
        if let Some((text, _)) = module.text(at) {
            for hole in &text.holes {
                self.gather(hole, place, found, n_seen);
            }
            return at + 1;
        }
        if !module.is_name(at) {
            return at + 1;
        }
        let (parts, next) = module.chain(at);
        let last = parts.last().copied().unwrap_or_default();
        let is_called = module.word(next) == "(";
        if let Some((base, place)) = bound(parts[0], place) {
            self.gather(base, &place, found, n_seen);
            return next;
        }
        let own = if is_called { &parts[..parts.len() - 1] } else { &parts[..] };
        if let Some(path) = self.path(own, place) {
            found.push((path, module.span(&(at..next))));
        } else if let Some((value, block)) = self.only(&own.join("."), place.block) {
            let place = Place { block, bound: Vec::new(), depth: place.depth };
            self.gather(&value, &place, found, n_seen);
        }
        let path = module.resolved(&parts);
        let hands_on = WEAVING.contains(&last) || opens(&path);
        if is_called && !hands_on { module.behind(next) } else { next }
    }
}

/// A text that is made of objects.
pub(super) fn reference(paths: &[(String, Span)]) -> Value {
    let mut text = String::new();
    let mut origin = Vec::new();
    for (path, span) in paths {
        let (at, last) = (text.len() as u32, span.end.saturating_sub(1).max(span.start));
        text = text + "${" + path + "}";
        origin.extend([(at, span.start), (text.len() as u32 - 1, last)]);
    }
    let style = Style::Expression;
    let origin = origin.into();
    Value::Scalar(Scalar { text, style, origin, references: Vec::new(), templated: false })
}
