//! A tolerant reader of Python's words: it never fails, costs no stack, and looks at each byte a bounded number of
//! times. What is not closed ends with the line or the file; a bracket that is not closed ends where the next
//! definition at the margin begins.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Name,
    /// A number.
    Number,
    /// A string; its place among the texts.
    Text(usize),
    /// A bracket or an operator.
    Mark,
    /// The end of a logical line.
    LineEnd,
}

/// A word of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Of an opening bracket: the token that closes it.
    pub mate: usize,
    /// The bracket around it; [`NONE`] outside of all.
    pub around: usize,
    /// How far the physical line is indented on which it stands.
    pub indent: usize,
}

/// No token.
pub(super) const NONE: usize = usize::MAX;

/// A string.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// What stands between the quotes.
    pub content: Range<usize>,
    /// The expressions in braces, as ranges of bytes with the braces.
    pub braces: Vec<Range<usize>>,
    /// The same expressions as ranges of tokens.
    pub holes: Vec<Range<usize>>,
}

/// A file as tokens. The tokens of the lines come first; those of expressions within strings follow.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub tokens: Vec<Token>,
    pub texts: Vec<Text>,
    pub comments: Vec<Range<usize>>,
    /// How many tokens stand in the lines themselves.
    pub of_lines: usize,
    /// The tokens that are strings, those of the lines first.
    pub strings: Vec<usize>,
}

impl Reading {
    /// The strings of the lines, by their tokens.
    pub fn strings(&self) -> impl Iterator<Item = usize> {
        self.strings.iter().copied().take_while(|at| *at < self.of_lines)
    }
}

/// How long an expression within a string may be.
const LONGEST: usize = 2000;

/// How deep strings within the expressions of strings are read.
const DEPTH: usize = 4;

/// The tokens of a file.
pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading { tokens: Vec::with_capacity(text.len() / 8), ..Reading::default() };
    lex(text, 0..text.len(), &mut reading);
    reading.of_lines = reading.tokens.len();
    let mut from = 0;
    for _ in 0..DEPTH {
        let until = reading.texts.len();
        for index in from..until {
            for brace in reading.texts[index].braces.clone() {
                let start = reading.tokens.len();
                lex(text, brace.start + 1..brace.end - 1, &mut reading);
                let hole = start..expression_end(text, &reading.tokens, start);
                reading.texts[index].holes.push(hole);
            }
        }
        from = until;
    }
    reading
}

/// Where the expression ends before `:format` or `!r`.
fn expression_end(text: &str, tokens: &[Token], start: usize) -> usize {
    let ends = |token: &Token| {
        token.around == NONE
            && (token.kind == Kind::LineEnd
                || matches!(&text[token.start..token.end], ":" | "!" | "="))
    };
    tokens[start..].iter().position(ends).map_or(tokens.len(), |length| start + length)
}

fn lex(text: &str, range: Range<usize>, reading: &mut Reading) {
    let base = reading.tokens.len();
    let mut lexer = Lexer {
        text,
        bytes: &text.as_bytes()[..range.end],
        at: range.start,
        open: Vec::new(),
        indent: 0,
        at_margin: true,
        base,
        reading,
    };
    while lexer.at < lexer.bytes.len() {
        lexer.step();
    }
    lexer.line_end();
    lexer.close_all();
}

struct Lexer<'t, 'r> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The brackets that are open.
    open: Vec<usize>,
    indent: usize,
    /// Whether only blanks stand before on this physical line.
    at_margin: bool,
    /// The first token of this stretch.
    base: usize,
    reading: &'r mut Reading,
}

/// How long an operator is that begins with these bytes: longer than one where it must not be taken for others.
fn length(bytes: &[u8]) -> usize {
    match bytes {
        [b'*', b'*', b'=', ..]
        | [b'/', b'/', b'=', ..]
        | [b'>', b'>', b'=', ..]
        | [b'<', b'<', b'=', ..] => 3,
        [b'=' | b'!' | b'<' | b'>' | b':' | b'+' | b'-' | b'*' | b'/' | b'|' | b'%', b'=', ..]
        | [b'-', b'>', ..]
        | [b'*', b'*', ..]
        | [b'/', b'/', ..] => 2,
        _ => 1,
    }
}

