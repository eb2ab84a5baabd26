//! Programs of several units: a value goes from one unit of a program to another in a run of a program that holds both.

use crate::model::{Arrange, Frame, Passage, Site, Take, Within as _};

use super::index::{PassageId, ScopeId, SiteId};
use super::resolve::Outcome;
use super::search::{Decisions, Search};

impl<'a> Search<'_, 'a> {
    /// What a name is that a site takes, in each context that the search for it leads to.
    pub(super) fn taken(
        &mut self,
        site: &Site,
        take: &Take,
        context: usize,
    ) -> Vec<(Outcome, usize)> {
        let mut outcomes = Vec::new();
        for (outcome, context) in self.resolve(&take.name, context) {
            match outcome {
                Outcome::Given(giver, passages) if passages.is_empty() => {
                    let contexts = self.shared(site, giver, context).into_iter();
                    outcomes.extend(contexts.map(|it| (Outcome::Given(giver, Vec::new()), it)));
                }
                outcome => outcomes.push((outcome, context)),
            }
        }
        outcomes
    }

    /// The contexts in which two sites are parts of one program.
    fn shared(&mut self, taker: &Site, giver: SiteId, context: usize) -> Vec<usize> {
        let giver = &self.facts.sites[giver.0];
        let units = self.index.unit(&taker.scope).zip(self.index.unit(&giver.scope));
        let Some((ours, theirs)) = units.filter(|(ours, theirs)| ours != theirs) else {
            return vec![context];
        };
        let programs = self.programs_of_both(ours, theirs);
        if programs.is_empty() {
            return vec![context];
        }
        let contexts = programs.into_iter().filter_map(|calls| self.decided(context, calls));
        contexts.collect()
    }

    /// The calls of a context, outermost first: how a unit was entered may be decided before its callers are.
    pub(super) fn frame(&self, decisions: &Decisions) -> Frame<'a> {
        let entered = |passage: &Passage| {
            let unit = self.index.unit(&passage.from)?;
            let (_, call) = decisions.iter().find(|(it, _)| *it == unit)?;
            call.map(|call| self.index.passage(call))
        };
        let depth = |passage: &&'a Passage| {
            let outwards = std::iter::successors(Some(*passage), |passage| entered(passage));
            outwards.take(decisions.len() + 1).count()
        };
        let calls = decisions.iter().rev().filter_map(|(_, call)| *call);
        let mut calls: Vec<&Passage> = calls.map(|call| self.index.passage(call)).collect();
        calls.arrange_by_cached_key(depth);
        Frame(calls)
    }

    /// By which passages two units are entered in each program that holds both.
    fn programs_of_both(&self, ours: ScopeId, theirs: ScopeId) -> Vec<[Entered; 2]> {
        let of = |unit: ScopeId| {
            let parts = self.index.programs(unit).iter().map(|(first, call)| (*first, Some(*call)));
            parts.chain([(unit, None)])
        };
        let mut both = Vec::new();
        for (first, call) in of(ours).within(self.budget.calls()) {
            let other = of(theirs).find(|(it, _)| *it == first);
            both.extend(other.map(|(_, other)| [(ours, call), (theirs, other)]));
        }
        both
    }

    /// The context in which units are entered like this; `None` where it is decided otherwise.
    fn decided(&mut self, context: usize, calls: [Entered; 2]) -> Option<usize> {
        let mut decisions = self.contexts[context].clone();
        for (unit, call) in calls {
            // How the first unit of a program is entered is a matter of its own.
            let Some(call) = call else { continue };
            match decisions.iter().find(|(it, _)| *it == unit) {
                Some((_, decided)) if *decided != Some(call) => return None,
                Some(_) => {}
                None => decisions.push((unit, Some(call))),
            }
        }
        self.context(decisions)
    }
}

/// A unit, and the passage by which it is entered; none for the first unit of a program.
type Entered = (ScopeId, Option<PassageId>);
