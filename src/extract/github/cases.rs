//! `a && x || b && y || z`: values among which conditions choose. Each is a case of its own, amid what its condition
//! asks.

use super::asked;
use super::expression::Expression;
use super::file::Values;
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

/// The cases of an expression that may be chosen; none at all where no condition can be read.
pub(super) fn of<'e>(expression: &'e Expression, values: &Values) -> Option<Vec<Case<'e>>> {
    let mut cases = Vec::new();
    let mut chosen = false;
    add(expression, &[], values, &mut |case| {
        chosen |= case.asked.says_something() || asked::decided(&case.asked) == Some(false);
        cases.push(case);
        cases.len() <= MOST
    });
    let few = cases.len() <= MOST;
    cases.retain(|case| asked::decided(&case.asked) != Some(false));
    (chosen && few).then_some(cases)
}

/// Add the cases of an expression that is only looked at where some tests hold. It calls itself once a pair of
/// parentheses, which the reader of expressions bounds.
fn add<'e>(
    expression: &'e Expression,
    around: &[Test],
    values: &Values,
    tell: &mut impl FnMut(Case<'e>) -> bool,
) -> bool {
    let items = match expression {
        Expression::Or(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut asked = around.to_vec();
    for item in items {
        let parts = if let Expression::And(parts) = item { parts.as_slice() } else { &[] };
        let (value, tests) = parts.split_last().unwrap_or((item, &[]));
        let tests = Test::All(tests.iter().map(|it| asked::of(it, values)).collect());
        let inside = [asked.as_slice(), std::slice::from_ref(&tests)].concat();
        let goes_on = if matches!(value, Expression::Or(_) | Expression::And(_)) {
            add(value, &inside, values, tell)
        } else {
            tell(Case { asked: together(inside), value })
        };
        if !goes_on {
            return false;
        }
        // What follows is chosen where these do not hold, or where their value is empty.
        if tests.says_something() || asked::decided(&tests) == Some(false) {
            asked.push(Test::Not(Box::new(tests)));
        } else if !parts.is_empty() && asked::decided(&tests) == Some(true) {
            asked.push(Test::Any(Vec::new()));
        }
    }
    true
}

fn together(mut tests: Vec<Test>) -> Test {
    tests.retain(|it| it.says_something() || asked::decided(it) == Some(false));
    if tests.len() == 1 { tests.swap_remove(0) } else { Test::All(tests) }
}
