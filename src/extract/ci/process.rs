//! A script of a job, amid its variables: what it hands on, and the credentials that it sees.

use std::collections::HashSet;
use std::ops::Range;

use super::dollars;
use super::file::File;
use super::layer::{self, Layer};
use super::presumption::{self, presumed};
use crate::extract::home;
use crate::extract::reference;
use crate::extract::shell::word::{Part, Piece, is_name};
use crate::extract::shell::{self, Outcome, Script, foreign, lexer, write};
use crate::model::vendor::normalised;
use crate::model::{Arrange, Circumstance, Name, Scalar, Scope, Site, Space, Span, Take};

/// A process that a job starts.
pub struct Process<'p> {
    /// Its scope.
    pub scope: Scope,
    /// What messages call it: ``job `deploy` ``.
    pub label: String,
    /// The environments around it, outermost first.
    pub layers: Vec<&'p Layer>,
    /// The folders in which it may start, relative to the root.
    pub folders: Vec<String>,
}

/// What stands for the `${{ … }}` of a script before its shell sees it.
pub struct Filling<'f> {
    /// The names that one hands on.
    pub takes: &'f dyn Fn(&Piece) -> Vec<Take>,
    /// The texts that one may be, where the file says so.
    pub texts: &'f dyn Fn(&Piece) -> Vec<String>,
}

/// The language of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// That of a shell.
    Shell,
    /// Another one.
    Other,
}

/// Read a script of a shell. `${{NAME}}` stands in it for a variable that is filled in before the shell sees it.
pub fn script(file: &mut File<'_>, process: &Process<'_>, scalar: &Scalar) {
    let (id, scope) = (file.source.id, &process.scope);
    let named = |piece: &Piece| scalar.text.get(piece.start..piece.end).and_then(dollars::name);
    let takes = |piece: &Piece| {
        let take = |name: &str| Take {
            name: Name::new(Space::Env, scope, name),
            span: scalar.span_of(id, piece.start, piece.end),
        };
        named(piece).filter(|name| is_name(name)).map(take).into_iter().collect()
    };
    let texts = |piece: &Piece| {
        named(piece).map_or_else(Vec::new, |name| layer::held(&process.layers, name))
    };
    let filling = Filling { takes: &takes, texts: &texts };
    filled(file, process, scalar, Language::Shell, &filling);
}

/// Read a script in which something is filled in before it runs. The answer is what it chooses for Terraform roots.
pub fn filled(
    file: &mut File<'_>,
    process: &Process<'_>,
    scalar: &Scalar,
    language: Language,
    filling: &Filling<'_>,
) -> Vec<(Scope, Circumstance)> {
    mentions(file, process, scalar);
    filled_mentions(file, process, scalar, language, filling);
    let visible = || visible(file, process);
    let known = |piece: &Piece| match &piece.part {
        Part::Variable(name) => layer::held(&process.layers, name),
        Part::Expression => (filling.texts)(piece),
        _ => Vec::new(),
    };
    let script = Script {
        source: file.source,
        scalar,
        scope: process.scope.clone(),
        folders: home::folders(&file.source.path, &process.folders),
        label: process.label.clone(),
        vendors: file.vendors,
        expression: filling.takes,
        known: &known,
        visible: &visible,
    };
    let mut outcome = match language {
        Language::Shell => shell::outcome(&script),
        Language::Other => Outcome { facts: foreign::facts(&script), ..Outcome::default() },
    };
    outcome.tell_configuration(&script, &[]);
    file.facts.append(outcome.facts);
    outcome.states
}

/// The credentials in the environment, as far as they are few enough to be looked through.
fn visible(file: &File<'_>, process: &Process<'_>) -> Vec<String> {
    let variables = process.layers.iter().flat_map(|layer| &layer.variables).take(100);
    let mut names: Vec<String> = variables
        .map(|it| it.name.clone())
        .filter(|name| !name.starts_with("TF_VAR_") && write::is_credential(file.vendors, name))
        .collect();
    names.arrange();
    names.dedup();
    names
}

/// The process sees the credentials that are set around it.
pub fn sees(file: &mut File<'_>, scope: &Scope, layers: &[&Layer], owner: &str) {
    sees_among(file, scope, layers, layers, owner);
}

