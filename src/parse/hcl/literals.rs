//! What a string or heredoc means, and where each piece of that stands.

use std::ops::Range;

use super::excerpt::Excerpt;
use super::lexer::is_word_or_dash;

/// Decoded text with its origin, as in [`Scalar::origin`](crate::model::Scalar).
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) origin: Vec<(u32, u32)>,
}

/// Which sequences stand for something else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// `\n` and its like, `$${` and `%%{`: within quotes.
    Quoted,
    /// `$${` and `%%{` only: in heredocs and JSON.
    Markers,
    /// None: where the text also holds interpolations and is kept as it is written.
    Kept,
}

impl Decoded {
    /// Add what a range of the text means.
    pub(super) fn read(&mut self, excerpt: &Excerpt, range: Range<usize>, escapes: Escapes) {
        let bytes = excerpt.slice(range.clone()).as_bytes();
        let (mut run, mut at) = (0, 0);
        while at < bytes.len() {
            let (from, to) = (range.start + run, range.start + at);
            match escape(&bytes[at..], escapes) {
                Some(Escape::Char(length, character)) => {
                    self.copy(excerpt, from..to);
                    self.mark(self.text.len() as u32, excerpt.span(to..to + length).start);
                    self.text.push(character);
                    at += length;
                    run = at;
                }
                // Of `$${` the first character is left out; the rest stands for itself and begins no other marker.
                Some(Escape::Marker) => {
                    self.copy(excerpt, from..to);
                    run = at + 1;
                    at += 3;
                }
                None => at += 1,
            }
        }
        self.copy(excerpt, range.start + run..range.start + bytes.len());
    }

    /// Add the lines of a heredoc, each without the `indent` of the least indented line.
    fn read_lines(
        &mut self,
        excerpt: &Excerpt,
        range: Range<usize>,
        indent: usize,
        escapes: Escapes,
    ) {
        let mut at = range.start;
        for line in excerpt.slice(range).split_inclusive('\n') {
            let cut = indent.min(blanks(line));
            self.read(excerpt, at + cut..at + line.len(), escapes);
            at += line.len();
        }
    }

    fn copy(&mut self, excerpt: &Excerpt, range: Range<usize>) {
        if range.is_empty() && !self.origin.is_empty() {
            return;
        }
        let base = self.text.len() as u32;
        for (text, source) in excerpt.origin(&range).iter() {
            self.mark(base + text, *source);
        }
        self.text.push_str(excerpt.slice(range));
    }

    /// Note where a byte of the text stems from, unless it follows from the byte before.
    fn mark(&mut self, text: u32, source: u32) {
        if let Some((before, origin)) = self.origin.last_mut() {
            if *before == text {
                *origin = source;
                return;
            }
            if source.checked_sub(*origin) == Some(text - *before) {
                return;
            }
        }
        self.origin.push((text, source));
    }
}

enum Escape {
    /// So many bytes that stand for a character.
    Char(usize, char),
    /// A doubled `$` or `%` before a brace.
    Marker,
}

/// The escape that a text begins with.
fn escape(bytes: &[u8], escapes: Escapes) -> Option<Escape> {
    match bytes {
        _ if escapes == Escapes::Kept => None,
        [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => Some(Escape::Marker),
        [b'\\', mark, ..] if escapes == Escapes::Quoted => match mark {
            b'n' => Some(Escape::Char(2, '\n')),
            b'r' => Some(Escape::Char(2, '\r')),
            b't' => Some(Escape::Char(2, '\t')),
            b'"' | b'\\' => Some(Escape::Char(2, char::from(*mark))),
            b'u' => code_point(bytes, 4),
            b'U' => code_point(bytes, 8),
            _ => None,
        },
        _ => None,
    }
}

fn code_point(bytes: &[u8], digits: usize) -> Option<Escape> {
    let hex = std::str::from_utf8(bytes.get(2..2 + digits)?).ok()?;
    let character = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
    Some(Escape::Char(2 + digits, character))
}

/// A heredoc: where its content stands, and what it means.
pub(super) fn heredoc(
    excerpt: &Excerpt,
    range: Range<usize>,
    escapes: Escapes,
) -> (Range<usize>, Decoded) {
    let whole = excerpt.slice(range.clone());
    let head = whole.find('\n').map_or(whole.len(), |at| at + 1);
    let word = whole.trim_end_matches(|it: char| !it.is_ascii() || is_word_or_dash(it as u8));
    // The line of the closing word is no content, and an empty heredoc has none.
    let tail = word.rfind('\n').map_or(head, |at| at + 1).max(head);
    let content = range.start + head..range.start + tail;
    let indent = if whole.starts_with("<<-") { common_indent(&whole[head..tail]) } else { 0 };
    let mut decoded = Decoded::default();
    // Even nothing stems from somewhere.
    decoded.read(excerpt, content.start..content.start, escapes);
    decoded.read_lines(excerpt, content.clone(), indent, escapes);
    (content, decoded)
}

fn common_indent(content: &str) -> usize {
    content.lines().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0)
}

fn blanks(line: &str) -> usize {
    line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
