//! Which site takes what another gives: `Facts` → `Flow`s, from the consumer, or from where a value is revealed, back
//! to every origin.
//!
//! Names are looked up in the innermost scope first, then outwards, then through the passages by which a unit was
//! entered. A unit that is entered in several ways is searched once for each: every way is a context of its own.
//! The search is bounded; where a bound is reached, a problem says so. Nothing here knows a format or a vendor.

mod given;
mod index;
mod search;
mod resolve;
mod words;
mod program;
mod circumstances;
mod grantings;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::model::{
    ExposureForm, Facts, Flow, Hop, Limit, Limits, Most, Origin, Problem, Scope, Site, Sources,
    Space, Span, Weight,
};

use index::{Index, SiteId};

pub use grantings::grantings;
use search::Search;

/// How far the search for one consumer goes before it stops and says so.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Sites looked at for one consumer, counted once for each context.
    pub sites: usize,
    /// Contexts of one consumer.
    pub contexts: usize,
    /// Steps for all consumers together, after which each has only a few left. A way that is found counts as many.
    pub steps: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Limits::default().into()
    }
}

impl From<Limits> for Budget {
    fn from(limits: Limits) -> Self {
        Self {
            sites: limits.get(Limit::FollowSites),
            contexts: limits.get(Limit::FollowContexts),
            steps: limits.get(Limit::FollowSteps),
        }
    }
}

impl Budget {
    /// Steps that a consumer may always take: no file can use up what another one's values need.
    const LEAST: usize = 100;

    /// How many of the ways by which a unit is entered are looked at.
    fn calls(self) -> Most {
        Most::new(
            self.contexts,
            "ways into one module (`follow-contexts` under `[limits]` raises that)",
        )
    }

    /// Note that a search for something else than a value ended early.
    fn meet(self) {
        Most::new(
            self.sites,
            "places on the way to one name (`follow-sites` under `[limits]` raises that)",
        )
        .meet();
    }

    /// What one consumer has when so many steps are spent.
    fn after(self, spent: usize) -> Self {
        let steps = self.steps.saturating_sub(spent).max(Self::LEAST);
        Self { sites: self.sites.min(steps), contexts: self.contexts.min(steps), steps }
    }
}

/// Follow every value that is presented or revealed back to where it enters the files.
pub fn flows<'a>(
    facts: &'a Facts,
    sources: &Sources,
    budget: Budget,
) -> (Vec<Flow<'a>>, Vec<Problem>) {
    let index = Index::new(facts);
    let demands = search::demands(&index, facts, budget);
    let mut flows = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    let mut spent = 0;
    // What is only shown comes last, so that it takes no steps from what is used.
    let sites = || facts.sites.iter().enumerate();
    let used = sites().filter(|(_, site)| site.presents.is_some());
    for (site_id, site) in used.chain(sites().filter(|(_, site)| reveals(site))) {
        let mut search = Search::new(&index, facts, budget.after(spent));
        let found = search.origins_of(SiteId(site_id));
        spent += search.spent;
        let told = problems
            .last()
            .and_then(|it| it.span)
            .is_some_and(|span| span.source == site.span.source);
        if search.exhausted && !told {
            problems.push(Problem {
                path: sources.path(site.span.source).to_owned(),
                span: Some(site.span),
                message: "more ways lead to this place than keyfit follows; those found first were judged; `follow-sites`, `follow-contexts` and `follow-steps` under `[limits]` in keyfit.toml raise that".to_owned(),
            });
        }
        for path in found {
            let circumstances = circumstances::of(&index, facts, &path, site, budget);
            let demands = demands
                .get(&SiteId(site_id))
                .map_or_else(Vec::new, |ids| ids.iter().map(|id| &facts.demands[*id]).collect());
            flows.push(Flow {
                origin: path.origin,
                hops: path.hops,
                frame: path.frame,
                circumstances,
                demands,
            });
        }
    }
    (kept(flows), problems)
}

