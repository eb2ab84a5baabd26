//! Which names an expression hands on: its data flow, without the conditions and keys that only steer it.

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Conditional, Expression, ForExpr, FuncCall, Traversal, TraversalOperator,
    UnaryOperator,
};
use hcl_edit::template::{Directive, Element, ForDirective, Template};

use super::excerpt::Excerpt;
use crate::model::Reference;

/// Functions that look at their arguments and hand nothing of them on.
const ONLOOKERS: [&str; 5] = ["length", "can", "contains", "keys", "fileexists"];

/// Deeper than the parser reads, so that it ends nothing that was read.
const DEPTH: usize = 512;

/// The names that an expression hands on, in order.
pub(super) fn of_expression(excerpt: &Excerpt, expression: &Expression) -> Vec<Reference> {
    let mut flow = Flow::new(excerpt);
    flow.expression(expression);
    flow.references
}

/// The names that a template hands on, in order.
pub(super) fn of_template(excerpt: &Excerpt, template: &Template) -> Vec<Reference> {
    let mut flow = Flow::new(excerpt);
    flow.template(template);
    flow.references
}

struct Flow<'a> {
    excerpt: &'a Excerpt<'a>,
    /// The variables of the `for` expressions around, whose values are those of the collection.
    bound: Vec<String>,
    depth: usize,
    references: Vec<Reference>,
}

impl<'a> Flow<'a> {
    fn new(excerpt: &'a Excerpt<'a>) -> Self {
        Self { excerpt, bound: Vec::new(), depth: 0, references: Vec::new() }
    }

    fn expression(&mut self, expression: &Expression) {
        if DEPTH <= self.depth {
            return;
        }
        self.depth += 1;
        self.step_into(expression);
        self.depth -= 1;
    }

    fn step_into(&mut self, expression: &Expression) {
        match expression {
            Expression::Null(_)
            | Expression::Bool(_)
            | Expression::Number(_)
            | Expression::String(_) => {}
            Expression::Array(array) => array.iter().for_each(|item| self.expression(item)),
            Expression::Object(object) => {
                object.iter().for_each(|(_, value)| self.expression(value.expr()));
            }
            Expression::StringTemplate(template) => self.template(template),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Parenthesis(inner) => self.expression(inner.inner()),
            Expression::Variable(name) => {
                self.name(vec![name.value().as_str().to_owned()], expression);
            }
            Expression::Conditional(choice) => self.branches(choice),
            Expression::FuncCall(call) => self.arguments(call),
            Expression::Traversal(traversal) => self.traversal(traversal, expression),
            Expression::UnaryOp(operation) => {
                // What `!` makes of a value says nothing of it.
                if *operation.operator.value() == UnaryOperator::Neg {
                    self.expression(&operation.expr);
                }
            }
            Expression::BinaryOp(operation) => {
                if is_arithmetic(*operation.operator.value()) {
                    self.expression(&operation.lhs_expr);
                    self.expression(&operation.rhs_expr);
                }
            }
            Expression::ForExpr(comprehension) => self.comprehension(comprehension),
        }
    }

    fn branches(&mut self, choice: &Conditional) {
        self.expression(&choice.true_expr);
        self.expression(&choice.false_expr);
    }

    fn arguments(&mut self, call: &FuncCall) {
        let name = call.name.name.value().as_str();
        if !call.name.is_namespaced() && ONLOOKERS.contains(&name) {
            return;
        }
        let is_lookup = !call.name.is_namespaced() && name == "lookup";
        for (index, argument) in call.args.iter().enumerate() {
            // The key of a look-up steers which value comes out and is none itself.
            if !(is_lookup && index == 1) {
                self.expression(argument);
            }
        }
    }

    fn comprehension(&mut self, comprehension: &ForExpr) {
        let intro = &comprehension.intro;
        self.expression(&intro.collection_expr);
        let names = [intro.key_var.as_ref(), Some(&intro.value_var)];
        let names = names.into_iter().flatten().map(|name| name.value().as_str().to_owned());
        let outer = self.bound.len();
        self.bound.extend(names);
        self.expression(&comprehension.value_expr);
        self.bound.truncate(outer);
    }

    fn template(&mut self, template: &Template) {
        if DEPTH <= self.depth {
            return;
        }
        self.depth += 1;
        for element in template {
            match element {
                Element::Literal(_) => {}
                Element::Interpolation(interpolation) => self.expression(&interpolation.expr),
                Element::Directive(directive) => self.directive(directive),
            }
        }
        self.depth -= 1;
    }

    fn directive(&mut self, directive: &Directive) {
        match directive {
            Directive::If(choice) => {
                self.template(&choice.if_expr.template);
                if let Some(other) = &choice.else_expr {
                    self.template(&other.template);
                }
            }
            Directive::For(repetition) => self.repetition(repetition),
        }
    }

    fn repetition(&mut self, repetition: &ForDirective) {
        let intro = &repetition.for_expr;
        self.expression(&intro.collection_expr);
        let names = [intro.key_var.as_ref(), Some(&intro.value_var)];
        let names = names.into_iter().flatten().map(|name| name.value().as_str().to_owned());
        let outer = self.bound.len();
        self.bound.extend(names);
        self.template(&intro.template);
        self.bound.truncate(outer);
    }

    fn traversal(&mut self, traversal: &Traversal, whole: &Expression) {
        let Expression::Variable(root) = &traversal.expr else {
            return self.expression(&traversal.expr);
        };
        let mut path = vec![root.value().as_str().to_owned()];
        path.extend(traversal.operators.iter().map(|operator| step(operator.value())));
        self.name(path, whole);
    }

    fn name(&mut self, path: Vec<String>, whole: &Expression) {
        let Some(range) = whole.span() else { return };
        // A `for` variable hands on what the collection does, which is noted already.
        if path.first().is_none_or(|root| self.bound.contains(root)) {
            return;
        }
        if !self.excerpt.is_templated(range.clone()) {
            self.references.push(Reference { path, span: self.excerpt.span(range) });
        }
    }
}

fn step(operator: &TraversalOperator) -> String {
    match operator {
        TraversalOperator::GetAttr(name) => name.value().as_str().to_owned(),
        TraversalOperator::LegacyIndex(index) => index.value().to_string(),
        TraversalOperator::Index(Expression::String(key)) => key.value().clone(),
        TraversalOperator::Index(Expression::Number(index)) => index.value().to_string(),
        TraversalOperator::AttrSplat(_)
        | TraversalOperator::FullSplat(_)
        | TraversalOperator::Index(_) => "*".to_owned(),
    }
}

fn is_arithmetic(operator: BinaryOperator) -> bool {
    use BinaryOperator::{Div, Minus, Mod, Mul, Plus};
    matches!(operator, Plus | Minus | Mul | Div | Mod)
}
