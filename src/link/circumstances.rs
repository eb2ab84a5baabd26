//! What surrounds a whole flow: the circumstances of its consumer's scope and of every call that led there.

use std::collections::HashSet;

use crate::model::{Circumstance, Facts, Held, Hop, Matter, Scope, Site, Space, Word};

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
) -> Held<Circumstance> {
    let calls = path.frame.0.iter().rev().map(|passage| &passage.from);
    let scopes: Vec<&Scope> = std::iter::once(&consumer.scope).chain(calls).collect();
    let outermost = scopes.last().and_then(|scope| scope.root());
    let mut seen = HashSet::new();
    let mut circumstances = Held::default();
    for scope in cases(path) {
        for id in index.circumstances(scope.steps()) {
            circumstances.share(&facts.circumstances, *id);
        }
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
                match filled(index, facts, path, &facts.circumstances[*id], budget) {
                    Some(filled) => circumstances.push(filled),
                    None => circumstances.share(&facts.circumstances, *id),
                }
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

/// A circumstance in whose words names may stand, with what these are.
fn filled<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    path: &Path<'_>,
    circumstance: &Circumstance,
    budget: Budget,
) -> Option<Circumstance> {
    let filled = |words: &[Word]| {
        words.iter().flat_map(|it| words::read(index, facts, &path.decisions, it, budget)).collect()
    };
    let matter = match &circumstance.matter {
        Matter::Target(it) => Matter::Target(filled(it)),
        Matter::Variant(it) => Matter::Variant(filled(it)),
        Matter::Code(it) => Matter::Code(filled(it)),
        _ => return None,
    };
    let Circumstance { scope, span, says, .. } = circumstance;
    Some(Circumstance { scope: scope.clone(), matter, span: *span, says: says.clone() })
}
