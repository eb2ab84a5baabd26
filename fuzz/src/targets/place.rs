//! Places: a span lies in its source, between characters.

use keyfit::model::{Source, Span};

/// Hold a span against the source that it speaks of.
pub fn hold(source: &Source, span: Span) {
    assert_eq!(span.source, source.id, "a span speaks of its own source");
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(start <= end && end <= source.text.len(), "{start}..{end} of {}", source.text.len());
    for at in [start, end] {
        assert!(source.text.is_char_boundary(at), "{at} lies inside of a character");
        let position = source.position(at);
        assert!(0 < position.line && 0 < position.column);
    }
    assert_eq!(source.slice(span).len(), end - start);
}
