//! The dotenv family: `.env`, `.env.*`, `*.env`, `.envrc`, as one map of names and values.
//!
//! The tools that read these files disagree; this reading takes what any of them takes. References (`$X`) stay in
//! the text, for it is the dialect that knows what they mean.

use super::Parsed;
use crate::model::{Comment, Document, Entry, Form, Key, Node, Problem, Source, Value};

mod cursor;
mod value;

use cursor::Cursor;
use value::Quotes;

/// Read a source.
pub fn read(source: &Source) -> Parsed {
    let mut reader = Reader::new(source);
    while !reader.cursor.is_at_end() {
        reader.line();
    }
    reader.parsed()
}

/// Who reads the file, and so what a line may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    /// A dotenv library: one assignment a line.
    Library,
    /// A shell: assignments among commands.
    Shell,
}

impl Flavour {
    fn of(file_name: &str) -> Self {
        let name = file_name.to_lowercase();
        let shells = [".sh", ".bash", ".zsh"];
        if name.starts_with(".envrc") || shells.iter().any(|ending| name.ends_with(ending)) {
            Self::Shell
        } else {
            Self::Library
        }
    }
}

/// Lines that are no assignment, told as one problem.
struct Strays {
    first: (usize, usize),
    count: usize,
}

struct Reader<'a> {
    source: &'a Source,
    flavour: Flavour,
    cursor: Cursor<'a>,
    quotes: Quotes,
    entries: Vec<Entry>,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
    strays: Option<Strays>,
    unclosed: usize,
}

impl<'a> Reader<'a> {
    fn new(source: &'a Source) -> Self {
        Self {
            source,
            flavour: Flavour::of(source.file_name()),
            cursor: Cursor::new(&source.text),
            quotes: Quotes::default(),
            entries: Vec::new(),
            comments: Vec::new(),
            problems: Vec::new(),
            strays: None,
            unclosed: 0,
        }
    }

    /// Read one line, or several where a value spans them.
    fn line(&mut self) {
        self.cursor.skip_blanks();
        let start = self.cursor.at;
        let exported = self.cursor.skip_word("export");
        if self.cursor.is_at_line_end() || self.comment() {
            self.cursor.skip_line();
        } else if self.assignment() {
            // A shell reads several assignments on one line: `export A=1 B=2`.
            while self.flavour == Flavour::Shell
                && self.cursor.skip_to_next_word()
                && self.assignment()
            {}
            self.end_of_line();
        } else if self.bare_key(exported) {
            self.end_of_line();
        } else {
            self.stray(start);
        }
    }

    /// Read `KEY=value`; false, and nothing read, where it is none.
    fn assignment(&mut self) -> bool {
        let Some(key) = self.key() else { return false };
        if self.flavour == Flavour::Library {
            self.cursor.skip_blanks();
        }
        if !self.cursor.skip_separator(self.flavour == Flavour::Library) {
            self.cursor.at = key.span.start as usize;
            return false;
        }
        let value = self.value();
        self.entries.push(Entry { key, labels: Vec::new(), form: Form::Pair, value });
        true
    }

    /// Read a name without a value, which stands for the variable of that name outside.
    fn bare_key(&mut self, exported: bool) -> bool {
        let Some(key) = self.key() else { return false };
        let end = self.cursor.at;
        self.cursor.skip_blanks();
        let wanted = self.flavour == Flavour::Library || exported;
        if !wanted || !(self.cursor.is_at_line_end() || self.cursor.peek() == Some(b'#')) {
            self.cursor.at = key.span.start as usize;
            return false;
        }
        let value = Node { span: self.source.span(end, end), value: Value::Null };
        self.entries.push(Entry { key, labels: Vec::new(), form: Form::Pair, value });
        true
    }

    fn key(&mut self) -> Option<Key> {
        let start = self.cursor.at;
        let text = self.cursor.take_key(self.flavour == Flavour::Library)?;
        Some(Key { text: text.to_owned(), span: self.source.span(start, start + text.len()) })
    }

    fn value(&mut self) -> Node {
        let read = value::read(&self.cursor, self.flavour, &mut self.quotes);
        self.cursor.at = read.end;
        if let Some((start, end)) = read.unclosed {
            self.unclosed(start, end);
        }
        let (start, end) = read.content;
        Node { span: self.source.span(start, end), value: Value::Scalar(read.scalar) }
    }

    fn comment(&mut self) -> bool {
        if self.cursor.peek() != Some(b'#') {
            return false;
        }
        let span = self.source.span(self.cursor.at, self.cursor.line_end());
        self.comments.push(Comment { span });
        true
    }

    fn end_of_line(&mut self) {
        self.cursor.skip_blanks();
        self.comment();
        self.cursor.skip_line();
    }

    fn stray(&mut self, start: usize) {
        let end = self.cursor.line_end();
        self.cursor.skip_line();
        if self.flavour == Flavour::Library {
            self.strays.get_or_insert(Strays { first: (start, end), count: 0 }).count += 1;
        }
    }

    fn unclosed(&mut self, start: usize, end: usize) {
        self.unclosed += 1;
        if self.unclosed <= MOST_UNCLOSED {
            let message = "a quote is not closed; the value was read to the end of its line";
            self.problem((start, end), message.to_owned());
        }
    }

    fn problem(&mut self, (start, end): (usize, usize), message: String) {
        let span = Some(self.source.span(start, end));
        self.problems.push(Problem { path: self.source.path.clone(), span, message });
    }

    fn parsed(mut self) -> Parsed {
        if let Some(Strays { first, count }) = self.strays.take() {
            let message = match count {
                1 => "1 line is no assignment and was not read".to_owned(),
                count => format!("{count} lines are no assignments and were not read"),
            };
            self.problem(first, message);
        }
        let roots = root(self.source, self.entries).into_iter().collect();
        let document = Document { source: self.source.id, roots, comments: self.comments };
        Parsed { document, problems: self.problems }
    }
}

/// A file of nothing but open quotes is told of so many times and no more.
const MOST_UNCLOSED: usize = 20;

/// The map of all entries; none where nothing was assigned.
fn root(source: &Source, entries: Vec<Entry>) -> Option<Node> {
    let start = entries.first()?.key.span.start as usize;
    let end = entries.last()?.value.span.end as usize;
    Some(Node { span: source.span(start, end), value: Value::Map(entries) })
}

#[cfg(test)]
mod tests;
