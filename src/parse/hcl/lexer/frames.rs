//! What is open around a token: brackets, strings, interpolations, heredocs.

use std::ops::Range;

use super::bytes::{is_word_or_dash, length_of};
use super::{Kind, Lexer, Token};

/// Something open.
pub(super) enum Frame {
    Paren,
    Bracket,
    Brace(Brace),
    Interpolation,
    Quote,
    Heredoc(Range<usize>),
}

/// A `{` in code.
pub(super) struct Brace {
    /// An object in an expression, not the body of a block.
    pub(super) object: bool,
    /// How many `=` and `:` stand in it.
    pub(super) keys: u64,
    /// Whether its first token is the word `for`; nothing is known before that token.
    pub(super) comprehension: Option<bool>,
}

const BLOCKS: [&[u8]; 13] = [
    b"resource",
    b"data",
    b"variable",
    b"output",
    b"locals",
    b"provider",
    b"module",
    b"terraform",
    b"moved",
    b"import",
    b"removed",
    b"check",
    b"ephemeral",
];

/// How many brackets a stray closing brace may make up for.
const REACH: usize = 8;

impl Lexer<'_> {
    /// What later tokens need to know of this one.
    pub(super) fn notice(&mut self, token: Token) {
        if matches!(token.kind, Kind::Comment | Kind::Newline) {
            return;
        }
        self.before = Some(token.kind);
        let is_for = token.kind == Kind::Word && &self.bytes[token.start..token.end] == b"for";
        let is_separator = self.separates(token);
        let Some(Frame::Brace(brace)) = self.frames.last_mut() else { return };
        if token.kind == Kind::Open(b'{') {
            return;
        }
        brace.comprehension.get_or_insert(is_for);
        brace.keys += u64::from(is_separator);
    }

    /// Whether a token stands between a key and its value.
    pub(in crate::parse::hcl) fn separates(&self, token: Token) -> bool {
        if token.kind != Kind::Symbol || token.end - token.start != 1 {
            return false;
        }
        let before = token.start.checked_sub(1).and_then(|at| self.bytes.get(at));
        match self.bytes[token.start] {
            b':' => true,
            b'=' => {
                self.bytes.get(token.end) != Some(&b'>')
                    && !matches!(before, Some(b'!' | b'<' | b'>'))
            }
            _ => false,
        }
    }

    pub(super) fn open(&mut self, byte: u8) -> Token {
        let token = self.token(Kind::Open(byte), 1);
        let follows_header = matches!(self.before, Some(Kind::Word | Kind::Close(b'"')));
        self.frames.push(match byte {
            b'"' => Frame::Quote,
            b'(' => Frame::Paren,
            b'[' => Frame::Bracket,
            _ => Frame::Brace(Brace { object: !follows_header, keys: 0, comprehension: None }),
        });
        token
    }

    pub(super) fn close(&mut self, byte: u8) -> Token {
        let fits = |frame: &Frame| match frame {
            Frame::Paren => byte == b')',
            Frame::Bracket => byte == b']',
            Frame::Brace(_) | Frame::Interpolation => byte == b'}',
            Frame::Quote | Frame::Heredoc(_) => false,
        };
        // Only a brace may make up for forgotten brackets: it is what ends a block.
        let reach = if byte == b'}' { REACH } else { 1 };
        let Some(depth) = self.frames.iter().rev().take(reach).position(fits) else {
            return self.token(Kind::Symbol, 1);
        };
        let mut opened = byte;
        for _ in 0..=depth {
            opened = self.settle();
        }
        let opened = if opened == b'$' { b'$' } else { opening(byte) };
        self.token(Kind::Close(opened), 1)
    }

    /// Leave the innermost frame; an object's keys are counted.
    fn settle(&mut self) -> u8 {
        match self.frames.pop() {
            Some(Frame::Brace(brace)) => {
                if brace.object {
                    self.cost = self.cost.saturating_add(brace.keys * brace.keys);
                }
                b'{'
            }
            Some(Frame::Interpolation) => b'$',
            _ => 0,
        }
    }

    /// Leave every frame.
    pub(super) fn settle_all(&mut self) {
        while !self.frames.is_empty() {
            self.settle();
        }
    }

    /// Whether a line begins here with a Terraform block in the first column.
    pub(super) fn begins_block(&self) -> bool {
        if self.at == 0 || self.bytes[self.at - 1] != b'\n' {
            return false;
        }
        let rest = &self.bytes[self.at..];
        let word = length_of(rest, is_word_or_dash);
        let after = rest.get(word).copied();
        BLOCKS.contains(&&rest[..word]) && matches!(after, Some(b' ' | b'\t' | b'{' | b'"'))
    }
}

fn opening(byte: u8) -> u8 {
    match byte {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    }
}
