//! The words of a line.

use crate::model::Kind;
use crate::model::vendor::Prefix;

/// A run of letters, digits and `_` at an offset of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The run.
    pub(super) text: &'a str,
    /// Where it begins.
    pub(super) start: usize,
}

/// The prefix of a token in a line.
pub(super) struct Prefixed {
    /// Where it begins.
    pub(super) start: usize,
    /// The kind that it stands for.
    pub(super) kind: Kind,
}

/// The words of a line, in order.
pub(super) fn words(line: &str) -> impl Iterator<Item = Word<'_>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = line.as_bytes();
        let start = at + bytes[at..].iter().position(|byte| is_part(*byte))?;
        let length = bytes[start..].iter().position(|byte| !is_part(*byte));
        at = length.map_or(bytes.len(), |length| start + length);
        Some(Word { text: &line[start..at], start })
    })
}

impl Word<'_> {
    /// Whether it looks like the name of a variable: words joined by `_`, or all in capitals.
    pub(super) fn is_name(self) -> bool {
        let begins = self.text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
        let capitals = self.text.len() > 1
            && self.text.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
        begins && (self.text.contains('_') || capitals)
    }

    /// Whether it shows a token of this prefix, and does not only name the prefix: something follows it, if only
    /// an ellipsis or a placeholder's bracket.
    pub(super) fn is_token_of(self, prefix: &Prefix, line: &str) -> bool {
        let rest = &line[self.start + prefix.text.len()..];
        let inner = self.text.len() > prefix.text.len();
        inner || ["…", "..", "<", "*", "{", "["].iter().any(|mark| rest.starts_with(mark))
    }
}
