//! Plain and quoted scalars: line folding, doubled quotes, escapes.

use granit_parser::ScalarStyle;

use super::Tracer;

/// Decode the bytes `within` of the tracer's source.
pub(super) fn decode(tracer: &mut Tracer, style: ScalarStyle, within: (usize, usize)) {
    let source = tracer.source;
    let bytes = &source.as_bytes()[..within.1];
    let mut run = within.0;
    let mut at = within.0;
    while at < bytes.len() {
        match (bytes[at], style) {
            (b'\n' | b'\r', _) => {
                tracer.copy(run, trimmed(bytes, run, at));
                at = fold(tracer, bytes, at);
            }
            (b'\'', ScalarStyle::SingleQuoted) => {
                tracer.copy(run, at);
                tracer.put('\'', at);
                at += 2;
            }
            (b'\\', ScalarStyle::DoubleQuoted) => {
                tracer.copy(run, at);
                at = escape(tracer, bytes, at);
            }
            _ => {
                at += 1;
                continue;
            }
        }
        run = at;
    }
    tracer.copy(run, bytes.len());
}

/// Where the run `from..to` ends without the blanks at its end.
fn trimmed(bytes: &[u8], from: usize, to: usize) -> usize {
    bytes[from..to].iter().rposition(|byte| !is_blank(*byte)).map_or(from, |last| from + last + 1)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// One line break is a space, each further one a line feed; the answer is where the text goes on.
fn fold(tracer: &mut Tracer, bytes: &[u8], first: usize) -> usize {
    let (feed, next) = line_break(bytes, first);
    let before = tracer.out.len();
    let at = further_breaks(tracer, bytes, next);
    if tracer.out.len() == before {
        tracer.put(' ', feed);
    }
    at
}

/// A line feed for each line break that only blanks precede.
fn further_breaks(tracer: &mut Tracer, bytes: &[u8], mut at: usize) -> usize {
    loop {
        while at < bytes.len() && is_blank(bytes[at]) {
            at += 1;
        }
        if !matches!(bytes.get(at), Some(b'\n' | b'\r')) {
            return at;
        }
        let (feed, next) = line_break(bytes, at);
        tracer.put('\n', feed);
        at = next;
    }
}

/// Where the break's last byte stands, and what comes after it: `\r\n` is one break.
fn line_break(bytes: &[u8], at: usize) -> (usize, usize) {
    let feed = if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') { at + 1 } else { at };
    (feed, feed + 1)
}

fn escape(tracer: &mut Tracer, bytes: &[u8], at: usize) -> usize {
    let Some(kind) = bytes.get(at + 1) else { return at + 1 };
    let character = match kind {
        b'\n' | b'\r' => {
            let (_, next) = line_break(bytes, at + 1);
            return further_breaks(tracer, bytes, next);
        }
        b'x' => return numbered(tracer, bytes, at, 2),
        b'u' => return numbered(tracer, bytes, at, 4),
        b'U' => return numbered(tracer, bytes, at, 8),
        b'0' => '\0',
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b't' | b'\t' => '\t',
        b'n' => '\n',
        b'v' => '\u{b}',
        b'f' => '\u{c}',
        b'r' => '\r',
        b'e' => '\u{1b}',
        b'N' => '\u{85}',
        b'_' => '\u{a0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        other if other.is_ascii() => char::from(*other),
        _ => return at + 1,
    };
    tracer.put(character, at);
    at + 2
}

/// A character by its number, or a pair of surrogates as JSON writes them.
fn numbered(tracer: &mut Tracer, bytes: &[u8], at: usize, digits: usize) -> usize {
    let end = at + 2 + digits;
    let Some(number) = hex(bytes, at + 2, end) else { return at + 2 };
    if let Some(character) = char::from_u32(number) {
        tracer.put(character, at);
        return end;
    }
    let low =
        if bytes.get(end..end + 2) == Some(b"\\u") { hex(bytes, end + 2, end + 6) } else { None };
    let pair = low.map(|low| char::decode_utf16([number as u16, low as u16]).next());
    if let Some(Some(Ok(character))) = pair {
        tracer.put(character, at);
    }
    end + 6
}

fn hex(bytes: &[u8], from: usize, to: usize) -> Option<u32> {
    let digits = std::str::from_utf8(bytes.get(from..to)?).ok()?;
    u32::from_str_radix(digits, 16).ok()
}
