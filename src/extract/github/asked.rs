//! What an expression asks of a run, as far as it is one of the questions that people ask.

use super::expression::Expression;
use super::file::Values;
use super::trust;
use crate::extract::targets;
use crate::model::Test;

/// What an expression asks. Values of the matrix are known in each run, and what only they decide is decided.
pub(super) fn of(expression: &Expression, values: &Values) -> Test {
    match expression {
        Expression::And(items) => Test::All(items.iter().map(|it| of(it, values)).collect()),
        Expression::Or(items) => Test::Any(items.iter().map(|it| of(it, values)).collect()),
        Expression::Not(it) => match of(it, values) {
            Test::Not(it) => *it,
            it => Test::Not(Box::new(it)),
        },
        Expression::Equal(left, right) => match (left.as_ref(), right.as_ref()) {
            (Expression::Reference(path, _), Expression::Literal(value))
            | (Expression::Literal(value), Expression::Reference(path, _)) => {
                in_matrix(path, value, values).unwrap_or_else(|| equal(path, value))
            }
            (Expression::Reference(a, _), Expression::Reference(b, _))
                if trust::is_of_repository(&steps(a)) || trust::is_of_repository(&steps(b)) =>
            {
                Test::Trusted
            }
            (Expression::Reference(a, _), Expression::Reference(b, _)) => {
                default_branch(&steps(a), &steps(b))
            }
            (Expression::Reference(path, _), Expression::Call(_, arguments))
            | (Expression::Call(_, arguments), Expression::Reference(path, _)) => {
                formatted(path, arguments)
            }
            _ => Test::Unknown,
        },
        Expression::Call(_, arguments) if trust::asks(arguments) => Test::Trusted,
        Expression::Call(function, arguments) => call(&function.to_lowercase(), arguments),
        Expression::Reference(path, _) if trust::is_fork(&steps(path)) => {
            Test::Not(Box::new(Test::Trusted))
        }
        _ => Test::Unknown,
    }
}

/// What always holds, and what never does.
fn constant(holds: bool) -> Test {
    if holds { Test::All(Vec::new()) } else { Test::Any(Vec::new()) }
}

/// Whether a test holds, where nothing but constants decides it.
pub(super) fn decided(test: &Test) -> Option<bool> {
    match test {
        Test::All(tests) => {
            let decided: Vec<_> = tests.iter().map(decided).collect();
            if decided.contains(&Some(false)) {
                return Some(false);
            }
            decided.iter().all(Option::is_some).then_some(true)
        }
        Test::Any(tests) => {
            let decided: Vec<_> = tests.iter().map(decided).collect();
            if decided.contains(&Some(true)) {
                return Some(true);
            }
            decided.iter().all(Option::is_some).then_some(false)
        }
        Test::Not(test) => decided(test).map(|it| !it),
        _ => None,
    }
}

/// A value of the matrix against a text; none where the run has not exactly one value of the key.
fn in_matrix(path: &[String], text: &str, values: &Values) -> Option<Test> {
    let (first, keys) = path.split_first()?;
    let key = keys.join(".");
    let mut found = values.matrix.iter().filter(|(name, _)| first == "matrix" && *name == key);
    let (_, value) = found.next()?;
    found.next().is_none().then(|| constant(value.eq_ignore_ascii_case(text)))
}

fn steps(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn equal(path: &[String], text: &str) -> Test {
    match steps(path).as_slice() {
        ["github", "event_name"] => Test::Event(text.to_owned()),
        // Of what a workflow follows, only pull requests bring code from outside.
        ["github", "event", "workflow_run", "event"] if text.starts_with("pull_request") => {
            Test::Not(Box::new(Test::Trusted))
        }
        ["github", "event", "workflow_run", "event"] => Test::Trusted,
        ["github", "ref"] => reference(text),
        ["github", "ref_type"] if text == "tag" => Test::Tag,
        ["github", "ref_type"] if text == "branch" => Test::Not(Box::new(Test::Tag)),
        it if is_branch_name(it) => Test::Branch(text.to_owned()),
        it if trust::is_fork(it) && text == "true" => Test::Not(Box::new(Test::Trusted)),
        it if trust::is_fork(it) || trust::is_of_person(it) || trust::is_of_repository(it) => {
            Test::Trusted
        }
        ["inputs" | "matrix", .., name]
        | ["github", "event", "inputs", name]
        | ["env" | "vars", name]
            if targets::names_one(name) =>
        {
            Test::Target(text.to_owned())
        }
        _ => Test::Unknown,
    }
}

/// Whether a reference holds a branch's name; `github.ref_name` is a tag's name only where tags start the run.
fn is_branch_name(steps: &[&str]) -> bool {
    matches!(steps, ["github", "ref_name"] | ["github", "event", "workflow_run", "head_branch"])
}

/// A ref, or the beginning of one.
fn reference(text: &str) -> Test {
    if text.starts_with("refs/tags/") {
        return Test::Tag;
    }
    match text.strip_prefix("refs/heads/") {
        Some(branch) if !branch.is_empty() => Test::Branch(branch.to_owned()),
        _ => Test::Unknown,
    }
}

fn default_branch(a: &[&str], b: &[&str]) -> Test {
    let is_default = |it: &[&str]| it.ends_with(&["repository", "default_branch"]);
    if is_branch_name(a) && is_default(b) || is_default(a) && is_branch_name(b) {
        Test::DefaultBranch
    } else {
        Test::Unknown
    }
}

/// `github.ref == format('refs/heads/{0}', github.event.repository.default_branch)`.
fn formatted(path: &[String], arguments: &[Expression]) -> Test {
    match arguments {
        [Expression::Literal(text), Expression::Reference(argument, _)]
            if text == "refs/heads/{0}" && steps(path) == ["github", "ref"] =>
        {
            default_branch(&["github", "ref_name"], &steps(argument))
        }
        _ => Test::Unknown,
    }
}

fn call(function: &str, arguments: &[Expression]) -> Test {
    let [left, right] = arguments else { return Test::Unknown };
    match (function, left, right) {
        ("startswith", Expression::Reference(path, _), Expression::Literal(text)) => {
            match (steps(path).as_slice(), reference(text)) {
                (["github", "ref"], Test::Branch(branch)) => Test::Branch(format!("{branch}*")),
                (["github", "ref"], asked) => asked,
                (it, _) if is_branch_name(it) && text.len() > 1 => Test::Branch(format!("{text}*")),
                _ => Test::Unknown,
            }
        }
        ("contains", Expression::Reference(path, _), Expression::Literal(text))
            if steps(path) == ["github", "ref"] && text.contains("refs/tags") =>
        {
            Test::Tag
        }
        // `contains(fromJSON('["main", "production"]'), github.ref_name)`.
        ("contains", Expression::Call(_, list), Expression::Reference(path, _)) => {
            let Some(Expression::Literal(list)) = list.first() else { return Test::Unknown };
            let texts = list.split('"').skip(1).step_by(2).take(20);
            Test::Any(texts.map(|text| equal(path, text)).collect())
        }
        _ => Test::Unknown,
    }
}
