//! What a JSON string means, and where each piece of that stands.

use std::ops::Range;

/// The content of a quoted string.
pub(super) fn within(text: &str, quoted: jsonc_parser::common::Range) -> Range<usize> {
    let start = (quoted.start + 1).min(quoted.end);
    // A string that was cut off has no closing quote.
    let whole = text.get(start..quoted.end).unwrap_or_default();
    let is_closed = whole.ends_with(['"', '\'']);
    start..if is_closed { quoted.end - 1 } else { quoted.end.max(start) }
}

/// The text that a string's content stands for, with its origin as in [`Scalar`](crate::model::Scalar).
pub(super) fn decoded(text: &str, range: Range<usize>) -> (String, Vec<(u32, u32)>) {
    let raw = text.get(range.clone()).unwrap_or_default();
    let mut decoded = String::with_capacity(raw.len());
    let mut origin = vec![(0, range.start as u32)];
    let (mut run, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
        at += found;
        let Some((length, character)) = escape(&raw.as_bytes()[at..]) else {
            at += 1;
            continue;
        };
        decoded.push_str(&raw[run..at]);
        origin.push((decoded.len() as u32, (range.start + at) as u32));
        decoded.push(character);
        at += length;
        run = at;
        origin.push((decoded.len() as u32, (range.start + at) as u32));
    }
    decoded.push_str(&raw[run..]);
    origin.dedup_by(|later, before| {
        later.0 == before.0 && {
            before.1 = later.1;
            true
        }
    });
    (decoded, origin)
}

/// The escape that a text begins with: its length and its character.
fn escape(bytes: &[u8]) -> Option<(usize, char)> {
    let simple = |character| Some((2, character));
    match bytes.get(1)? {
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'b' => simple('\u{8}'),
        b'f' => simple('\u{c}'),
        mark @ (b'"' | b'\\' | b'/') => simple(char::from(*mark)),
        b'u' => code_point(bytes),
        _ => None,
    }
}

fn code_point(bytes: &[u8]) -> Option<(usize, char)> {
    let first = unit(bytes, 0)?;
    if let Some(character) = char::from_u32(first) {
        return Some((6, character));
    }
    let pair = unit(bytes, 6).and_then(|second| {
        let units = [first as u16, second as u16];
        char::decode_utf16(units).next()?.ok()
    });
    Some(pair.map_or((6, char::REPLACEMENT_CHARACTER), |character| (12, character)))
}

fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
}
