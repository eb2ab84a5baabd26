//! Text inside of code: strings, heredocs and the literal pieces of both.

use std::collections::HashMap;
use std::ops::Range;

use super::bytes::{is_blank, is_word_or_dash, length_of};
use super::frames::Frame;
use super::{Kind, Lexer, Token};

impl Lexer<'_> {
    /// The word of a heredoc that ends somewhere, and the length of its head with the line break.
    pub(super) fn heredoc_head(&mut self) -> Option<(Range<usize>, usize)> {
        let rest = &self.bytes[self.at..];
        let mark = if rest.starts_with(b"<<-") { 3 } else { 2 };
        if !rest.starts_with(b"<<") {
            return None;
        }
        let word = length_of(&rest[mark..], is_word_or_dash);
        let line_break = match &rest[mark + word..] {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return None,
        };
        let start = self.at + mark;
        let last = self.last_line_of(start..start + word);
        (0 < word && last.is_some_and(|line| start < line))
            .then_some((start..start + word, mark + word + line_break))
    }

    /// Where the last line begins that starts with this word. The table is made once, so that many heredocs
    /// without an end do not each search the whole rest.
    fn last_line_of(&mut self, word: Range<usize>) -> Option<usize> {
        let (bytes, from) = (self.bytes, self.at);
        let table = self.terminators.get_or_insert_with(|| {
            let mut table = HashMap::new();
            let mut at = from;
            for line in bytes[from..].split(|byte| *byte == b'\n') {
                let indent = length_of(line, is_blank);
                let word = length_of(&line[indent..], is_word_or_dash);
                if 0 < word {
                    table.insert(&line[indent..indent + word], at);
                }
                at += line.len() + 1;
            }
            table
        });
        table.get(&bytes[word]).copied()
    }

    pub(super) fn quote(&mut self) -> Option<Token> {
        match self.peek(0)? {
            b'"' => {
                self.frames.pop();
                self.before = Some(Kind::Close(b'"'));
                Some(self.token(Kind::Close(b'"'), 1))
            }
            // A string does not go past its line: this one was never closed.
            b'\n' => {
                self.frames.pop();
                Some(self.token(Kind::Close(b'"'), 0))
            }
            _ => Some(self.template(|byte| matches!(byte, b'"' | b'\n' | b'\\'))),
        }
    }

    pub(super) fn heredoc(&mut self, word: Range<usize>) -> Option<Token> {
        self.peek(0)?;
        if self.at == 0 || self.bytes[self.at - 1] == b'\n' {
            let rest = &self.bytes[self.at..];
            let indent = length_of(rest, is_blank);
            let length = length_of(&rest[indent..], is_word_or_dash);
            if rest[indent..indent + length] == self.bytes[word] {
                self.frames.pop();
                self.before = Some(Kind::Close(b'<'));
                return Some(self.token(Kind::Close(b'<'), indent + length));
            }
        }
        if self.peek(0) == Some(b'\n') {
            return Some(self.token(Kind::Text, 1));
        }
        Some(self.template(|byte| byte == b'\n'))
    }

    /// An interpolation's or directive's beginning, or the literal text before the next byte that may end it.
    fn template(&mut self, ends: impl Fn(u8) -> bool) -> Token {
        let rest = &self.bytes[self.at..];
        if matches!(rest, [b'$' | b'%', b'{', ..]) {
            let token = self.token(Kind::Open(b'$'), 2);
            self.frames.push(Frame::Interpolation);
            return token;
        }
        let mut length = 0;
        while let Some(byte) = rest.get(length) {
            length += match &rest[length..] {
                [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => 3,
                [b'$' | b'%', b'{', ..] => break,
                [b'\\', _, ..] if ends(b'\\') => 2,
                _ if ends(*byte) && *byte != b'\\' => break,
                _ => 1,
            };
        }
        self.token(Kind::Text, length)
    }
}
