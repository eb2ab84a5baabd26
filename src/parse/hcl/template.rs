//! A template outside of an HCL file: the content of a JSON string in a `.tf.json`.

use hcl_edit::template::{Element, Template};

use super::excerpt::Excerpt;
use super::flow;
use super::lexer::Lexer;
use super::literals::{Decoded, Escapes};
use super::losses::reason;
use super::reader::Reader;
use super::words;
use crate::model::{Node, Style, Value};

/// More look-ups among an object's keys than a string may cost.
const BUDGET: u64 = 10_000_000;

/// Read a template. What cannot be read as one is read word by word and comes with the reason.
pub(in crate::parse) fn template(excerpt: Excerpt) -> (Node, Option<&'static str>) {
    match parsed(excerpt.text) {
        Ok(template) => (node(excerpt, &template), None),
        Err(reason) => (scanned(&excerpt), Some(reason)),
    }
}

fn parsed(text: &str) -> Result<Template, &'static str> {
    let quoted = format!("\"{text}\"");
    let mut lexer = Lexer::new(&quoted, 0..quoted.len());
    lexer.by_ref().for_each(drop);
    if BUDGET < lexer.cost {
        return Err("an object has too many keys");
    }
    text.parse().map_err(|error| reason(&error))
}

fn node(excerpt: Excerpt, template: &Template) -> Node {
    let reader = Reader { excerpt };
    let all = words::whole(excerpt.text);
    if let Some(Element::Interpolation(only)) = template.as_single_element() {
        return reader.node(&only.expr, 0);
    }
    if template.iter().all(Element::is_literal) {
        let mut decoded = Decoded::default();
        decoded.read(&excerpt, all.clone(), Escapes::Markers);
        return reader.decoded(all, decoded, Style::Double);
    }
    let mut scalar = excerpt.scalar(all.clone(), Style::Double);
    scalar.references = flow::of_template(&excerpt, template);
    Node { span: excerpt.span(all), value: Value::Scalar(scalar) }
}

fn scanned(excerpt: &Excerpt) -> Node {
    let all = words::whole(excerpt.text);
    let mut scalar = excerpt.scalar(all.clone(), Style::Double);
    scalar.references = words::in_template(excerpt);
    Node { span: excerpt.span(all), value: Value::Scalar(scalar) }
}
