//! The names in an expression that could not be read, found word by word.

use std::ops::Range;

use super::excerpt::Excerpt;
use super::lexer::{Kind, Lexer, is_word, is_word_or_dash};
use crate::model::Reference;

const ROOTS: [&str; 5] = ["var", "local", "module", "data", "each"];

/// The names that begin like Terraform's own, outside of literal text. What only steers cannot be told apart here.
pub(super) fn references(excerpt: &Excerpt, readable: &str) -> Vec<Reference> {
    let mut references = Vec::new();
    let mut at = 0;
    let mut follows_dot = false;
    for token in Lexer::new(readable, 0..readable.len()) {
        let text = &readable[token.start..token.end];
        if token.kind == Kind::Word && !follows_dot && at <= token.start && ROOTS.contains(&text) {
            let (path, end) = path(readable, text, token.end);
            if 1 < path.len() && !excerpt.is_templated(token.start..end) {
                references.push(Reference { path, span: excerpt.span(token.start..end) });
            }
            at = end;
        }
        follows_dot = token.kind == Kind::Symbol && text.ends_with('.');
    }
    references
}

/// The steps that follow a root, and where they end.
fn path(text: &str, root: &str, mut at: usize) -> (Vec<String>, usize) {
    let mut path = vec![root.to_owned()];
    while let Some((step, length)) = step(&text[at..]) {
        path.push(step.to_owned());
        at += length;
    }
    (path, at)
}

/// The step that a text begins with, and the length of it with its mark.
fn step(text: &str) -> Option<(&str, usize)> {
    if let Some(rest) = text.strip_prefix('.') {
        let word = length_of(rest);
        let word = if rest.starts_with('*') { 1 } else { word };
        return (0 < word).then(|| (&rest[..word], word + 1));
    }
    let rest = text.strip_prefix('[')?;
    if let Some(quoted) = rest.strip_prefix('"') {
        let length = quoted.bytes().position(|byte| !is_word_or_dash(byte))?;
        return quoted[length..].starts_with("\"]").then(|| (&quoted[..length], length + 4));
    }
    let length =
        if rest.starts_with('*') { 1 } else { rest.bytes().take_while(u8::is_ascii_digit).count() };
    (0 < length && rest[length..].starts_with(']')).then(|| (&rest[..length], length + 2))
}

fn length_of(text: &str) -> usize {
    let starts = text.bytes().next().is_some_and(is_word);
    if starts { text.bytes().take_while(|byte| is_word_or_dash(*byte)).count() } else { 0 }
}

/// The same in the interpolations of a template whose text stands without quotes.
pub(super) fn in_template(excerpt: &Excerpt) -> Vec<Reference> {
    let mut references = Vec::new();
    let mut at = 0;
    while let Some(found) = excerpt.text[at..].find("${") {
        let start = at + found + 2;
        let code = &excerpt.text[start..];
        let length = code.find('}').unwrap_or(code.len());
        let range = start..start + length;
        let origin = excerpt.origin(&range);
        let inner = Excerpt { text: &code[..length], origin: &origin, ..*excerpt };
        references.extend(self::references(&inner, inner.text));
        at = start + length;
    }
    references
}

/// The range of a whole text.
pub(super) fn whole(text: &str) -> Range<usize> {
    0..text.len()
}
