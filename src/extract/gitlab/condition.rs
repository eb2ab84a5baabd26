//! GitLab's conditions on a pipeline, and what they say of its trigger. Only tests that must all hold count.

use crate::extract::ci::trigger::branches;
use crate::model::{Most, Trigger, Within as _};

/// How many alternatives of one condition are looked at.
const MANY: Most = Most::new(20, "alternatives of one condition");

/// The triggers that a condition lets in, one for each alternative; a push where it speaks of none.
pub(super) fn triggers(condition: &str) -> Vec<Trigger> {
    let alternatives = parts(condition, "||");
    alternatives.into_iter().within(MANY).map(|it| one(&parts(it, "&&"))).collect()
}

/// What a word of `only:` lets in.
pub(super) fn of_ref(text: &str) -> Trigger {
    let event = |event: &str| Trigger { event: event.to_owned(), ..Trigger::default() };
    match text {
        "branches" | "pushes" => event("push"),
        "tags" => Trigger { tags: true, ..event("push") },
        "merge_requests" | "external_pull_requests" => event("pull_request"),
        "schedules" => event("schedule"),
        "web" | "chat" => event("workflow_dispatch"),
        "api" | "triggers" | "pipelines" | "external" => event("repository_dispatch"),
        branch => Trigger { branches: branches(branch), ..event("push") },
    }
}

fn one(tests: &[&str]) -> Trigger {
    let mut trigger = Trigger::default();
    for test in tests {
        add(
            &mut trigger,
            test.trim_matches(|it: char| it == '(' || it == ')' || it.is_whitespace()),
        );
    }
    if trigger.event.is_empty() {
        "push".clone_into(&mut trigger.event);
    }
    if trigger.tags {
        trigger.branches.clear();
    }
    trigger
}

fn add(trigger: &mut Trigger, test: &str) {
    let (name, sign, value) = comparison(test);
    let present = match sign {
        "" | "=~" => true,
        "==" => value != "null" && !value.is_empty(),
        _ => false,
    };
    match name {
        "CI_PIPELINE_SOURCE" if sign == "==" => event(value).clone_into(&mut trigger.event),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" if present => {
            "pull_request".clone_into(&mut trigger.event);
            trigger.branches.extend(named(sign, value));
        }
        "CI_MERGE_REQUEST_IID" | "CI_MERGE_REQUEST_ID"
            if sign.is_empty() || sign == "!=" && value == "null" =>
        {
            "pull_request".clone_into(&mut trigger.event);
        }
        "CI_COMMIT_TAG" if present || sign == "!=" && value == "null" => trigger.tags = true,
        "CI_COMMIT_BRANCH" | "CI_COMMIT_REF_NAME" | "CI_COMMIT_REF_SLUG" if present => {
            trigger.branches.extend(named(sign, value));
        }
        // Written the other way round.
        "CI_DEFAULT_BRANCH" if value.starts_with("$CI_COMMIT") => {
            trigger.branches.push(DEFAULT.to_owned());
        }
        _ => {}
    }
}

/// A pipeline's default branch, where the file does not name it.
const DEFAULT: &str = "main";

fn named(sign: &str, value: &str) -> Vec<String> {
    match (sign, value) {
        ("", _) => Vec::new(),
        (_, "$CI_DEFAULT_BRANCH" | "${CI_DEFAULT_BRANCH}") => vec![DEFAULT.to_owned()],
        (_, value) if value.starts_with('$') => Vec::new(),
        (_, value) => branches(value),
    }
}

fn event(source: &str) -> &str {
    match source {
        "merge_request_event" | "external_pull_request_event" => "pull_request",
        "schedule" | "push" => source,
        "web" | "webide" | "chat" => "workflow_dispatch",
        _ => "repository_dispatch",
    }
}

/// The variable, the sign and the other side; a variable alone has neither.
fn comparison(test: &str) -> (&str, &str, &str) {
    let sign =
        ["==", "!=", "=~", "!~"].into_iter().filter_map(|it| Some((test.find(it)?, it))).min();
    let (name, sign, value) = match sign {
        Some((at, sign)) => (&test[..at], sign, &test[at + sign.len()..]),
        None => (test, "", ""),
    };
    let bare = |it: char| it.is_whitespace() || matches!(it, '$' | '{' | '}' | '"' | '\'');
    let value = value.trim().trim_matches(['"', '\'']);
    (name.trim_matches(bare), sign, value)
}

/// The parts of a text between signs that stand outside of quotes.
fn parts<'t>(text: &'t str, sign: &str) -> Vec<&'t str> {
    let (mut parts, mut start, mut quote) = (Vec::new(), 0, None);
    for (at, byte) in text.bytes().enumerate() {
        if let Some(open) = quote {
            quote = Some(open).filter(|open| *open != byte);
        } else if byte == b'"' || byte == b'\'' {
            quote = Some(byte);
        } else if start <= at && text.as_bytes()[at..].starts_with(sign.as_bytes()) {
            parts.push(&text[start..at]);
            start = at + sign.len();
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::ci::trigger::said;

    #[test]
    fn a_condition_says_what_starts_a_job() {
        for (condition, expected) in [
            (r#"$CI_COMMIT_BRANCH == "main""#, "`push` starts it on `main`"),
            ("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", "`push` starts it on `main`"),
            (r#"$CI_PIPELINE_SOURCE == "merge_request_event""#, "`pull_request` starts it"),
            ("$CI_MERGE_REQUEST_IID", "`pull_request` starts it"),
            ("$CI_COMMIT_TAG", "`push` starts it on tags"),
            ("$CI_COMMIT_TAG == null", "`push` starts it"),
            (r#"$CI_PIPELINE_SOURCE == "schedule""#, "`schedule` starts it"),
            (r"$CI_COMMIT_BRANCH =~ /^(main|master)$/", "`push` starts it on `main`, `master`"),
            (r"$CI_COMMIT_BRANCH =~ /^release\//", "`push` starts it on `release/*`"),
            (r#"$CI_COMMIT_BRANCH != "main""#, "`push` starts it"),
            (
                r#"$CI_PIPELINE_SOURCE == "push" && ($CI_COMMIT_BRANCH == "qa")"#,
                "`push` starts it on `qa`",
            ),
            (
                r#"$CI_COMMIT_TAG || $CI_COMMIT_BRANCH == "a || b""#,
                "`push` starts it on tags; `push` starts it on `a || b`",
            ),
            (r#"$DEPLOY == "yes""#, "`push` starts it"),
            ("", "`push` starts it"),
        ] {
            let found: Vec<String> = triggers(condition).iter().map(said).collect();
            assert_eq!(found.join("; "), expected, "{condition}");
        }
    }

    #[test]
    fn a_word_of_only_is_a_branch_unless_it_is_known() {
        for (word, expected) in [
            ("main", "`push` starts it on `main`"),
            ("tags", "`push` starts it on tags"),
            ("merge_requests", "`pull_request` starts it"),
            ("schedules", "`schedule` starts it"),
            ("/^release-.*$/", "`push` starts it on `release-*`"),
        ] {
            assert_eq!(said(&of_ref(word)), expected, "{word}");
        }
    }
}
