//! From pieces to statements and the blocks in them.

use super::token::{Kind, Token};
use crate::model::Most;

/// How deep blocks may lie in each other; what is deeper is passed over.
const DEPTH: Most = Most::new(48, "levels of blocks within blocks");

/// A statement: its pieces, and the blocks between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    pub tokens: Vec<Token>,
    pub blocks: Vec<Block>,
}

/// A block of statements.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Before which of the statement's pieces it stands.
    pub at: usize,
    /// Where it begins in the text.
    pub start: usize,
    pub body: Vec<Statement>,
}

/// A block that is being read.
#[derive(Default)]
struct Open {
    start: usize,
    body: Vec<Statement>,
    current: Statement,
    /// Parentheses and brackets that are open in the statement.
    parens: usize,
}

/// The statements of a program.
pub(super) fn statements(text: &str, tokens: &[Token]) -> Vec<Statement> {
    let mut stack = vec![Open::default()];
    let mut skipped = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens[index + 1..].iter().find(|it| it.kind != Kind::Line);
        let depth = stack.len();
        let Some(open) = stack.last_mut() else { break };
        match token.kind {
            Kind::Sign(b'{') if skipped == 0 && DEPTH.has_room(depth - 1) => {
                stack.push(Open { start: token.start, ..Open::default() });
            }
            Kind::Sign(b'{') => skipped += 1,
            Kind::Sign(b'}') if 0 < skipped => skipped -= 1,
            _ if 0 < skipped => {}
            Kind::Sign(b'}') => close(&mut stack),
            Kind::Line => {
                if open.parens == 0 && !open.continues(text, next) {
                    open.end_statement();
                }
            }
            Kind::Sign(b';') if open.parens == 0 => open.end_statement(),
            kind => open.add(*token, kind),
        }
    }
    while 1 < stack.len() {
        close(&mut stack);
    }
    let mut all = stack.pop().unwrap_or_default();
    all.end_statement();
    all.body
}

/// The innermost block is done; it belongs to the statement around it. A bracket too many closes nothing.
fn close(stack: &mut Vec<Open>) {
    if stack.len() < 2 {
        return;
    }
    let Some(mut inner) = stack.pop() else { return };
    inner.end_statement();
    let Some(outer) = stack.last_mut() else { return };
    let at = outer.current.tokens.len();
    outer.current.blocks.push(Block { at, start: inner.start, body: inner.body });
}

impl Open {
    fn add(&mut self, token: Token, kind: Kind) {
        match kind {
            Kind::Sign(b'(' | b'[') => self.parens += 1,
            Kind::Sign(b')' | b']') => self.parens = self.parens.saturating_sub(1),
            _ => {}
        }
        let is_arrow = token.is(b'>')
            && self.current.tokens.last().is_some_and(|it| it.is(b'-') && it.end == token.start);
        if is_arrow && self.body.is_empty() && self.parens == 0 && self.current.blocks.is_empty() {
            // What stands before are the parameters of a closure.
            self.current = Statement::default();
        } else {
            self.current.tokens.push(token);
        }
    }

    fn end_statement(&mut self) {
        self.parens = 0;
        let statement = std::mem::take(&mut self.current);
        if !statement.tokens.is_empty() || !statement.blocks.is_empty() {
            self.body.push(statement);
        }
    }

    /// Whether a statement goes on in the next line.
    fn continues(&self, text: &str, next: Option<&Token>) -> bool {
        let Some(last) = self.current.tokens.last() else { return false };
        let behind_block =
            self.current.blocks.last().is_some_and(|it| it.at == self.current.tokens.len());
        let is_label = self
            .current
            .tokens
            .first()
            .is_some_and(|it| it.is_word(text, "case") || it.is_word(text, "default"));
        let is_open = !behind_block
            && match last.kind {
                Kind::Sign(b':') => !is_label,
                Kind::Sign(sign) => b",+=&|?".contains(&sign) || sign == b')' && self.is_head(text),
                Kind::Word => last.is_word(text, "else"),
                _ => false,
            };
        let goes_on = next.is_some_and(|next| match next.kind {
            Kind::Sign(b'{') => !behind_block,
            Kind::Sign(sign) => b".?+&|:".contains(&sign),
            Kind::Word => behind_block && matches!(next.of(text), "else" | "catch" | "finally"),
            _ => false,
        });
        is_open || goes_on
    }

