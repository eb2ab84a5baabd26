//! Cuts HCL into tokens without understanding it: enough to tell code from strings, templates, heredocs and comments.
//!
//! It never fails, keeps its own stack instead of recursing, and looks at each byte a bounded number of times.

use std::collections::HashMap;
use std::ops::Range;

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

enum Frame {
    Paren,
    Bracket,
    Brace(Brace),
    Interpolation,
    Quote,
    Heredoc(Range<usize>),
}

struct Brace {
    /// An object in an expression, not the body of a block.
    object: bool,
    /// How many `=` and `:` stand in it.
    keys: u64,
    /// Whether its first token is the word `for`; nothing is known before that token.
    comprehension: Option<bool>,
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

    /// What later tokens need to know of this one.
    fn notice(&mut self, token: Token) {
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
    pub(super) fn separates(&self, token: Token) -> bool {
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

    fn open(&mut self, byte: u8) -> Token {
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

    fn close(&mut self, byte: u8) -> Token {
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
    fn settle_all(&mut self) {
        while !self.frames.is_empty() {
            self.settle();
        }
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

    /// The word of a heredoc that ends somewhere, and the length of its head with the line break.
    fn heredoc_head(&mut self) -> Option<(Range<usize>, usize)> {
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

    /// Whether a line begins here with a Terraform block in the first column.
    fn begins_block(&self) -> bool {
        if self.at == 0 || self.bytes[self.at - 1] != b'\n' {
            return false;
        }
        let rest = &self.bytes[self.at..];
        let word = length_of(rest, is_word_or_dash);
        let after = rest.get(word).copied();
        BLOCKS.contains(&&rest[..word]) && matches!(after, Some(b' ' | b'\t' | b'{' | b'"'))
    }

    fn quote(&mut self) -> Option<Token> {
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

    fn heredoc(&mut self, word: Range<usize>) -> Option<Token> {
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

fn opening(byte: u8) -> u8 {
    match byte {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    }
}

fn length_of(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A byte that may begin a word. Bytes past ASCII count, so that no token ends inside a character.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || 0x80 <= byte
}

/// A byte that may go on in a word.
pub(super) fn is_word_or_dash(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}
