//! Patterns that could never match are mistakes: a row that silently knows nothing is worse than none.

use crate::policy::mistake::quoted;
use crate::policy::value::Value;

/// Words of names as rows spell them, at least one: lower case, joined by single `_`.
pub(super) fn words(value: &Value) -> Vec<String> {
    checked(value, is_normal, "write it in lower case, words joined by single `_`")
}

/// Globs over names, at least one: as words, with `*` for any run of characters.
pub(super) fn name_globs(value: &Value) -> Vec<String> {
    let is_glob = |text: &str| text.split('*').all(is_normal);
    checked(value, is_glob, "write it in lower case, words joined by single `_`, `*` for any run")
}

fn checked(value: &Value, fits: impl Fn(&str) -> bool, help: &str) -> Vec<String> {
    let items = value.some_items();
    for item in &items {
        if let Some(text) = item.node().as_text().filter(|text| !fits(text)) {
            item.mistake(format!("{} can match no name", quoted(text)), help);
        }
    }
    items.iter().filter_map(Value::text).collect()
}

fn is_normal(text: &str) -> bool {
    text.chars().all(|it| it.is_alphanumeric() && !it.is_uppercase() || it == '_')
        && !text.contains("__")
}

/// Host patterns are held against host names in lower case.
pub(super) fn check_hosts(value: &Value) {
    for item in value.items() {
        let wrong = |it: char| it.is_uppercase() || it == '/' || it.is_whitespace();
        if let Some(text) = item.node().as_text().filter(|text| text.contains(wrong)) {
            let help = "write the host alone, in lower case, without `https://`";
            item.mistake(format!("{} can match no host", quoted(text)), help);
        }
    }
}

/// Whether a text is a month, `YYYY-MM`.
pub(super) fn is_month(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| {
        let digits = text.get(range).filter(|it| it.bytes().all(|it| it.is_ascii_digit()));
        digits.and_then(|it| it.parse::<u32>().ok())
    };
    text.len() == 7
        && text.as_bytes()[4] == b'-'
        && number(0..4).is_some()
        && number(5..7).is_some_and(|month| (1..=12).contains(&month))
}