/// Flows without those that only presume what others prove, and without those to which nothing flows.
fn kept(mut flows: Vec<Flow<'_>>) -> Vec<Flow<'_>> {
    flows.retain(|flow| !is_implied_alone(flow));
    let proven = proven_entries(&flows);
    let is_shown = |flow: &Flow<'_>| consumer(flow).is_some_and(reveals);
    flows
        .into_iter()
        .filter(|flow| !is_empty_handed(flow))
        .filter(|flow| is_shown(flow) || !is_guess(flow) && !gives_way(flow, &proven))
        .collect()
}

/// Whether a value ends at a place because that shows it. A variable shows what passes it, and nothing ends there.
fn reveals(site: &Site) -> bool {
    let ends =
        |form: &ExposureForm| *form != ExposureForm::UnmarkedVariable || site.gives.is_none();
    site.presents.is_none() && site.reveals.iter().any(ends)
}

/// The site that presents or reveals the value: the last hop.
pub fn consumer<'a>(flow: &Flow<'a>) -> Option<&'a Site> {
    match flow.hops.last() {
        Some(Hop::Site(site)) => Some(site),
        _ => None,
    }
}

fn sites<'f, 'a>(flow: &'f Flow<'a>) -> impl Iterator<Item = &'a Site> + 'f {
    flow.hops.iter().filter_map(|hop| if let Hop::Site(site) = hop { Some(*site) } else { None })
}

/// What is only implied takes nothing where nothing is handed to it.
fn is_implied_alone(flow: &Flow<'_>) -> bool {
    consumer(flow).is_some_and(|site| weight(site) == Some(Weight::Implied))
        && sites(flow).count() == 1
}

/// A provider configuration without a token of its own that nothing uses is a stub.
fn is_guess(flow: &Flow<'_>) -> bool {
    let Some(site) = consumer(flow) else { return true };
    let presumed = weight(site).is_some_and(|it| it != Weight::Proven);
    presumed
        && flow.demands.is_empty()
        && site.gives.as_ref().is_some_and(|name| name.space == Space::Provider)
}

/// A command that could read a variable which nothing sets has nothing in its hands: the environment of a step holds
/// what its unit sets. A whole file is another matter, it is read amid an environment of its own.
fn is_empty_handed(flow: &Flow<'_>) -> bool {
    let Some(site) = consumer(flow) else { return true };
    let Origin::Name(name) = &flow.origin else { return false };
    // What a parameter would hold that no caller sets is declared, not used.
    let undefined = name.space == Space::Input;
    undefined
        || name.space == Space::Env
            && site.gives.is_none()
            && sites(flow).count() == 1
            && site.takes.iter().all(|take| 1 < take.name.scope.steps().len())
}

/// The places that proven flows pass, with the scopes in which those flows' consumers run.
type Entries<'a> = HashMap<Span, HashSet<&'a Scope>>;

fn proven_entries<'a>(flows: &[Flow<'a>]) -> Entries<'a> {
    let mut entries = Entries::new();
    for flow in flows.iter().filter(|flow| is_proven(flow)) {
        let Some(site) = consumer(flow) else { continue };
        let calls = flow.frame.0.iter().map(|passage| &passage.from);
        // Whoever reads a file of variables is a process that the file is made for.
        let files = flow.hops.iter().filter_map(|hop| match hop {
            Hop::Passage(passage) => Some(&passage.from),
            Hop::Site(_) => None,
        });
        let scopes: Vec<&Scope> = std::iter::once(&site.scope).chain(calls).chain(files).collect();
        for hop in &flow.hops {
            if let Hop::Site(it) = hop {
                for span in it.takes.iter().map(|take| take.span).chain([it.span]) {
                    entries.entry(span).or_default().extend(&scopes);
                }
            }
        }
    }
    entries
}

/// Whether the consumer certainly takes the value. A provider that something uses does.
fn is_proven(flow: &Flow<'_>) -> bool {
    consumer(flow).is_some_and(|site| site.gives.is_some() || weight(site) == Some(Weight::Proven))
}

fn weight(site: &Site) -> Option<Weight> {
    site.presents.as_ref().map(|it| it.weight)
}

/// Whether a proven flow passes where this one only presumes a consumer: through the very same words, or through the
/// entry that sets the variable on its way to a consumer in the same scope.
fn gives_way(flow: &Flow<'_>, proven: &Entries<'_>) -> bool {
    let Some(site) = consumer(flow).filter(|_| !is_proven(flow)) else { return false };
    let mut before = flow.hops.iter().rev().skip(1);
    let entry =
        before.find_map(|hop| if let Hop::Site(site) = hop { Some(site.span) } else { None });
    match entry {
        None => site.takes.iter().any(|take| proven.contains_key(&take.span)),
        Some(entry) => proven
            .get(&entry)
            .is_some_and(|scopes| scopes.iter().any(|scope| site.scope.encloses(scope))),
    }
}
