//! A value that is printed and parsed again is the same value, in every format and form.

use keyfit::model::{Document, Node, Value};
use keyfit::parse::{Format, document};

use super::generator::{Dice, Meant};
use super::{printers, spans};

/// How many values are printed.
const VALUES: u64 = 3_000;

#[test]
fn a_value_that_is_printed_is_parsed_again() {
    for seed in 0..VALUES {
        let mut dice = Dice::new(seed);
        let value = dice.map(3);
        let object = Meant::Map(vec![("it".to_owned(), value.clone())]);
        let yaml = printers::yaml(&value, &mut dice);
        hold(seed, "a.json", &printers::json(&value), Format::Json, &value);
        hold(seed, "a.yml", &printers::json(&value), Format::Yaml, &value);
        hold(seed, "a.yml", &yaml, Format::Yaml, &value);
        hold(seed, "a.yml", &yaml.replace('\n', "\r\n"), Format::Yaml, &value);
        hold(seed, "a.tf", &printers::hcl(&value), Format::Hcl, &object);
        hold(seed, "a.tfvars.json", &printers::json(&value), Format::HclJson, &value);
        hold(seed, "a.toml", &printers::toml(&value), Format::Toml, &without_nothing(&value));
        let names = dice.names();
        hold(seed, ".env", &printers::dotenv(&names, &mut dice), Format::Dotenv, &names);
    }
}

fn hold(seed: u64, path: &str, text: &str, format: Format, expected: &Meant) {
    let source = spans::source(path, text);
    let parsed = document(&source, format);
    assert!(parsed.problems.is_empty(), "{seed}, {path}:\n{text}\n{:?}", parsed.problems);
    let found = meant_by(&parsed.document);
    assert_eq!(found, *expected, "{seed}, {path}:\n{text}");
    spans::hold(&source, &parsed.document, format);
}

fn meant_by(document: &Document) -> Meant {
    // A file in which nothing is said has no root.
    document.roots.first().map_or(Meant::Map(Vec::new()), meant)
}

/// What a node means.
pub fn meant(node: &Node) -> Meant {
    match &node.value {
        Value::Null => Meant::Nothing,
        Value::Scalar(scalar) => Meant::Text(scalar.text.clone()),
        Value::List(items) => Meant::List(items.iter().map(meant).collect()),
        Value::Map(entries) => {
            Meant::Map(entries.iter().map(|it| (it.key.text.clone(), meant(&it.value))).collect())
        }
    }
}

/// A value without what TOML cannot say.
fn without_nothing(value: &Meant) -> Meant {
    let said = |it: &&Meant| **it != Meant::Nothing;
    match value {
        Meant::List(items) => Meant::List(items.iter().filter(said).map(without_nothing).collect()),
        Meant::Map(entries) => {
            let said = entries.iter().filter(|(_, it)| *it != Meant::Nothing);
            Meant::Map(said.map(|(key, it)| (key.clone(), without_nothing(it))).collect())
        }
        other => other.clone(),
    }
}
