//! The tolerant reader: text that is no longer its format, line by line.
//!
//! It knows `key: value` and `key = value`, quotes, comments behind `#`, and YAML's block scalars. It knows no
//! nesting: what it finds is one flat map.

use crate::model::{Comment, Entry, Form, Key, Node, Scalar, Source, Style, Value};

/// What lines say when each is read by itself.
#[derive(Debug, Default)]
pub struct Lines {
    /// The pairs, in the order of the text.
    pub entries: Vec<Entry>,
    /// The comments behind `#`.
    pub comments: Vec<Comment>,
}

/// The pairs of the lines between two offsets, each of which begins a line.
pub fn pairs(source: &Source, from: usize, to: usize) -> Vec<Entry> {
    read(source, from, to).entries
}

/// The pairs and comments of the lines between two offsets, each of which begins a line.
pub fn read(source: &Source, from: usize, to: usize) -> Lines {
    let mut reader = Reader { source, to: to.min(source.text.len()), lines: Lines::default() };
    let mut at = from;
    while at < reader.to {
        at = reader.line(at);
    }
    reader.lines
}

impl Lines {
    /// The pairs as one map; `None` if there are none.
    pub fn into_map(self, source: &Source) -> Option<Node> {
        let start = self.entries.first()?.key.span.start as usize;
        let end = self.entries.last()?.value.span.end as usize;
        Some(Node { span: source.span(start, end), value: Value::Map(self.entries) })
    }
}

struct Reader<'a> {
    source: &'a Source,
    to: usize,
    lines: Lines,
}

impl Reader<'_> {
    /// Read the line that begins at `at`; the answer is where to read on.
    fn line(&mut self, at: usize) -> usize {
        let next = self.next(at);
        let line = trimmed(self.source, at, next);
        let content = unlisted(self.source, line);
        let Some((key, separator)) = key(self.source, content) else {
            self.comment(line);
            return next;
        };
        let value = trimmed(self.source, separator, line.1);
        let (node, past) = if is_block(&self.source.text[value.0..value.1]) {
            self.block(value.1, next, content.0 - at)
        } else {
            (self.value(value), next)
        };
        self.lines.entries.push(Entry { key, labels: Vec::new(), form: Form::Pair, value: node });
        past
    }

    fn next(&self, at: usize) -> usize {
        let length = memchr::memchr(b'\n', &self.source.text.as_bytes()[at..self.to]);
        length.map_or(self.to, |length| at + length + 1)
    }

    /// Note the comment of a stretch of one line, and answer where it begins.
    fn comment(&mut self, (start, end): (usize, usize)) -> usize {
        let text = &self.source.text[start..end];
        let mark = if text.starts_with('#') { Some(0) } else { mark(text) };
        let Some(mark) = mark else { return end };
        self.lines.comments.push(Comment { span: self.source.span(start + mark, end) });
        start + mark
    }

    fn value(&mut self, (start, end): (usize, usize)) -> Node {
        if let Some((content, style)) = quoted(&self.source.text[start..end]) {
            self.comment((start + content + 2, end));
            return self.scalar(start + 1, start + 1 + content, style);
        }
        let end = self.comment((start, end));
        let (start, end) = trimmed(self.source, start, end);
        let text = self.source.text[start..end].trim_end_matches([',', ' ', '\t']);
        self.scalar(start, start + text.len(), Style::Plain)
    }

    fn scalar(&self, start: usize, end: usize, style: Style) -> Node {
        let text = &self.source.text[start..end];
        let plain = style == Style::Plain;
        let value = if plain && matches!(text, "" | "~" | "null") {
            Value::Null
        } else {
            let templated = plain && has_template(text);
            Value::Scalar(Scalar { templated, ..Scalar::verbatim(text, start, style) })
        };
        Node { span: self.source.span(start, end), value }
    }

    /// The lines from `from` on that are indented deeper than their key, or blank, as one scalar.
    fn block(&self, header: usize, from: usize, indent: usize) -> (Node, usize) {
        let mut scalar = Scalar::verbatim("", from, Style::Block);
        let mut origin = Vec::new();
        let mut depth = None;
        let mut at = from;
        let mut span = (header, header);
        while at < self.to {
            let next = self.next(at);
            let line = self.source.text[at..next].trim_end_matches(['\n', '\r']);
            let own = line.len() - line.trim_start_matches(' ').len();
            let blank = line.trim().is_empty();
            if !blank && own <= indent {
                break;
            }
            if !blank {
                let depth = *depth.get_or_insert(own);
                let start = at + own.min(depth);
                span = (if span.0 == header { start } else { span.0 }, at + line.len());
                origin.push((scalar.text.len() as u32, start as u32));
                scalar.text.push_str(&self.source.text[start..at + line.len()]);
            }
            // The last line of a file need not end.
            if at + line.len() < next {
                origin.push((scalar.text.len() as u32, (at + line.len()) as u32));
                scalar.text.push('\n');
            }
            at = next;
        }
        scalar.templated = has_template(&scalar.text);
        if !origin.is_empty() {
            scalar.origin = origin.into();
        }
        (Node { span: self.source.span(span.0, span.1), value: Value::Scalar(scalar) }, at)
    }
}

