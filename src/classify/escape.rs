//! Whether a token also goes where nobody is known to use it. Then more may be asked of it than the files show.
//!
//! A way of a token ends well where it goes on to a consumer of the files. It ends elsewhere at an output or an entry
//! of a store that nothing here reads, at an entry that other repositories find as well, and where a job takes it and
//! hands it to no consumer that is known. What a process may do that stands beside a known consumer is not asked.

use std::collections::{HashMap, HashSet};

use crate::model::{Class, Facts, Name, Passage, Scope, Site, Space, Span, Take, Usage};

/// What each name is taken by, and what each place gives.
pub(super) struct Ends<'a> {
    takers: HashMap<(Space, String), Vec<(&'a Take, Span)>>,
    sites: HashMap<Span, Vec<&'a Site>>,
    passages: HashMap<&'a Scope, Vec<&'a Passage>>,
}

impl<'a> Ends<'a> {
    pub(super) fn of(facts: &'a Facts) -> Self {
        let mut ends =
            Self { takers: HashMap::new(), sites: HashMap::new(), passages: HashMap::new() };
        for site in &facts.sites {
            ends.sites.entry(site.span).or_default().push(site);
            for take in &site.takes {
                ends.takers.entry(key(&take.name)).or_default().push((take, site.span));
            }
        }
        for passage in &facts.passages {
            ends.passages.entry(&passage.from).or_default().push(passage);
        }
        ends
    }

    /// Whether one of the ways of a token is known to end at none of its consumers.
    pub(super) fn escapes(&self, usages: &[&Usage]) -> bool {
        let consumers = usages.iter().filter(|usage| usage.class != Class::Store);
        let passed: HashSet<Span> =
            consumers.flat_map(|usage| &usage.trace).map(|step| step.span).collect();
        let goes_on = |span: Span| passed.iter().any(|it| span.contains(*it) || it.contains(span));
        let is_kept = |usage: &&&Usage| usage.class == Class::Store && usage.context.active;
        usages.iter().filter(is_kept).any(|usage| !goes_on(usage.span))
            || passed.iter().filter_map(|span| self.sites.get(span)).flatten().any(|site| {
                site.is_shared
                    || site.gives.as_ref().is_some_and(|name| self.is_taken(name, goes_on))
            })
    }

    /// Whether something takes a name that lies on no way to a consumer.
    fn is_taken(&self, name: &Name, goes_on: impl Fn(Span) -> bool) -> bool {
        let takers = self.takers.get(&key(name)).into_iter().flatten();
        takers
            .filter(|(take, _)| self.finds(name, &take.name.scope))
            .any(|(take, span)| !goes_on(*span) && !goes_on(take.span))
    }

    /// Whether a name that is given in one scope is found from another.
    fn finds(&self, name: &Name, scope: &Scope) -> bool {
        let of_world = || {
            let kind = |scope: &Scope| scope.root()?.split_once(':').map(|it| it.0.to_owned());
            name.scope == Scope::world(&kind(scope).unwrap_or_default())
        };
        let carried = || {
            let passages = self.passages.get(&name.scope).into_iter().flatten();
            passages.into_iter().any(|passage| {
                let carries = passage.carries.iter().any(|carry| carry.space == name.space);
                carries && passage.to.encloses(scope)
            })
        };
        name.scope.encloses(scope) || of_world() || carried()
    }
}

fn key(name: &Name) -> (Space, String) {
    let text = if name.space.folds_case() { name.text.to_lowercase() } else { name.text.clone() };
    (name.space, text)
}
