//! Print the tree of each file whose path stands on a line of standard input, one line of JSON a file: what other
//! parsers are held against in `benches/oracles`.
#![expect(clippy::print_stdout, reason = "what it prints is read by another program")]

use std::io::BufRead as _;

use keyfit::model::{Encoding, Entry, Form, Node, Source, SourceId, Style, Value};
use keyfit::parse;
use serde_json::{Value as Json, json};

fn main() {
    for path in std::io::stdin().lock().lines().map_while(Result::ok) {
        println!("{}", tree(&path).unwrap_or(Json::Null));
    }
}

/// The tree of a file; none where it is not UTF-8 or no format of keyfit's.
fn tree(path: &str) -> Option<Json> {
    let format = parse::format_of(path)?;
    let text = String::from_utf8(std::fs::read(path).ok()?).ok()?;
    let text = text.trim_start_matches('\u{feff}');
    let parsed = parse::document(&Source::new(SourceId(0), path, text, Encoding::Utf8), format);
    let problems: Vec<&str> = parsed.problems.iter().map(|it| it.message.as_str()).collect();
    let roots: Vec<Json> = parsed.document.roots.iter().map(node).collect();
    Some(json!({ "problems": problems, "roots": roots }))
}

fn node(node: &Node) -> Json {
    match &node.value {
        Value::Null => json!(["null"]),
        Value::Scalar(scalar) => json!([style(scalar.style), scalar.text, scalar.templated]),
        Value::List(items) => json!(["list", items.iter().map(self::node).collect::<Vec<_>>()]),
        Value::Map(entries) => json!(["map", entries.iter().map(entry).collect::<Vec<_>>()]),
    }
}

fn entry(entry: &Entry) -> Json {
    let labels: Vec<&str> = entry.labels.iter().map(|it| it.text.as_str()).collect();
    json!([entry.key.text, node(&entry.value), labels, entry.form == Form::Block])
}

fn style(style: Style) -> &'static str {
    match style {
        Style::Plain => "plain",
        Style::Single => "single",
        Style::Double => "double",
        Style::Block => "block",
        Style::Expression => "expression",
    }
}
