//! HCL: `.tf`, `.tfvars`, `.hcl`.
//!
//! The file is one map of attributes and blocks. What the parser refuses as a whole is read item by item, so that
//! one mistake costs one item and not the file; each item lost is a problem.

use super::Parsed;
use crate::model::{Comment, Document, Entry, Node, Source, Value};

mod attempts;
mod excerpt;
mod flow;
mod items;
mod lexer;
mod literals;
mod losses;
mod masks;
mod reader;
mod recovery;
mod template;
mod words;

pub(super) use excerpt::Excerpt;
pub(super) use losses::Losses;
pub(super) use masks::Masks;
pub(super) use template::template;

use lexer::{Kind, Lexer};
use recovery::Recovery;

/// Read a source.
pub fn read(source: &Source) -> Parsed {
    let text = source.text.as_str();
    let masks = Masks::of(text);
    if let Some(entries) = Recovery::new(source, &masks, text).whole() {
        return parsed(source, entries, text, Losses::new(source));
    }
    let filled = masks.fill(text);
    let joined = masks::joined(&filled);
    let mut recovery = Recovery::new(source, &masks, &joined);
    let again = if joined == text { None } else { recovery.whole() };
    let (entries, losses) = match again {
        Some(entries) => (entries, Losses::new(source)),
        None => recovery.pieces(),
    };
    parsed(source, entries, &filled, losses)
}

fn parsed(source: &Source, entries: Vec<Entry>, readable: &str, losses: Losses) -> Parsed {
    let root = Node { span: source.span(0, source.text.len()), value: Value::Map(entries) };
    Parsed {
        document: Document {
            source: source.id,
            roots: vec![root],
            comments: comments(source, readable),
        },
        problems: losses.into_problems(),
    }
}

fn comments(source: &Source, readable: &str) -> Vec<Comment> {
    let bytes = readable.as_bytes();
    let is_mark = |at: usize| bytes[at] == b'#' || matches!(bytes.get(at + 1), Some(b'/' | b'*'));
    if !memchr::memchr2_iter(b'#', b'/', bytes).any(is_mark) {
        return Vec::new();
    }
    Lexer::new(readable, 0..readable.len())
        .filter(|token| token.kind == Kind::Comment)
        .map(|token| Comment { span: source.span(token.start, token.end) })
        .collect()
}

#[cfg(test)]
mod tests;
