//! Cuts a body, an object or a list into its items, and an item into its head and its rest.

use std::ops::Range;

use super::lexer::{Kind, Lexer, Token};

/// What stands between two items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// A line break: in a body.
    Lines,
    /// A line break or a comma: in an object.
    LinesOrCommas,
    /// A comma: in a list.
    Commas,
}

/// The items among some tokens, each without the blanks and comments around it.
pub(super) fn items(text: &str, tokens: Lexer, between: Between) -> Vec<Range<usize>> {
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for token in tokens {
        if token.level == 0 && ends_item(text, token, between) {
            is_open = false;
        } else if !matches!(token.kind, Kind::Comment | Kind::Newline) {
            match items.last_mut().filter(|_| is_open) {
                Some(item) => item.end = token.end,
                None => items.push(token.start..token.end),
            }
            is_open = true;
        }
    }
    items
}

fn ends_item(text: &str, token: Token, between: Between) -> bool {
    match token.kind {
        Kind::Newline => between != Between::Commas,
        Kind::Symbol => between != Between::Lines && text.as_bytes()[token.start] == b',',
        _ => false,
    }
}

/// A name in front of an item, without quotes.
pub(super) type Name = Range<usize>;

/// What an item of a body seems to be.
pub(super) enum Shape {
    /// `key = value`; the value may be empty.
    Attribute { key: Name, value: Range<usize> },
    /// `kind labels… { body }`.
    Block {
        kind: Name,
        labels: Vec<Name>,
        braces: Range<usize>,
        body: Range<usize>,
        is_closed: bool,
    },
    /// Neither.
    Other,
}

/// The shape of an item.
pub(super) fn shape(text: &str, item: Range<usize>) -> Shape {
    let mut tokens = Lexer::new(text, item.clone());
    let mut names: Vec<Name> = Vec::new();
    while let Some(token) = tokens.next() {
        match token.kind {
            Kind::Comment => {}
            Kind::Word => names.push(token.start..token.end),
            Kind::Open(b'"') => {
                let end = closed(&mut tokens, b'"').map_or(item.end, |close| close.start);
                names.push(token.end..end);
            }
            Kind::Open(b'{') if !names.is_empty() => {
                return block(names, token, &mut tokens, item.end);
            }
            Kind::Symbol if names.len() == 1 && text.as_bytes()[token.start] == b'=' => {
                let key = names.swap_remove(0);
                return Shape::Attribute { key, value: trimmed(text, token.end..item.end) };
            }
            _ => return Shape::Other,
        }
    }
    Shape::Other
}

fn block(mut names: Vec<Name>, open: Token, tokens: &mut Lexer, end: usize) -> Shape {
    let close = closed(tokens, b'{');
    let body = open.end..close.map_or(end, |token| token.start);
    let braces = open.start..close.map_or(end, |token| token.end);
    let kind = names.remove(0);
    Shape::Block { kind, labels: names, braces, body, is_closed: close.is_some() }
}

/// The token that closes what was just opened outside of everything else.
fn closed(tokens: &mut Lexer, opened: u8) -> Option<Token> {
    tokens.find(|token| token.level == 0 && token.kind == Kind::Close(opened))
}

/// What an object or a list is made of.
pub(super) struct Collection {
    pub(super) between: Between,
    pub(super) inside: Range<usize>,
    pub(super) is_closed: bool,
}

/// The object or list that a range is from its first to its last byte.
pub(super) fn collection(text: &str, range: Range<usize>) -> Option<Collection> {
    let mut tokens = Lexer::new(text, range.clone());
    let open = tokens.next()?;
    let (opened, between) = match open.kind {
        Kind::Open(b'{') => (b'{', Between::LinesOrCommas),
        Kind::Open(b'[') => (b'[', Between::Commas),
        _ => return None,
    };
    let close = closed(&mut tokens, opened);
    let inside = open.end..close.map_or(range.end, |token| token.start);
    let is_whole = close.is_none_or(|token| token.end == range.end);
    let mut inner = Lexer::new(text, inside.clone());
    let first = inner.find(|token| !matches!(token.kind, Kind::Comment | Kind::Newline));
    let is_comprehension = first.is_some_and(|token| &text[token.start..token.end] == "for");
    let is_closed = close.is_some();
    (is_whole && !is_comprehension).then_some(Collection { between, inside, is_closed })
}

/// The key and the value of an object's item.
pub(super) fn pair(text: &str, item: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let mut tokens = Lexer::new(text, item.clone());
    let mut key = item.start..item.start;
    while let Some(token) = tokens.next() {
        if token.level == 0 && tokens.separates(token) {
            return (!key.is_empty()).then(|| (key, trimmed(text, token.end..item.end)));
        }
        key.end = token.end;
    }
    None
}

/// A range without the blanks and comments before its first token.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let first = Lexer::new(text, range.clone())
        .find(|token| !matches!(token.kind, Kind::Comment | Kind::Newline));
    first.map_or(range.end, |token| token.start)..range.end
}
