//! What an expression is worth: text with variables in it, or a credential, each under the condition that chooses it.

use std::collections::HashMap;

use super::condition;
use super::token::{self, Kind, Token, expression_end};
use super::tree::{argument, enclosed};
use crate::extract::ci::condition::is_never;
use crate::model::{Scalar, Span, Test};

/// A value, and what must hold for it to be chosen.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub asked: Option<Test>,
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Text; variables stand in it as the form asks.
    Text(Scalar),
    /// A secret of this name.
    Secret { id: String, named: Span },
    /// Something that only a run knows.
    Opaque,
}

/// How variables stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As `${NAME}`, in the value of a variable.
    Variable,
    /// As `${{NAME}}`, in a script: Groovy fills them in before any shell sees it.
    Script,
}

/// What the names of a program are set to; nothing for one that is set more than once.
pub(super) type Definitions<'p> = HashMap<&'p str, Option<&'p [Token]>>;

/// A program whose expressions are read.
#[derive(Clone, Copy)]
pub(super) struct Program<'p> {
    pub text: &'p str,
    /// All of it as one scalar, from which pieces are copied.
    pub whole: &'p Scalar,
    pub definitions: &'p Definitions<'p>,
}

/// How many choices one expression may have, and parentheses around it.
const CHOICES: usize = 8;
impl<'p> Program<'p> {
    /// What a name alone is set to, or the expression itself.
    pub fn resolved<'t>(&self, tokens: &'t [Token]) -> &'t [Token]
    where
        'p: 't,
    {
        match tokens {
            [only] if only.kind == Kind::Word => {
                self.definitions.get(only.of(self.text)).copied().flatten().unwrap_or(tokens)
            }
            _ => tokens,
        }
    }

    /// What an expression may be worth.
    pub fn choices(&self, tokens: &[Token]) -> Vec<Choice> {
        let mut choices = Vec::new();
        let inside = self.filled_alone(tokens);
        let tokens = inside.as_deref().unwrap_or(tokens);
        let (mut rest, mut before) = (unwrapped(tokens), Vec::new());
        // `a ? b : c ? d : e`.
        while let Some((question, colon)) = ternary(rest).filter(|_| choices.len() < CHOICES) {
            let asked = condition::of_tokens(self.text, &rest[..question]);
            let value = self.value(unwrapped(&rest[question + 1..colon]));
            choices.push(Choice { asked: together(&before, asked.clone()), value });
            before.push(Test::Not(Box::new(asked)));
            rest = unwrapped(&rest[colon + 1..]);
        }
        let last = before.pop();
        let asked = last.and_then(|it| together(&before, it));
        choices.push(Choice { asked, value: self.value(rest) });
        choices.retain(|it| !it.asked.as_ref().is_some_and(is_never));
        choices
    }

    /// The expression of a text that is nothing but `${ … }`.
    fn filled_alone(&self, tokens: &[Token]) -> Option<Vec<Token>> {
        let [only] = tokens else { return None };
        let Kind::Text { filled: true, .. } = only.kind else { return None };
        let (start, end) = only.content();
        let is_alone = expression_end(self.text, start) == Some(end);
        is_alone.then(|| token::within(self.text, start + 2, end - 1))
    }

    /// What an expression without a choice is worth.
    fn value(&self, tokens: &[Token]) -> Value {
        let span = |from: usize, to: usize| Span::new(crate::model::SourceId(0), from, to);
        if let [call, open, ..] = tokens
            && call.is_word(self.text, "credentials")
            && open.is(b'(')
        {
            let (inside, _) = enclosed(tokens, 1);
            let named = inside.first().zip(inside.last());
            let Some((first, last)) = named else { return Value::Opaque };
            let id = self.plain(inside).unwrap_or_else(|| {
                let scalar = self.woven(inside, Form::Variable);
                scalar.map(|it| it.text).unwrap_or_default()
            });
            if id.is_empty() {
                return Value::Opaque;
            }
            let named = span(first.content().0, last.content().1);
            return Value::Secret { id, named };
        }
        if tokens.first().is_some_and(|it| it.is_word(self.text, "vault"))
            && let Some(key) = argument(self.text, &tokens[1..], "key")
        {
            let path = argument(self.text, &tokens[1..], "path").and_then(|it| self.plain(it));
            let id =
                format!("{}/{}", path.unwrap_or_default(), self.plain(key).unwrap_or_default());
            let named = key.first().map_or(span(0, 0), |it| span(it.start, it.end));
            return Value::Secret { id: id.trim_matches('/').to_owned(), named };
        }
        match self.woven(tokens, Form::Variable) {
            // What is partly unknown and names nothing says nothing.
            Some(scalar) if !scalar.text.contains("${}") || has_name(&scalar.text) => {
                Value::Text(scalar)
            }
            _ => Value::Opaque,
        }
    }
}

