//! Commands and words of a script, as they are written.

use std::borrow::Cow;
use std::ops::Range;

/// A script as commands in the order in which they begin, and its comments.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The commands, also those inside `$( … )`.
    pub commands: Vec<Command>,
    /// Where the comments stand, their `#` included.
    pub comments: Vec<Range<usize>>,
}

/// A simple command: assignments, words, redirections.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// Where it begins in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Assignments before the program, or alone.
    pub assignments: Vec<Word>,
    /// The program and its arguments.
    pub words: Vec<Word>,
    /// Where its output and input go.
    pub redirects: Vec<Redirect>,
    /// The texts that heredocs and here-strings hand to it.
    pub bodies: Vec<Word>,
    /// Whether its output goes to the next command of the same shell.
    pub piped: bool,
    /// The shell that runs it: 0 for the script, another number for each subshell and substitution.
    pub shell: usize,
    /// The shell around that one.
    pub parent: usize,
    /// Where the group begins to which its redirections belong (`{ …; } > file`).
    pub group: Option<usize>,
}

/// A redirection to or from a file.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// Which way.
    pub way: Way,
    /// The file.
    pub target: Word,
}

/// Which way a redirection goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Standard output into a file, anew or appended.
    Out,
    /// A file into standard input.
    In,
    /// Anything else: standard error, a descriptor.
    Other,
}

/// A word: pieces that stand together.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// Where it begins, quotes included.
    pub start: usize,
    /// One past its last byte, quotes included.
    pub end: usize,
    /// What it is made of, without quotes.
    pub pieces: Vec<Piece>,
}

/// A piece of a word.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it begins in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What it is.
    pub part: Part,
}

/// What a piece of a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text that stands in the script byte for byte.
    Text(String),
    /// A variable by its name.
    Variable(String),
    /// `${{ … }}`, which is text before any shell sees it.
    Expression,
    /// What the commands of this shell print.
    Substitution(usize),
    /// Something else that is not known before the script runs.
    Opaque,
}

impl Word {
    /// The text, if nothing in it is filled in at run time.
    pub fn literal(&self) -> Option<Cow<'_, str>> {
        match self.pieces.as_slice() {
            [only] => only.text().map(Cow::Borrowed),
            pieces => literal(pieces).map(Cow::Owned),
        }
    }

    /// Where its content stands, without the quotes around it.
    pub fn content(&self) -> Range<usize> {
        content(&self.pieces).unwrap_or(self.start..self.end)
    }

    /// The text with which it begins, up to the first piece that is none.
    pub fn beginning(&self) -> Cow<'_, str> {
        let mut texts = self.pieces.iter().map_while(Piece::text);
        match (texts.next(), texts.next()) {
            (first, None) => Cow::Borrowed(first.unwrap_or_default()),
            (first, second) => Cow::Owned(first.into_iter().chain(second).chain(texts).collect()),
        }
    }

    /// The pieces after the first `count` bytes of text.
    pub fn after(&self, mut count: usize) -> Vec<Piece> {
        let mut rest = Vec::new();
        for piece in &self.pieces {
            let length = piece.text().map_or(0, str::len);
            if count == 0 {
                rest.push(piece.clone());
            } else if count < length {
                rest.extend(piece.tail(count));
                count = 0;
            } else {
                count -= length;
            }
        }
        rest
    }

    /// The name and the pieces of the value, if it is `NAME=value` or `NAME+=value`.
    pub fn assignment(&self) -> Option<(String, Vec<Piece>)> {
        let beginning = self.beginning();
        let (name, _) = beginning.split_at_checked(beginning.find('=')?)?;
        let bare = name.strip_suffix('+').unwrap_or(name);
        is_name(bare).then(|| (bare.to_owned(), self.after(name.len() + 1)))
    }

    /// Whether it was written without quotes and escapes as this text.
    pub fn is_bare(&self, text: &str) -> bool {
        self.end - self.start == text.len()
            && self.pieces.len() == 1
            && self.pieces[0].text() == Some(text)
    }

    /// The variable, if it is nothing else.
    pub fn lone_variable(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece { part: Part::Variable(name), .. }] => Some(name),
            _ => None,
        }
    }
}

impl Piece {
    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        if let Part::Text(text) = &self.part { Some(text) } else { None }
    }

    /// What follows the first `count` bytes of text, if that falls between two characters.
    fn tail(&self, count: usize) -> Option<Self> {
        let text = self.text()?.get(count..)?.to_owned();
        Some(Self { start: self.start + count, end: self.end, part: Part::Text(text) })
    }
}

/// The text of pieces, if nothing in them is filled in at run time.
pub fn literal(pieces: &[Piece]) -> Option<String> {
    pieces.iter().map(Piece::text).collect()
}

/// Where pieces stand, from the first to the last.
pub fn content(pieces: &[Piece]) -> Option<Range<usize>> {
    Some(pieces.first()?.start..pieces.last()?.end)
}

/// Pieces cut at a mark in their text; what is left empty is left out.
pub fn split(pieces: Vec<Piece>, mark: char) -> Vec<Vec<Piece>> {
    let mut parts: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pieces {
        let Some(text) = piece.text() else {
            push(&mut parts, piece);
            continue;
        };
        let mut start = piece.start;
        for (index, part) in text.split(mark).enumerate() {
            if 0 < index {
                parts.push(Vec::new());
            }
            let end = start + part.len();
            if !part.is_empty() {
                push(&mut parts, Piece { start, end, part: Part::Text(part.to_owned()) });
            }
            start = end + mark.len_utf8();
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn push(parts: &mut [Vec<Piece>], piece: Piece) {
    if let Some(part) = parts.last_mut() {
        part.push(piece);
    }
}

/// Whether a text may name a variable.
pub fn is_name(text: &str) -> bool {
    text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}
