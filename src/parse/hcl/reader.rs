//! From the parser's tree to ours.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body, Structure};
use hcl_edit::template::Template;

use super::excerpt::Excerpt;
use super::flow;
use super::lexer::{Kind, Lexer};
use super::literals::{self, Decoded, Escapes};
use crate::model::{Entry, Form, Key, Node, Scalar, Style, Value};

/// Deeper than the parser reads.
const DEPTH: usize = 256;

/// Reads what the parser made of an excerpt.
pub(super) struct Reader<'a> {
    /// What was parsed, as it is written.
    pub(super) excerpt: Excerpt<'a>,
}

impl Reader<'_> {
    /// The entries of a body.
    pub(super) fn entries(&self, body: &Body, depth: usize) -> Vec<Entry> {
        if DEPTH <= depth {
            return Vec::new();
        }
        body.iter()
            .map(|structure| match structure {
                Structure::Attribute(attribute) => self.attribute(attribute, depth),
                Structure::Block(block) => self.block(block, depth),
            })
            .collect()
    }

    fn attribute(&self, attribute: &Attribute, depth: usize) -> Entry {
        Entry {
            key: self.word(range_of(&attribute.key)),
            labels: Vec::new(),
            form: Form::Pair,
            value: self.node(&attribute.value, depth + 1),
        }
    }

    fn block(&self, block: &Block, depth: usize) -> Entry {
        let last = block.labels.last().map_or_else(|| range_of(&block.ident), range_of);
        let end = range_of(block).end;
        let mut rest = Lexer::new(self.excerpt.text, last.end..end);
        let brace = rest.find(|token| token.kind == Kind::Open(b'{'));
        let start = brace.map_or(last.end, |token| token.start);
        Entry {
            key: self.word(range_of(&block.ident)),
            labels: block.labels.iter().map(|label| self.label(label)).collect(),
            form: Form::Block,
            value: Node {
                span: self.excerpt.span(start..end),
                value: Value::Map(self.entries(&block.body, depth + 1)),
            },
        }
    }

    fn label(&self, label: &BlockLabel) -> Key {
        match label {
            BlockLabel::Ident(_) => self.word(range_of(label)),
            BlockLabel::String(_) => self.quoted(range_of(label)),
        }
    }

    fn word(&self, range: Range<usize>) -> Key {
        let text = self.excerpt.slice(range.clone()).to_owned();
        Key { text, span: self.excerpt.span(range) }
    }

    fn quoted(&self, range: Range<usize>) -> Key {
        let inside = within(range);
        let text = self.decode(inside.clone()).text;
        Key { text, span: self.excerpt.span(inside) }
    }

    fn key(&self, key: &ObjectKey) -> Key {
        match key {
            ObjectKey::Expression(Expression::String(_)) => self.quoted(range_of(key)),
            ObjectKey::Expression(Expression::StringTemplate(_)) => {
                self.word(within(range_of(key)))
            }
            _ => self.word(range_of(key)),
        }
    }

    /// What an expression is.
    pub(super) fn node(&self, expression: &Expression, depth: usize) -> Node {
        let range = expression.span().unwrap_or(0..0);
        if DEPTH <= depth {
            return self.expression(expression, range);
        }
        match expression {
            Expression::Null(_) => self.value(range, Value::Null),
            Expression::Bool(_) | Expression::Number(_) => {
                let scalar = self.excerpt.scalar(range.clone(), Style::Plain);
                self.value(range, Value::Scalar(scalar))
            }
            Expression::String(_) => self.string(within(range)),
            Expression::StringTemplate(template) => self.template(template, within(range)),
            Expression::HeredocTemplate(heredoc) => self.heredoc(&heredoc.template, range),
            Expression::Array(array) => {
                let items = array.iter().map(|item| self.node(item, depth + 1)).collect();
                self.value(range, Value::List(items))
            }
            Expression::Object(object) => {
                self.value(range, Value::Map(self.pairs(object, depth + 1)))
            }
            Expression::Parenthesis(inner) if is_literal(inner.inner()) => {
                self.node(inner.inner(), depth + 1)
            }
            Expression::FuncCall(call) => self.call(call, expression, depth + 1),
            _ => self.expression(expression, range),
        }
    }

    /// What a function only spells or puts together is what it is given: of `jsonencode({…})` the object, of
    /// `merge(a, {…})` the list of both. Any other call is an expression.
    fn call(&self, call: &FuncCall, expression: &Expression, depth: usize) -> Node {
        let range = expression.span().unwrap_or(0..0);
        let name = call.name.name.value().as_str();
        let is_own = !call.name.is_namespaced() && !call.args.expand_final();
        match call.args.iter().collect::<Vec<_>>().as_slice() {
            [only] if is_own && SPELLINGS.contains(&name) && is_structure(only) => {
                self.node(only, depth)
            }
            all if is_own && JOINERS.contains(&name) && all.iter().any(|it| is_structure(it)) => {
                let items = all.iter().map(|it| self.node(it, depth)).collect();
                self.value(range, Value::List(items))
            }
            _ => self.expression(expression, range),
        }
    }

    fn pairs(&self, object: &Object, depth: usize) -> Vec<Entry> {
        object
            .iter()
            .map(|(key, value)| Entry {
                key: self.key(key),
                labels: Vec::new(),
                form: Form::Pair,
                value: self.node(value.expr(), depth),
            })
            .collect()
    }

    fn value(&self, range: Range<usize>, value: Value) -> Node {
        Node { span: self.excerpt.span(range), value }
    }

    fn expression(&self, expression: &Expression, range: Range<usize>) -> Node {
        let mut scalar = self.excerpt.scalar(range.clone(), Style::Expression);
        scalar.references = flow::of_expression(&self.excerpt, expression);
        self.value(range, Value::Scalar(scalar))
    }

    fn string(&self, inside: Range<usize>) -> Node {
        let decoded = self.decode(inside.clone());
        self.decoded(inside, decoded, Style::Double)
    }

    fn template(&self, template: &Template, inside: Range<usize>) -> Node {
        let mut scalar = self.excerpt.scalar(inside.clone(), Style::Double);
        scalar.references = flow::of_template(&self.excerpt, template);
        self.value(inside, Value::Scalar(scalar))
    }

    fn heredoc(&self, template: &Template, range: Range<usize>) -> Node {
        let is_literal = template.iter().all(hcl_edit::template::Element::is_literal);
        let escapes = if is_literal { Escapes::Markers } else { Escapes::Kept };
        let (content, decoded) = literals::heredoc(&self.excerpt, range, escapes);
        let mut node = self.decoded(content, decoded, Style::Block);
        if let Value::Scalar(scalar) = &mut node.value {
            scalar.references = flow::of_template(&self.excerpt, template);
        }
        node
    }

    fn decode(&self, inside: Range<usize>) -> Decoded {
        let mut decoded = Decoded::default();
        // What looks like an escape inside a foreign template is that language's own.
        let is_templated = self.excerpt.is_templated(inside.clone());
        let escapes = if is_templated { Escapes::Kept } else { Escapes::Quoted };
        decoded.read(&self.excerpt, inside, escapes);
        decoded
    }

    /// A scalar of decoded text that stands at `range`.
    pub(super) fn decoded(&self, range: Range<usize>, decoded: Decoded, style: Style) -> Node {
        let templated = self.excerpt.is_templated(range.clone());
        let Decoded { text, origin } = decoded;
        let scalar =
            Scalar { text, style, origin: origin.into(), references: Vec::new(), templated };
        self.value(range, Value::Scalar(scalar))
    }
}

