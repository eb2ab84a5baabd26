//! A reader of the YAML that these tests are written in, so that they depend on no other room: block maps and lists,
//! one-line flow, quotes, and `|` blocks.

use crate::model::{Document, Entry, Form, Key, Node, Scalar, Source, Span, Style, Value};

pub(super) fn document(source: &Source) -> Document {
    let mut reader = Reader { source, lines: lines(&source.text), at: 0 };
    let root = reader.block(0);
    Document { source: source.id, roots: vec![root], comments: Vec::new() }
}

/// A line without its comment: where its content begins and ends, and how far it is indented.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    indent: usize,
}

fn lines(text: &str) -> Vec<Line> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let indent = bare.len() - bare.trim_start().len();
        lines.push(Line { start: at + indent, end: at + bare.len(), indent });
        at += line.len();
    }
    lines
}

struct Reader<'a> {
    source: &'a Source,
    lines: Vec<Line>,
    at: usize,
}

impl Reader<'_> {
    fn text(&self, line: Line) -> &str {
        &self.source.text[line.start..line.end]
    }

    fn current(&mut self) -> Option<Line> {
        while let Some(line) = self.lines.get(self.at).copied() {
            if !self.text(line).is_empty() && !self.text(line).starts_with('#') {
                return Some(line);
            }
            self.at += 1;
        }
        None
    }

    fn block(&mut self, indent: usize) -> Node {
        let Some(first) = self.current().filter(|line| indent <= line.indent) else {
            return node(self.source, 0, 0, Value::Null);
        };
        let value = if self.text(first).starts_with("- ") {
            self.list(first.indent)
        } else {
            self.map(first.indent)
        };
        node(self.source, first.start, self.lines[self.at - 1].end, value)
    }

    fn list(&mut self, indent: usize) -> Value {
        let mut items = Vec::new();
        while let Some(line) = self.current().filter(|line| line.indent == indent) {
            if !self.text(line).starts_with("- ") {
                break;
            }
            let inner = &mut self.lines[self.at];
            (inner.start, inner.indent) = (line.start + 2, indent + 2);
            let line = *inner;
            items.push(if self.colon(line).is_some() && !self.text(line).starts_with('{') {
                self.block(indent + 2)
            } else {
                self.at += 1;
                self.inline(line.start, line.end)
            });
        }
        Value::List(items)
    }

    fn colon(&self, line: Line) -> Option<usize> {
        let text = self.text(line);
        text.find(": ").or_else(|| text.ends_with(':').then(|| text.len() - 1))
    }

    fn map(&mut self, indent: usize) -> Value {
        let mut entries = Vec::new();
        while let Some(line) = self.current().filter(|line| line.indent == indent) {
            let Some(colon) = self.colon(line) else { break };
            let text = self.text(line)[..colon].trim_matches('"').to_owned();
            let key = Key { text, span: self.source.span(line.start, line.start + colon) };
            self.at += 1;
            let start = line.start + colon + 1;
            let rest = &self.source.text[start..line.end];
            let start = start + rest.len() - rest.trim_start().len();
            let value = match rest.trim() {
                "" => self.nested(indent),
                "|" => self.literal(indent),
                _ => self.inline(start, line.end),
            };
            entries.push(Entry { key, labels: Vec::new(), form: Form::Pair, value });
        }
        Value::Map(entries)
    }

    fn nested(&mut self, indent: usize) -> Node {
        let is_list = self
            .current()
            .is_some_and(|line| line.indent == indent && self.text(line).starts_with("- "));
        self.block(if is_list { indent } else { indent + 1 })
    }

    fn literal(&mut self, indent: usize) -> Node {
        let (mut text, mut origin, mut inner) = (String::new(), Vec::new(), None);
        let (mut start, mut end) = (0, 0);
        while let Some(line) = self.lines.get(self.at).copied() {
            if line.start < line.end {
                if line.indent <= indent {
                    break;
                }
                let inner = *inner.get_or_insert(line.indent);
                let from = line.start - line.indent + inner.min(line.indent);
                start = if text.is_empty() { from } else { start };
                end = line.end;
                origin.push((text.len() as u32, from as u32));
                text.push_str(&self.source.text[from..line.end]);
            }
            text.push('\n');
            self.at += 1;
        }
        let scalar = Scalar {
            text,
            style: Style::Block,
            origin: origin.into(),
            references: vec![],
            templated: false,
        };
        node(self.source, start, end, Value::Scalar(scalar))
    }

    fn inline(&self, start: usize, end: usize) -> Node {
        let text = &self.source.text[start..end];
        let inside =
            |open: char, close: char| text.strip_prefix(open).and_then(|it| it.strip_suffix(close));
        if let Some(inner) = inside('[', ']') {
            let items =
                parts(inner).map(|(at, it)| self.inline(start + 1 + at, start + 1 + at + it.len()));
            return node(self.source, start, end, Value::List(items.collect()));
        }
        if let Some(inner) = inside('{', '}') {
            let entries = parts(inner).filter_map(|(at, it)| {
                let colon = it.find(':')?;
                let from = start + 1 + at;
                let key = Key {
                    text: it[..colon].to_owned(),
                    span: self.source.span(from, from + colon),
                };
                let value = self.inline(from + colon + 2, from + it.len());
                Some(Entry { key, labels: Vec::new(), form: Form::Pair, value })
            });
            return node(self.source, start, end, Value::Map(entries.collect()));
        }
        let quoted = inside('"', '"').or_else(|| inside('\'', '\''));
        let from = start + usize::from(quoted.is_some());
        let text = quoted.unwrap_or(text);
        let style = if quoted.is_some() { Style::Double } else { Style::Plain };
        let scalar = Scalar::verbatim(text, from, style);
        node(self.source, from, from + text.len(), Value::Scalar(scalar))
    }
}

fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(',').map(move |part| {
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        (start, part.trim())
    })
}

fn node(source: &Source, start: usize, end: usize, value: Value) -> Node {
    Node { span: Span::new(source.id, start, end), value }
}
