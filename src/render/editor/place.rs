//! Places as editors count them: lines and units from 0, in UTF-16 or in bytes, as both sides agreed.

use serde_json::{Value, json};

/// In what the columns of a line are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16, which every client knows.
    #[default]
    Utf16,
}

impl Units {
    /// The word in the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }

    fn of(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 if text.is_ascii() => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// A text with where its lines begin.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    units: Units,
}

impl<'a> Lines<'a> {
    /// The lines of a text: each ends with `\n`, `\r\n` or `\r`.
    pub fn of(text: &'a str, units: Units) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        Self { text, starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(), units }
    }

    /// The place of a byte: its line, and its column in the units that were agreed on.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        (line, self.units.of(&self.text[self.starts[line]..offset]))
    }

    /// The byte at a place. A column past the end of its line is its end, and a line past the last one the text's.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.starts.get(line).copied() else { return self.text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        let mut left = column;
        let inside = text.char_indices().find(|(_, letter)| {
            let units = match self.units {
                Units::Utf8 => letter.len_utf8(),
                Units::Utf16 => letter.len_utf16(),
            };
            let is_here = left < units;
            left = left.saturating_sub(units);
            is_here
        });
        start + inside.map_or(text.len(), |(at, _)| at)
    }

    /// A range of bytes as the protocol writes it.
    pub fn range(&self, start: usize, end: usize) -> Value {
        let at = |(line, character)| json!({ "line": line, "character": character });
        json!({ "start": at(self.place(start)), "end": at(self.place(end)) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Units};

    #[test]
    fn a_place_is_counted_as_the_client_counts() {
        let text = "a\u{1f511}b\r\nü: x\rz\n";
        for (piece, utf16, utf8) in [
            ("b", (0, 3), (0, 5)),
            ("\u{1f511}", (0, 1), (0, 1)),
            (": x", (1, 1), (1, 2)),
            ("z", (2, 0), (2, 0)),
        ] {
            let at = text.find(piece).expect("it is a piece");
            for (units, (line, column)) in [(Units::Utf16, utf16), (Units::Utf8, utf8)] {
                let lines = Lines::of(text, units);
                assert_eq!(lines.place(at), (line, column), "{piece}");
                assert_eq!(lines.offset(line, column), at, "{piece}");
            }
        }
        let lines = Lines::of(text, Units::Utf16);
        assert_eq!(lines.place(usize::MAX), (3, 0));
        assert_eq!(lines.offset(0, 99), text.find("\r\n").expect("a line ends so"));
        assert_eq!(lines.offset(99, 0), text.len());
        // The middle of a character is its beginning.
        assert_eq!(lines.offset(0, 2), 1);
        assert_eq!(Lines::of("", Units::Utf16).offset(0, 1), 0);
    }
}
