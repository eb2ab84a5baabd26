//! Text out of which escapes are taken, with its place in the source kept.

use crate::model::{Scalar, Style};

/// Text under construction that remembers where its characters stand in the source.
pub(super) struct Decoded {
    text: String,
    origin: Vec<(u32, u32)>,
    next: usize,
}

impl Decoded {
    /// Empty text that begins at an offset of the source.
    pub(super) fn at(start: usize) -> Self {
        Self { text: String::new(), origin: vec![(0, start as u32)], next: start }
    }

    /// Add text that stands at an offset of the source byte for byte, or the character that is written there in
    /// another form. Offsets that no longer run in step with the text make a new pair.
    pub(super) fn push(&mut self, run: &str, at: usize) {
        if run.is_empty() {
            return;
        }
        if self.next != at {
            // Nothing was written at the start, so the first pair itself moves on.
            if self.text.is_empty() {
                self.origin.clear();
            }
            self.origin.push((self.text.len() as u32, at as u32));
        }
        self.text.push_str(run);
        self.next = at + run.len();
    }

    /// The finished scalar.
    pub(super) fn scalar(self, style: Style) -> Scalar {
        Scalar {
            text: self.text,
            style,
            origin: self.origin.into(),
            references: Vec::new(),
            templated: false,
        }
    }
}

/// What an escape stands for.
pub(super) struct Escape {
    /// The character; `None` where the escape stands for nothing, as before a line's end.
    pub(super) letter: Option<char>,
    /// How many bytes the escape takes in the source.
    pub(super) width: usize,
}

impl Escape {
    /// An escape of a backslash and one ASCII letter.
    pub(super) fn short(letter: char) -> Self {
        Self { letter: Some(letter), width: 2 }
    }
}

/// Read the escapes of `raw`, which stands at `start` of the source. `escape` is given the rest of the text from
/// a backslash on; where it knows no escape, the backslash stays what it is.
pub(super) fn unescaped(
    raw: &str,
    start: usize,
    style: Style,
    escape: impl Fn(&str) -> Option<Escape>,
) -> Scalar {
    let mut decoded = Decoded::at(start);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
        let backslash = at + found;
        decoded.push(&raw[at..backslash], start + at);
        at = backslash;
        if let Some(escape) = escape(&raw[backslash..]) {
            if let Some(letter) = escape.letter {
                decoded.push(letter.encode_utf8(&mut [0; 4]), start + backslash);
            }
            at += escape.width;
        } else {
            // The character after it is kept with it: of two backslashes the second begins nothing.
            let width = 1 + raw[backslash + 1..].chars().next().map_or(0, char::len_utf8);
            decoded.push(&raw[backslash..backslash + width], start + backslash);
            at += width;
        }
    }
    decoded.push(&raw[at..], start + at);
    decoded.scalar(style)
}

/// The character of `count` hexadecimal digits that stand at the start of `digits`.
pub(super) fn hexadecimal(digits: &str, count: usize) -> Option<u32> {
    let digits = digits.get(..count)?;
    if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        u32::from_str_radix(digits, 16).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;

    #[test]
    fn a_piece_is_found_in_the_source_again() {
        let escape = |rest: &str| rest.starts_with("\\n").then(|| Escape::short('\n'));
        let scalar = unescaped("a\\nb\\qc", 10, Style::Double, escape);
        assert_eq!(scalar.text, "a\nb\\qc");
        for (piece, expected) in [("a", 10), ("\n", 11), ("b", 13), ("\\q", 14), ("c", 16)] {
            let at = scalar.text.find(piece).unwrap();
            assert_eq!(scalar.span_of(SourceId(0), at, at + 1).start, expected, "{piece:?}");
        }
    }
}
