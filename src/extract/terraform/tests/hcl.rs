//! Just enough of a reader for the inputs of these tests: blocks, objects, lists, strings and one-line
//! expressions, in HCL or in JSON. A room names no other room, not even in its tests.

use crate::model::{
    Document, Entry, Form, Key, Node, Reference, Scalar, Source, Span, Style, Value,
};

pub(super) fn read(source: &Source) -> Document {
    let mut reader = Reader { source, at: 0 };
    reader.skip();
    let root = if reader.peek() == '{' { reader.value() } else { reader.body() };
    Document { source: source.id, roots: vec![root], comments: Vec::new() }
}

struct Reader<'a> {
    source: &'a Source,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.source.text[self.at..]
    }

    fn peek(&self) -> char {
        self.rest().chars().next().unwrap_or('\0')
    }

    fn skip(&mut self) {
        while matches!(self.peek(), ' ' | '\n' | ',' | '#') {
            self.at += match self.peek() {
                '#' => self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => 1,
            };
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.source.span(start, end)
    }

    fn body(&mut self) -> Node {
        let start = self.at;
        let mut entries = Vec::new();
        self.skip();
        while !matches!(self.peek(), '}' | '\0') {
            entries.push(self.entry());
            self.skip();
        }
        Node { span: self.span(start, self.at), value: Value::Map(entries) }
    }

    fn entry(&mut self) -> Entry {
        let key = self.key();
        let mut labels = Vec::new();
        while self.peek() == '"' || self.peek().is_alphanumeric() {
            labels.push(self.key());
        }
        let form = if self.peek() == '{' { Form::Block } else { Form::Pair };
        if form == Form::Pair {
            self.at += 1;
            self.skip();
        }
        Entry { key, labels, form, value: self.value() }
    }

    fn key(&mut self) -> Key {
        let quoted = usize::from(self.peek() == '"');
        let start = self.at + quoted;
        let ends = |c: char| if quoted == 1 { c == '"' } else { " =:{".contains(c) };
        let length = self.source.text[start..].find(ends).unwrap_or(0);
        self.at = start + length + quoted;
        while self.peek() == ' ' {
            self.at += 1;
        }
        let end = start + length;
        Key { text: self.source.text[start..end].to_owned(), span: self.span(start, end) }
    }

    fn value(&mut self) -> Node {
        match self.peek() {
            '{' => self.braced(),
            '[' => self.list(),
            '"' => self.string(),
            _ => self.expression(),
        }
    }

    fn braced(&mut self) -> Node {
        self.at += 1;
        let node = self.body();
        self.at += 1;
        node
    }

    fn list(&mut self) -> Node {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        self.skip();
        while !matches!(self.peek(), ']' | '\0') {
            items.push(self.value());
            self.skip();
        }
        self.at += 1;
        Node { span: self.span(start, self.at), value: Value::List(items) }
    }

    fn string(&mut self) -> Node {
        let start = self.at + 1;
        let mut depth = 0;
        let end = self.source.text[start..]
            .find(|c| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                c == '"' && depth == 0
            })
            .expect("the inputs of tests close their strings");
        self.at = start + end + 1;
        let text = &self.source.text[start..start + end];
        let mut scalar = Scalar::verbatim(text, start, Style::Double);
        for (at, _) in text.match_indices("${") {
            let length = text[at..].find('}').unwrap_or(text.len() - at);
            scalar.references.extend(self.references(start + at + 2, start + at + length));
        }
        self.scalar(scalar, start, start + end)
    }

    fn expression(&mut self) -> Node {
        let start = self.at;
        let mut depth = 0;
        let length = self.rest().find(|c| {
            depth += i32::from("([".contains(c)) - i32::from(")]".contains(c));
            c == '\n' || depth < 0 || depth == 0 && ",}".contains(c)
        });
        let text = &self.rest()[..length.unwrap_or(self.rest().len())];
        let text = text.trim_end().to_owned();
        self.at += text.len();
        if text == "null" {
            return Node { span: self.span(start, self.at), value: Value::Null };
        }
        let plain = text == "true" || text == "false" || text.parse::<f64>().is_ok();
        let style = if plain { Style::Plain } else { Style::Expression };
        let from = start + text.find('?').unwrap_or(0);
        let references = self.references(from, self.at);
        let scalar = Scalar { references, ..Scalar::verbatim(text, start, style) };
        self.scalar(scalar, start, self.at)
    }

    fn scalar(&self, scalar: Scalar, start: usize, end: usize) -> Node {
        Node { span: self.span(start, end), value: Value::Scalar(scalar) }
    }

    fn references(&self, start: usize, end: usize) -> Vec<Reference> {
        let ends = |c: char| !(c.is_alphanumeric() || "_.-*[]\"".contains(c));
        let text = &self.source.text[start..end];
        let mut at = start;
        let mut references = Vec::new();
        for word in text.split(ends) {
            let path: Vec<String> = steps(word);
            if 1 < path.len() && !word.starts_with(['"', '[']) {
                references.push(Reference { path, span: self.span(at, at + word.len()) });
            }
            at += word.len() + 1;
        }
        references
    }
}

/// The steps of a reference; an index that is no literal is any index.
fn steps(word: &str) -> Vec<String> {
    let mut steps = Vec::new();
    for (n, piece) in word.split('[').enumerate() {
        let (index, fields) = if n == 0 { ("", piece) } else { piece.split_once(']').unwrap() };
        let literal = index.starts_with('"') || index.bytes().all(|byte| byte.is_ascii_digit());
        steps.push(if literal { index.trim_matches('"') } else { "*" }.to_owned());
        steps.extend(fields.split('.').map(str::to_owned));
    }
    steps.retain(|step| !step.is_empty());
    steps
}
