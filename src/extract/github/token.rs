//! The tokens of GitHub's expressions.

use std::ops::Range;

/// A token. What is no token is passed over.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name at the beginning of a reference or call.
    Name(String, Range<usize>),
    /// `.name` or `.*` behind something, and where it ends.
    Step(String, usize),
    /// Text in quotes, or a number.
    Literal(String),
    /// An operator or bracket other than `]`.
    Sign(&'static str),
    /// `]`, and where it ends.
    Close(usize),
}

const SIGNS: [&str; 13] = ["||", "&&", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", ","];

/// The tokens of a text that begins at `base` of a larger one.
pub(super) fn tokens(text: &str, base: usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (token, end) = token(text, at, base);
        tokens.extend(token);
        at = end;
    }
    tokens
}

fn token(text: &str, at: usize, base: usize) -> (Option<Token>, usize) {
    let rest = &text[at..];
    let first = rest.as_bytes()[0];
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return (Some(Token::Sign(sign)), at + sign.len());
    }
    match first {
        b'\'' => quoted(text, at),
        b']' => (Some(Token::Close(base + at + 1)), at + 1),
        b'.' => step(text, at, base),
        b'0'..=b'9' | b'-' | b'+' => {
            let end = run(text, at + 1, |byte| byte.is_ascii_alphanumeric() || byte == b'.');
            (Some(Token::Literal(text[at..end].to_owned())), end)
        }
        _ if is_start(first) => {
            let end = run(text, at, is_part);
            (Some(Token::Name(text[at..end].to_owned(), base + at..base + end)), end)
        }
        _ => (None, at + rest.chars().next().map_or(1, char::len_utf8)),
    }
}

/// `'text'`, in which two quotes are one.
fn quoted(text: &str, at: usize) -> (Option<Token>, usize) {
    let mut value = String::new();
    let mut start = at + 1;
    while let Some(end) = text[start..].find('\'').map(|length| start + length) {
        value.push_str(&text[start..end]);
        if text.as_bytes().get(end + 1) != Some(&b'\'') {
            return (Some(Token::Literal(value)), end + 1);
        }
        value.push('\'');
        start = end + 2;
    }
    (None, text.len())
}

fn step(text: &str, at: usize, base: usize) -> (Option<Token>, usize) {
    let start = run(text, at + 1, |byte| byte == b' ');
    if text.as_bytes().get(start) == Some(&b'*') {
        return (Some(Token::Step("*".to_owned(), base + start + 1)), start + 1);
    }
    let end = run(text, start, is_part);
    let step = (start < end).then(|| Token::Step(text[start..end].to_owned(), base + end));
    (step, end.max(at + 1))
}

fn run(text: &str, start: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes();
    let length = bytes[start.min(bytes.len())..].iter().take_while(|byte| belongs(**byte)).count();
    start + length
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}
