//! The search from a consumer back to the origins of what it is given.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::model::{Arrange, Choice, Facts, Frame, Hop, Name, Origin, Site, Space, Strength};

use super::Budget;
use super::index::{Index, PassageId, ScopeId, SiteId};
use super::resolve::Outcome;

/// What a way that is found counts, in sites looked at: it is classified and judged.
const STEPS_OF_A_WAY: usize = 20;

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

/// Where a value enters at a site.
struct Entry {
    origin: Origin,
    context: usize,
    /// The passages beyond which it lies, the site's side first.
    passages: Vec<PassageId>,
}

impl Entry {
    fn here(origin: Origin, context: usize) -> Self {
        Self { origin, context, passages: Vec::new() }
    }
}

/// What lies one step further from the consumer than a site.
#[derive(Default)]
struct Around {
    /// Sites that give what it takes, each in its context and with the passages between, this site's side first.
    next: Vec<(SiteId, usize, Vec<PassageId>)>,
    origins: Vec<Entry>,
}

/// The origin that a site itself is: a value written out, or a resource that mints one.
fn written_here(site: &Site, context: usize) -> Around {
    let minted = || site.evidence.iter().any(|it| it.strength == Strength::Resource);
    let origin = match &site.literal {
        Some(_) => Some(Origin::Literal),
        None => (site.takes.is_empty() && minted()).then_some(Origin::Minted),
    };
    Around {
        next: Vec::new(),
        origins: origin.map(|it| Entry::here(it, context)).into_iter().collect(),
    }
}

struct Node {
    site: SiteId,
    decisions: usize,
    /// The node that takes from this one, and the passages between them, that node's side first.
    towards: Option<(usize, Vec<PassageId>)>,
}

/// The state of one consumer's search.
pub struct Search<'i, 'a> {
    pub(super) index: &'i Index<'a>,
    pub(super) facts: &'a Facts,
    pub(super) budget: Budget,
    pub(super) contexts: Vec<Decisions>,
    numbers: HashMap<Decisions, usize>,
    nodes: Vec<Node>,
    /// Whether a bound was reached.
    pub exhausted: bool,
    /// How many steps were taken: sites and passages looked at, and ways found.
    pub spent: usize,
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
            spent: 0,
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
            if self.budget.steps <= self.spent {
                self.exhausted = true;
                break;
            }
            let around = self.expand(at);
            for entry in around.origins {
                // A name may be met at many places; the shortest way there tells enough.
                let met = matches!(&entry.origin, Origin::Name(name) if !told.insert((name.clone(), entry.context)));
                if !met {
                    self.spent += STEPS_OF_A_WAY;
                    paths.push(self.path(at, entry));
                }
            }
            for (site, decisions, passages) in around.next {
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
    fn expand(&mut self, at: usize) -> Around {
        let (site, context) = (&self.facts.sites[self.nodes[at].site.0], self.nodes[at].decisions);
        match site.choice {
            _ if site.takes.is_empty() => written_here(site, context),
            Choice::First => self.first(site, context),
            Choice::Any => self.any(site, context),
        }
    }

    /// Any of the names may be what comes in, and a literal beside them too.
    fn any(&mut self, site: &Site, context: usize) -> Around {
        let mut around = written_here(site, context);
        for take in &site.takes {
            for (outcome, context) in self.taken(site, take, context) {
                match outcome {
                    Outcome::Given(site, passages) => around.next.push((site, context, passages)),
                    Outcome::Outside(passages) => {
                        let origin = Origin::Name(take.name.clone());
                        around.origins.push(Entry { origin, context, passages });
                    }
                    Outcome::Nothing => {}
                }
            }
        }
        around
    }

    /// The first name that something gives hides the others; a literal serves only where nothing gives any.
    fn first(&mut self, site: &Site, context: usize) -> Around {
        let mut around = Around::default();
        // The contexts in which nothing is given yet, and whether something outside might give it.
        let mut waiting: Vec<(usize, Option<Vec<PassageId>>)> = vec![(context, None)];
        for take in &site.takes {
            for (context, open) in std::mem::take(&mut waiting) {
                for (outcome, context) in self.taken(site, take, context) {
                    match outcome {
                        Outcome::Given(site, passages) => {
                            around.next.push((site, context, passages));
                        }
                        Outcome::Outside(passages) => waiting.push((context, Some(passages))),
                        Outcome::Nothing => waiting.push((context, open.clone())),
                    }
                }
            }
            waiting.arrange();
            waiting.dedup();
        }
        // A variable is known by its own name; what only passes a value on, by the name that it takes.
        let own = site.gives.as_ref().filter(|it| matches!(it.space, Space::Var | Space::Env));
        let name = own.or_else(|| site.takes.last().map(|take| &take.name));
        for (context, open) in waiting {
            if site.literal.is_some() {
                around.origins.push(Entry::here(Origin::Literal, context));
            } else if let (Some(name), Some(passages)) = (name, open) {
                around.origins.push(Entry {
                    origin: Origin::Name(name.clone()),
                    context,
                    passages,
                });
            }
        }
        around
    }

    pub(super) fn context(&mut self, decisions: Decisions) -> Option<usize> {
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

    fn path(&self, at: usize, entry: Entry) -> Path<'a> {
        let Entry { origin, context, passages } = entry;
        let passing = |ids: &[PassageId]| {
            ids.iter().rev().map(|id| Hop::Passage(self.index.passage(*id))).collect::<Vec<_>>()
        };
        let mut hops = passing(&passages);
        let mut at = Some(at);
        while let Some(node) = at.map(|at| &self.nodes[at]) {
            hops.push(Hop::Site(&self.facts.sites[node.site.0]));
            if let Some((_, passages)) = &node.towards {
                hops.extend(passages.iter().rev().map(|id| Hop::Passage(self.index.passage(*id))));
            }
            at = node.towards.as_ref().map(|(towards, _)| *towards);
        }
        let decisions = self.contexts[context].clone();
        let frame = self.frame(&decisions);
        Path { origin, hops, frame, decisions }
    }
}

/// For each provider configuration that is presented, the demands that reach it.
pub fn demands<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    budget: Budget,
) -> HashMap<SiteId, Vec<usize>> {
    let mut reached: HashMap<SiteId, Vec<usize>> = HashMap::new();
    let mut known: HashMap<&Name, Vec<SiteId>> = HashMap::new();
    for (id, demand) in facts.demands.iter().enumerate() {
        let sites = known.entry(&demand.provider).or_insert_with(|| {
            let mut search = Search::new(index, facts, budget);
            search.origins_of_name(&demand.provider);
            if search.exhausted {
                budget.meet();
            }
            let sites = search.nodes.iter().map(|node| node.site);
            sites.filter(|site| facts.sites[site.0].presents.is_some()).collect()
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
