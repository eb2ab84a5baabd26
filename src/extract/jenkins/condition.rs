//! `when { … }` and `if ( … )`: which runs pass.

use super::token::Token;
use super::tree::{Block, Statement, argument, enclosed};
use crate::extract::ci::condition::{self, Asked};
use crate::extract::ci::trigger;
use crate::model::Test;

/// How deep conditions of `when` may lie in each other.
const DEPTH: usize = 16;

/// What an expression asks of a run.
pub(super) fn of_tokens(text: &str, tokens: &[Token]) -> Test {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return Test::Unknown };
    of_text(text.get(first.start..last.end).unwrap_or_default())
}

fn of_text(text: &str) -> Test {
    condition::test(text.trim().trim_start_matches("return ").trim_end_matches(';'), &meaning)
}

/// What the names of an expression mean.
fn meaning(name: &str, asked: &Asked) -> Test {
    let name = ["env.", "params."].iter().find_map(|it| name.strip_prefix(it)).unwrap_or(name);
    let values = if let Asked::OneOf(values) = asked { values.as_slice() } else { &[] };
    match name {
        "BRANCH_NAME" | "GIT_BRANCH" | "GIT_LOCAL_BRANCH" | "branch" if !values.is_empty() => {
            let branch = |it: &String| Test::Branch(it.trim_start_matches("origin/").to_owned());
            either(values.iter().map(branch).collect())
        }
        "TAG_NAME" | "GIT_TAG" | "GIT_TAG_NAME" => Test::Tag,
        "CHANGE_ID" | "CHANGE_TARGET" | "CHANGE_URL" | "CHANGE_BRANCH" => pull_request(),
        // The job's own way to ask for the default branch.
        "BRANCH_IS_PRIMARY" => Test::DefaultBranch,
        name if !values.is_empty() && names_target(name) => {
            either(values.iter().cloned().map(Test::Target).collect())
        }
        _ => Test::Unknown,
    }
}

fn either(mut tests: Vec<Test>) -> Test {
    if tests.len() == 1 { tests.swap_remove(0) } else { Test::Any(tests) }
}

fn pull_request() -> Test {
    Test::Event("pull_request".to_owned())
}

/// Whether a variable names what is deployed to, by a word of its name.
fn names_target(name: &str) -> bool {
    let name = crate::model::vendor::normalised(name);
    name.split('_')
        .any(|it| matches!(it, "env" | "environment" | "target" | "stage" | "deploy" | "workspace"))
}

/// What a block of `when` asks; all of its conditions must hold.
pub(super) fn of_when(text: &str, block: &Block) -> Test {
    together(tests(text, &block.body, 0))
}

fn together(mut tests: Vec<Test>) -> Test {
    if tests.len() == 1 { tests.swap_remove(0) } else { Test::All(tests) }
}

fn tests(text: &str, body: &[Statement], depth: usize) -> Vec<Test> {
    if DEPTH <= depth {
        return vec![Test::Unknown];
    }
    body.iter().map(|statement| one(text, statement, depth)).collect()
}

fn one(text: &str, statement: &Statement, depth: usize) -> Test {
    let Some(first) = statement.tokens.first() else { return Test::Unknown };
    let arguments = arguments(&statement.tokens);
    let inner = || {
        let bodies = statement.blocks.iter().flat_map(|block| tests(text, &block.body, depth + 1));
        bodies.collect::<Vec<_>>()
    };
    match first.of(text) {
        "allOf" => together(inner()),
        "anyOf" => either(inner()),
        "not" => Test::Not(Box::new(together(inner()))),
        "branch" => branch(text, arguments),
        "tag" | "buildingTag" => Test::Tag,
        "changeRequest" => pull_request(),
        "environment" => environment(text, arguments),
        "equals" => equals(text, arguments),
        "expression" => match statement.blocks.as_slice() {
            [only] => expression(text, only),
            _ => Test::Unknown,
        },
        _ => Test::Unknown,
    }
}