/// A stretch without the blanks at its ends.
fn trimmed(source: &Source, start: usize, end: usize) -> (usize, usize) {
    let text = &source.text[start..end];
    let end = start + text.trim_end().len();
    (end - text.trim().len(), end)
}

/// What follows the dashes of list items and a shell's `export`.
fn unlisted(source: &Source, (mut start, end): (usize, usize)) -> (usize, usize) {
    let mut text = &source.text[start..end];
    while let Some(rest) = text.strip_prefix("- ").or_else(|| text.strip_prefix("export ")) {
        text = rest.trim_start();
        start = end - text.len();
    }
    (start, end)
}

/// The key with which a stretch begins, and where its value begins.
fn key(source: &Source, (start, end): (usize, usize)) -> Option<(Key, usize)> {
    let text = &source.text[start..end];
    let quoted = text.starts_with(['"', '\'']).then(|| text[1..].find(&text[..1])).flatten();
    let (inner, from) = match quoted {
        Some(length) => ((1, 1 + length), length + 2),
        None => ((0, 0), 0),
    };
    let (at, length) = separator(text, from)?;
    let before = text[from..at].trim_end();
    let (from, to) = match quoted {
        Some(_) if before.is_empty() => inner,
        Some(_) => return None,
        None => (0, before.len()),
    };
    let key = Key { text: text[from..to].to_string(), span: source.span(start + from, start + to) };
    (from < to).then_some((key, start + at + length))
}

