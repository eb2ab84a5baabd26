//! From a script's text to its commands. It reads what it can and never fails: a quote that is not closed runs to
//! the end. Nesting costs no stack, so `$(` may nest as deep as the text is long.

mod list;
mod quote;
mod finish;

use super::scan::Close;
use super::word::{Command, Part, Piece, Reading, Way, Word};
use crate::model::Arrange as _;

/// The commands of a script.
pub fn read(text: &str) -> Reading {
    let mut lexer = Lexer {
        text,
        at: 0,
        modes: vec![Mode::List],
        lists: vec![List::default()],
        shells: 0,
        close: Close::default(),
        reading: Reading::default(),
    };
    while lexer.at < text.len() {
        lexer.step();
    }
    while !lexer.lists.is_empty() {
        lexer.close_list();
    }
    lexer.reading.commands.arrange_by_key(|command| command.start);
    lexer.reading
}

/// What the lexer is in the middle of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    List,
    Double,
    /// `${NAME` and an operator; the index of its piece in the word.
    Brace(usize),
    /// `(( … ))`, with the number of open parentheses.
    Arithmetic(usize),
}

/// What ends a list of commands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Until {
    #[default]
    End,
    Paren,
    Tick,
}

/// A list of commands that is being read.
#[derive(Default)]
struct List {
    until: Until,
    shell: usize,
    parent: usize,
    command: Command,
    word: Option<Word>,
    awaits: Option<Awaits>,
    heredocs: Vec<Heredoc>,
    /// Open `{`, `if`, loops and the like, by where they begin.
    groups: Vec<usize>,
    /// Subshells that are open in this list: where each begins, and the shell and parent before it.
    subshells: Vec<(usize, usize, usize)>,
}

/// What the next word is for.
#[derive(Clone, Copy)]
enum Awaits {
    Target(Way),
    HereString,
    Delimiter,
}

/// A heredoc whose body is still to come.
struct Heredoc {
    delimiter: String,
    quoted: bool,
    /// The command's index, once it is known.
    command: Option<usize>,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    modes: Vec<Mode>,
    lists: Vec<List>,
    shells: usize,
    close: Close,
    reading: Reading,
}

impl Lexer<'_> {
    fn step(&mut self) {
        match self.modes.last().copied().unwrap_or(Mode::List) {
            Mode::List => self.in_list(),
            Mode::Double => self.in_double(),
            Mode::Brace(piece) => self.in_brace(piece),
            Mode::Arithmetic(depth) => self.in_arithmetic(depth),
        }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn follows(&self, text: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(text.as_bytes())
    }

    fn list(&mut self) -> &mut List {
        if self.lists.is_empty() {
            self.lists.push(List::default());
        }
        self.lists.last_mut().expect("a list was just made sure of")
    }

    fn word(&mut self) -> &mut Word {
        let at = self.at;
        self.list().word.get_or_insert_with(|| Word { start: at, end: at, pieces: Vec::new() })
    }

    /// Add text that stands verbatim from `start` to `end`.
    fn push_text(&mut self, start: usize, end: usize) {
        let text = &self.text[start..end];
        let word = self.word();
        if let Some(Piece { end: last, part: Part::Text(before), .. }) = word.pieces.last_mut()
            && *last == start
        {
            before.push_str(text);
            *last = end;
        } else if start < end {
            word.pieces.push(Piece { start, end, part: Part::Text(text.to_owned()) });
        }
        self.advance(end);
    }

    fn push_part(&mut self, start: usize, end: usize, part: Part) {
        self.word().pieces.push(Piece { start, end, part });
        self.advance(end);
    }

    /// Go on at `end`, which still belongs to the word.
    fn advance(&mut self, end: usize) {
        self.word().end = end;
        self.at = end;
    }

    /// Take text up to the next byte that means something in this mode; at least one character.
    fn run_of_text(&mut self, special: &Special) {
        let rest = self.text.as_bytes()[self.at..].iter().skip(1);
        let mut end = self.at + 1 + rest.take_while(|byte| !special.0[usize::from(**byte)]).count();
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.push_text(self.at, end);
    }
}

/// The bytes that mean something in a mode.
struct Special([bool; 256]);

impl Special {
    const fn of(bytes: &[u8]) -> Self {
        let mut is_one = [false; 256];
        let mut at = 0;
        while at < bytes.len() {
            is_one[bytes[at] as usize] = true;
            at += 1;
        }
        Self(is_one)
    }
}

/// Those between words.
const IN_LIST: Special = Special::of(b" \t\r\n;&|<>()\\'\"`$");
/// Those between double quotes.
const IN_DOUBLE: Special = Special::of(b"\"\\$`");

impl Heredoc {
    fn of(word: &Word) -> Self {
        let delimiter = word.literal().unwrap_or_default().into_owned();
        let quoted = word.end - word.start != delimiter.len();
        Self { delimiter, quoted, command: None }
    }
}