    /// Whether the last parenthesis closes the head of an `if` or a loop, whose statement is still to come.
    fn is_head(&self, text: &str) -> bool {
        let mut depth = 0_usize;
        for (index, token) in self.current.tokens.iter().enumerate().rev() {
            match token.kind {
                Kind::Sign(b')') => depth += 1,
                Kind::Sign(b'(') => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                let before = index.checked_sub(1).and_then(|at| self.current.tokens.get(at));
                return before.is_some_and(|it| {
                    it.kind == Kind::Word && matches!(it.of(text), "if" | "for" | "while")
                });
            }
        }
        false
    }
}

impl Statement {
    /// The block that stands before a piece.
    pub fn block_at(&self, at: usize) -> Option<&Block> {
        self.blocks.iter().find(|block| block.at == at)
    }

    /// The block of a statement that is a name and a block: `environment { … }`.
    pub fn section(&self, text: &str, name: &str) -> Option<&Block> {
        let is_named = matches!(self.tokens.as_slice(), [only] if only.is_word(text, name));
        self.blocks.first().filter(|_| is_named && self.blocks.len() == 1)
    }
}

/// The parts of some pieces between a sign that stands outside of parentheses.
pub(super) fn split(tokens: &[Token], sign: u8) -> Vec<&[Token]> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Sign(b'(' | b'[') => depth += 1,
            Kind::Sign(b')' | b']') => depth = depth.saturating_sub(1),
            Kind::Sign(it) if it == sign && depth == 0 => {
                parts.push(&tokens[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|it| !it.is_empty());
    parts
}

/// The pieces between the parenthesis or bracket at a place and the one that closes it, and where that stands.
pub(super) fn enclosed(tokens: &[Token], at: usize) -> (&[Token], usize) {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token.kind {
            Kind::Sign(b'(' | b'[') => depth += 1,
            Kind::Sign(b')' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (tokens.get(at + 1..index).unwrap_or_default(), index);
        }
    }
    (tokens.get(at + 1..).unwrap_or_default(), tokens.len())
}

/// The value of a named argument: `name: value`.
pub(super) fn argument<'t>(text: &str, tokens: &'t [Token], name: &str) -> Option<&'t [Token]> {
    split(tokens, b',').into_iter().find_map(|part| match part {
        [key, colon, value @ ..] if colon.is(b':') => {
            let is_named = key.is_word(text, name) || key.text(text) == Some(name);
            is_named.then_some(value)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::jenkins::token::tokens;

    fn shown(text: &str, body: &[Statement]) -> String {
        let statement = |it: &Statement| {
            let mut parts = Vec::new();
            for at in 0..=it.tokens.len() {
                let blocks = it.blocks.iter().filter(|block| block.at == at);
                parts.extend(blocks.map(|block| format!("{{{}}}", shown(text, &block.body))));
                parts.extend(it.tokens.get(at).map(|token| token.of(text).to_owned()));
            }
            parts.join(" ")
        };
        body.iter().map(statement).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn statements_end_where_groovy_ends_them() {
        for (text, expected) in [
            ("a 1\nb 2; c", "a 1; b 2; c"),
            ("input message: 'a',\n  ok: 'b'\nc", "input message : 'a' , ok : 'b'; c"),
            ("stage('x')\n{ sh 'a' }\nb", "stage ( 'x' ) {sh 'a'}; b"),
            ("if (a) { b }\nelse { c }\nd", "if ( a ) {b} else {c}; d"),
            ("if (a)\n  b\nc", "if ( a ) b; c"),
            ("x.each { y ->\n sh y\n}\nz", "x . each {sh y}; z"),
            ("parallel(\n a: { b },\n c: { d }\n)\ne", "parallel ( a : {b} , c : {d} ); e"),
            ("x = a\n  ? b\n  : c\nd", "x = a ? b : c; d"),
            ("}} a { b", "a {b}"),
            ("foo()\n.bar()\nc", "foo ( ) . bar ( ); c"),
        ] {
            let found = statements(text, &tokens(text));
            assert_eq!(shown(text, &found), expected, "{text}");
        }
    }

    #[test]
    fn blocks_may_nest_as_deep_as_they_like() {
        let text = format!("{} a {}\n b", "x {".repeat(5000), "}".repeat(5000));
        let found = statements(&text, &tokens(&text));
        assert_eq!(found.len(), 2, "the block and what follows");
    }
}
