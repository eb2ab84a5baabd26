//! GitHub's expressions, `${{ … }}`: which names they hand on, and what they test.

use std::ops::Range;

use super::token::{Token, tokens};
use crate::extract::shell::scan::{Close, expression_end};

/// An expression, as far as it matters where its value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A name as its steps: `secrets.X` and `secrets['X']` are `secrets`, `X`. A step that is computed is `*`.
    Reference(Vec<String>, Range<usize>),
    /// A name whose last step is computed, `secrets[matrix.secret]`: the steps before it, and what it is made of.
    Computed(Vec<String>, Box<Expression>, Range<usize>),
    /// Text, a number, a truth value.
    Literal(String),
    /// A function with its arguments.
    Call(String, Vec<Expression>),
    /// `a || b || c`.
    Or(Vec<Expression>),
    /// `a && b && c`.
    And(Vec<Expression>),
    /// `a == b`.
    Equal(Box<Expression>, Box<Expression>),
    /// `!a`, and `a != b` as its opposite.
    Not(Box<Expression>),
    /// Another comparison: a truth value that nothing is handed on by.
    Test,
}

/// How deep parentheses and arguments are read.
const DEPTH: usize = 40;

/// Read the text of an expression that begins at `base` of a larger text.
pub fn read(text: &str, base: usize) -> Expression {
    let mut reader = Reader { tokens: tokens(text, base), at: 0 };
    reader.or(0)
}

/// The expressions of a text, each with where its `${{ … }}` stands.
pub fn within(text: &str) -> Vec<(Range<usize>, Expression)> {
    let mut found = Vec::new();
    let mut close = Close::default();
    let mut at = 0;
    while let Some(start) = text[at..].find("${{").map(|length| at + length) {
        let Some(end) = expression_end(text, start, &mut close) else { break };
        found.push((start..end, read(&text[start + 3..end - 2], start + 3)));
        at = end;
    }
    found
}

/// The expression, if a text is nothing but one.
pub fn only(text: &str) -> Option<Expression> {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let end = expression_end(trimmed, 0, &mut Close::default())
        .filter(|end| trimmed.starts_with("${{") && *end == trimmed.len())?;
    Some(read(&trimmed[3..end - 2], start + 3))
}

impl Expression {
    /// The names whose values the expression hands on: neither what it only tests, nor what it only looks at.
    /// Each is a [`Expression::Reference`] or an [`Expression::Computed`].
    pub fn data(&self) -> Vec<&Self> {
        let mut data = Vec::new();
        self.add_data(&mut data);
        data
    }

