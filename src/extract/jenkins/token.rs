//! From the text of a Groovy program to its words, texts and signs. It reads what it can and never fails.

use memchr::memmem;

/// A piece of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    /// Where it begins, quotes included.
    pub start: usize,
    /// One past its last byte, quotes included.
    pub end: usize,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// A text between quotes of so many bytes, if it is closed; whether variables are filled in.
    Text { quotes: usize, closed: bool, filled: bool },
    /// A text between slashes: a pattern.
    Pattern,
    /// Any other character.
    Sign(u8),
    /// The end of a line.
    Line,
}

/// How long a text within `${ … }` may be, and a pattern.
const LENGTH: usize = 1000;

/// The pieces of a program.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at).copied() {
        if let Some(end) = passed_over(text, at, byte) {
            at = end;
            continue;
        }
        let (kind, end) = piece(text, at, byte, tokens.last());
        let again = kind == Kind::Line && tokens.last().is_some_and(|it| it.kind == Kind::Line);
        if !again {
            tokens.push(Token { kind, start: at, end });
        }
        at = end.max(at + 1);
    }
    tokens
}

/// The pieces of a part of a program.
pub(super) fn within(text: &str, start: usize, end: usize) -> Vec<Token> {
    let inside = tokens(text.get(start..end).unwrap_or_default()).into_iter();
    inside.map(|it| Token { start: it.start + start, end: it.end + start, ..it }).collect()
}

/// One past the end of a blank or a comment.
fn passed_over(text: &str, at: usize, byte: u8) -> Option<usize> {
    let rest = &text.as_bytes()[at..];
    match byte {
        b' ' | b'\t' | b'\r' => Some(at + 1),
        b'\\' if rest.get(1) == Some(&b'\n') => Some(at + 2),
        b'/' if rest.get(1) == Some(&b'/') => Some(line_end(text, at)),
        b'#' if at == 0 => Some(line_end(text, at)),
        b'/' if rest.get(1) == Some(&b'*') => {
            let close = memmem::find(&rest[2..], b"*/");
            Some(close.map_or(text.len(), |length| at + length + 4))
        }
        _ => None,
    }
}

fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length)
}

fn piece(text: &str, at: usize, byte: u8, before: Option<&Token>) -> (Kind, usize) {
    match byte {
        b'\n' => (Kind::Line, at + 1),
        b'\'' | b'"' => quoted(text, at, byte),
        b'/' if begins_value(text, before) => match pattern_end(text, at) {
            Some(end) => (Kind::Pattern, end),
            None => (Kind::Sign(byte), at + 1),
        },
        byte if is_part(byte) => {
            let length = text.as_bytes()[at..].iter().take_while(|it| is_part(**it)).count();
            (Kind::Word, at + length)
        }
        byte if byte.is_ascii() => (Kind::Sign(byte), at + 1),
        _ => {
            let length = text[at..].chars().next().map_or(1, char::len_utf8);
            (Kind::Word, at + length)
        }
    }
}

/// Whether a byte may stand in a name.
pub(super) fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Whether a slash would begin a pattern and divide nothing.
fn begins_value(text: &str, before: Option<&Token>) -> bool {
    match before.map(|it| (it.kind, &text[it.start..it.end])) {
        None | Some((Kind::Line, _)) => true,
        Some((Kind::Sign(sign), _)) => b"(,=[:!&|?{;~".contains(&sign),
        Some((Kind::Word, word)) => matches!(word, "return" | "in" | "case"),
        Some(_) => false,
    }
}

fn pattern_end(text: &str, at: usize) -> Option<usize> {
    let mut bytes = text.as_bytes()[at..].iter().enumerate().take(LENGTH).skip(1);
    loop {
        match bytes.next()? {
            (_, b'\\') => {
                bytes.next();
            }
            (_, b'\n') => return None,
            (length, b'/') => return Some(at + length + 1),
            _ => {}
        }
    }
}

/// A text between quotes, one or three on each side. One of a line that is not closed ends with the line.
fn quoted(text: &str, at: usize, quote: u8) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let quotes = if bytes[at..].starts_with(&[quote; 3]) { 3 } else { 1 };
    let filled = quote == b'"';
    let close = [quote; 3];
    let close = &close[..quotes];
    let mut end = at + quotes;
    while end < bytes.len() && !bytes[end..].starts_with(close) {
        if quotes == 1 && bytes[end] == b'\n' {
            return (Kind::Text { quotes, closed: false, filled }, end);
        }
        let nested = if filled { expression_end(text, end) } else { None };
        end = match bytes[end] {
            b'\\' => end + 2,
            _ => nested.unwrap_or(end + 1),
        };
    }
    let closed = end < bytes.len();
    (Kind::Text { quotes, closed, filled }, (end + quotes).min(bytes.len()))
}

/// One past the bracket that closes the `${` at a place, if one begins there. Texts in it may hold brackets.
pub(super) fn expression_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if !bytes[at..].starts_with(b"${") {
        return None;
    }
    let (mut depth, mut quote) = (0_usize, None);
    for (length, byte) in bytes[at..].iter().enumerate().take(LENGTH).skip(1) {
        match (quote, byte) {
            (Some(open), byte) => quote = Some(open).filter(|open| *open != byte),
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'{') => depth += 1,
            (None, b'}') if depth == 1 => return Some(at + length + 1),
            (None, b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

impl Token {
    /// Whether it is this sign.
    pub fn is(&self, sign: u8) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// Whether it is this word.
    pub fn is_word(&self, text: &str, word: &str) -> bool {
        self.kind == Kind::Word && self.of(text) == word
    }

    /// Whether it is a text between quotes.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text { .. })
    }

    /// As it is written.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Where its content stands, without quotes.
    pub fn content(&self) -> (usize, usize) {
        match self.kind {
            Kind::Text { quotes, closed, .. } => {
                let (start, behind) = (self.start + quotes, if closed { quotes } else { 0 });
                (start, self.end.saturating_sub(behind).max(start))
            }
            _ => (self.start, self.end),
        }
    }

    /// The content as it is written, if it is a text between quotes.
    pub fn text<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (start, end) = self.content();
        text.get(start..end).filter(|_| self.is_text())
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn a_program_is_taken_apart() {
        for (text, expected) in [
            ("sh 'a b' // c\nx", "sh|'a b'|\\n|x"),
            ("a = \"${b ?: \"c\"} d\" /* e */", "a|=|\"${b ?: \"c\"} d\""),
            ("'''a\n'b' ''' + c", "'''a\\n'b' '''|+|c"),
            ("x =~ /a b/ && 4 / 2", "x|=|~|/a b/|&|&|4|/|2"),
            ("#!/usr/bin/env groovy\n\n\nx", "\\n|x"),
            ("'a\\'b' 'open\nx", "'a\\'b'|'open|\\n|x"),
            ("é.x('''", "é|.|x|(|'''"),
            ("\"${a", "\"${a"),
            ("", ""),
        ] {
            let pieces: Vec<&str> = tokens(text).iter().map(|it| it.of(text)).collect();
            assert_eq!(pieces.join("|").replace('\n', "\\n"), expected, "{text}");
        }
    }

    #[test]
    fn hostile_texts_take_no_long_time() {
        for text in ["\"${", "('", "(/", "/*", "'''"] {
            assert!(!tokens(&text.repeat(100_000)).is_empty() || text == "/*");
        }
    }
}
