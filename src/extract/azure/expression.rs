//! Azure's expressions, as far as they matter: names, texts and functions.

use crate::model::Most;
use std::iter::Peekable;
use std::str::Chars;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// A name as its steps: `variables['A.B']` is `variables`, `A.B`.
    Reference(Vec<String>),
    /// Text, a number, a truth value.
    Text(String),
    /// A function with its arguments.
    Call(String, Vec<Expression>),
    /// Anything else.
    Unknown,
}

/// How deep functions may lie in each other.
const DEPTH: usize = 20;
/// How many arguments of a function are looked at.
const ARGUMENTS: Most = Most::new(100, "arguments of one function");

/// Read an expression. What cannot be read is unknown.
pub(super) fn read(text: &str) -> Expression {
    Reader { rest: text.chars().peekable() }.expression(0)
}

impl Expression {
    /// The names whose values it may hand on: not those that a function only tests.
    pub fn data(&self) -> Vec<&[String]> {
        match self {
            Self::Reference(path) => vec![path],
            Self::Call(name, arguments) if hands_on(name) => {
                arguments.iter().flat_map(Self::data).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn hands_on(function: &str) -> bool {
    let functions =
        ["coalesce", "format", "lower", "upper", "trim", "replace", "join", "converttojson", "iif"];
    functions.contains(&function.to_lowercase().as_str())
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
}

impl Reader<'_> {
    fn expression(&mut self, depth: usize) -> Expression {
        self.skip_blanks();
        match self.rest.peek() {
            Some('\'') => self.quoted().map_or(Expression::Unknown, Expression::Text),
            Some(first) if first.is_ascii_alphanumeric() || matches!(first, '_' | '-') => {
                self.named(depth)
            }
            _ => Expression::Unknown,
        }
    }

    fn named(&mut self, depth: usize) -> Expression {
        let name = self.word(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-'));
        self.skip_blanks();
        if self.accept('(') {
            let arguments = if depth < DEPTH { self.arguments(depth + 1) } else { Vec::new() };
            return Expression::Call(name, arguments);
        }
        let is_text = name.starts_with(|it: char| it.is_ascii_digit() || it == '-')
            || ["true", "false", "null"].contains(&name.to_lowercase().as_str());
        if is_text {
            return Expression::Text(name.to_lowercase());
        }
        let mut path = vec![name];
        loop {
            if self.accept('.') {
                path.push(
                    self.word(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '*')),
                );
            } else if self.accept('[') {
                self.skip_blanks();
                path.push(self.quoted().unwrap_or_else(|| "*".to_owned()));
                self.word(|it| it != ']');
                self.accept(']');
            } else {
                return Expression::Reference(path);
            }
        }
    }

    fn arguments(&mut self, depth: usize) -> Vec<Expression> {
        let mut arguments = Vec::new();
        self.skip_blanks();
        while self.rest.peek().is_some() && !self.accept(')') && ARGUMENTS.has_room(arguments.len())
        {
            arguments.push(self.expression(depth));
            self.word(|it| !matches!(it, ',' | ')'));
            self.accept(',');
            self.skip_blanks();
        }
        arguments
    }

    /// `'text'`, in which two quotes are one.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        if !self.accept('\'') {
            return None;
        }
        while let Some(next) = self.rest.next() {
            if next != '\'' {
                text.push(next);
            } else if self.accept('\'') {
                text.push('\'');
            } else {
                return Some(text);
            }
        }
        None
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let mut word = String::new();
        while let Some(next) = self.rest.next_if(|it| belongs(*it)) {
            word.push(next);
        }
        word
    }

    fn skip_blanks(&mut self) {
        self.word(char::is_whitespace);
    }

    fn accept(&mut self, sign: char) -> bool {
        self.rest.next_if_eq(&sign).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_paths() {
        for (text, expected) in [
            ("variables.A", "variables/A"),
            (" variables['A.B'] ", "variables/A.B"),
            ("dependencies.a.outputs['b.c']", "dependencies/a/outputs/b.c"),
            ("parameters.a[0]", "parameters/a/*"),
            ("coalesce(parameters.a, variables.B)", "parameters/a variables/B"),
            ("format('{0}', parameters.a)", "parameters/a"),
            ("eq(variables.A, 'x')", ""),
            ("'it''s'", ""),
            ("variables[", "variables/*"),
            ("(", ""),
            ("", ""),
        ] {
            let expression = read(text);
            let data: Vec<String> = expression.data().iter().map(|it| it.join("/")).collect();
            assert_eq!(data.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        for text in ["f(".repeat(100_000), "a[".repeat(100_000), "f(,".repeat(100_000)] {
            read(&text);
        }
        assert_eq!(read("'it''s'"), Expression::Text("it's".to_owned()));
    }
}
