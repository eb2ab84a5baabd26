//! Every mistake is told with its place, and what is right becomes what is meant.

use super::Mistake;
use super::folder::Text;
use super::load::{load, opened};
use crate::model::Policy;

mod folders;
mod rules;
mod settings;
mod vendors;

pub(super) const RULE: &str = r#"title = "A"
level = "error"
on = "usage"
when = { kind = "personal" }
say = "b"
help = "c"
why = "d"
source = ["e"]
"#;

pub(super) const VENDOR: &str = r#"title = "V"
[[name]]
globs = ["v_*token"]
kind = "unknown"
examples = ["V_TOKEN"]
near-misses = ["OTHER"]
source = "s"
read = "2026-08"
[[consumer]]
id = "tool"
title = "the tool"
class = "api"
source = ["s"]
read = "2026-08"
examples = [{ file = "e", text = "t" }]
near-misses = [{ file = "n", text = "t" }]
"#;

fn texts(files: &[(&str, &str)]) -> Vec<Text> {
    let text = |(name, text): &(&str, &str)| Text { name: (*name).into(), text: (*text).into() };
    files.iter().map(text).collect()
}

pub(super) fn loaded(files: &[(&str, &str)]) -> Result<Policy, Vec<Mistake>> {
    load(Policy::default(), opened("rules", texts(files)))
}

pub(super) fn policy() -> Policy {
    loaded(&[("a-rule.toml", RULE), ("vendors/v/all.toml", VENDOR)]).expect("the samples are right")
}

/// Asserts that these are the mistakes, each as a fragment of its message and help, and the text it points at.
#[track_caller]
pub(super) fn assert_mistakes<T>(result: Result<T, Vec<Mistake>>, expected: &[(&str, &str)]) {
    let mistakes = result.err().unwrap_or_default();
    let told: Vec<(String, &str)> = mistakes
        .iter()
        .map(|it| {
            let help = it.help.as_deref().unwrap_or("");
            (format!("{} / {help}", it.message), &it.text[it.start..it.end])
        })
        .collect();
    let fits = told.len() == expected.len()
        && told
            .iter()
            .zip(expected)
            .all(|((told, at), (fragment, slice))| told.contains(fragment) && at == slice);
    assert!(fits, "told {told:#?}\nexpected {expected:#?}");
}
