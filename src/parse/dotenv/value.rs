//! The value of an assignment: quoted, bare, or a word of a shell.

use super::Flavour;
use super::cursor::{Cursor, is_blank, line_end};
use crate::model::{Scalar, Style};
use crate::parse::decode::{Escape, unescaped};

/// A value and how far it reaches.
pub(super) struct Read {
    /// The value.
    pub(super) scalar: Scalar,
    /// Where its content begins and ends, without quotes.
    pub(super) content: (usize, usize),
    /// Where reading goes on.
    pub(super) end: usize,
    /// The content behind a quote that is not closed.
    pub(super) unclosed: Option<(usize, usize)>,
}

/// Quotes that are known not to come again, so that a file of open quotes is not searched to its end for each.
#[derive(Default)]
pub(super) struct Quotes {
    exhausted: Vec<u8>,
}

impl Quotes {
    /// The next quote from an offset on that closes.
    fn closing(&mut self, bytes: &[u8], from: usize, quote: u8, flavour: Flavour) -> Option<usize> {
        if self.exhausted.contains(&quote) {
            return None;
        }
        let is_escaped = |at: usize| {
            escapes(quote, flavour)
                && bytes[from..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
        };
        let found = memchr::memchr_iter(quote, &bytes[from..])
            .map(|found| from + found)
            .find(|at| !is_escaped(*at));
        if found.is_none() {
            self.exhausted.push(quote);
        }
        found
    }
}

/// Whether a backslash keeps a quote from closing. In a shell nothing is special between single quotes.
fn escapes(quote: u8, flavour: Flavour) -> bool {
    quote == b'"' || quote == b'\'' && flavour == Flavour::Library
}

/// Read the value at the cursor, which stands behind the separator.
pub(super) fn read(cursor: &Cursor<'_>, flavour: Flavour, quotes: &mut Quotes) -> Read {
    let mut start = cursor.at;
    let bytes = cursor.bytes();
    while flavour == Flavour::Library && bytes.get(start).copied().is_some_and(is_blank) {
        start += 1;
    }
    match bytes.get(start).copied() {
        Some(quote @ (b'"' | b'\'')) => quoted(cursor.text, start, quote, flavour, quotes),
        Some(b'`') if flavour == Flavour::Library => {
            quoted(cursor.text, start, b'`', flavour, quotes)
        }
        _ => bare(cursor.text, start, flavour),
    }
}

fn quoted(text: &str, open: usize, quote: u8, flavour: Flavour, quotes: &mut Quotes) -> Read {
    let bytes = text.as_bytes();
    let start = open + 1;
    let end_of_line = line_end(bytes, open).max(start);
    match quotes.closing(bytes, start, quote, flavour) {
        Some(close) if ends_value(bytes, close + 1, flavour) => Read {
            scalar: content(text, start, close, quote),
            content: (start, close),
            end: close + 1,
            unclosed: None,
        },
        // More follows on the same line (`"a"b`): what it means depends on the tool, so it stays as it is written.
        Some(close) if close < end_of_line => bare(text, open, flavour),
        // A quote further down that more follows is the opening quote of another value.
        _ => Read {
            scalar: content(text, start, end_of_line, quote),
            content: (start, end_of_line),
            end: end_of_line,
            unclosed: Some((open, end_of_line)),
        },
    }
}

/// Whether nothing but a comment, or the next command of a shell, follows on the line.
fn ends_value(bytes: &[u8], mut at: usize, flavour: Flavour) -> bool {
    let start = at;
    while bytes.get(at).copied().is_some_and(is_blank) {
        at += 1;
    }
    match bytes.get(at) {
        None | Some(b'#' | b'\n' | b'\r') => true,
        Some(byte) => {
            flavour == Flavour::Shell && (start < at || matches!(byte, b';' | b'&' | b'|' | b')'))
        }
    }
}

fn content(text: &str, start: usize, end: usize, quote: u8) -> Scalar {
    let raw = &text[start..end];
    if quote == b'"' {
        unescaped(raw, start, Style::Double, escape)
    } else {
        Scalar::verbatim(raw, start, Style::Single)
    }
}

/// The escapes between double quotes. `\$` stays as it is: it says that no reference follows.
fn escape(rest: &str) -> Option<Escape> {
    let letter = match rest.as_bytes().get(1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'a' => '\x07',
        b'b' => '\x08',
        b'f' => '\x0c',
        b'v' => '\x0b',
        b'"' => '"',
        b'\\' => '\\',
        _ => return None,
    };
    Some(Escape::short(letter))
}

fn bare(text: &str, start: usize, flavour: Flavour) -> Read {
    let bytes = text.as_bytes();
    let end_of_line = line_end(bytes, start);
    let end = match flavour {
        Flavour::Library => library_end(bytes, start, end_of_line),
        Flavour::Shell => word_end(bytes, start, end_of_line),
    };
    Read {
        scalar: Scalar::verbatim(&text[start..end], start, Style::Plain),
        content: (start, end),
        end,
        unclosed: None,
    }
}

/// The end of a bare value: the rest of the line without a comment, which needs a blank before it.
fn library_end(bytes: &[u8], start: usize, end_of_line: usize) -> usize {
    let is_comment = |at: &usize| {
        bytes[*at] == b'#' && at.checked_sub(1).is_some_and(|before| is_blank(bytes[before]))
    };
    let mut end = (start..end_of_line).find(is_comment).unwrap_or(end_of_line);
    while start < end && is_blank(bytes[end - 1]) {
        end -= 1;
    }
    end
}

/// The end of a shell's word: the first blank or operator outside quotes and `$( … )`.
fn word_end(bytes: &[u8], start: usize, end_of_line: usize) -> usize {
    let (mut at, mut depth, mut quote) = (start, 0_usize, None);
    while at < end_of_line {
        let byte = bytes[at];
        if quote.is_some() {
            if quote == Some(byte) {
                quote = None;
            } else if byte == b'\\' && quote != Some(b'\'') {
                at += 1;
            }
        } else {
            match byte {
                b'\\' => at += 1,
                b'"' | b'\'' | b'`' => quote = Some(byte),
                b'(' => depth += 1,
                _ if depth == 0 && (is_blank(byte) || b";&|)".contains(&byte)) => break,
                b')' => depth -= 1,
                _ => {}
            }
        }
        at += 1;
    }
    at.min(end_of_line)
}