/// Functions that spell their argument in another way.
const SPELLINGS: [&str; 7] =
    ["jsonencode", "yamlencode", "tomap", "tolist", "toset", "sensitive", "nonsensitive"];
/// Functions that put their arguments together.
const JOINERS: [&str; 3] = ["merge", "concat", "flatten"];

/// Whether an expression writes a list or an object, itself or within such a call.
fn is_structure(expression: &Expression) -> bool {
    match expression {
        Expression::Array(_) | Expression::Object(_) => true,
        Expression::FuncCall(call) => {
            let name = call.name.name.value().as_str();
            (SPELLINGS.contains(&name) || JOINERS.contains(&name))
                && call.args.iter().any(is_structure)
        }
        _ => false,
    }
}

fn is_literal(expression: &Expression) -> bool {
    match expression {
        Expression::Parenthesis(inner) => is_literal(inner.inner()),
        Expression::Null(_)
        | Expression::Bool(_)
        | Expression::Number(_)
        | Expression::String(_)
        | Expression::Array(_)
        | Expression::Object(_)
        | Expression::StringTemplate(_)
        | Expression::HeredocTemplate(_) => true,
        _ => false,
    }
}

/// Where a node stands; the parser gives every node of a parsed text a place.
fn range_of(node: &impl hcl_edit::Span) -> Range<usize> {
    node.span().unwrap_or(0..0)
}

/// A quoted range without its quotes.
fn within(range: Range<usize>) -> Range<usize> {
    let start = (range.start + 1).min(range.end);
    start..range.end.saturating_sub(1).max(start)
}
