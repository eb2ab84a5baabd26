//! The search from a consumer back to the origins of what it is given.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::model::{Choice, Facts, Frame, Hop, Name, Origin, Reach, Strength};

use super::Budget;
use super::index::{Index, PassageId, ScopeId, SiteId};

/// How many calls deep a name is followed; deeper ones are no code that people write.
const MOST_CALLS: usize = 64;

/// Through which passage each unit of a flow was entered; `None` for a unit that started by itself.
pub type Decisions = Vec<(ScopeId, Option<PassageId>)>;

/// One way from an origin to the consumer.
pub struct Path<'a> {
    /// Where the value enters.
    pub origin: Origin,
    /// From the origin to the consumer.
    pub hops: Vec<Hop<'a>>,
    /// The calls, outermost first.
    pub frame: Frame<'a>,
    /// The decisions taken on the way.
    pub decisions: Decisions,
}

/// What a name turns out to be in a context.
enum Outcome {
    /// A site gives it, reached through these passages, the consumer's side first.
    Given(SiteId, Vec<PassageId>),
    /// Nothing in the repository gives it, but something outside may.
    Outside,
    /// Nothing gives it and nothing can.
    Nothing,
}

struct Node {
    site: SiteId,
    decisions: usize,
    /// The node that takes from this one, and the passages between them, that node's side first.
    towards: Option<(usize, Vec<PassageId>)>,
}

/// The state of one consumer's search.
pub struct Search<'i, 'a> {
    index: &'i Index<'a>,
    facts: &'a Facts,
    budget: Budget,
    contexts: Vec<Decisions>,
    numbers: HashMap<Decisions, usize>,
    nodes: Vec<Node>,
    /// Whether a bound was reached.
    pub exhausted: bool,
}

impl<'i, 'a> Search<'i, 'a> {
    /// A search with nothing decided.
    pub fn new(index: &'i Index<'a>, facts: &'a Facts, budget: Budget) -> Self {
        Self {
            index,
            facts,
            budget,
            contexts: vec![Vec::new()],
            numbers: HashMap::from([(Vec::new(), 0)]),
            nodes: Vec::new(),
            exhausted: false,
        }
    }

    /// A search in a context that is decided already.
    pub fn within(
        index: &'i Index<'a>,
        facts: &'a Facts,
        budget: Budget,
        decisions: Decisions,
    ) -> Self {
        let mut search = Self::new(index, facts, budget);
        search.context(decisions);
        search
    }

