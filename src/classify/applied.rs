//! Whether what declares or takes a token is applied, or only shows how that is done: an example, a document, a test's data.

use std::collections::{HashMap, HashSet};

use crate::model::{Facts, Most, Passage, Scope, Sources, Span, Vendor};

/// How many units are looked at on the way to what applies one.
const MOST: Most = Most::new(1_000, "units on the way to one root");

/// What leads to the units of a repository.
pub(super) struct Ways<'a> {
    by_unit: HashMap<&'a str, Vec<&'a Passage>>,
    sources: &'a Sources,
}

impl<'a> Ways<'a> {
    pub(super) fn of(facts: &'a Facts, sources: &'a Sources) -> Self {
        let mut by_unit: HashMap<&str, Vec<&Passage>> = HashMap::new();
        for passage in &facts.passages {
            by_unit.entry(unit(&passage.to)).or_default().push(passage);
        }
        Self { by_unit, sources }
    }

    /// Whether a place of a scope is where things are applied, or where something that is leads to.
    pub(super) fn apply(&self, span: Span, scope: &Scope, vendor: &Vendor) -> bool {
        !self.is_shown(span, vendor) || self.lead_to(unit(scope), vendor)
    }

    fn lead_to(&self, unit_of_it: &str, vendor: &Vendor) -> bool {
        let mut seen = HashSet::from([unit_of_it]);
        let mut waiting = vec![unit_of_it];
        while let Some(next) = waiting.pop().filter(|_| MOST.has_room(seen.len())) {
            for passage in self.by_unit.get(next).into_iter().flatten() {
                if !self.is_shown(passage.span, vendor) {
                    return true;
                }
                waiting.extend(Some(unit(&passage.from)).filter(|it| seen.insert(it)));
            }
        }
        false
    }

    fn is_shown(&self, span: Span, vendor: &Vendor) -> bool {
        let path = self.sources.path(span.source);
        vendor.is_aside(path) || vendor.is_shown(path)
    }
}

/// The units of some scopes, and of the modules that they call.
pub(super) fn within<'a>(
    scopes: impl Iterator<Item = &'a Scope>,
    facts: &'a Facts,
) -> HashSet<&'a str> {
    let mut waiting: Vec<&str> = scopes.map(unit).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    while let Some(next) = waiting.pop().filter(|_| MOST.has_room(seen.len())) {
        if seen.insert(next) {
            let calls = facts.passages.iter().filter(|it| is_module(it) && unit(&it.from) == next);
            waiting.extend(calls.map(|it| unit(&it.to)));
        }
    }
    seen
}

/// Whether a passage leads from a root into a module that it calls.
fn is_module(passage: &Passage) -> bool {
    1 < passage.from.steps().len()
        && [&passage.from, &passage.to].into_iter().all(|it| unit(it).starts_with("terraform:"))
}

fn unit(scope: &Scope) -> &str {
    scope.root().unwrap_or_default()
}
