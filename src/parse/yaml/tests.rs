//! What YAML says, as a line a document.

use std::fmt::Write;

use super::super::Parsed;
use super::read;
use crate::model::{Encoding, Node, Scalar, Source, SourceId, Style, Value};

fn source(text: &str) -> Source {
    Source::new(SourceId(0), "a.yml", text, Encoding::Utf8)
}

fn parsed(text: &str) -> Parsed {
    read(&source(text))
}

/// The tree in one line: maps in braces, lists in brackets, quotes by style, `?` behind a template.
fn shape(node: &Node) -> String {
    match &node.value {
        Value::Null => "~".to_string(),
        Value::Scalar(scalar) => {
            format!("{}{}", quoted(scalar), if scalar.templated { "?" } else { "" })
        }
        Value::List(nodes) => {
            format!("[{}]", nodes.iter().map(shape).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let pair = |entry: &crate::model::Entry| {
                format!("{}: {}", entry.key.text, shape(&entry.value))
            };
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

fn quoted(scalar: &Scalar) -> String {
    match scalar.style {
        Style::Single => format!("'{}'", scalar.text),
        Style::Double => format!("\"{}\"", scalar.text),
        Style::Block => format!("|{}", scalar.text),
        Style::Plain | Style::Expression => scalar.text.clone(),
    }
}

fn shapes(text: &str) -> String {
    parsed(text).document.roots.iter().map(shape).collect::<Vec<_>>().join(" / ")
}

fn scalars<'a>(node: &'a Node, found: &mut Vec<&'a Scalar>) {
    match &node.value {
        Value::Null => {}
        Value::Scalar(scalar) => found.push(scalar),
        Value::List(nodes) => nodes.iter().for_each(|node| scalars(node, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| scalars(&entry.value, found)),
    }
}

#[test]
fn valid_yaml_is_a_tree_without_problems() {
    let cases = [
        ("", ""),
        ("# only a comment\n", ""),
        ("a: 1\nb: [x, 'y', \"z\"]\n", "{a: 1, b: [x, 'y', \"z\"]}"),
        ("a: 1\na: 2\n", "{a: 1, a: 2}"),
        ("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n", "{a: ~, b: ~, c: ~, d: '', e: 'null'}"),
        ("---\na: 1\n---\nb: 2\n...\n", "{a: 1} / {b: 2}"),
        ("? [a, b]\n: c\n? 'k'\n: v\n", "{[a, b]: c, k: v}"),
        ("k: !reference [a, b]\nn: !!str null\n", "{k: [a, b], n: null}"),
        ("a: |\n  x\n   y\n\nb: >-\n  p\n  q\n", "{a: |x\n y\n, b: |p q}"),
        ("b: &b {x: 1, y: 2}\nm:\n  <<: *b\n  x: 9\n", "{b: {x: 1, y: 2}, m: {x: 9, y: 2}}"),
        (
            "a: &a {k: 1}\nb: &b {k: 2, l: 3}\nm: {<<: [*a, *b]}\n",
            "{a: {k: 1}, b: {k: 2, l: 3}, m: {k: 1, l: 3}}",
        ),
        ("a: &a x\nb: *a\n*a : c\n", "{a: x, b: x, x: c}"),
        ("run: echo ${{ github.ref }}\n", "{run: echo ${{ github.ref }}}"),
        ("x: \"{{ a }}\"\n", "{x: \"{{ a }}\"}"),
        ("a: b\r\nc: 'd\r\n  e'\r\n", "{a: b, c: 'd e'}"),
    ];
    for (text, expected) in cases {
        assert_eq!(shapes(text), expected, "{text}");
        assert_eq!(parsed(text).problems, [], "{text}");
    }
}

#[test]
fn templates_are_read_through_their_masks() {
    let cases = [
        ("a: {{ b }}\n", "{a: {{ b }}?}"),
        ("a: {{ b }}-{{ c }}\nd: e\n", "{a: {{ b }}-{{ c }}?, d: e}"),
        ("{{- if .x }}\na: 1\n{{- end }}\n", "{a: 1}"),
        ("{% if x %}\na: \"{{ b | d(\"e\") }}\"\n{% endif %}\n", "{a: \"{{ b | d(\"e\") }}\"?}"),
        ("{{ k }}: v\nx: {{ a }}b\n", "{{{ k }}: v, x: {{ a }}b?}"),
        ("a: {{ b }}c\nd: |\n  {{ e }}\n  f\n", "{a: {{ b }}c?, d: |{{ e }}\nf\n?}"),
        ("labels: {{ include \"x\" . | nindent 2 }}\n  app: y\n", "{labels: {app: y}}"),
        ("{ x: ${{ y }}, z: 1 }\n", "{x: ${{ y }}, z: 1}"),
        ("a: |\n  x\n{{- if .y }}\nb: {{ c }}d\n", "{a: |x\n, b: {{ c }}d?}"),
        (
            "a: |\n{{- if .y }}\n  x\n{{- end }}\nb: {{ c }}d\n",
            "{a: |{{- if .y }}\nx\n?, b: {{ c }}d?}",
        ),
        ("a:\n  %{~ if x ~}\n  b: c\n  %{ endif }\n", "{a: {b: c}}"),
        ("{{/* one\n two */}}\nc: {{ d }}e\n", "{c: {{ d }}e?}"),
    ];
    for (text, expected) in cases {
        assert_eq!(shapes(text), expected, "{text}");
        assert_eq!(parsed(text).problems, [], "{text}");
    }
}

#[test]
fn what_is_broken_is_reported_and_read_on() {
    let cases = [
        (
            "on:\n  push:\n    branches: [main]\n   schedule:\n    - cron: x\njobs: {a: b}\n",
            "{on: {push: {branches: [main]}, schedule: [{cron: x}]}, jobs: {a: b}}",
            "indented less",
        ),
        ("a: 'open\nb: c\n", "{a: 'open, b: c}", "a quote is never closed"),
        ("a: [b, c\nd: e\n", "{a: [b, c, d: e}", "bracket is missing"),
        ("a: b: c # d\ne: f\n", "{a: b: c, e: f}", "a key stands where none"),
        ("a: @b\nc: d\n", "{a: @b, c: d}", "a character that may not begin"),
        ("a：b\nc: d\ne：f\n", "{a: b, c: d, e: f}", "full-width colon"),
        ("a:\n\t- b\n\t- c\n", "{a: [b, c]}", "tabs"),
        ("\\q\nversion: 2\nb: c\n", "{version: 2, b: c}", "read by itself"),
        ("run: |\n    x\n  y\nb: c\n", "{run: |x\n, b: c}", "the indentation fits nothing"),
        ("---\na: 'b\n---\nc: d\n", "{a: 'b} / {c: d}", "a quote is never closed"),
        ("a: *b\n", "{a: *b}", "no anchor"),
        ("a: &a\n  b: *a\n", "{a: {b: ~}}", "lies within what it names"),
    ];
    for (text, expected, message) in cases {
        assert_eq!(shapes(text), expected, "{text}");
        let problems = parsed(text).problems;
        assert!(problems[0].message.contains(message), "{text}: {problems:?}");
        assert!(problems[0].span.is_some(), "{text}");
    }
}

#[test]
fn what_cannot_be_repaired_is_read_line_by_line() {
    let mut text = "top: 1\n".to_string();
    for index in 0..20 {
        writeln!(text, "]k{index}: v{index} # c{index}").unwrap();
    }
    let Parsed { document, problems } = parsed(&text);
    assert_eq!(shape(&document.roots[0]), "{top: 1}");
    assert_eq!(document.roots[1].get("]k19").and_then(Node::text), Some("v19"));
    assert_eq!(document.comments.len(), 20);
    assert!(problems.last().unwrap().message.contains("the rest was read line by line"));
}

#[test]
fn no_problem_quotes_what_it_is_about() {
    let word = "hunter2";
    let cases =
        ["a: @W\n", "a: 'W\n", "a: [W\nb: W\n", "\tW: W\n", "a: *W\n", "a: \"\\W\"\n", "W\nb: c\n"];
    for text in cases {
        let problems = parsed(&text.replace('W', word)).problems;
        assert!(problems.iter().all(|problem| !problem.message.contains(word)), "{problems:?}");
    }
}

#[test]
fn a_node_has_the_span_of_its_content() {
    let source = source("'k': \"v w\"\nl:\n  - a\n  - b: c\nm: |\n  x\n  y\n\n# c\n");
    let document = read(&source).document;
    let entries = document.roots[0].entries();
    let keys: Vec<_> = entries.iter().map(|entry| source.slice(entry.key.span)).collect();
    let values: Vec<_> = entries.iter().map(|entry| source.slice(entry.value.span)).collect();
    assert_eq!(keys, ["k", "l", "m"]);
    assert_eq!(values, ["v w", "a\n  - b: c", "x\n  y"]);
    assert_eq!(source.slice(document.comments[0].span), "# c");
}

#[test]
fn an_alias_points_at_the_anchored_text() {
    let source = source("a: &a one\nb: *a\n");
    let document = read(&source).document;
    let node = document.roots[0].get("b").unwrap();
    assert_eq!((node.span.start, source.slice(node.span)), (6, "one"));
}

#[test]
fn each_character_of_a_scalar_is_found_in_the_source() {
    let cases = [
        "a: plain # c\n",
        "a: one\n  two\n\n\n  three\n",
        "a: 'it''s\n  a\n\n  ''quote'' '\n",
        "a: \"two\n   lines\n\n   é\"\n",
        "a: |\n\n\n    x\n      y\n\n    z é\n\n\nb: c\n",
        "a: |2-\n     x\n    y\n",
        "a: >+\n  p\n  q\n\n  r\n    s\n    t\n  u\n\n\nb: c\n",
        "a: |\r\n  x\r\n  y\r\n",
        "- >\n  {{ a }}\n  b\n- {{ a }}c\n- |\n  {{ a }}\n    d\n  e",
        "b: @c\na: >\n  x\n  y\n",
    ];
    for text in cases {
        let source = source(text);
        let document = read(&source).document;
        let mut found = Vec::new();
        document.roots.iter().for_each(|root| scalars(root, &mut found));
        assert!(!found.is_empty(), "{text}");
        for scalar in found {
            for (at, character) in scalar.text.char_indices() {
                let span = scalar.span_of(source.id, at, at + character.len_utf8());
                let said = source.slice(span);
                let folded = character == ' ' && said == "\n";
                assert!(folded || said.chars().eq([character]), "{text}: {at} {said:?}");
            }
        }
    }
}

#[test]
fn a_piece_behind_an_escape_is_found_in_the_source() {
    let source = source("a: \"\\u00e9\\t\\\"\\\n   x secret y\"\n");
    let document = read(&source).document;
    let scalar = document.roots[0].get("a").and_then(Node::scalar).unwrap();
    assert_eq!(scalar.text, "é\t\"x secret y");
    let at = scalar.text.find("secret").unwrap();
    assert_eq!(source.slice(scalar.span_of(source.id, at, at + 6)), "secret");
}

#[test]
fn hostile_input_ends_soon() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_string();
    for (name, before) in ('b'..='l').zip('a'..) {
        let aliases = vec![format!("*{before}"); 9].join(", ");
        writeln!(bomb, "{name}: &{name} [{aliases}]").unwrap();
    }
    let nested = format!("{}x{}", "[".repeat(60), "]".repeat(60));
    let mut chain = format!("a0: &a0 {nested}\n");
    for index in 1..100 {
        let inner = nested.replace('x', &format!("*a{}", index - 1));
        writeln!(chain, "a{index}: &a{index} {inner}").unwrap();
    }
    let deep = (0..2_000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "k:\n");
    let cases = [
        bomb,
        chain,
        deep,
        "[".repeat(50_000),
        "{a: ".repeat(50_000),
        "- ".repeat(50_000),
        "---\na: @x\n".repeat(3_000),
        "%YAML 9.9\n---\n".repeat(3_000),
        "k: {{ v\n".repeat(20_000),
        "a: @x\n".repeat(20_000),
        "]\n".repeat(20_000),
        "---\n---\n\0\u{feff}\u{85}\u{2028}\r\r\n...\n%\n".repeat(500),
    ];
    for text in cases {
        let parsed = parsed(&text);
        assert!(!parsed.problems.is_empty(), "{}", &text[..12]);
        drop(parsed);
    }
}
