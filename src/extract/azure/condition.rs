//! `condition:` and `${{ if … }}`: what they ask of a run.

use super::expression::{self, Expression};
use crate::extract::targets;
use crate::model::Test;

/// How far variables that hold a condition are looked through.
const DEPTH: usize = 1;
/// How long a condition may be, and how many tests it may be made of: it is copied to all that stands under it.
const LENGTH: usize = 1000;
const TESTS: usize = 40;

/// What a condition asks. `held` is the text of a variable, where the file says it.
pub(super) fn read(text: &str, held: &dyn Fn(&str) -> Option<String>) -> Test {
    let text = inside(text).unwrap_or(text);
    if LENGTH < text.len() {
        return Test::Unknown;
    }
    let asked = of(&expression::read(text), held, 0);
    if asked.leaves().len() <= TESTS { asked } else { Test::Unknown }
}

/// Whether a condition never holds.
pub(super) fn never(text: &str) -> bool {
    inside(text).unwrap_or(text).trim().eq_ignore_ascii_case("false")
}

/// What stands in `$[ … ]` or `${{ … }}`.
fn inside(text: &str) -> Option<&str> {
    let text = text.trim();
    text.strip_prefix("$[")
        .and_then(|it| it.strip_suffix(']'))
        .or_else(|| text.strip_prefix("${{").and_then(|it| it.strip_suffix("}}")))
}

fn of(expression: &Expression, held: &dyn Fn(&str) -> Option<String>, depth: usize) -> Test {
    let Expression::Call(name, arguments) = expression else {
        return truth(expression, held, depth);
    };
    let all = || arguments.iter().map(|it| of(it, held, depth)).collect();
    match (name.to_lowercase().as_str(), arguments.as_slice()) {
        ("and", _) => Test::All(all()),
        ("or", _) => Test::Any(all()),
        ("not", [it]) => not(of(it, held, depth)),
        ("eq", [left, right]) => equal(left, right, held, depth),
        ("ne", [left, right]) => not(equal(left, right, held, depth)),
        ("in", [left, rights @ ..]) => one_of(left, rights, held, depth),
        ("notin", [left, rights @ ..]) => not(one_of(left, rights, held, depth)),
        ("startswith", [Expression::Reference(path), Expression::Text(text)]) => begins(path, text),
        ("contains", [Expression::Reference(path), Expression::Text(text)]) => contains(path, text),
        _ => Test::Unknown,
    }
}

fn not(test: Test) -> Test {
    match test {
        Test::Not(inner) => *inner,
        test => Test::Not(Box::new(test)),
    }
}

fn one_of(
    left: &Expression,
    rights: &[Expression],
    held: &dyn Fn(&str) -> Option<String>,
    depth: usize,
) -> Test {
    Test::Any(rights.iter().map(|right| equal(left, right, held, depth)).collect())
}

/// A variable that is true holds a condition of its own.
fn truth(expression: &Expression, held: &dyn Fn(&str) -> Option<String>, depth: usize) -> Test {
    let Expression::Reference(path) = expression else { return Test::Unknown };
    let [space, name] = path.as_slice() else { return Test::Unknown };
    let text = held(name).filter(|_| space == "variables" && depth < DEPTH);
    let text = text.filter(|it| it.len() <= LENGTH / 2);
    text.as_deref()
        .and_then(inside)
        .map_or(Test::Unknown, |condition| of(&expression::read(condition), held, depth + 1))
}

fn equal(
    left: &Expression,
    right: &Expression,
    held: &dyn Fn(&str) -> Option<String>,
    depth: usize,
) -> Test {
    let (value, text) = match (left, right) {
        (value, Expression::Text(text)) | (Expression::Text(text), value) => (value, text.as_str()),
        _ => return Test::Unknown,
    };
    match (value, text.to_lowercase().as_str()) {
        (Expression::Call(..), "true") => of(value, held, depth),
        (Expression::Call(..), "false") => not(of(value, held, depth)),
        (Expression::Reference(_), "true") => truth(value, held, depth),
        (Expression::Reference(_), "false") => not(truth(value, held, depth)),
        (Expression::Reference(path), _) => is(path, text),
        _ => Test::Unknown,
    }
}

