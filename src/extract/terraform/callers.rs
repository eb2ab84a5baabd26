//! From which root a provider comes into a module, where nothing on the way configures it.

use std::collections::{HashMap, HashSet};

use super::terragrunt;
use crate::model::{Facts, Most, Name, Passage, Scope, Site, Space, Span};

/// How many units are looked at on the way to the roots that call one.
const MOST: Most = Most::new(1_000, "units on the way to one root");

/// How providers come into units.
pub(super) struct Callers<'a> {
    configured: HashSet<&'a Name>,
    /// What a call hands over, by the name that it has inside.
    handed: HashMap<&'a Name, &'a Site>,
    calls: HashMap<&'a Scope, Vec<&'a Passage>>,
    /// The units that something other than a module runs.
    applied: HashSet<&'a Scope>,
}

impl<'a> Callers<'a> {
    /// What the facts of all files say.
    pub(super) fn of(facts: &'a Facts) -> Self {
        let mut callers = Self {
            configured: HashSet::new(),
            handed: HashMap::new(),
            calls: HashMap::new(),
            applied: HashSet::new(),
        };
        for site in &facts.sites {
            let Some(name) = site.gives.as_ref().filter(|it| it.space == Space::Provider) else {
                continue;
            };
            if site.presents.is_some() {
                callers.configured.insert(name);
            } else {
                callers.handed.insert(name, site);
            }
        }
        for passage in facts.passages.iter().filter(|it| is_unit(&it.to)) {
            if passage.carries.iter().any(|carry| carry.space == Space::Provider) {
                callers.calls.entry(&passage.to).or_default().push(passage);
            } else if !is_of(&passage.from, "terraform:") && !is_of(&passage.from, "file:") {
                callers.applied.insert(&passage.to);
            }
        }
        callers
    }

    /// The roots in which a provider of a unit is not configured, each with the place that tells of it there.
    pub(super) fn roots(&self, name: &Name, span: Span) -> Vec<(Name, Span)> {
        let mut roots = Vec::new();
        let mut seen = HashSet::new();
        let mut waiting = vec![(name, span)];
        while let Some((name, span)) = waiting.pop().filter(|_| MOST.has_room(seen.len())) {
            if self.configured.contains(name) || name.text.contains('.') || !seen.insert(name) {
                continue;
            }
            let calls = self.calls.get(&name.scope).map_or(&[][..], Vec::as_slice);
            if calls.is_empty() || self.applied.contains(&name.scope) {
                roots.push((name.clone(), span));
            }
            for call in calls {
                let inner = Name { scope: call.from.clone(), ..name.clone() };
                let site = self.handed.get(&inner);
                waiting.extend(site.and_then(|it| Some((&it.takes.first()?.name, it.span))));
                // What Terragrunt runs is a root: a provider that it writes no block for is implied there.
                if terragrunt::is_unit(&call.from) && !self.configured.contains(&inner) {
                    roots.push((inner, span));
                }
            }
        }
        roots
    }
}

fn is_unit(scope: &Scope) -> bool {
    scope.steps().len() == 1 && is_of(scope, "terraform:")
}

fn is_of(scope: &Scope, kind: &str) -> bool {
    scope.root().is_some_and(|unit| unit.starts_with(kind))
}
