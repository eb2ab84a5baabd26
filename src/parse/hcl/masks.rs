//! Templates of other languages (`{{ … }}`, `{% … %}`, `{# … #}`) in an HCL file, and how HCL is read past them.

use std::ops::Range;

use super::lexer::{Kind, Lexer};

/// The places of foreign templates, in order, none inside another. Each lies on one line.
#[derive(Debug, Default)]
pub(in crate::parse) struct Masks(Vec<Range<usize>>);

const PAIRS: [(u8, &[u8; 2]); 3] = [(b'{', b"}}"), (b'%', b"%}"), (b'#', b"#}")];

impl Masks {
    /// The foreign templates of a text.
    pub(in crate::parse) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut masks, mut at) = (Vec::new(), 0);
        // Up to where the line is known to hold no further end of each sort of template.
        let mut barren = [0; PAIRS.len()];
        let mut line = 0;
        while let Some(found) = memchr::memchr(b'{', &bytes[at..]) {
            let start = at + found;
            at = start + 1;
            let Some(pair) = PAIRS.iter().position(|(mark, _)| bytes.get(at) == Some(mark)) else {
                continue;
            };
            if start < barren[pair] {
                continue;
            }
            let inside = start + 2;
            if line < inside {
                line =
                    memchr::memchr(b'\n', &bytes[inside..]).map_or(bytes.len(), |it| inside + it);
            }
            match memchr::memmem::find(&bytes[inside..line], PAIRS[pair].1) {
                Some(close) => {
                    at = inside + close + 2;
                    masks.push(start..at);
                }
                None => barren[pair] = line,
            }
        }
        Self(masks)
    }

    /// Whether any of them has a byte in common with `start..end`.
    pub(in crate::parse) fn touch(&self, start: usize, end: usize) -> bool {
        let next = self.0.partition_point(|mask| mask.end <= start);
        self.0.get(next).is_some_and(|mask| mask.start < end)
    }

    /// Whether nothing but templates and blanks stands in `range`, and at least one template.
    pub(super) fn cover(&self, text: &str, range: Range<usize>) -> bool {
        let mut at = range.start;
        let first = self.0.partition_point(|mask| mask.end <= range.start);
        for mask in self.0[first..].iter().take_while(|mask| mask.start < range.end) {
            if !is_blank(text, at..mask.start) {
                return false;
            }
            at = mask.end;
        }
        range.start < at && is_blank(text, at..range.end)
    }

    /// The text with every template replaced byte by byte: by an identifier where a value may stand, by blanks
    /// where it is a statement or alone on its line.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        // Every line is judged once, however many templates stand on it.
        let (mut line_end, mut is_alone) = (0, false);
        for mask in &self.0 {
            if line_end <= mask.start {
                let line = line_around(text.as_bytes(), mask);
                line_end = line.end;
                is_alone = self.cover(text, line);
            }
            let is_statement = !text[mask.clone()].starts_with("{{");
            bytes[mask.clone()].fill(if is_alone || is_statement { b' ' } else { b'x' });
        }
        String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
    }
}

/// The text with the line breaks and comments directly in the braces of `for` expressions blanked: Terraform
/// ignores them there, the parser does not everywhere.
pub(super) fn joined(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut lexer = Lexer::new(text, 0..text.len());
    while let Some(token) = lexer.next() {
        if matches!(token.kind, Kind::Newline | Kind::Comment) && lexer.is_in_comprehension() {
            bytes[token.start..token.end].fill(b' ');
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn line_around(bytes: &[u8], mask: &Range<usize>) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &bytes[..mask.start]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &bytes[mask.end..]).map_or(bytes.len(), |at| mask.end + at);
    start..end
}

fn is_blank(text: &str, range: Range<usize>) -> bool {
    text.get(range).is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_whitespace()))
}
