//! From a script's text to its commands. It reads what it can and never fails: a quote that is not closed runs to
//! the end. Nesting costs no stack, so `$(` may nest as deep as the text is long.

use super::scan::{Close, expression_end, name_end};
use super::word::{Command, Part, Piece, Reading, Redirect, Way, Word};

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
    lexer.reading.commands.sort_by_key(|command| command.start);
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
pub(super) struct List {
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
    fn run_of_text(&mut self, special: &[u8]) {
        let bytes = self.text.as_bytes();
        let mut end = self.at + 1;
        while end < bytes.len() && (!special.contains(&bytes[end]) || bytes[end] >= 0x80) {
            end += 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.push_text(self.at, end);
    }

    fn in_list(&mut self) {
        match self.byte(0) {
            b' ' | b'\t' | b'\r' => self.blank(),
            b'\n' => self.line_end(),
            b'#' if self.list().word.is_none() => self.comment(),
            b';' | b'&' | b'|' => self.separator(),
            b'<' | b'>' => self.redirect(),
            b'(' => self.open_paren(),
            b')' => self.close_paren(),
            b'\\' => self.backslash(),
            b'\'' => self.single(1),
            b'"' => self.open_double(),
            b'`' => self.tick(),
            b'$' => self.dollar(),
            _ => self.run_of_text(b" \t\r\n;&|<>()\\'\"`$"),
        }
    }

    fn blank(&mut self) {
        self.end_word();
        self.at += 1;
    }

    fn comment(&mut self) {
        let start = self.at;
        self.at = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        self.reading.comments.push(start..self.at);
    }

    fn line_end(&mut self) {
        self.end_command(false);
        self.at += 1;
        let heredocs = std::mem::take(&mut self.list().heredocs);
        for heredoc in heredocs {
            self.heredoc_body(&heredoc);
        }
    }

    fn heredoc_body(&mut self, heredoc: &Heredoc) {
        let start = self.at;
        let mut end = self.text.len();
        let mut at = start;
        for line in self.text[start..].split_inclusive('\n') {
            if line.trim() == heredoc.delimiter {
                end = at;
                at += line.len();
                break;
            }
            at += line.len();
        }
        self.at = at;
        let pieces = super::scan::pieces(self.text, start, end, !heredoc.quoted, &mut self.close);
        let body = Word { start, end, pieces };
        if let Some(command) = heredoc.command.and_then(|it| self.reading.commands.get_mut(it)) {
            command.bodies.push(body);
        }
    }

    fn separator(&mut self) {
        let (first, second) = (self.byte(0), self.byte(1));
        if first == b'&' && second == b'>' {
            self.end_word();
            self.at += if self.byte(2) == b'>' { 3 } else { 2 };
            self.list().awaits = Some(Awaits::Target(Way::Out));
            return;
        }
        let piped = first == b'|' && second != b'|';
        self.end_command(piped);
        self.at += if second == first || piped && second == b'&' { 2 } else { 1 };
    }

    fn redirect(&mut self) {
        let descriptor = self.descriptor();
        let out = self.byte(0) == b'>';
        let target = |way| Awaits::Target(if descriptor == Some(2) { Way::Other } else { way });
        let (length, awaits) = match (out, self.byte(1), self.byte(2)) {
            (_, b'(', _) => return self.open_list(2, Until::Paren),
            (false, b'<', b'<') => (3, Awaits::HereString),
            (false, b'<', b'-') => (3, Awaits::Delimiter),
            (false, b'<', _) => (2, Awaits::Delimiter),
            (_, b'&', _) => (2, Awaits::Target(Way::Other)),
            (true, b'>' | b'|', _) => (2, target(Way::Out)),
            (true, ..) => (1, target(Way::Out)),
            (false, ..) => (1, target(Way::In)),
        };
        self.at += length;
        self.list().awaits = Some(awaits);
    }

    /// The number just before a redirection; any other word there has ended.
    fn descriptor(&mut self) -> Option<u32> {
        let number = self.list().word.as_ref().and_then(Word::literal);
        let number = number.and_then(|text| text.parse().ok());
        if number.is_some() {
            self.list().word = None;
        } else {
            self.end_word();
        }
        number
    }

    fn open_paren(&mut self) {
        let fresh = self.list().word.is_none() && self.list().command.words.is_empty();
        let loop_head = self.list().command.words.first().is_some_and(|it| it.is_bare("for"));
        if self.byte(1) == b'(' && (fresh || loop_head) {
            self.at += 2;
            self.modes.push(Mode::Arithmetic(2));
            return;
        }
        self.end_command(false);
        let start = self.at;
        self.at += 1;
        self.shells += 1;
        let shell = self.shells;
        let list = self.list();
        list.subshells.push((start, list.shell, list.parent));
        list.parent = list.shell;
        list.shell = shell;
    }

    fn close_paren(&mut self) {
        self.end_command(false);
        let until = self.list().until;
        if let Some((start, shell, parent)) = self.list().subshells.pop() {
            self.at += 1;
            let list = self.list();
            (list.shell, list.parent) = (shell, parent);
            list.command.group = Some(start);
        } else if until == Until::Paren {
            self.at += 1;
            self.close_list();
        } else {
            self.at += 1;
        }
    }

    fn backslash(&mut self) {
        if self.follows("\\\n") {
            self.at += 2;
        } else if self.follows("\\\r\n") {
            self.at += 3;
        } else {
            self.escaped();
        }
    }

    /// The character behind a backslash, as text.
    fn escaped(&mut self) {
        self.word();
        let start = self.at + 1;
        let length = self.text[start..].chars().next().map_or(0, char::len_utf8);
        self.push_text(start, start + length);
    }

    /// A single-quoted piece; only `${{ … }}` counts inside, since it is filled in before.
    fn single(&mut self, mark: usize) {
        self.word();
        let start = self.at + mark;
        let end = self.text[start..].find('\'').map(|length| start + length);
        let until = end.unwrap_or(self.text.len());
        // A quote inside an expression does not end the shell's quote, as in '${{ fromJSON('x') }}'.
        let until = self.widened(start, until);
        for piece in super::scan::pieces(self.text, start, until, false, &mut self.close) {
            self.word().pieces.push(piece);
        }
        self.advance((until + 1).min(self.text.len()));
    }

    fn widened(&mut self, start: usize, until: usize) -> usize {
        let Some(open) = self.text[start..until].rfind("${{").map(|it| start + it) else {
            return until;
        };
        match expression_end(self.text, open, &mut self.close) {
            Some(end) if until < end => {
                self.text[end..].find('\'').map_or(self.text.len(), |length| end + length)
            }
            _ => until,
        }
    }

    fn open_double(&mut self) {
        self.word();
        self.advance(self.at + 1);
        self.modes.push(Mode::Double);
    }

    fn in_double(&mut self) {
        match self.byte(0) {
            b'"' => {
                self.advance(self.at + 1);
                self.modes.pop();
            }
            b'\\' if matches!(self.byte(1), b'"' | b'\\' | b'$' | b'`') => self.escaped(),
            b'\\' if self.byte(1) == b'\n' => self.at += 2,
            b'$' => self.dollar(),
            b'`' if self.list().until != Until::Tick => self.tick(),
            _ => self.run_of_text(b"\"\\$`"),
        }
    }

    fn in_brace(&mut self, piece: usize) {
        match self.byte(0) {
            b'}' | b'\n' => {
                let end = self.at + usize::from(self.byte(0) == b'}');
                if let Some(variable) = self.word().pieces.get_mut(piece) {
                    variable.end = end;
                }
                self.modes.pop();
                self.advance(end);
            }
            b'$' => self.dollar(),
            b'\\' => self.at = (self.at + 2).min(self.text.len()),
            _ => self.at += 1,
        }
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    fn in_arithmetic(&mut self, depth: usize) {
        let depth = match self.byte(0) {
            b'(' => depth + 1,
            b')' => depth - 1,
            _ => depth,
        };
        self.at += 1;
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        self.modes.pop();
        if 0 < depth {
            self.modes.push(Mode::Arithmetic(depth));
        }
    }

    fn tick(&mut self) {
        if self.list().until == Until::Tick {
            self.end_command(false);
            self.at += 1;
            self.close_list();
        } else {
            self.open_list(1, Until::Tick);
        }
    }

    fn dollar(&mut self) {
        let start = self.at;
        if self.follows("${{")
            && let Some(end) = expression_end(self.text, start, &mut self.close)
        {
            self.push_part(start, end, Part::Expression);
        } else if self.follows("$((") {
            self.push_part(start, start + 3, Part::Opaque);
            self.modes.push(Mode::Arithmetic(2));
        } else if self.follows("$(") {
            self.open_list(2, Until::Paren);
        } else if self.follows("${") {
            self.braced();
        } else if self.follows("$'") && self.modes.last() == Some(&Mode::List) {
            self.single(2);
        } else {
            self.plain_variable();
        }
    }

    fn braced(&mut self) {
        let start = self.at;
        let name_start = start + 2 + usize::from(matches!(self.byte(2), b'!' | b'#'));
        let end = name_end(self.text, name_start);
        let name = self.text[name_start..end].to_owned();
        let closed = self.text.as_bytes().get(end) == Some(&b'}');
        let piece = self.word().pieces.len();
        let part = if name.is_empty() { Part::Opaque } else { Part::Variable(name) };
        self.push_part(start, end + usize::from(closed), part);
        if !closed {
            self.modes.push(Mode::Brace(piece));
        }
    }

    fn plain_variable(&mut self) {
        let start = self.at;
        let end = name_end(self.text, start + 1);
        if start + 1 < end {
            let name = self.text[start + 1..end].to_owned();
            self.push_part(start, end, Part::Variable(name));
        } else if matches!(self.byte(1), b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-') {
            self.push_part(start, start + 2, Part::Opaque);
        } else {
            self.push_text(start, start + 1);
        }
    }

    /// Begin a list of commands inside a word.
    fn open_list(&mut self, mark: usize, until: Until) {
        let start = self.at;
        self.shells += 1;
        let shell = self.shells;
        self.push_part(start, start + mark, Part::Substitution(shell));
        let parent = self.list().shell;
        self.lists.push(List { until, shell, parent, ..List::default() });
        self.modes.push(Mode::List);
    }

    /// End the innermost list; the word around it goes on.
    fn close_list(&mut self) {
        self.end_command(false);
        self.lists.pop();
        while self.modes.pop().is_some_and(|mode| mode != Mode::List) {}
        let at = self.at;
        if let Some(word) = self.lists.last_mut().and_then(|list| list.word.as_mut()) {
            word.end = at;
            if let Some(piece) = word.pieces.last_mut() {
                piece.end = at;
            }
        }
    }

    fn end_word(&mut self) {
        let list = self.list();
        let Some(word) = list.word.take() else { return };
        match list.awaits.take() {
            Some(Awaits::Target(way)) => {
                list.command.redirects.push(Redirect { way, target: word });
            }
            Some(Awaits::HereString) => list.command.bodies.push(word),
            Some(Awaits::Delimiter) => list.heredocs.push(Heredoc::of(&word)),
            None => list.push_word(word),
        }
    }

    fn end_command(&mut self, piped: bool) {
        self.end_word();
        let index = self.reading.commands.len();
        let list = self.list();
        list.awaits = None;
        let mut command = std::mem::take(&mut list.command);
        (command.shell, command.parent, command.piped) = (list.shell, list.parent, piped);
        // What has a program of its own is no group's redirection: `f() { a; }`.
        command.group = command.group.filter(|_| command.words.is_empty());
        for heredoc in &mut list.heredocs {
            heredoc.command.get_or_insert(index);
        }
        let targets = command.redirects.iter().map(|redirect| &redirect.target);
        let words = command.assignments.iter().chain(&command.words).chain(targets);
        let words = words.chain(&command.bodies);
        let Some((start, end)) =
            words.fold(None, |bounds: Option<(usize, usize)>, word| match bounds {
                None => Some((word.start, word.end)),
                Some((start, end)) => Some((start.min(word.start), end.max(word.end))),
            })
        else {
            // A heredoc without a command before it still needs its index to stay in step.
            if list.heredocs.iter().any(|it| it.command == Some(index)) {
                self.reading.commands.push(command);
            }
            return;
        };
        (command.start, command.end) = (start, end);
        self.reading.commands.push(command);
    }
}

impl Heredoc {
    fn of(word: &Word) -> Self {
        let delimiter = word.literal().unwrap_or_default();
        let quoted = word.end - word.start != delimiter.len();
        Self { delimiter, quoted, command: None }
    }
}

/// Words that only begin what follows them.
const LEADS: [&str; 8] = ["then", "else", "elif", "do", "!", "time", "coproc", "in"];
/// Words that begin a group, and are skipped.
const OPENS: [&str; 4] = ["{", "if", "while", "until"];
/// Words that begin a group and stay, since no program follows them.
const HEADS: [&str; 3] = ["for", "case", "select"];
/// Words that end a group.
const CLOSES: [&str; 4] = ["}", "fi", "done", "esac"];

impl List {
    fn push_word(&mut self, word: Word) {
        if !self.command.words.is_empty() {
            self.command.words.push(word);
            return;
        }
        let is_any = |words: &[&str]| words.iter().any(|it| word.is_bare(it));
        if self.command.assignments.is_empty() && is_any(&LEADS) {
            return;
        }
        if self.command.assignments.is_empty() && is_any(&OPENS) {
            self.groups.push(word.start);
        } else if self.command.assignments.is_empty() && is_any(&CLOSES) {
            self.command.group = self.groups.pop();
        } else if word.assignment().is_some() {
            self.command.assignments.push(word);
        } else {
            if is_any(&HEADS) {
                self.groups.push(word.start);
            }
            self.command.words.push(word);
        }
    }
}
