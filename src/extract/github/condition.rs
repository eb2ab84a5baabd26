//! `if:`, which keeps a job or step to an event, a branch, a target.

use super::asked;
use super::expression::{self, Expression};
use super::file::{File, Values};
use super::triggers::Written;
use crate::extract::ci::trigger;
use crate::model::{Matter, Node, Scope, Span, Test, Trigger};

/// Whether the values of the matrix rule an `if:` out.
pub(super) fn is_ruled_out(file: &File<'_>, condition: Option<&Node>) -> bool {
    expression(condition)
        .is_some_and(|it| asked::decided(&asked::of(&it, &file.values)) == Some(false))
}

fn expression(condition: Option<&Node>) -> Option<Expression> {
    let text = condition?.text()?;
    // GitHub takes a text that is only partly an expression for true.
    if text.contains("${{") { expression::only(text) } else { Some(expression::read(text, 0)) }
}

/// Read an `if:`.
pub(super) fn read(file: &mut File<'_>, condition: Option<&Node>, scope: &Scope, on: &[Written]) {
    let (Some(node), Some(expression)) = (condition, expression(condition)) else { return };
    for test in expression.conjunctions() {
        if let Some(matter) = matter(test, &file.values) {
            let says = said(&matter);
            file.circumstance(scope, matter, Some(node.span), says);
        } else if is_merged(test) {
            merged(file, scope, on, node.span);
        }
    }
}

fn matter(test: &Expression, values: &Values) -> Option<Matter> {
    if *test == Expression::Literal("false".to_owned()) {
        return Some(Matter::Disabled);
    }
    match asked::of(test, values) {
        Test::Event(event) => Some(Matter::OnlyEvent(event)),
        Test::Branch(branch) => Some(Matter::OnlyBranch(branch)),
        Test::Target(target) => Some(Matter::OnlyTarget(target)),
        test => test.says_something().then_some(Matter::When(test)),
    }
}

fn is_merged(test: &Expression) -> bool {
    match test {
        Expression::Reference(path, _) => path.join(".") == "github.event.pull_request.merged",
        Expression::Equal(left, right) => {
            let is_true = |it: &Expression| *it == Expression::Literal("true".to_owned());
            is_merged(left) && is_true(right) || is_true(left) && is_merged(right)
        }
        _ => false,
    }
}

/// The pull request triggers again, kept to merged ones.
fn merged(file: &mut File<'_>, scope: &Scope, on: &[Written], span: Span) {
    for written in on.iter().filter(|it| it.trigger.event.starts_with("pull_request")) {
        let trigger = Trigger { merged: true, ..written.trigger.clone() };
        let says = trigger::said(&trigger);
        file.circumstance(scope, Matter::Trigger(trigger), Some(span), says);
    }
}

fn said(matter: &Matter) -> String {
    match matter {
        Matter::Disabled => "its condition is never true".to_owned(),
        Matter::OnlyEvent(event) => format!("a condition keeps it to the event `{event}`"),
        Matter::OnlyBranch(branch) => format!("a condition keeps it to the branch `{branch}`"),
        Matter::OnlyTarget(target) => format!("a condition keeps it to the target `{target}`"),
        Matter::When(test) => format!("a condition lets it run {test}"),
        _ => String::new(),
    }
}
