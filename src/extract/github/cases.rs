//! `a && x || b && y || z`: values among which conditions choose. Each is a case of its own, amid what its condition
//! asks.

use super::asked;
use super::expression::Expression;
use crate::model::Test;

/// More cases than these are no choice that people write.
const MOST: usize = 8;

/// A value, and what must hold for it to be chosen.
pub(super) struct Case<'e> {
    /// What must hold.
    pub asked: Test,
    /// The value.
    pub value: &'e Expression,
}

/// The cases of an expression; none where no condition chooses among them that can be read.
pub(super) fn of(expression: &Expression) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    add(expression, &[], &mut cases);
    let chosen = cases.iter().any(|case| case.asked.says_something());
    if chosen && cases.len() <= MOST { cases } else { Vec::new() }
}

/// Add the cases of an expression that is only looked at where some tests hold. It calls itself once a pair of
/// parentheses, which the reader of expressions bounds.
fn add<'e>(expression: &'e Expression, around: &[Test], cases: &mut Vec<Case<'e>>) {
    let items = match expression {
        Expression::Or(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut asked = around.to_vec();
    for item in items {
        if MOST < cases.len() {
            return;
        }
        let Expression::And(parts) = item else {
            value(item, asked.clone(), cases);
            continue;
        };
        let Some((last, tests)) = parts.split_last() else { continue };
        let tests = Test::All(tests.iter().map(asked::of).collect());
        let mut inside = asked.clone();
        inside.push(tests.clone());
        value(last, inside, cases);
        // What follows is chosen where these do not hold, or where their value is empty.
        if tests.says_something() {
            asked.push(Test::Not(Box::new(tests)));
        }
    }
}

fn value<'e>(value: &'e Expression, mut asked: Vec<Test>, cases: &mut Vec<Case<'e>>) {
    if matches!(value, Expression::Or(_) | Expression::And(_)) {
        add(value, &asked, cases);
        return;
    }
    asked.retain(Test::says_something);
    let asked = if asked.len() == 1 { asked.swap_remove(0) } else { Test::All(asked) };
    cases.push(Case { asked, value });
}
