//! Where each piece of a decoded scalar stands in the source.
//!
//! The parser says what a scalar's text is; here it is decoded a second time, beside its source, and the two
//! must agree.

use granit_parser::ScalarStyle;

use super::view::View;
use crate::model::{Node, Offsets, Scalar, Style, Value};

mod block;
mod flow;

/// The node of a scalar event: `text` is the parser's, `extent` the bytes of the event in the source.
pub(super) fn node(view: &View, text: &str, style: ScalarStyle, extent: (usize, usize)) -> Node {
    let quote = usize::from(matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted));
    let start = (extent.0 + quote).min(extent.1);
    let end = extent.1.saturating_sub(quote).max(start);
    let (trace, end) = trace(view, text, style, start, end);
    let mut scalar = Scalar::verbatim(text, start, style_of(style));
    if let Some(origin) = trace {
        scalar.origin = origin;
    }
    restore(view, &mut scalar);
    Node { span: view.source.span(start, end), value: Value::Scalar(scalar) }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}

/// The origin of a text, if it is not simply byte for byte from the start, and where its source really ends.
fn trace(
    view: &View,
    text: &str,
    style: ScalarStyle,
    start: usize,
    end: usize,
) -> (Option<Offsets>, usize) {
    let within = (start - view.from, end - view.from);
    let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
    if !is_block && view.text[within.0..within.1] == *text {
        return (None, end);
    }
    let mut tracer = Tracer::new(&view.text);
    match style {
        ScalarStyle::Literal => block::literal(&mut tracer, text, within.0),
        ScalarStyle::Folded => block::folded(&mut tracer, text, within.0),
        _ => flow::decode(&mut tracer, style, within),
    }
    let agrees = is_block || tracer.out == text;
    let end = if is_block { view.from + tracer.end.max(within.0) } else { end };
    let shifted = tracer.origin.iter().map(|(at, from)| (*at, *from + view.from as u32));
    (agrees.then(|| shifted.collect()), end)
}

/// Collects where decoded text stems from.
struct Tracer<'a> {
    source: &'a str,
    out: String,
    origin: Vec<(u32, u32)>,
    end: usize,
}

impl<'a> Tracer<'a> {
    fn new(source: &'a str) -> Self {
        Self { source, out: String::new(), origin: Vec::new(), end: 0 }
    }

    /// The decoded text at `at` stands in the source from `from` on.
    fn mark(&mut self, at: usize, from: usize) {
        if let Some((last_at, last_from)) = self.origin.last() {
            let (last_at, last_from) = (*last_at as usize, *last_from as usize);
            if last_at + from == last_from + at {
                return;
            }
            if last_at == at {
                self.origin.pop();
            }
        }
        self.origin.push((at as u32, from as u32));
    }

    /// The source's own bytes.
    fn copy(&mut self, from: usize, to: usize) {
        if from < to {
            self.mark(self.out.len(), from);
            self.out.push_str(&self.source[from..to]);
        }
    }

    /// A character that is written otherwise at `from`.
    fn put(&mut self, character: char, from: usize) {
        self.mark(self.out.len(), from);
        self.out.push(character);
    }
}

/// Put the source's own text where the parser saw a mask.
fn restore(view: &View, scalar: &mut Scalar) {
    // Blank lines around a block scalar's text are outside of its span, but may be part of the text.
    let (Some(first), Some(last)) = (scalar.origin.first(), scalar.origin.last()) else { return };
    let (start, end) = (first.1 as usize, last.1 as usize + scalar.text.len() - last.0 as usize);
    let mut touched = view.edits_in(start, end).peekable();
    if touched.peek().is_none() {
        return;
    }
    scalar.templated = touched.any(|edit| edit.templated);
    let mut bytes = Vec::with_capacity(scalar.text.len());
    for (index, (at, from)) in scalar.origin.iter().enumerate() {
        let (at, from) = (*at as usize, *from as usize);
        let next = scalar.origin.get(index + 1).map_or(scalar.text.len(), |next| next.0 as usize);
        let masked = view.text.as_bytes()[from - view.from..].iter();
        let own = view.source.text.as_bytes()[from..].iter();
        let seen = &scalar.text.as_bytes()[at..next];
        // What is not as the parser saw it was folded or escaped, and is left so.
        bytes.extend(
            seen.iter().zip(masked.zip(own)).map(
                |(seen, (masked, own))| {
                    if seen == masked { *own } else { *seen }
                },
            ),
        );
    }
    let length = scalar.text.len();
    if let Some(text) = String::from_utf8(bytes).ok().filter(|text| text.len() == length) {
        scalar.text = text;
    }
}
