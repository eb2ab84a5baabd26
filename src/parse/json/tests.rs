use super::*;
use crate::model::{Encoding, SourceId};

fn source(text: &str) -> Source {
    Source::new(SourceId(0), "a.json", text, Encoding::Utf8)
}

/// The tree with the source text of every key and scalar, so that a wrong span shows.
fn printed(source: &Source, node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Scalar(scalar) => {
            let piece = scalar.span_of(source.id, 0, scalar.text.len());
            assert_eq!(piece.start, node.span.start);
            source.slice(node.span).to_owned()
        }
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| printed(source, item)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(entries) => {
            let pairs: Vec<_> = entries
                .iter()
                .map(|it| format!("{}:{}", source.slice(it.key.span), printed(source, &it.value)))
                .collect();
            format!("{{{}}}", pairs.join(" "))
        }
    }
}

#[test]
fn a_tree_has_its_spans() {
    for (text, expected, comments, problems) in [
        (r#"{"a": "b", "c": [1, true, null]}"#, "{a:b c:[1 true null]}", 0, 0),
        ("// x\n{\"a\": 1, /* y */ \"a\": 2,} // z", "{a:1 a:2}", 3, 0),
        (r#"{"a//b": "/* c */"}"#, "{a//b:/* c */}", 0, 0),
        (r#"{"a\"b": "\u00e9\\"}"#, "{a\\\"b:\\u00e9\\\\}", 0, 0),
        ("", "", 0, 0),
        (" \n // only\n", "", 1, 0),
        ("[]", "[]", 0, 0),
        ("\"x\"", "x", 0, 0),
        (r#"{"a": "b" "c": {"d": "e"}, "n": 1}"#, "{a:b d:e}", 0, 1),
        ("{\"a\": \"b\",\n \"c\": \"open,\r\n \"d\": \"e\" // x", "{a:b c:open d:e}", 1, 1),
        ("{a: 'b', \"c\": /* why */ \"d\"}", "{c:d}", 1, 1),
        ("{\"a\": 1} {\"b\": \"c\"}", "{b:c}", 0, 1),
        ("{\"a\": \"\\", "{a:\\}", 0, 1),
        ("/* open", "", 1, 1),
        ("/", "", 0, 1),
    ] {
        let source = source(text);
        let parsed = read(&source);
        let roots: Vec<_> =
            parsed.document.roots.iter().map(|root| printed(&source, root)).collect();
        assert_eq!(roots.join(" "), expected, "{text}");
        assert_eq!(parsed.document.comments.len(), comments, "comments of {text}");
        assert_eq!(parsed.problems.len(), problems, "problems of {text}");
    }
}

#[test]
fn a_piece_behind_escapes_is_found_again() {
    let source = source(r#"{"a": "\ud83d\ude00 \u00e9 \ud800 $X"}"#);
    let parsed = read(&source);
    let scalar = parsed.document.roots[0].get("a").and_then(Node::scalar).unwrap();
    assert_eq!(scalar.text, "😀 é \u{FFFD} $X");
    let at = scalar.text.find("$X").unwrap();
    assert_eq!(source.slice(scalar.span_of(source.id, at, at + 2)), "$X");
}

#[test]
fn hostile_json_is_read_by_its_pairs() {
    let deep = format!("{{\"KEY\": \"v\", \"d\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let open = "{\"a\":".repeat(200_000);
    let quotes = "\"\\".repeat(500_000);
    let colons = "\"a\"\n".repeat(200_000);
    for (text, pairs) in [(deep, 1), (open, 0), (quotes, 0), (colons, 0)] {
        let parsed = read(&source(&text));
        assert_eq!(parsed.problems.len(), 1);
        let found = parsed.document.roots.first().map_or(0, |root| root.entries().len());
        assert_eq!(found, pairs);
    }
}

#[test]
fn a_problem_stays_on_its_line() {
    let source = source("{\n\"a\": [\n1,\n");
    let span = read(&source).problems[0].span.unwrap();
    assert_eq!(source.slice(span).lines().count(), 1);
}
