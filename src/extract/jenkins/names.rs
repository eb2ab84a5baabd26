//! What a program defines: functions, and names with what they are set to.

use std::collections::HashMap;

use super::token::{Kind, Token};
use super::tree::{Block, Statement, enclosed, split};
use super::value::Definitions;

/// A function of the program.
pub(super) struct Function<'p> {
    pub parameters: Vec<&'p str>,
    pub block: &'p Block,
}

/// Functions by their names.
pub(super) type Functions<'p> = HashMap<&'p str, Function<'p>>;

/// What an assignment sets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'p> {
    /// A name that is declared here.
    Local(&'p str),
    /// A name that was declared further out.
    Outer(&'p str),
    /// A variable of the environment of all that follows: `env.X`.
    Environment(&'p str),
}

impl<'p> Target<'p> {
    /// The name.
    pub fn name(&self) -> &'p str {
        match self {
            Self::Local(name) | Self::Outer(name) | Self::Environment(name) => name,
        }
    }
}

/// Words that begin a statement which declares nothing.
const NO_TYPES: [&str; 7] = ["return", "else", "new", "throw", "case", "if", "in"];

/// What a statement sets, and to what.
pub(super) fn assignment<'p>(
    text: &'p str,
    tokens: &'p [Token],
) -> Option<(Target<'p>, &'p [Token])> {
    // Behind the name, its types and `@Field` comes the sign; nothing longer is a target.
    let at = tokens.iter().take(10).position(|it| it.is(b'='))?;
    let (left, right) = (&tokens[..at], &tokens[at + 1..]);
    let is_comparison = right.first().is_none_or(|it| it.is(b'=') || it.is(b'~'));
    if is_comparison || right.is_empty() {
        return None;
    }
    let target = match left {
        [env, dot, name] if env.is_word(text, "env") && dot.is(b'.') => {
            Target::Environment(name.of(text))
        }
        [env, open, name, _] if env.is_word(text, "env") && open.is(b'[') => {
            Target::Environment(name.text(text)?)
        }
        [name] if name.kind == Kind::Word => Target::Outer(name.of(text)),
        [.., kind, name] if name.kind == Kind::Word => {
            let first = left.first()?.of(text);
            let is_type = kind.kind == Kind::Word || kind.is(b'>') || kind.is(b']');
            (is_type && !NO_TYPES.contains(&first)).then(|| Target::Local(name.of(text)))?
        }
        _ => return None,
    };
    Some((target, right))
}

/// A function that a statement defines: `def name(a, b) { … }`.
pub(super) fn function<'p>(
    text: &'p str,
    statement: &'p Statement,
) -> Option<(&'p str, Function<'p>)> {
    let tokens = &statement.tokens;
    let open = tokens.iter().take(10).position(|it| it.is(b'('))?;
    let before = tokens.get(open.checked_sub(2)?..open)?;
    let is_named =
        before.iter().all(|it| it.kind == Kind::Word) && !NO_TYPES.contains(&before[0].of(text));
    let (inside, close) = enclosed(tokens, open);
    let block = statement.blocks.first()?;
    if !is_named || close + 1 != tokens.len() || block.at != tokens.len() {
        return None;
    }
    let parameters = split(inside, b',').into_iter().filter_map(|part| {
        // `String a = 'default'`.
        let name = part.split(|it| it.is(b'=')).next()?.last()?;
        Some(name.of(text))
    });
    Some((before[1].of(text), Function { parameters: parameters.collect(), block }))
}

/// All functions and definitions of a program.
pub(super) fn all<'p>(text: &'p str, body: &'p [Statement]) -> (Functions<'p>, Definitions<'p>) {
    let (mut functions, mut definitions) = (Functions::new(), Definitions::new());
    let mut open: Vec<&Statement> = body.iter().collect();
    while let Some(statement) = open.pop() {
        open.extend(statement.blocks.iter().flat_map(|block| &block.body));
        if let Some((name, function)) = function(text, statement) {
            functions.insert(name, function);
        } else if let Some((target, value)) = assignment(text, &statement.tokens)
            && !is_nothing(text, value)
        {
            let again = definitions.contains_key(target.name()) || !statement.blocks.is_empty();
            definitions.insert(target.name(), Some(value).filter(|_| !again));
        }
    }
    (functions, definitions)
}

/// Whether a name is only declared for later: `null`, `''`.
pub(super) fn is_nothing(text: &str, value: &[Token]) -> bool {
    matches!(value, [only] if only.is_word(text, "null") || only.text(text) == Some(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::jenkins::{token::tokens, tree::statements};

    #[test]
    fn an_assignment_has_a_target() {
        for (text, expected) in [
            ("def a = 1", Some(Target::Local("a"))),
            ("@Field final String a = 1", Some(Target::Local("a"))),
            ("List<String> a = []", Some(Target::Local("a"))),
            ("a = 1", Some(Target::Outer("a"))),
            ("env.A = 1", Some(Target::Environment("A"))),
            ("env['A'] = 1", Some(Target::Environment("A"))),
            ("a == 1", None),
            ("a += 1", None),
            ("a.b = 1", None),
            ("return a = 1", None),
            ("foo(a = 1)", None),
        ] {
            let tokens = tokens(text);
            assert_eq!(assignment(text, &tokens).map(|it| it.0), expected, "{text}");
        }
    }

    #[test]
    fn functions_are_known_by_their_heads() {
        for (text, expected) in [
            ("def a(b, String c = 'd') { e }", Some(("a", vec!["b", "c"]))),
            ("private static void a() {}", Some(("a", vec![]))),
            ("stage('a') { b }", None),
            ("if (a) { b } else if (c) { d }", None),
            ("return a(b) { c }", None),
        ] {
            let body = statements(text, &tokens(text));
            let found = function(text, &body[0]).map(|(name, it)| (name, it.parameters));
            assert_eq!(found, expected, "{text}");
        }
    }
}