/// The same where more is set around it than these layers tell: it may show whose a credential is.
pub fn sees_among(
    file: &mut File<'_>,
    scope: &Scope,
    layers: &[&Layer],
    all: &[&Layer],
    owner: &str,
) {
    let mut names: Vec<(String, Span)> = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        for variable in &layer.variables {
            let shadowed = layers[depth + 1..].iter().any(|inner| inner.has(&variable.name));
            if !shadowed && is_credential(file, variable) {
                names.push((variable.name.clone(), variable.span));
            }
        }
    }
    for (name, span) in &names {
        if is_another_product(file, name, all) {
            continue;
        }
        let names = names.iter().map(|(name, _)| name.as_str());
        let consumer = presumption::consumer(file.vendors, name, names);
        let says = format!("`{name}` is in the environment of {owner}");
        present(file, scope, name, *span, consumer, says);
    }
}

/// By its own name, or by that of a variable that it is made of.
fn is_credential(file: &File<'_>, variable: &layer::Variable) -> bool {
    let references = reference::references(&variable.value.text);
    std::iter::once(variable.name.as_str())
        .chain(references.iter().map(|it| it.name))
        .any(|name| write::is_credential(file.vendors, name))
}

fn is_another_product(file: &File<'_>, name: &str, layers: &[&Layer]) -> bool {
    presumption::is_another_product(file.vendors, name, |beside| {
        layers.iter().any(|layer| layer.resembles(beside))
    })
}

/// Credentials that are filled into the script: the process sees them, whatever it does with them.
fn filled_mentions(
    file: &mut File<'_>,
    process: &Process<'_>,
    scalar: &Scalar,
    language: Language,
    filling: &Filling<'_>,
) {
    let comments = match language {
        Language::Shell => lexer::read(&scalar.text).comments,
        Language::Other => Vec::new(),
    };
    let pieces = foreign::expressions(&scalar.text);
    let taken = |piece: &Piece| (filling.takes)(piece).into_iter().map(|it| it.name.text);
    let named: HashSet<String> = pieces.iter().flat_map(taken).map(|it| normalised(&it)).collect();
    let beside = |name: &str| named.contains(&normalised(name));
    let mut comments = comments.iter().peekable();
    for piece in &pieces {
        while comments.next_if(|comment| comment.end <= piece.start).is_some() {}
        if comments.peek().is_some_and(|comment| comment.start <= piece.start) {
            continue;
        }
        for take in (filling.takes)(piece) {
            let name = &take.name.text;
            if !write::is_credential(file.vendors, name)
                || is_another_product(file, name, &process.layers)
                || presumption::is_another_product(file.vendors, name, beside)
            {
                continue;
            }
            let says = format!("`{name}` is filled into the script of {}", process.label);
            let mut site = presentation(&process.scope, take.span, "process", says);
            site.takes = vec![take];
            file.facts.sites.push(site);
        }
    }
}

/// Credentials that the script itself names: the process sees them, whatever it does with them.
fn mentions(file: &mut File<'_>, process: &Process<'_>, scalar: &Scalar) {
    let comments = lexer::read(&scalar.text).comments;
    let mut comments = comments.iter().peekable();
    let references = reference::references(&scalar.text);
    let mut all: Vec<(&str, Range<usize>)> =
        references.iter().map(|it| (it.name, it.start..it.end)).collect();
    all.extend(dollars::names(&scalar.text));
    all.arrange_by_key(|(_, range)| range.start);
    let named: HashSet<String> = all.iter().map(|(name, _)| normalised(name)).collect();
    let beside = |name: &str| named.contains(&normalised(name));
    for (name, range) in all {
        while comments.next_if(|comment| comment.end <= range.start).is_some() {}
        if comments.peek().is_some_and(|comment| comment.start <= range.start)
            || !write::is_credential(file.vendors, name)
            || is_another_product(file, name, &process.layers)
            || presumption::is_another_product(file.vendors, name, beside)
        {
            continue;
        }
        let span = scalar.span_of(file.source.id, range.start, range.end);
        let says = format!("the script of {} names `{name}`", process.label);
        present(file, &process.scope, name, span, "process", says);
    }
}

fn present(
    file: &mut File<'_>,
    scope: &Scope,
    name: &str,
    span: Span,
    consumer: &str,
    says: String,
) {
    let mut site = presentation(scope, span, consumer, says);
    site.takes = vec![Take { name: Name::new(Space::Env, scope, name), span }];
    file.facts.sites.push(site);
}

/// A site at which a credential is presented that is still to be named.
fn presentation(scope: &Scope, span: Span, consumer: &str, says: String) -> Site {
    Site { presents: Some(presumed(consumer).into()), ..Site::new(span, scope, says) }
}
