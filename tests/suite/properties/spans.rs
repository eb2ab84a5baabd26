//! Every node of every tree stands where it says, and what stands there means what the node says.

use keyfit::model::{Document, Encoding, Key, Node, Scalar, Source, SourceId, Style, Value};
use keyfit::parse::{Format, document, format_of};

use crate::{files, project, text};

#[test]
fn every_scalar_of_every_fixture_stands_where_it_says() {
    let mut scalars = 0;
    for file in files(&project("fixtures")).iter().chain(&files(&project("rules"))) {
        let path = file.to_string_lossy();
        let Some(format) = format_of(&path) else { continue };
        let source = source(&path, &text(&std::fs::read(file).expect("the fixture can be read")));
        scalars += hold(&source, &document(&source, format).document, format);
    }
    assert!(5_000 < scalars, "only {scalars} scalars were looked at");
}

pub fn source(path: &str, text: &str) -> Source {
    Source::new(SourceId(0), path, text, Encoding::Utf8)
}

/// Hold the nodes of a document against their source; answers how many scalars there were.
pub fn hold(source: &Source, document: &Document, format: Format) -> usize {
    let mut nodes: Vec<&Node> = document.roots.iter().collect();
    let mut scalars = 0;
    while let Some(node) = nodes.pop() {
        slice(source, node.span.start, node.span.end);
        match &node.value {
            Value::Null => {}
            Value::Scalar(scalar) => {
                scalars += 1;
                means(source, node, scalar, format);
                stems(source, scalar);
            }
            Value::List(items) => nodes.extend(items),
            Value::Map(entries) => {
                nodes.extend(entries.iter().map(|it| &it.value));
                let keys = entries.iter().flat_map(|it| it.labels.iter().chain([&it.key]));
                keys.for_each(|key| key_means(source, key));
            }
        }
    }
    scalars
}

fn slice(source: &Source, start: u32, end: u32) -> &str {
    let slice = source.text.get(start as usize..end as usize);
    slice.unwrap_or_else(|| panic!("{}: {start}..{end} is no part of it", source.path))
}

fn key_means(source: &Source, key: &Key) {
    let slice = slice(source, key.span.start, key.span.end);
    let written = slice == key.text
        || slice.contains(['\\', '\''])
        || slice.contains("$${")
        || slice.contains("%%{");
    assert!(written, "{}: the key {slice:?} is not {:?}", source.path, key.text);
}

/// What stands at a scalar's span, read by another reader, is its text.
fn means(source: &Source, node: &Node, scalar: &Scalar, format: Format) {
    let slice = slice(source, node.span.start, node.span.end);
    let literal = !scalar.templated && scalar.references.is_empty();
    let other = match scalar.style {
        Style::Double if literal => double(slice, format),
        Style::Single if format == Format::Yaml => Some(slice.replace("''", "'")),
        Style::Block => Some(slice.replace("$${", "${").replace("%%{", "%{")),
        _ => Some(slice.to_owned()),
    };
    if let Some(other) = other {
        assert_eq!(words(&other), words(&scalar.text), "{}: {slice:?}", source.path);
    }
}

/// A text between double quotes by the rules of its format; none where they differ from those of JSON.
fn double(slice: &str, format: Format) -> Option<String> {
    let slice = if matches!(format, Format::Hcl) {
        slice.replace("$${", "${").replace("%%{", "%{")
    } else {
        slice.to_owned()
    };
    match format {
        Format::Toml => {
            let table: toml::Table = format!("x = \"\"\"{slice}\"\"\"").parse().ok()?;
            table["x"].as_str().map(str::to_owned)
        }
        _ => serde_json::from_str(&format!("\"{}\"", slice.replace(['\n', '\r', '\t'], " "))).ok(),
    }
}

/// A text without its blanks: where lines are folded and joined, they are what differs.
fn words(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Each character of a scalar stems from the same one in the source, or from what is written for it.
fn stems(source: &Source, scalar: &Scalar) {
    for (at, character) in scalar.text.char_indices() {
        let end = at + character.len_utf8();
        let span = scalar.span_of(source.id, at, end);
        let rest = source.text.get(span.start as usize..);
        let rest = rest.unwrap_or_else(|| panic!("{}: {at} of {:?}", source.path, scalar.text));
        let written = rest.starts_with(character) || rest.starts_with(['\\', '\'']);
        assert!(
            written || character.is_whitespace(),
            "{}: {character:?} at {at} of {:?} stems from {:?}",
            source.path,
            scalar.text,
            rest.chars().take(9).collect::<String>()
        );
    }
}
