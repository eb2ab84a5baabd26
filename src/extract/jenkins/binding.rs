//! Steps that fill variables from the store of credentials, or from a vault.

use super::token::{Kind, Token};
use super::tree::{argument, enclosed, split};
use super::value::{Choice, Program, Value};
use crate::model::{SourceId, Span};

/// A variable that a step fills.
pub(super) struct Binding {
    pub variable: String,
    pub choices: Vec<Choice>,
    /// The binding as it is written.
    pub span: Span,
}

/// Bindings of which the variable holds no secret but a file with one, or a key that is no token.
const OTHERS: [&str; 7] = [
    "file",
    "zip",
    "sshUserPrivateKey",
    "certificate",
    "dockerCert",
    "FileBinding",
    "ZipFileBinding",
];

/// `withCredentials([string(credentialsId: 'id', variable: 'X'), …])`.
pub(super) fn credentials(program: &Program<'_>, arguments: &[Token]) -> Vec<Binding> {
    let list = bindings(program.text, arguments);
    split(list, b',').into_iter().flat_map(|binding| of_one(program, binding)).collect()
}

/// The list of bindings, which may stand under a name.
fn bindings<'t>(text: &str, arguments: &'t [Token]) -> &'t [Token] {
    let value = argument(text, arguments, "bindings").unwrap_or(arguments);
    match value.first() {
        Some(open) if open.is(b'[') => enclosed(value, 0).0,
        _ => value,
    }
}

fn of_one(program: &Program<'_>, binding: &[Token]) -> Vec<Binding> {
    let text = program.text;
    let open = binding.iter().position(|it| it.is(b'(') || it.is(b'['));
    let inside = open.map_or(binding, |at| enclosed(binding, at).0);
    let class = binding.iter().find_map(|it| it.text(text).filter(|it| it.ends_with("Binding")));
    let name = class.or_else(|| Some(binding.first()?.of(text))).unwrap_or_default();
    let (Some(id), false) = (argument(text, inside, "credentialsId"), OTHERS.contains(&name))
    else {
        return Vec::new();
    };
    let variables = ["variable", "passwordVariable"];
    let named = variables.iter().filter_map(|it| program.plain(argument(text, inside, it)?));
    let (Some(first), Some(last)) = (binding.first(), binding.last()) else { return Vec::new() };
    let span = Span::new(SourceId(0), first.start, last.end);
    named.map(|variable| Binding { variable, choices: ids(program, id), span }).collect()
}

/// The credentials that an id stands for: text, or a variable that some condition chooses.
pub(super) fn ids(program: &Program<'_>, tokens: &[Token]) -> Vec<Choice> {
    let named = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => Span::new(SourceId(0), first.content().0, last.content().1),
        _ => return Vec::new(),
    };
    let secret = |choice: Choice| {
        let value = match choice.value {
            Value::Text(scalar) => Value::Secret { id: scalar.text, named },
            other => other,
        };
        Choice { value, ..choice }
    };
    program.choices(program.resolved(tokens)).into_iter().map(secret).collect()
}

/// `withVault([vaultSecrets: [[path: 'a', secretValues: [[envVar: 'X', vaultKey: 'k']]]]])`, or the same list under a
/// name: each `envVar` is filled from the key beside it and the path before it.
pub(super) fn vault(program: &Program<'_>, tokens: &[Token]) -> Vec<Binding> {
    let text = program.text;
    let named = tokens.iter().position(|it| it.is_word(text, "vaultSecrets"));
    let value = named.and_then(|at| tokens.get(at + 2..=at + 2));
    let tokens = match value.map(|it| program.resolved(it)) {
        Some(value) if 1 < value.len() => value,
        _ => tokens,
    };
    let (mut path, mut bindings) = (String::new(), Vec::new());
    for (index, token) in tokens.iter().enumerate() {
        let value =
            tokens.get(index + 1..).filter(|rest| rest.first().is_some_and(|it| it.is(b':')));
        let Some(value) = value.and_then(|rest| rest.get(1)) else { continue };
        if token.is_word(text, "path") {
            path = program.plain(std::slice::from_ref(value)).unwrap_or_default();
        } else if token.is_word(text, "envVar")
            && let Some(variable) = value.text(text)
        {
            let (start, inside) = around(tokens, index);
            let key = argument(text, inside, "vaultKey").and_then(|it| program.plain(it));
            let id = format!("{path}/{}", key.unwrap_or_else(|| variable.to_owned()));
            let named = Span::new(SourceId(0), value.start, value.end);
            let id = id.trim_matches('/').to_owned();
            let choices = vec![Choice { asked: None, value: Value::Secret { id, named } }];
            let end = inside.last().map_or(value.end, |it| it.end);
            let span = Span::new(SourceId(0), start, end);
            bindings.push(Binding { variable: variable.to_owned(), choices, span });
        }
    }
    bindings
}

/// How far the brackets around an entry are looked for.
const NEAR: usize = 40;

/// The pieces between the brackets around a piece, and where they begin.
fn around(tokens: &[Token], at: usize) -> (usize, &[Token]) {
    let from = at.saturating_sub(NEAR);
    let open = tokens[from..at].iter().rposition(|it| matches!(it.kind, Kind::Sign(b'[' | b'(')));
    let Some(open) = open.map(|it| from + it) else { return (tokens[at].start, &tokens[at..]) };
    let to = (at + NEAR).min(tokens.len());
    let (inside, _) = enclosed(&tokens[..to], open);
    (tokens[open].start, inside)
}