/// What stands behind a name, with or without parentheses.
fn arguments(tokens: &[Token]) -> &[Token] {
    match tokens.get(1) {
        Some(open) if open.is(b'(') => enclosed(tokens, 1).0,
        _ => tokens.get(1..).unwrap_or_default(),
    }
}

fn branch(text: &str, arguments: &[Token]) -> Test {
    let named = argument(text, arguments, "pattern").unwrap_or(arguments);
    let Some(name) = named.first().and_then(|it| it.text(text)) else { return Test::Unknown };
    let comparator = argument(text, arguments, "comparator").and_then(|it| it.first()?.text(text));
    // A change request is built as the branch `PR-7`.
    if name.starts_with("PR-") {
        return pull_request();
    }
    let globs = if comparator == Some("REGEXP") {
        trigger::branches(&format!("/{name}/"))
    } else {
        vec![name.replace("**", "*")]
    };
    either(globs.into_iter().map(Test::Branch).collect())
}

/// `environment name: 'X', value: 'y'`.
fn environment(text: &str, arguments: &[Token]) -> Test {
    let given = |name: &str| argument(text, arguments, name)?.first()?.text(text);
    match (given("name"), given("value")) {
        (Some(name), Some(value)) => meaning(name, &Asked::OneOf(vec![value.to_owned()])),
        _ => Test::Unknown,
    }
}

/// `equals expected: 'main', actual: env.BRANCH_NAME`.
fn equals(text: &str, arguments: &[Token]) -> Test {
    let given = |name: &str| {
        let tokens = argument(text, arguments, name)?;
        text.get(tokens.first()?.start..tokens.last()?.end)
    };
    match (given("actual"), given("expected")) {
        (Some(actual), Some(expected)) => of_text(&format!("{actual} == {expected}")),
        _ => Test::Unknown,
    }
}

/// A block that is one expression.
fn expression(text: &str, block: &Block) -> Test {
    match block.body.as_slice() {
        [only] if only.blocks.is_empty() => of_tokens(text, &only.tokens),
        _ => Test::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::jenkins::{token, tree};

    #[test]
    fn conditions_are_read_as_far_as_they_are_known() {
        for (when, expected) in [
            ("branch 'main'", "on the branch `main`"),
            ("branch pattern: 'release/**'", "on the branch `release/*`"),
            (
                "branch pattern: '^(main|qa)$', comparator: 'REGEXP'",
                "on the branch `main` or on the branch `qa`",
            ),
            ("branch 'PR-*'", "for the event `pull_request`"),
            (
                "not { changeRequest() }\n branch('a')",
                "except for the event `pull_request` and on the branch `a`",
            ),
            ("anyOf { branch 'a'; buildingTag() }", "on the branch `a` or on tags"),
            ("environment name: 'DEPLOY_TO', value: 'prod'", "for the target `prod`"),
            ("environment name: 'X', value: 'prod'", "in other cases"),
            ("expression { return env.BRANCH_NAME == 'main' }", "on the branch `main`"),
            ("expression { BRANCH_NAME ==~ /(a|b)/ }", "on the branch `a` or on the branch `b`"),
            ("expression { env.GIT_BRANCH == 'origin/main' }", "on the branch `main`"),
            ("expression { x = 1; x == 1 }", "in other cases"),
            ("equals expected: 'main', actual: env.BRANCH_NAME", "on the branch `main`"),
            ("changeset 'a/**'", "in other cases"),
        ] {
            let text = format!("when {{ {when} }}");
            let body = tree::statements(&text, &token::tokens(&text));
            let block = body[0].section(&text, "when").expect("a block was written");
            assert_eq!(super::of_when(&text, block).to_string(), expected, "{when}");
        }
    }

    #[test]
    fn what_never_holds_is_known() {
        let text = "when { expression { return false } }";
        let body = tree::statements(text, &token::tokens(text));
        let block = body[0].section(text, "when").expect("a block was written");
        assert!(crate::extract::ci::condition::is_never(&super::of_when(text, block)));
    }
}
