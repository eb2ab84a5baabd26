//! What surrounds a whole flow: the circumstances of its consumer's scope and of every call that led there.

use std::collections::HashSet;

use crate::model::{Circumstance, Facts, Hop, Matter, Name, Origin, Scope, Site, Space, Word};

use super::Budget;
use super::index::Index;
use super::search::{Path, Search};

/// How many words a name in a circumstance may stand for.
const MOST_WORDS: usize = 32;

/// The circumstances of a flow, innermost scope first, with the words of names filled in where the files say them.
pub fn of<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    path: &Path<'_>,
    consumer: &Site,
    budget: Budget,
) -> Vec<Circumstance> {
    let calls = path.frame.0.iter().rev().map(|passage| &passage.from);
    let scopes: Vec<&Scope> = std::iter::once(&consumer.scope).chain(calls).collect();
    let outermost = scopes.last().and_then(|scope| scope.0.first());
    let mut seen = HashSet::new();
    let mut circumstances = Vec::new();
    for scope in cases(path) {
        let ids = index.circumstances(&scope.0).iter();
        circumstances.extend(ids.map(|id| facts.circumstances[*id].clone()));
    }
    for scope in &scopes {
        for length in (1..=scope.0.len()).rev() {
            if !seen.insert(&scope.0[..length]) {
                continue;
            }
            for id in index.circumstances(&scope.0[..length]) {
                // What starts a unit says nothing of a run in which another unit called it.
                if length == 1
                    && scope.0.first() != outermost
                    && matches!(facts.circumstances[*id].matter, Matter::Trigger(_))
                {
                    continue;
                }
                circumstances.push(filled(index, facts, path, &facts.circumstances[*id], budget));
            }
        }
    }
    circumstances
}

/// The scopes of the cases that were chosen on the way.
fn cases<'p>(path: &'p Path<'_>) -> impl Iterator<Item = &'p Scope> {
    path.hops.iter().rev().filter_map(|hop| match hop {
        Hop::Site(Site { gives: Some(name), scope, .. }) if name.space == Space::Case => {
            Some(scope)
        }
        _ => None,
    })
}

fn filled<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    path: &Path<'_>,
    circumstance: &Circumstance,
    budget: Budget,
) -> Circumstance {
    let words = |words: &[Word]| {
        words.iter().flat_map(|word| read(index, facts, path, word, budget)).collect()
    };
    let matter = match &circumstance.matter {
        Matter::Target(it) => Matter::Target(words(it)),
        Matter::Variant(it) => Matter::Variant(words(it)),
        other => other.clone(),
    };
    Circumstance { matter, ..circumstance.clone() }
}

fn read<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    path: &Path<'_>,
    word: &Word,
    budget: Budget,
) -> Vec<Word> {
    let Word::Name(name) = word else { return vec![word.clone()] };
    let values = values(index, facts, path, name, budget);
    if values.is_empty() {
        vec![word.clone()]
    } else {
        values.into_iter().map(Word::Text).collect()
    }
}

/// The texts that a name holds in a flow's context, as far as the files say them.
fn values<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    path: &Path<'_>,
    name: &Name,
    budget: Budget,
) -> Vec<String> {
    let mut search = Search::within(index, facts, budget, path.decisions.clone());
    let mut values: Vec<String> = Vec::new();
    for found in search.origins_of_name(name) {
        let literal = found.hops.first().and_then(|hop| {
            if let crate::model::Hop::Site(site) = hop { site.literal.as_ref() } else { None }
        });
        if let (Origin::Literal, Some(literal)) = (&found.origin, literal)
            && is_plain(literal.expose())
            && !values.iter().any(|it| it == literal.expose())
        {
            values.push(literal.expose().to_owned());
        }
    }
    values.truncate(MOST_WORDS);
    values
}

/// Whether a literal is a word such as an environment's name, and no value that someone might keep secret.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | '.' | '/' | ' '))
}
