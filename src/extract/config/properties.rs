//! Settings as lines, `key = value`, with dots in the keys: `.properties` files and the plain part of HOCON.

use super::addresses;
use crate::extract::address;
use crate::model::{
    Document, Entry, Facts, Form, Key, Most, Node, Scalar, Source, Span, Style, Value, Vendor,
    Within as _,
};

/// How many lines are read; a file of settings has fewer.
const LINES: Most = Most::new(2_000, "lines");
/// How deep keys and blocks may nest.
const DEPTH: usize = 12;

/// Whether a file may be such a one that holds a key of a vendor's catalogue.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    matches!(ending, "properties" | "conf") && super::holds(path, bytes, vendors)
        || ENDINGS.contains(&ending) && address::stand_in(bytes, vendors)
}

/// How the names of such files end.
const ENDINGS: [&str; 4] = ["properties", "conf", "ini", "cfg"];

/// What such a file says.
pub fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let document = Document { source: source.id, roots: vec![tree(source)], comments: Vec::new() };
    let mut facts = super::facts(source, &document, vendors);
    let addresses = addresses::settings(source, &document, vendors);
    if !addresses.sites.is_empty() {
        facts.append(addresses);
    }
    facts
}

/// The settings as a tree, a level for each dot.
fn tree(source: &Source) -> Node {
    let mut root = map(source.span(0, 0));
    let mut around: Vec<String> = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n').within(LINES) {
        let text = line.trim();
        if text == "}" {
            around.pop();
        } else if let Some(key) = text.strip_suffix('{').filter(|_| around.len() < DEPTH) {
            around.push(key.trim_end_matches([' ', '=', ':']).to_owned());
        } else if let Some((key, start, end)) = setting(line) {
            let steps = around.iter().flat_map(|it| it.split('.')).chain(key.split('.'));
            put(&mut root, steps.take(DEPTH), source, at + start, at + end);
        }
        at += line.len();
    }
    root
}

/// The key of a line, and where its value begins and ends, without quotes.
fn setting(line: &str) -> Option<(&str, usize, usize)> {
    let key_end = line.find(['=', ':'])?;
    let key = line[..key_end].trim();
    if key.is_empty() || key.starts_with(['#', '!', '/']) {
        return None;
    }
    let value = line[key_end + 1..].trim();
    let start = key_end + 1 + line[key_end + 1..].find(value)?;
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
    let closed = quote.and_then(|it| value[1..].find(it));
    match closed {
        Some(length) => Some((key, start + 1, start + 1 + length)),
        None => Some((key, start, start + value.len())),
    }
}

fn map(span: Span) -> Node {
    Node { span, value: Value::Map(Vec::new()) }
}

/// Put a value at its place in the tree. A value where others lie below gives way to them.
fn put<'k>(
    root: &mut Node,
    steps: impl Iterator<Item = &'k str>,
    source: &Source,
    start: usize,
    end: usize,
) {
    let span = source.span(start, end);
    let mut node = root;
    for step in steps {
        if !matches!(node.value, Value::Map(_)) {
            node.value = Value::Map(Vec::new());
        }
        let Value::Map(entries) = &mut node.value else { return };
        let known = entries.iter().position(|entry| entry.key.text == step);
        let index = known.unwrap_or(entries.len());
        if known.is_none() {
            let key = Key { text: step.to_owned(), span };
            let value = Node { span, value: Value::Null };
            entries.push(Entry { key, labels: Vec::new(), form: Form::Pair, value });
        }
        node = &mut entries[index].value;
    }
    let text = &source.text[start..end];
    *node = Node { span, value: Value::Scalar(Scalar::verbatim(text, start, Style::Plain)) };
}

#[cfg(test)]
mod tests {
    use super::tree;
    use crate::extract::fixture::source;
    use crate::model::Node;

    #[test]
    fn lines_are_settings() {
        let text = "# a.b = no\r\ncode = \"x\" # says\na.b=1\na.c: two words \nd {\n  e = ${X}\n}\nf.g =\nno\n";
        let source = source("x.conf", text);
        let root = tree(&source);
        for (path, expected) in [
            (&["code"][..], Some("x")),
            (&["a", "b"], Some("1")),
            (&["a", "c"], Some("two words")),
            (&["d", "e"], Some("${X}")),
            (&["f", "g"], Some("")),
            (&["no"], None),
        ] {
            let node = root.at(path);
            assert_eq!(node.and_then(Node::text), expected, "{path:?}");
            if let Some(node) = node {
                assert_eq!(Some(source.slice(node.span)), expected, "{path:?}");
            }
        }
    }

    #[test]
    fn odd_lines_end() {
        for text in
            ["=", ":", "a=", "}", "{", "a.=1\na=2\na.b=3", "é=é", "a='", &"{\n".repeat(3_000)]
        {
            tree(&source("x.conf", text));
        }
    }
}
