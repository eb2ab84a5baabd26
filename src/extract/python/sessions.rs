//! Tokens that a program has got itself: the `access_token` of what a token endpoint answers belongs to whoever signed in
//! (<https://www.rfc-editor.org/rfc/rfc6749#section-5.1>), and nobody keeps it.

use std::ops::Range;

use super::module::Module;
use crate::model::{Name, Space};

/// What the last step before the field is called after, where it is an answer and no setting.
const ANSWERS: [&str; 6] = ["token", "response", "resp", "session", "oauth", "json"];
/// How the field is read.
const FIELDS: [&str; 5] = [
    ".access_token",
    "[\"access_token\"]",
    "['access_token']",
    ".get(\"access_token\")",
    ".get('access_token')",
];
/// A longer expression is none that only reads a field.
const LONG: usize = 500;

/// Whether all that a name holds was answered to the program.
pub(super) fn are_answered(module: &Module<'_>, name: &Name) -> bool {
    if name.space != Space::Local {
        return false;
    }
    let block = module.block_at(&name.scope);
    let home = block.and_then(|block| module.home(block, &name.text));
    let Some(home) = home else { return is_answer(module, &name.text, 0) };
    let mut given = module.given(home, &name.text).peekable();
    let is_one = |value: &Range<usize>| {
        let span = module.span(value);
        let text = module.source.text.get(span.start as usize..span.end as usize);
        text.is_some_and(|it| is_answer(module, it, home))
    };
    given.peek().is_some() && given.all(|it| it.reads.is_empty() && is_one(&it.value))
}

/// Whether an expression reads the field of an answer: `token_response["access_token"]`, `response.json()["access_token"]`.
fn is_answer(module: &Module<'_>, text: &str, block: usize) -> bool {
    let text = text.trim();
    let Some(answer) = FIELDS.iter().find_map(|field| text.strip_suffix(field)) else {
        return false;
    };
    if LONG < answer.len() || answer.contains("environ") || answer.contains("getenv") {
        return false;
    }
    let last = answer.trim_end_matches("()").rsplit('.').next().unwrap_or(answer);
    let is_called = ANSWERS.iter().any(|it| last.to_lowercase().contains(it));
    // `data = response.json()`
    let is_read = || {
        let home = module.home(block, answer);
        home.is_some_and(|home| {
            module.given(home, answer).any(|it| {
                let end = it.value.end;
                3 < it.value.len() && module.word(end - 3) == "json" && module.word(end - 1) == ")"
            })
        })
    };
    is_called || is_read()
}