    /// Every way from an origin to a consumer's site.
    pub fn origins_of(&mut self, consumer: SiteId) -> Vec<Path<'a>> {
        self.walk(vec![Node { site: consumer, decisions: self.contexts.len() - 1, towards: None }])
    }

    /// Every way from an origin to whatever gives a name.
    pub fn origins_of_name(&mut self, name: &Name) -> Vec<Path<'a>> {
        let context = self.contexts.len() - 1;
        let outcomes = self.resolve(name, context);
        let starts = outcomes.into_iter().filter_map(|(outcome, decisions)| match outcome {
            Outcome::Given(site, _) => Some(Node { site, decisions, towards: None }),
            _ => None,
        });
        let starts = starts.collect();
        self.walk(starts)
    }

    fn walk(&mut self, starts: Vec<Node>) -> Vec<Path<'a>> {
        let mut seen: HashSet<(SiteId, usize)> =
            starts.iter().map(|node| (node.site, node.decisions)).collect();
        let mut queue: VecDeque<usize> =
            (self.nodes.len()..self.nodes.len() + starts.len()).collect();
        self.nodes.extend(starts);
        let mut paths = Vec::new();
        let mut told: HashSet<(Name, usize)> = HashSet::new();
        while let Some(at) = queue.pop_front() {
            let (next, origins) = self.expand(at);
            for (origin, decisions) in origins {
                // A name may be met at many places; the shortest way there tells enough.
                if !matches!(&origin, Origin::Name(name) if !told.insert((name.clone(), decisions)))
                {
                    paths.push(self.path(at, origin, decisions));
                }
            }
            for (site, decisions, passages) in next {
                if seen.contains(&(site, decisions)) {
                    continue;
                }
                if self.budget.sites <= seen.len() {
                    self.exhausted = true;
                    continue;
                }
                seen.insert((site, decisions));
                queue.push_back(self.nodes.len());
                self.nodes.push(Node { site, decisions, towards: Some((at, passages)) });
            }
        }
        paths
    }

    /// What a site takes from, and the origins that lie at it.
    #[expect(clippy::type_complexity, reason = "the two lists are taken apart at the only call")]
    fn expand(
        &mut self,
        at: usize,
    ) -> (Vec<(SiteId, usize, Vec<PassageId>)>, Vec<(Origin, usize)>) {
        let (site, context) = (&self.facts.sites[self.nodes[at].site.0], self.nodes[at].decisions);
        let (mut next, mut origins) = (Vec::new(), Vec::new());
        if site.takes.is_empty() {
            if site.literal.is_some() {
                origins.push((Origin::Literal, context));
            } else if site.evidence.iter().any(|it| it.strength == Strength::Resource) {
                origins.push((Origin::Minted, context));
            }
            return (next, origins);
        }
        let mut waiting = vec![(context, false)];
        for take in &site.takes {
            let contexts = if site.choice == Choice::First {
                std::mem::take(&mut waiting)
            } else {
                vec![(context, false)]
            };
            for (context, open) in contexts {
                for (outcome, context) in self.resolve(&take.name, context) {
                    match outcome {
                        Outcome::Given(site, passages) => next.push((site, context, passages)),
                        _ if site.choice == Choice::First => {
                            waiting.push((context, open || matches!(outcome, Outcome::Outside)))
                        }
                        Outcome::Outside => {
                            origins.push((Origin::Name(take.name.clone()), context))
                        }
                        Outcome::Nothing => {}
                    }
                }
            }
            waiting.sort_unstable();
            waiting.dedup();
        }
        if site.choice == Choice::First {
            let outside = site.gives.as_ref().or_else(|| site.takes.last().map(|take| &take.name));
            for (context, open) in waiting {
                match outside {
                    _ if site.literal.is_some() => origins.push((Origin::Literal, context)),
                    Some(name) if open => origins.push((Origin::Name(name.clone()), context)),
                    _ => {}
                }
            }
        } else if site.literal.is_some() {
            origins.push((Origin::Literal, context));
        }
        (next, origins)
    }

    /// What a name is, in each context that the search for it leads to.
    fn resolve(&mut self, name: &Name, context: usize) -> Vec<(Outcome, usize)> {
        let Some(scope) = self.index.scope(&name.scope) else {
            return vec![(Outcome::Outside, context)];
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
        let mut scopes = self.index.outwards(scope).collect::<Vec<_>>().into_iter();
        while let Some(scope) = scopes.next() {
            if !self.index.calls(scope).is_empty() {
                return self.look_through_calls(name, scope, context, through);
            }
            let here = self.look_here(name, scope, through);
            if !here.is_empty() {
                return here.into_iter().map(|outcome| (outcome, context)).collect();
            }
        }
        vec![(Outcome::Outside, context)]
    }

    /// What gives a name in exactly this scope: its sites, and files that are loaded into it.
    fn look_here(&self, name: &Name, scope: ScopeId, through: &[PassageId]) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> = self
            .index
            .given(name, scope)
            .iter()
            .map(|site| Outcome::Given(*site, through.to_vec()))
            .collect();
        for id in self.index.supplies(scope) {
            let passage = self.index.passage(*id);
            if !passage.carries.iter().any(|carry| carry.space == name.space) {
                continue;
            }
            if let Some(from) = self.index.scope(&passage.from).filter(|_| !through.contains(id)) {
                let passages = [through, &[*id]].concat();
                outcomes.extend(
                    self.index
                        .given(name, from)
                        .iter()
                        .map(|site| Outcome::Given(*site, passages.clone())),
                );
            }
        }
        outcomes
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
        let calls: Vec<Option<PassageId>> = match decided {
            Some(call) => vec![call],
            None => {
                let itself = self.index.starts(unit).then_some(None);
                self.index.calls(unit).iter().map(|call| Some(*call)).chain(itself).collect()
            }
        };
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
            && through.len() < MOST_CALLS
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
        // Of a unit that was called, only what the call hands over comes in; one that starts by itself has the world around it.
        let outcome = if call.is_none() { Outcome::Outside } else { Outcome::Nothing };
        vec![(outcome, context)]
    }

    fn context(&mut self, decisions: Decisions) -> Option<usize> {
        if let Some(number) = self.numbers.get(&decisions) {
            return Some(*number);
        }
        if self.budget.contexts <= self.contexts.len() {
            self.exhausted = true;
            return None;
        }
        self.numbers.insert(decisions.clone(), self.contexts.len());
        self.contexts.push(decisions);
        Some(self.contexts.len() - 1)
    }

    fn path(&self, at: usize, origin: Origin, context: usize) -> Path<'a> {
        let mut hops = Vec::new();
        let mut at = Some(at);
        while let Some(node) = at.map(|at| &self.nodes[at]) {
            hops.push(Hop::Site(&self.facts.sites[node.site.0]));
            if let Some((_, passages)) = &node.towards {
                hops.extend(passages.iter().rev().map(|id| Hop::Passage(self.index.passage(*id))));
            }
            at = node.towards.as_ref().map(|(towards, _)| *towards);
        }
        let decisions = self.contexts[context].clone();
        let frame = Frame(
            decisions
                .iter()
                .rev()
                .filter_map(|(_, call)| call.map(|call| self.index.passage(call)))
                .collect(),
        );
        Path { origin, hops, frame, decisions }
    }
}

/// For each provider configuration that is presented, the demands that reach it.
pub fn demands<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    budget: Budget,
) -> HashMap<SiteId, Vec<usize>> {
    let places: HashMap<*const _, usize> =
        facts.sites.iter().enumerate().map(|(id, site)| (std::ptr::from_ref(site), id)).collect();
    let mut reached: HashMap<SiteId, Vec<usize>> = HashMap::new();
    let mut known: HashMap<&Name, Vec<SiteId>> = HashMap::new();
    for (id, demand) in facts.demands.iter().enumerate() {
        let sites = known.entry(&demand.provider).or_insert_with(|| {
            let mut search = Search::new(index, facts, budget);
            search.origins_of_name(&demand.provider);
            let sites = search
                .nodes
                .iter()
                .map(|node| &facts.sites[node.site.0])
                .filter(|site| site.presents.is_some());
            sites
                .filter_map(|site| places.get(&std::ptr::from_ref(site)).map(|id| SiteId(*id)))
                .collect()
        });
        for site in sites {
            let demands = reached.entry(*site).or_default();
            if demands.last() != Some(&id) {
                demands.push(id);
            }
        }
    }
    reached
}
