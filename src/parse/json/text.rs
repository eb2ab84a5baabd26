//! Strings and comments of JSON, found without its grammar.

use crate::model::{Comment, Scalar, Source, Style};
use crate::parse::decode::{Escape, hexadecimal, unescaped};

/// The text of what stands between two quotes.
pub(super) fn decoded(raw: &str, start: usize) -> Scalar {
    unescaped(raw, start, Style::Double, escape)
}

fn escape(rest: &str) -> Option<Escape> {
    let letter = match rest.as_bytes().get(1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\x08',
        b'f' => '\x0c',
        b'"' => '"',
        b'/' => '/',
        b'\\' => '\\',
        b'u' => return unicode(rest),
        _ => return None,
    };
    Some(Escape::short(letter))
}

/// `\uXXXX`, or two of them that are one character. Half of a pair is no character and becomes U+FFFD.
fn unicode(rest: &str) -> Option<Escape> {
    let unit = |at: usize| rest.get(at..)?.strip_prefix("\\u").and_then(|it| hexadecimal(it, 4));
    let high = unit(0)?;
    let low = unit(6).filter(|low| (0xDC00..0xE000).contains(low));
    if let (0xD800..0xDC00, Some(low)) = (high, low) {
        let letter = char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        return Some(Escape { letter, width: 12 });
    }
    Some(Escape { letter: Some(char::from_u32(high).unwrap_or('\u{FFFD}')), width: 6 })
}

/// The offset past a string whose content begins at `start`: behind its closing quote, or at the line's end where
/// it has none. The second value says whether it is closed.
pub(super) fn past_string(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut at = start;
    while let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &bytes[at..]) {
        at += found;
        match bytes[at] {
            b'"' => return (at + 1, true),
            b'\n' => return (at, false),
            _ => at = (at + 2).min(bytes.len()),
        }
    }
    (bytes.len(), false)
}

/// The comments, `// …` and `/* … */`, also of a file that is broken.
pub(super) fn comments(source: &Source) -> Vec<Comment> {
    let bytes = source.text.as_bytes();
    let (mut comments, mut at) = (Vec::new(), 0);
    while let Some(found) = memchr::memchr2(b'"', b'/', &bytes[at..]) {
        let start = at + found;
        at = match (bytes[start], bytes.get(start + 1)) {
            (b'"', _) => past_string(bytes, start + 1).0,
            (_, Some(b'/' | b'*')) => past_comment(bytes, start),
            _ => start + 1,
        };
        if bytes[start] == b'/' && start + 1 < at {
            comments.push(Comment { span: source.span(start, at) });
        }
    }
    comments
}

/// The offset past a comment that begins at `start`, without its line break.
pub(super) fn past_comment(bytes: &[u8], start: usize) -> usize {
    let body = start + 2;
    if bytes[start + 1] == b'*' {
        memchr::memmem::find(&bytes[body..], b"*/").map_or(bytes.len(), |end| body + end + 2)
    } else {
        memchr::memchr2(b'\n', b'\r', &bytes[body..]).map_or(bytes.len(), |end| body + end)
    }
}
