//! Strings and comments of TOML.

use crate::model::{Comment, Offsets, Scalar, Source, Span, Style};
use crate::parse::decode::{Escape, hexadecimal, unescaped};

/// The string that is written as `raw` at `start`, quotes included, and the span of its content. `known` is the
/// text that the parser made of it.
pub(super) fn decoded(source: &Source, start: usize, raw: &str, known: &str) -> (Span, Scalar) {
    let quote = raw.as_bytes().first().copied().unwrap_or_default();
    let width = opening(raw.as_bytes());
    let closed = raw.len() >= 2 * width && raw.as_bytes().ends_with(&raw.as_bytes()[..width]);
    let mut content = &raw[width..if closed { raw.len() - width } else { raw.len() }];
    let mut at = start + width;
    let span = source.span(at, at + content.len());
    // A line break right behind three quotes is not part of the text.
    if width == 3 {
        let rest = content.strip_prefix("\r\n").or(content.strip_prefix('\n')).unwrap_or(content);
        at += content.len() - rest.len();
        content = rest;
    }
    let mut scalar = if quote == b'\'' {
        Scalar::verbatim(content, at, Style::Single)
    } else {
        unescaped(content, at, Style::Double, escape)
    };
    // No text of TOML is longer than it is written: one that is was made of what is none.
    if scalar.text != known && !known.is_empty() && known.len() <= content.len() {
        // The parser's word counts; a place within the text is then only near.
        scalar = Scalar { text: known.to_owned(), origin: Offsets::start(at as u32), ..scalar };
    }
    (span, scalar)
}

fn opening(bytes: &[u8]) -> usize {
    let three = bytes.len() >= 3 && bytes[1] == bytes[0] && bytes[2] == bytes[0];
    if three { 3 } else { 1 }
}

fn escape(rest: &str) -> Option<Escape> {
    let letter = match rest.as_bytes().get(1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\x08',
        b'f' => '\x0c',
        b'e' => '\x1b',
        b'"' => '"',
        b'\\' => '\\',
        b'x' => return number(rest, 2),
        b'u' => return number(rest, 4),
        b'U' => return number(rest, 8),
        _ => return line_end(rest),
    };
    Some(Escape::short(letter))
}

fn number(rest: &str, digits: usize) -> Option<Escape> {
    let letter = char::from_u32(hexadecimal(rest.get(2..)?, digits)?)?;
    Some(Escape { letter: Some(letter), width: 2 + digits })
}

/// A backslash at a line's end takes all blanks and line breaks with it.
fn line_end(rest: &str) -> Option<Escape> {
    let blanks = rest[1..].bytes().take_while(u8::is_ascii_whitespace).count();
    let is_line_end = rest[1..=blanks].contains('\n');
    is_line_end.then_some(Escape { letter: None, width: 1 + blanks })
}

/// The comments, also of a file that is broken.
pub(super) fn comments(source: &Source) -> Vec<Comment> {
    let bytes = source.text.as_bytes();
    let (mut comments, mut at) = (Vec::new(), 0);
    while let Some(found) = memchr::memchr3(b'"', b'\'', b'#', &bytes[at..]) {
        let start = at + found;
        if bytes[start] == b'#' {
            at = line_break(bytes, start);
            let end = if bytes[at - 1] == b'\r' { at - 1 } else { at };
            comments.push(Comment { span: source.span(start, end) });
        } else {
            at = past_string(bytes, start);
        }
    }
    comments
}

fn past_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let width = opening(&bytes[start..]);
    let mut at = start + width;
    while let Some(found) = memchr::memchr3(quote, b'\\', b'\n', &bytes[at..]) {
        at += found;
        match bytes[at] {
            // A string of one line ends with it, closed or not.
            b'\n' if width == 1 => return at,
            b'\\' if quote == b'"' => at = (at + 2).min(bytes.len()),
            byte if byte == quote && bytes[at..].starts_with(&bytes[start..start + width]) => {
                return at + width;
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

fn line_break(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found)
}
