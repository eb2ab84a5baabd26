//! Keys of very many parts, found before they are parsed.
//!
//! The parser makes of each part of `a.b.c` a table within a table, without a limit; taking down a tower of a hundred
//! thousand tables overflows the stack. So texts, comments and keys are told apart here first, as the parser does it.

use std::ops::Range;

/// No key of ours has more than two parts.
const DEEPEST: usize = 16;

/// The first key of too many parts, as far as it was read.
pub(super) fn too_deep(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if !may_be_deep(bytes) {
        return None;
    }
    let (mut at, mut start, mut dots) = (0, 0, 0);
    while at < bytes.len() {
        let end = at + token(&bytes[at..]);
        match bytes[at] {
            b'.' => dots += 1,
            b'=' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'\r' | b'\n' => {
                (start, dots) = (end, 0);
            }
            _ => {}
        }
        if DEEPEST < dots {
            return Some(start..at);
        }
        at = end;
    }
    None
}

/// Whether there are enough dots in one line, whatever they are. A key ends with its line.
fn may_be_deep(bytes: &[u8]) -> bool {
    let mut dots = 0;
    bytes.iter().any(|byte| {
        dots = match byte {
            b'\n' => 0,
            b'.' => dots + 1,
            _ => dots,
        };
        DEEPEST < dots
    })
}

/// The length of the token with which the bytes begin, at least 1. Quotes within a bare word open no text.
fn token(bytes: &[u8]) -> usize {
    let to = |stops: &[u8]| bytes.iter().position(|it| stops.contains(it)).unwrap_or(bytes.len());
    match bytes[0] {
        b'#' => memchr::memchr2(b'\r', b'\n', bytes).unwrap_or(bytes.len()),
        b'"' | b'\'' if bytes.starts_with(&[bytes[0]; 3]) => long_text(bytes),
        b'"' | b'\'' => short_text(bytes),
        byte if b".=,[]{} \t\r\n".contains(&byte) => 1,
        _ => to(b".=,[]{} \t#\r\n"),
    }
}

/// A text in single quotes of either sort ends with its line, closed or not.
fn short_text(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(next) =
        bytes.get(at..).and_then(|it| memchr::memchr3(bytes[0], b'\\', b'\n', it))
    {
        at += next;
        match bytes[at] {
            b'\n' => return at,
            b'\\' => at += escape(bytes, at),
            _ => return at + 1,
        }
    }
    bytes.len()
}

/// A text in triple quotes; up to two more quotes before its end are its own.
fn long_text(bytes: &[u8]) -> usize {
    let mut at = 3;
    while at < bytes.len() {
        if bytes[at..].starts_with(&[bytes[0]; 3]) {
            let more = bytes[at + 3..].iter().take(2).take_while(|it| **it == bytes[0]).count();
            return at + 3 + more;
        }
        at += escape(bytes, at);
    }
    at.min(bytes.len())
}

/// How many bytes to go on by: two at an escaped quote or backslash.
fn escape(bytes: &[u8], at: usize) -> usize {
    let backslash = bytes[0] == b'"' && bytes[at] == b'\\';
    let meant = bytes.get(at + 1).is_some_and(|it| matches!(it, b'"' | b'\\'));
    1 + usize::from(backslash && meant)
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn a_tower_of_parts_is_seen_behind_every_text_and_comment() {
        let tower = format!("{}b = 1", "a.".repeat(100));
        for before in [
            "",
            "k = ''\n",
            "k = { x = \"a\\\"\", ",
            "k = { x = \"\"\"a\\\"\"\"\"\"\", ",
            "k = { x = '''a''''', ",
            "k = \"unclosed\n",
            "# it's\n",
            "# \" \r",
            "a\"b = 1, ",
            "k = { y = \"\\\\\", ",
            "[",
        ] {
            assert!(too_deep(&format!("{before}{tower}")).is_some(), "{before}");
        }
        assert!(too_deep(&"\",\" . ".repeat(100)).is_some(), "quoted parts");
        for text in [
            format!("k = \"{tower}\""),
            format!("k = \"\"\"\n{tower}\n\"\"\""),
            format!("# {tower}"),
            "a.b = 1.5\n".repeat(100),
            "\"".to_owned(),
            "'''".to_owned(),
            "\"\\".to_owned(),
        ] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
    }
}