fn has_name(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| !text[at + 2..].starts_with('}'))
}

/// The pieces within parentheses around all of them.
pub(super) fn unwrapped(mut tokens: &[Token]) -> &[Token] {
    let mut left = CHOICES;
    while let [open, inside @ .., close] = tokens
        && 0 < left
        && open.is(b'(')
        && close.is(b')')
        && enclosed(tokens, 0).1 == tokens.len() - 1
    {
        tokens = inside;
        left -= 1;
    }
    tokens
}

/// Where the `?` and the `:` of a choice stand, if the pieces are one.
fn ternary(tokens: &[Token]) -> Option<(usize, usize)> {
    let (mut depth, mut question, mut open) = (0_usize, None, 0_usize);
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1);
        match token.kind {
            Kind::Sign(b'(' | b'[') => depth += 1,
            Kind::Sign(b')' | b']') => depth = depth.saturating_sub(1),
            Kind::Sign(b'?') if depth == 0 => {
                // `?.` and `?:` ask nothing.
                if next.is_some_and(|it| (it.is(b'.') || it.is(b':')) && it.start == token.end) {
                    continue;
                }
                question = question.or(Some(index));
                open += 1;
            }
            Kind::Sign(b':') if depth == 0 && 0 < open => {
                if tokens[index - 1].is(b'?') {
                    continue;
                }
                open -= 1;
                if open == 0 {
                    return Some((question?, index));
                }
            }
            _ => {}
        }
    }
    None
}

/// All of some tests; `None` where they tell no run from another.
fn together(before: &[Test], last: Test) -> Option<Test> {
    let mut tests: Vec<Test> = before.to_vec();
    tests.push(last);
    tests.retain(|it| it.says_something() || is_never(it));
    match tests.len() {
        0 => None,
        1 => tests.pop(),
        _ => Some(Test::All(tests)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::jenkins::token::tokens;
    use crate::model::Style;

    #[test]
    fn a_text_that_is_an_expression_is_worth_that() {
        let text = "\"${BRANCH_NAME == 'main' ? env.A : 'b'}\"";
        let whole = Scalar::verbatim(text, 0, Style::Block);
        let definitions = Definitions::new();
        let program = Program { text, whole: &whole, definitions: &definitions };
        let choices = program.choices(&tokens(text));
        let texts = choices.iter().map(|it| match &it.value {
            Value::Text(scalar) => scalar.text.as_str(),
            _ => "?",
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["${A}", "b"]);
    }

    #[test]
    fn a_choice_has_its_conditions() {
        let text = "env.BRANCH_NAME == 'main' ? credentials('a') : (x ? 'b' : env.C)";
        let whole = Scalar::verbatim(text, 0, Style::Block);
        let choices = Program { text, whole: &whole, definitions: &Definitions::new() }
            .choices(&tokens(text));
        let said: Vec<String> = choices
            .iter()
            .map(|it| {
                let value = match &it.value {
                    Value::Text(scalar) => scalar.text.clone(),
                    Value::Secret { id, .. } => format!("secret {id}"),
                    Value::Opaque => "?".to_owned(),
                };
                format!("{value} {}", it.asked.as_ref().map_or(String::new(), Test::to_string))
            })
            .collect();
        assert_eq!(
            said,
            [
                "secret a on the branch `main`",
                "b except on the branch `main`",
                "${C} except on the branch `main`"
            ]
        );
    }
}
