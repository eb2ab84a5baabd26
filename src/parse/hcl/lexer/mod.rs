//! Cuts HCL into tokens without understanding it: enough to tell code from strings, templates, heredocs and comments.
//!
//! It never fails, keeps its own stack instead of recursing, and looks at each byte a bounded number of times.

use std::collections::HashMap;
use std::ops::Range;

mod bytes;
mod frames;
mod text;

pub(super) use bytes::{is_word, is_word_or_dash};

use bytes::length_of;
use frames::{Brace, Frame};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier, a keyword or a number.
    Word,
    /// A run of one punctuation character.
    Symbol,
    /// A line break in code; empty where a lost closing bracket was made up for.
    Newline,
    /// A comment with its mark, without the line break after it.
    Comment,
    /// Literal text of a string or heredoc.
    Text,
    /// `(`, `[`, `{`, `"`, `$` for an interpolation or directive, `<` for a heredoc.
    Open(u8),
    /// The end of what an `Open` of the same byte began.
    Close(u8),
}

/// A token, and how many brackets, strings and templates it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) level: usize,
}

/// The tokens of a range of a text, and what was noticed on the way.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    frames: Vec<Frame>,
    before: Option<Kind>,
    terminators: Option<HashMap<&'a [u8], usize>>,
    resyncs: bool,
    /// The squares of the numbers of keys of all objects, which is what a parser with linear look-up spends on them.
    pub(super) cost: u64,
    /// Where a comment begins that does not end.
    pub(super) open_comment: Option<usize>,
}

impl<'a> Lexer<'a> {
    /// The tokens of a range that begins and ends in code.
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        let end = range.end.min(text.len());
        Self {
            bytes: &text.as_bytes()[..end],
            at: range.start.min(end),
            frames: Vec::new(),
            before: None,
            terminators: None,
            resyncs: false,
            cost: 0,
            open_comment: None,
        }
    }

    /// Take a line that begins with a Terraform block in the first column as a new item, whatever is still open.
    pub(super) fn resyncing(mut self) -> Self {
        self.resyncs = true;
        self
    }

    /// Whether every bracket that was opened so far is closed.
    pub(super) fn is_balanced(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether the next token stands directly in the braces of a `for` expression.
    pub(super) fn is_in_comprehension(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Brace(brace)) if brace.comprehension == Some(true))
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn token(&mut self, kind: Kind, length: usize) -> Token {
        let start = self.at;
        self.at = (start + length).min(self.bytes.len());
        Token { kind, start, end: self.at, level: self.frames.len() }
    }

    fn code(&mut self) -> Option<Token> {
        while matches!(self.peek(0), Some(b' ' | b'\t' | b'\r')) {
            self.at += 1;
        }
        let byte = self.peek(0)?;
        if self.resyncs && !self.frames.is_empty() && self.begins_block() {
            self.settle_all();
            return Some(self.token(Kind::Newline, 0));
        }
        let token = match byte {
            b'\n' => self.token(Kind::Newline, 1),
            b'#' => self.line_comment(),
            b'/' if self.peek(1) == Some(b'/') => self.line_comment(),
            b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
            b'"' | b'(' | b'[' | b'{' => self.open(byte),
            b')' | b']' | b'}' => self.close(byte),
            _ if is_word(byte) => {
                let length = length_of(&self.bytes[self.at..], is_word_or_dash);
                self.token(Kind::Word, length)
            }
            _ => self.heredoc_or_symbol(byte),
        };
        self.notice(token);
        Some(token)
    }

    fn line_comment(&mut self) -> Token {
        let rest = &self.bytes[self.at..];
        let mut length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        if rest[..length].ends_with(b"\r") {
            length -= 1;
        }
        self.token(Kind::Comment, length)
    }

    fn block_comment(&mut self) -> Token {
        let rest = &self.bytes[self.at..];
        let close = memchr::memmem::find(&rest[2..], b"*/");
        if close.is_none() {
            self.open_comment = Some(self.at);
        }
        let length = close.map_or(rest.len(), |close| close + 4);
        self.token(Kind::Comment, length)
    }

    fn heredoc_or_symbol(&mut self, byte: u8) -> Token {
        if byte == b'<'
            && let Some((word, length)) = self.heredoc_head()
        {
            let token = self.token(Kind::Open(b'<'), length);
            self.frames.push(Frame::Heredoc(word));
            return token;
        }
        let run = length_of(&self.bytes[self.at..], |other| other == byte);
        self.token(Kind::Symbol, run)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let token = match self.frames.last() {
            Some(Frame::Quote) => self.quote(),
            Some(Frame::Heredoc(word)) => {
                let word = word.clone();
                self.heredoc(word)
            }
            _ => self.code(),
        };
        if token.is_none() {
            for frame in &self.frames {
                if let Frame::Brace(Brace { object: true, keys, .. }) = frame {
                    self.cost = self.cost.saturating_add(keys * keys);
                }
            }
        }
        token
    }
}