/// Where `:` or `=` parts key and value, and how long it is. A full-width colon is a slip of an input method.
fn separator(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    if text.starts_with('#') {
        return None;
    }
    for (at, character) in text.char_indices().skip_while(|(at, _)| *at < from) {
        let next = bytes.get(at + 1).copied();
        match character {
            ':' if next.is_none_or(|next| next.is_ascii_whitespace()) => return Some((at, 1)),
            '：' => return Some((at, character.len_utf8())),
            '=' if next.is_none_or(|next| !b"=~>".contains(&next))
                && is_name(&text[..at], from) =>
            {
                return Some((at, 1));
            }
            '#' if 0 < at && bytes[at - 1].is_ascii_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// Whether what precedes a `=` can be assigned to; a comparison's left side seldom can.
fn is_name(before: &str, from: usize) -> bool {
    let name = before[from..].trim_end();
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        && (0 < from || !name.is_empty())
}

/// How long the content of a quoted value is, if nothing but a comma or a comment follows it.
fn quoted(text: &str) -> Option<(usize, Style)> {
    let quote = *text.as_bytes().first()?;
    let style = match quote {
        b'"' => Style::Double,
        b'\'' => Style::Single,
        _ => return None,
    };
    let bytes = text.as_bytes();
    let mut at = 1;
    while *bytes.get(at)? != quote || (quote == b'\'' && bytes.get(at + 1) == Some(&quote)) {
        let escapes = (quote == b'"' && bytes[at] == b'\\') || bytes[at] == b'\'';
        at += if escapes && (quote == b'"' || bytes[at] == quote) {
            1 + usize::from(at + 1 < bytes.len())
        } else {
            1
        };
    }
    let rest = text[at + 1..].trim_start_matches([' ', '\t', ',', ';']);
    (rest.is_empty() || rest.starts_with('#')).then_some((at - 1, style))
}

/// Whether a value is the head of a block scalar: `|`, `>-`, `|2+`.
fn is_block(value: &str) -> bool {
    let rest = value.strip_prefix(['|', '>']);
    rest.is_some_and(|rest| {
        rest.len() <= 2 && rest.bytes().all(|byte| b"+-123456789".contains(&byte))
    })
}

/// Where a comment begins behind other text.
fn mark(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'#', bytes).find(|at| 0 < *at && bytes[*at - 1].is_ascii_whitespace())
}

/// Whether a text holds `{{ … }}` or `{% … %}` that is not GitHub's `${{ … }}`.
fn has_template(text: &str) -> bool {
    text.contains("{%")
        || text.match_indices("{{").any(|(at, _)| at == 0 || text.as_bytes()[at - 1] != b'$')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Encoding, SourceId};

    #[test]
    fn a_line_is_a_pair_with_its_spans() {
        let cases = [
            ("key: value", Some(("key", "value"))),
            ("  - key: 'a # b' # c", Some(("key", "a # b"))),
            ("\"k\": \"v\",", Some(("k", "v"))),
            ("'k' = 'it''s'", Some(("k", "it''s"))),
            ("export A_B=c d", Some(("A_B", "c d"))),
            ("k: v # c", Some(("k", "v"))),
            ("k：v", Some(("k", "v"))),
            ("url: http://x:80/?a=b", Some(("url", "http://x:80/?a=b"))),
            ("run: A=b c", Some(("run", "A=b c"))),
            ("k: \"open", Some(("k", "\"open"))),
            ("k: 'a' b", Some(("k", "'a' b"))),
            ("k: \"a\\\"b\"", Some(("k", "a\\\"b"))),
            ("é: ü", Some(("é", "ü"))),
            ("a == b", None),
            ("a => b", None),
            ("if x = y", None),
            ("# k: v", None),
            (": v", None),
            ("http://x", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let source = Source::new(SourceId(0), "x", text, Encoding::Utf8);
            let entries = pairs(&source, 0, text.len());
            let entry = entries.first();
            let said =
                entry.map(|entry| (source.slice(entry.key.span), source.slice(entry.value.span)));
            let texts = entry.map(|entry| (entry.key.text.as_str(), entry.value.text().unwrap()));
            assert_eq!((said, texts), (expected, expected), "{text}");
        }
    }

    #[test]
    fn a_block_scalar_is_one_value_and_no_pairs() {
        let text = "run: |\n  a: b\n\n    c\nnext: 1\nempty: >\nlast: 2";
        let source = Source::new(SourceId(0), "x", text, Encoding::Utf8);
        let entries = pairs(&source, 0, text.len());
        let keys: Vec<_> = entries.iter().map(|entry| entry.key.text.as_str()).collect();
        assert_eq!(keys, ["run", "next", "empty", "last"]);
        let scalar = entries[0].value.scalar().unwrap();
        assert_eq!(scalar.text, "a: b\n\n  c\n");
        let at = scalar.text.find('c').unwrap();
        assert_eq!(source.slice(scalar.span_of(source.id, at, at + 1)), "c");
    }

    #[test]
    fn comments_are_found_behind_values_and_alone() {
        let text = "# one\nk: 'a' # two\nj: b # three\nc: #d\n";
        let source = Source::new(SourceId(0), "x", text, Encoding::Utf8);
        let comments = read(&source, 0, text.len()).comments;
        let found: Vec<_> = comments.iter().map(|comment| source.slice(comment.span)).collect();
        assert_eq!(found, ["# one", "# two", "# three", "#d"]);
    }
}
