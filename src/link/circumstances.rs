//! What surrounds a whole flow: the circumstances of its consumer's scope and of every call that led there.

use std::collections::HashSet;

use crate::model::{Circumstance, Facts, Hop, Matter, Scope, Site, Space, Word};

use super::Budget;
use super::index::Index;
use super::search::Path;
use super::words;

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
    let outermost = scopes.last().and_then(|scope| scope.root());
    let mut seen = HashSet::new();
    let mut circumstances = Vec::new();
    for scope in cases(path) {
        let ids = index.circumstances(scope.steps()).iter();
        circumstances.extend(ids.map(|id| facts.circumstances[*id].clone()));
    }
    for scope in &scopes {
        for length in (1..=scope.steps().len()).rev() {
            if !seen.insert(&scope.steps()[..length]) {
                continue;
            }
            for id in index.circumstances(&scope.steps()[..length]) {
                // What starts a unit says nothing of a run in which another unit called it.
                if length == 1
                    && scope.root() != outermost
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
    let filled = |words: &[Word]| {
        words.iter().flat_map(|it| words::read(index, facts, &path.decisions, it, budget)).collect()
    };
    let matter = match &circumstance.matter {
        Matter::Target(it) => Matter::Target(filled(it)),
        Matter::Variant(it) => Matter::Variant(filled(it)),
        Matter::Code(it) => Matter::Code(filled(it)),
        other => other.clone(),
    };
    Circumstance { matter, ..circumstance.clone() }
}