impl Lexer<'_, '_> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b'\n' => {
                if self.open.is_empty() {
                    self.line_end();
                }
                self.at += 1;
                self.at_margin = true;
                self.indent = 0;
            }
            b' ' | b'\r' | 0x0c => self.blank(1),
            b'\t' => self.blank(8),
            b'\\' => self.backslash(),
            b'#' => {
                let end = self.line_break();
                self.reading.comments.push(self.at..end);
                self.at = end;
            }
            b'"' | b'\'' => self.string(0),
            b'0'..=b'9' => self.run(Kind::Number),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => self.word(),
            _ => self.mark(),
        }
    }

    fn blank(&mut self, width: usize) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|it| *it != rest[0]).unwrap_or(rest.len());
        if self.at_margin {
            self.indent += width * length;
        }
        self.at += length;
    }

    /// A backslash joins the next line.
    fn backslash(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let length = if rest.starts_with(b"\r\n") { 3 } else { 2 };
        self.at = (self.at + length).min(self.bytes.len());
        while self.at < self.bytes.len() && !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    fn line_break(&self) -> usize {
        let found = memchr::memchr(b'\n', &self.bytes[self.at..]);
        found.map_or(self.bytes.len(), |length| self.at + length)
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> usize {
        let around = self.open.last().copied().unwrap_or(NONE);
        let indent = self.indent;
        self.reading.tokens.push(Token { kind, start, end, mate: NONE, around, indent });
        self.at = end;
        self.at_margin = false;
        self.reading.tokens.len() - 1
    }

    fn line_end(&mut self) {
        let follows = self.reading.tokens.len() > self.base
            && self.reading.tokens.last().is_some_and(|it| it.kind != Kind::LineEnd);
        if follows {
            let at = self.at.min(self.bytes.len());
            self.push(Kind::LineEnd, at, at);
        }
    }

    /// Every open bracket ends before the next token.
    fn close_all(&mut self) {
        let end = self.reading.tokens.len();
        for open in self.open.drain(..) {
            self.reading.tokens[open].mate = end.saturating_sub(1).max(open);
        }
    }

    fn end_of_run(&self) -> usize {
        let inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || 0x80 <= *byte;
        let rest = &self.bytes[self.at..];
        self.at + rest.iter().position(|byte| !inside(byte)).unwrap_or(rest.len())
    }

    fn run(&mut self, kind: Kind) {
        let (start, end) = (self.at, self.end_of_run());
        self.push(kind, start, end);
    }

    fn word(&mut self) {
        let end = self.end_of_run();
        let length = end - self.at;
        let is_prefix = length <= 2
            && matches!(self.bytes.get(end), Some(b'"' | b'\''))
            && self.bytes[self.at..end].iter().all(|it| b"rRbBuUfFtT".contains(it));
        if is_prefix {
            self.string(length);
            return;
        }
        let begins_anew = self.at_margin
            && self.indent == 0
            && !self.open.is_empty()
            && matches!(&self.text[self.at..end], "def" | "class" | "import" | "async");
        if begins_anew {
            // No expression goes on with a definition: a bracket was not closed.
            self.close_all();
            self.line_end();
        }
        let start = self.at;
        self.push(Kind::Name, start, end);
    }

    fn mark(&mut self) {
        let byte = self.bytes[self.at];
        let (start, end) = (self.at, self.at + length(&self.bytes[self.at..]));
        match byte {
            b'(' | b'[' | b'{' => {
                let index = self.push(Kind::Mark, start, end);
                self.open.push(index);
            }
            b')' | b']' | b'}' => {
                let open = self.open.pop();
                let index = self.push(Kind::Mark, start, end);
                if let Some(open) = open {
                    self.reading.tokens[open].mate = index;
                }
            }
            _ => {
                self.push(Kind::Mark, start, end);
            }
        }
    }

    /// A string whose prefix has `prefix` letters.
    fn string(&mut self, prefix: usize) {
        let start = self.at;
        let letters = &self.bytes[start..start + prefix];
        let fills_in = letters.iter().any(|it| b"fFtT".contains(it));
        let quote = self.bytes[start + prefix];
        let triple = self.bytes[start + prefix..].starts_with(&[quote; 3]);
        let width = if triple { 3 } else { 1 };
        let content = start + prefix + width;
        let mut text = Text { content: content..content, ..Text::default() };
        let mut at = content;
        let mut reads_braces = fills_in;
        loop {
            // Everything between these is the text's own.
            let stop = |it: &u8| *it == quote || matches!(it, b'\\' | b'\n' | b'{');
            let rest = self.bytes.get(at..).unwrap_or_default();
            at += rest.iter().position(stop).unwrap_or(rest.len());
            match self.bytes.get(at) {
                None => break,
                Some(b'\n') if !triple => break,
                Some(b'\\') => at += 2,
                Some(byte)
                    if *byte == quote && (!triple || self.bytes[at..].starts_with(&[quote; 3])) =>
                {
                    break;
                }
                Some(b'{') if reads_braces && self.bytes.get(at + 1) == Some(&b'{') => at += 2,
                Some(b'{') if reads_braces => match self.brace_end(at, quote, triple) {
                    Some(end) => {
                        text.braces.push(at..end);
                        at = end;
                    }
                    None => reads_braces = false,
                },
                Some(_) => at += 1,
            }
        }
        let mut stop = at.min(self.bytes.len());
        while !self.text.is_char_boundary(stop) {
            stop += 1;
        }
        text.content.end = stop;
        let closed = self.bytes[stop..].starts_with(&[quote]);
        let end = if closed { (stop + width).min(self.bytes.len()) } else { stop };
        self.reading.texts.push(text);
        let index = self.reading.texts.len() - 1;
        let at = self.push(Kind::Text(index), start, end);
        self.reading.strings.push(at);
    }

    /// One past the brace that closes the one at `start`; strings within may use the outer quote, as Python reads
    /// them since 3.12.
    fn brace_end(&self, start: usize, quote: u8, triple: bool) -> Option<usize> {
        let mut depth = 0_usize;
        let mut within: Option<u8> = None;
        for (offset, byte) in self.bytes[start..].iter().take(LONGEST).enumerate() {
            match (within, byte) {
                (_, b'\n') if !triple => return None,
                (Some(open), byte) if *byte == open => within = None,
                (None, b'"' | b'\'') if triple && *byte == quote => return None,
                (None, b'"' | b'\'') => within = Some(*byte),
                (None, b'{' | b'[' | b'(') => depth += 1,
                (None, b'}' | b']' | b')') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return (*byte == b'}').then_some(start + offset + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}