    fn add_data<'e>(&'e self, data: &mut Vec<&'e Self>) {
        match self {
            Self::Reference(..) | Self::Computed(..) => data.push(self),
            Self::Call(name, arguments) if hands_on(name) => {
                for argument in arguments {
                    argument.add_data(data);
                }
            }
            Self::Or(items) => {
                for item in items {
                    item.add_data(data);
                }
            }
            // Of `a && b` the value is `b` wherever the credential is more than a test.
            Self::And(items) => {
                if let Some(last) = items.last() {
                    last.add_data(data);
                }
            }
            _ => {}
        }
    }

    /// The alternatives that the value may be: names and texts.
    pub fn alternatives(&self) -> Vec<&Self> {
        match self {
            Self::Reference(..) | Self::Literal(_) => vec![self],
            Self::Or(items) => items.iter().flat_map(Self::alternatives).collect(),
            Self::And(items) => items.last().map(Self::alternatives).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The tests that must all hold.
    pub fn conjunctions(&self) -> Vec<&Self> {
        match self {
            Self::And(items) => items.iter().flat_map(Self::conjunctions).collect(),
            it => vec![it],
        }
    }
}

fn hands_on(function: &str) -> bool {
    ["format", "join", "tojson", "fromjson"].contains(&function.to_lowercase().as_str())
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn or(&mut self, depth: usize) -> Expression {
        self.chain("||", Expression::Or, |reader| reader.and(depth))
    }

    fn and(&mut self, depth: usize) -> Expression {
        self.chain("&&", Expression::And, |reader| reader.comparison(depth))
    }

    fn chain(
        &mut self,
        sign: &str,
        whole: impl Fn(Vec<Expression>) -> Expression,
        mut part: impl FnMut(&mut Self) -> Expression,
    ) -> Expression {
        let mut items = vec![part(self)];
        while self.accept(sign) {
            items.push(part(self));
        }
        if items.len() == 1 { items.swap_remove(0) } else { whole(items) }
    }

    fn comparison(&mut self, depth: usize) -> Expression {
        let left = self.unary(depth);
        for sign in ["==", "!="] {
            if self.accept(sign) {
                let right = self.unary(depth);
                let equal = Expression::Equal(Box::new(left), Box::new(right));
                return if sign == "==" { equal } else { Expression::Not(Box::new(equal)) };
            }
        }
        let mut value = left;
        while ["!=", "<=", ">=", "<", ">", "=="].iter().any(|sign| self.accept(sign)) {
            self.unary(depth);
            value = Expression::Test;
        }
        value
    }

    fn unary(&mut self, depth: usize) -> Expression {
        let mut negated = false;
        while self.accept("!") {
            negated = !negated;
        }
        let value = self.primary(depth);
        if negated { Expression::Not(Box::new(value)) } else { value }
    }

    fn primary(&mut self, depth: usize) -> Expression {
        match self.next() {
            Some(Token::Name(name, place)) if self.accept("(") => {
                let arguments = self.arguments(depth);
                let call = Expression::Call(name, arguments);
                self.steps(&mut Vec::new(), &mut place.clone(), depth);
                call
            }
            Some(Token::Name(name, place)) => self.name(name, place, depth),
            Some(Token::Literal(text)) => Expression::Literal(text),
            Some(Token::Sign("(")) if depth < DEPTH => {
                let inner = self.or(depth + 1);
                self.skip_to_close();
                self.steps(&mut Vec::new(), &mut (0..0), depth);
                inner
            }
            // A closing sign belongs to whoever opened it.
            Some(Token::Sign(")" | "]" | ",")) => {
                self.at -= 1;
                Expression::Test
            }
            _ => Expression::Test,
        }
    }

    fn name(&mut self, name: String, place: Range<usize>, depth: usize) -> Expression {
        if ["true", "false", "null"].contains(&name.to_lowercase().as_str()) {
            return Expression::Literal(name.to_lowercase());
        }
        let mut place = place;
        let mut path = vec![name];
        match self.steps(&mut path, &mut place, depth) {
            Some(index) => {
                path.pop();
                Expression::Computed(path, Box::new(index), place)
            }
            None => Expression::Reference(path, place),
        }
    }

    /// `.name`, `['name']` and `[computed]` behind a name. The answer is what the last step is computed of.
    fn steps(
        &mut self,
        path: &mut Vec<String>,
        place: &mut Range<usize>,
        depth: usize,
    ) -> Option<Expression> {
        let mut computed = None;
        loop {
            match self.tokens.get(self.at) {
                Some(Token::Step(name, end)) => {
                    path.push(name.clone());
                    place.end = *end;
                    self.at += 1;
                    computed = None;
                }
                Some(Token::Sign("[")) => {
                    self.at += 1;
                    let index = if depth < DEPTH { self.or(depth + 1) } else { Expression::Test };
                    computed = None;
                    path.push(match index {
                        Expression::Literal(text) => text,
                        index => {
                            computed = Some(index);
                            "*".to_owned()
                        }
                    });
                    place.end = self.skip_past_bracket(place.end);
                }
                _ => return computed,
            }
        }
    }

    fn arguments(&mut self, depth: usize) -> Vec<Expression> {
        let mut arguments = Vec::new();
        if DEPTH <= depth {
            self.skip_to_close();
            return arguments;
        }
        while self.at < self.tokens.len() && !self.accept(")") {
            let before = self.at;
            arguments.push(self.or(depth + 1));
            if !self.accept(",") && self.at == before {
                self.at += 1;
            }
        }
        arguments
    }

    /// Go past the `)` that closes what was opened.
    fn skip_to_close(&mut self) {
        let mut open = 0_usize;
        while let Some(token) = self.next() {
            match token {
                Token::Sign("(") => open += 1,
                Token::Sign(")") if open == 0 => return,
                Token::Sign(")") => open -= 1,
                _ => {}
            }
        }
    }

    /// Go past the next `]`; the answer is where it ends.
    fn skip_past_bracket(&mut self, otherwise: usize) -> usize {
        while let Some(token) = self.next() {
            if let Token::Close(end) = token {
                return end;
            }
        }
        otherwise
    }

    fn accept(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(found);
        found
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }
}

#[cfg(test)]
mod tests {
    use super::{Expression, only, read, within};

    fn data(text: &str) -> String {
        let expression = read(text, 0);
        let names = expression.data().into_iter().map(|it| match it {
            Expression::Reference(path, place) => {
                format!("{}={}", path.join("."), &text[place.clone()])
            }
            Expression::Computed(path, _, place) => {
                format!("{}[]={}", path.join("."), &text[place.clone()])
            }
            it => panic!("{it:?} is no name"),
        });
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_what_is_handed_on_is_data() {
        for (text, expected) in [
            ("secrets.X", "secrets.X=secrets.X"),
            ("secrets['X-Y']", "secrets.X-Y=secrets['X-Y']"),
            ("secrets[inputs.name]", "secrets[]=secrets[inputs.name]"),
            ("x[inputs.name].y", "x.*.y=x[inputs.name].y"),
            (
                "secrets[format('{0}_T', inputs.e)] || env.B",
                "secrets[]=secrets[format('{0}_T', inputs.e)] env.B=env.B",
            ),
            ("secrets.A || secrets.B", "secrets.A=secrets.A secrets.B=secrets.B"),
            (
                "github.ref == 'x' && secrets.A || secrets.B",
                "secrets.A=secrets.A secrets.B=secrets.B",
            ),
            ("(inputs.a && secrets.A)", "secrets.A=secrets.A"),
            ("!secrets.A", ""),
            ("secrets.A != ''", ""),
            ("contains(secrets.A, 'x')", ""),
            ("format('{0}:{1}', secrets.A, env.B)", "secrets.A=secrets.A env.B=env.B"),
            ("toJSON(secrets.A)", "secrets.A=secrets.A"),
            ("fromJSON(secrets.A).token", "secrets.A=secrets.A"),
            ("matrix.a.b", "matrix.a.b=matrix.a.b"),
            ("steps.*.outputs.x", "steps.*.outputs.x=steps.*.outputs.x"),
            ("needs . j . outputs", "needs.j.outputs=needs . j . outputs"),
            ("'secrets.X'", ""),
            ("secrets.", "secrets=secrets"),
            (") secrets.A", ""),
            ("", ""),
        ] {
            assert_eq!(data(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_has_its_expressions() {
        let found = within("a ${{ secrets.A }} b ${{x}} ${{ open");
        let places: Vec<_> = found.iter().map(|(place, _)| place.clone()).collect();
        assert_eq!(places, [2..18, 21..27]);
        assert!(only(" ${{ a }} ").is_some());
        assert!(only("${{ a }} ${{ b }}").is_none());
        assert!(only("x ${{ a }}").is_none());
    }

    #[test]
    fn deep_nesting_ends() {
        for text in
            ["(".repeat(100_000), "a[".repeat(100_000), "f(".repeat(100_000), "!".repeat(100_000)]
        {
            read(&text, 0);
        }
        let many = "a || ".repeat(50_000) + "b";
        assert!(matches!(read(&many, 0), Expression::Or(items) if items.len() == 50_001));
    }
}
