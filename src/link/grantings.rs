//! What tokens are given, with the names in it filled in: once for each call of the module that declares the token.

use crate::model::{Facts, Given, Granting, Within as _, Word};

use super::Budget;
use super::index::Index;
use super::search::Decisions;
use super::words;

/// Every resource that declares a token, in each place at which it stands in the account.
pub fn grantings(facts: &Facts, budget: Budget) -> Vec<Granting> {
    if facts.grantings.is_empty() {
        return Vec::new();
    }
    let index = Index::new(facts);
    facts.grantings.iter().flat_map(|granting| places(&index, facts, granting, budget)).collect()
}

fn places<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    granting: &Granting,
    budget: Budget,
) -> Vec<Granting> {
    let Some(unit) = index.scope(&granting.gives.scope) else { return vec![granting.clone()] };
    let itself = index.starts(unit).then_some(None);
    let calls = index.calls(unit).iter().within(budget.calls()).map(|call| Some(*call));
    let place = |call: Option<_>| Granting {
        call: call.map(|id| index.passage(id).from.clone()),
        ..filled(index, facts, granting, &vec![(unit, call)], budget)
    };
    calls.chain(itself).map(place).collect()
}

fn filled<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    granting: &Granting,
    decisions: &Decisions,
    budget: Budget,
) -> Granting {
    let all = |word: &Word| words::read(index, facts, decisions, word, budget);
    // What may be one of several is not known.
    let one = |word: &Word| match all(word).as_slice() {
        [only] => only.clone(),
        _ => word.clone(),
    };
    let given = |given: &Given| Given {
        set: given.set.iter().flat_map(all).collect(),
        all_projects: given.all_projects.as_ref().map(one),
        categories: given.categories.as_ref().map(|it| it.iter().flat_map(all).collect()),
        ..given.clone()
    };
    Granting {
        title: granting.title.as_ref().map(one),
        given: granting.given.iter().map(given).collect(),
        ..granting.clone()
    }
}