/// The variable that a path names, in lower case.
fn variable(path: &[String]) -> Option<String> {
    let (space, steps) = path.split_first()?;
    (space == "variables").then(|| steps.join(".").to_lowercase())
}

fn is(path: &[String], text: &str) -> Test {
    let variable = variable(path);
    match variable.as_deref() {
        Some("build.sourcebranch") => reference(text),
        Some("build.sourcebranchname") => Test::Branch(text.to_owned()),
        Some("build.reason") => reason(text),
        _ => match path {
            [space, name]
                if matches!(space.as_str(), "variables" | "parameters")
                    && targets::names_one(name)
                    && !text.is_empty() =>
            {
                Test::Target(text.to_owned())
            }
            _ => Test::Unknown,
        },
    }
}

/// A ref, or the beginning of one.
fn reference(text: &str) -> Test {
    if text.starts_with("refs/tags") {
        return Test::Tag;
    }
    if text.starts_with("refs/pull") {
        return Test::Event("pull_request".to_owned());
    }
    match text.strip_prefix("refs/heads/") {
        Some(branch) if !branch.is_empty() => Test::Branch(branch.to_owned()),
        _ => Test::Unknown,
    }
}

fn reason(text: &str) -> Test {
    let event = match text.to_lowercase().as_str() {
        "pullrequest" => "pull_request",
        "schedule" => "schedule",
        "manual" => "workflow_dispatch",
        "individualci" | "batchedci" => "push",
        "resourcetrigger" | "buildcompletion" => "workflow_run",
        _ => return Test::Unknown,
    };
    Test::Event(event.to_owned())
}

fn begins(path: &[String], text: &str) -> Test {
    match (variable(path).as_deref(), reference(text)) {
        (Some("build.sourcebranch"), Test::Branch(branch)) => Test::Branch(format!("{branch}*")),
        (Some("build.sourcebranch"), asked) => asked,
        (Some("build.sourcebranchname"), _) if 1 < text.len() => Test::Branch(format!("{text}*")),
        _ => Test::Unknown,
    }
}

fn contains(path: &[String], text: &str) -> Test {
    match (variable(path).as_deref(), reference(text)) {
        (Some("build.sourcebranch"), Test::Unknown) | (Some("build.sourcebranchname"), _)
            if 1 < text.len() && !text.contains("refs/") =>
        {
            Test::Branch(format!("*{text}*"))
        }
        (Some("build.sourcebranch"), asked) => asked,
        _ => Test::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_test() {
        let held = |name: &str| {
            (name == "isMain")
                .then(|| "$[eq(variables['Build.SourceBranch'], 'refs/heads/main')]".to_owned())
        };
        for (text, expected) in [
            ("eq(variables['Build.SourceBranch'], 'refs/heads/main')", "on the branch `main`"),
            ("and(succeeded(), eq(variables.isMain, true))", "on the branch `main`"),
            ("and(succeeded(), ne(variables['isMain'], 'true'))", "except on the branch `main`"),
            ("eq('qa', variables['Build.SourceBranchName'])", "on the branch `qa`"),
            ("ne(variables['Build.Reason'], 'PullRequest')", "except for the event `pull_request`"),
            ("startsWith(variables['Build.SourceBranch'], 'refs/tags/v')", "on tags"),
            ("startsWith(variables['Build.SourceBranch'], 'refs/heads/x/')", "on the branch `x/*`"),
            ("contains(variables['Build.SourceBranch'], 'rel')", "on the branch `*rel*`"),
            (
                "in(variables['Build.Reason'], 'Manual', 'Schedule')",
                "for the event `workflow_dispatch` or for the event `schedule`",
            ),
            ("${{ eq(parameters.environment, 'prod') }}", "for the target `prod`"),
            ("eq(parameters.size, 'prod')", "in other cases"),
            ("eq(variables['Build.SourceBranch'], 'main')", "in other cases"),
            ("succeeded()", "in other cases"),
            ("eq(dependencies.a.outputs['b.c'], 'true')", "in other cases"),
            ("", "in other cases"),
        ] {
            assert_eq!(read(text, &held).to_string(), expected, "{text}");
        }
        assert!(never("${{ false }}") && never("False") && !never("eq(1, 2)"));
    }
}
