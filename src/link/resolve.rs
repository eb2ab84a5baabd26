//! What a name turns out to be: looked for in its scope, then outwards, then through the passages into the unit.

use crate::model::{Name, Reach, Space};

use super::index::{PassageId, ScopeId, SiteId};
use super::search::Search;

/// How many calls deep a name is followed; deeper ones are no code that people write.
const MOST_CALLS: usize = 64;

/// What a name turns out to be in a context.
pub(super) enum Outcome {
    /// A site gives it, reached through these passages, the consumer's side first.
    Given(SiteId, Vec<PassageId>),
    /// Nothing in the repository gives it, but something outside may, beyond these passages.
    Outside(Vec<PassageId>),
    /// Nothing gives it and nothing can.
    Nothing,
}

impl Search<'_, '_> {
    /// What a name is, in each context that the search for it leads to.
    pub(super) fn resolve(&mut self, name: &Name, context: usize) -> Vec<(Outcome, usize)> {
        let Some(scope) = self.index.scope(&name.scope) else {
            return vec![(Outcome::Outside(Vec::new()), context)];
        };
        self.look_outwards(name, scope, context, &mut Vec::new())
    }

    fn look_outwards(
        &mut self,
        name: &Name,
        scope: ScopeId,
        context: usize,
        through: &mut Vec<PassageId>,
    ) -> Vec<(Outcome, usize)> {
        let scopes: Vec<ScopeId> = self.index.outwards(scope).collect();
        for scope in scopes {
            if !self.index.calls(scope).is_empty() {
                return self.look_through_calls(name, scope, context, through);
            }
            let here = self.look_here(name, scope, through);
            if !here.is_empty() {
                return here.into_iter().map(|outcome| (outcome, context)).collect();
            }
        }
        vec![(Outcome::Outside(through.clone()), context)]
    }

    /// What gives a name in exactly this scope: its sites, and files that are loaded into it.
    fn look_here(&mut self, name: &Name, scope: ScopeId, through: &[PassageId]) -> Vec<Outcome> {
        let given = self.afforded(self.index.given(name, scope));
        let mut outcomes: Vec<Outcome> =
            given.iter().map(|site| Outcome::Given(*site, through.to_vec())).collect();
        for id in self.afforded(self.index.supplies(scope)) {
            let passage = self.index.passage(*id);
            if !passage.carries.iter().any(|carry| carry.space == name.space) {
                continue;
            }
            if let Some(from) = self.index.scope(&passage.from).filter(|_| !through.contains(id)) {
                let passages = [through, &[*id]].concat();
                let given = self.afforded(self.index.given(name, from));
                outcomes.extend(given.iter().map(|site| Outcome::Given(*site, passages.clone())));
            }
        }
        outcomes
    }

    /// Whether a name may be followed through one more call.
    fn affords_a_call(&mut self, after: usize) -> bool {
        self.exhausted |= MOST_CALLS <= after;
        after < MOST_CALLS
    }

    /// As many of some sites or passages as one consumer may look at.
    fn afforded<'s, T>(&mut self, all: &'s [T]) -> &'s [T] {
        let afforded = &all[..all.len().min(self.budget.sites)];
        self.exhausted |= afforded.len() < all.len();
        self.spent += 1 + afforded.len();
        afforded
    }

    fn look_through_calls(
        &mut self,
        name: &Name,
        unit: ScopeId,
        context: usize,
        through: &mut Vec<PassageId>,
    ) -> Vec<(Outcome, usize)> {
        let decided =
            self.contexts[context].iter().find(|(it, _)| *it == unit).map(|(_, call)| *call);
        let calls: Vec<Option<PassageId>> = decided.map_or_else(
            || {
                let itself = self.index.starts(unit).then_some(None);
                let calls = self.afforded(self.index.calls(unit));
                calls.iter().map(|call| Some(*call)).chain(itself).collect()
            },
            |call| vec![call],
        );
        let mut outcomes = Vec::new();
        for call in calls {
            let mut decisions = self.contexts[context].clone();
            if decided.is_none() {
                decisions.push((unit, call));
            }
            let Some(context) = self.context(decisions) else { continue };
            outcomes.extend(self.look_through(name, unit, call, context, through));
        }
        outcomes
    }

    fn look_through(
        &mut self,
        name: &Name,
        unit: ScopeId,
        call: Option<PassageId>,
        context: usize,
        through: &mut Vec<PassageId>,
    ) -> Vec<(Outcome, usize)> {
        let passage = call.map(|call| self.index.passage(call));
        let carry = passage
            .and_then(|passage| passage.carries.iter().find(|carry| carry.space == name.space));
        let from = passage.and_then(|passage| self.index.scope(&passage.from));
        if let (Some(call), Some(carry), Some(from)) = (call, carry, from)
            && !through.contains(&call)
            && self.affords_a_call(through.len())
        {
            through.push(call);
            let mut found = match carry.reach {
                Reach::Here => self
                    .look_here(name, from, through)
                    .into_iter()
                    .map(|outcome| (outcome, context))
                    .collect(),
                Reach::Outwards => self.look_outwards(name, from, context, through),
            };
            through.pop();
            if carry.reach == Reach::Outwards {
                // What is set here only serves where the caller sets nothing.
                if found.iter().any(|(outcome, _)| !matches!(outcome, Outcome::Given(..))) {
                    let here = self.look_here(name, unit, through);
                    if !here.is_empty() {
                        found.retain(|(outcome, _)| matches!(outcome, Outcome::Given(..)));
                        found.extend(here.into_iter().map(|outcome| (outcome, context)));
                    }
                }
                return found;
            }
            if !found.is_empty() {
                return found;
            }
        }
        let here = self.look_here(name, unit, through);
        if !here.is_empty() {
            return here.into_iter().map(|outcome| (outcome, context)).collect();
        }
        // Of a unit that was called, only what the call hands over comes in; one that starts by itself has the world
        // around it. What no call can hand over is made in the unit, by what no file tells.
        if call.is_some() && !is_made_within(name.space) {
            return vec![(Outcome::Nothing, context)];
        }
        let around: Vec<ScopeId> = self.index.outwards(unit).skip(1).collect();
        for scope in around {
            let there = self.look_here(name, scope, through);
            if !there.is_empty() {
                return there.into_iter().map(|outcome| (outcome, context)).collect();
            }
        }
        vec![(Outcome::Outside(through.clone()), context)]
    }
}

/// Whether what a name of a space stands for is made where it is read: what a data source, a module or a program gives.
fn is_made_within(space: Space) -> bool {
    matches!(space, Space::Attribute | Space::Local | Space::Output | Space::Kept)
}
