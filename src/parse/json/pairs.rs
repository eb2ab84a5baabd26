//! What can be read of JSON that is broken or too deep: its pairs of strings.

use super::text::{decoded, past_comment, past_string};
use crate::model::{Entry, Form, Key, Node, Source, Value};

/// One map of every `"key": "value"` of the text, whatever it stood in; none where there is no pair.
pub(super) fn root(source: &Source) -> Option<Node> {
    let entries = entries(source);
    let start = entries.first()?.key.span.start as usize;
    let end = entries.last()?.value.span.end as usize;
    Some(Node { span: source.span(start, end), value: Value::Map(entries) })
}

fn entries(source: &Source) -> Vec<Entry> {
    let bytes = source.text.as_bytes();
    let mut entries = Vec::new();
    let mut key: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at + 1;
        at = match (byte, bytes.get(start)) {
            (b'"', _) => {
                let (end, closed) = past_string(bytes, start);
                let content = (start, if closed { end - 1 } else { trimmed(bytes, start, end) });
                match key.take() {
                    Some(key) => entries.push(entry(source, key, content)),
                    None => key = (closed && follows_colon(bytes, end)).then_some(content),
                }
                end
            }
            (b'/', Some(b'/' | b'*')) => past_comment(bytes, at),
            // Between a key and its value stand nothing but blanks and the colon.
            (b' ' | b'\t' | b'\r' | b'\n' | b':', _) => start,
            _ => {
                key = None;
                start
            }
        };
    }
    entries
}

fn follows_colon(bytes: &[u8], end: usize) -> bool {
    bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

/// The end of a value that is not closed, without what stands between it and the next one.
fn trimmed(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while start < end && (bytes[end - 1].is_ascii_whitespace() || bytes[end - 1] == b',') {
        end -= 1;
    }
    end
}

fn entry(source: &Source, key: (usize, usize), value: (usize, usize)) -> Entry {
    let scalar = |(start, end): (usize, usize)| decoded(&source.text[start..end], start);
    Entry {
        key: Key { text: scalar(key).text, span: source.span(key.0, key.1) },
        labels: Vec::new(),
        form: Form::Pair,
        value: Node { span: source.span(value.0, value.1), value: Value::Scalar(scalar(value)) },
    }
}
