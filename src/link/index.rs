//! Scopes and names by number, and what is given and entered where.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::given::Given;
use crate::model::{Facts, Held, Name, Passage, Scope};

/// A place in `Facts::sites`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteId(pub usize);

/// A place in `Facts::passages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageId(pub usize);

/// A scope by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(u32);

/// What is given and entered where.
pub struct Index<'a> {
    passages: &'a Held<Passage>,
    scopes: HashMap<&'a [Arc<str>], ScopeId>,
    /// The scope that was numbered last: what stands together in a file mostly has one.
    last: Option<(&'a Scope, ScopeId)>,
    outer: Vec<Option<ScopeId>>,
    given: Given<'a>,
    calls: HashMap<ScopeId, Vec<PassageId>>,
    supplies: HashMap<ScopeId, Vec<PassageId>>,
    programs: HashMap<ScopeId, Vec<(ScopeId, PassageId)>>,
    starts: HashSet<ScopeId>,
    circumstances: HashMap<&'a [Arc<str>], Vec<usize>>,
}

impl<'a> Index<'a> {
    /// Number the scopes and file the sites and passages under them.
    pub fn new(facts: &'a Facts) -> Self {
        let mut index = Self {
            passages: &facts.passages,
            scopes: HashMap::new(),
            last: None,
            outer: Vec::new(),
            given: Given::default(),
            calls: HashMap::new(),
            supplies: HashMap::new(),
            programs: HashMap::new(),
            starts: HashSet::new(),
            circumstances: HashMap::new(),
        };
        for (id, circumstance) in facts.circumstances.iter().enumerate() {
            index.circumstances.entry(circumstance.scope.steps()).or_default().push(id);
        }
        let mut given = Vec::with_capacity(facts.sites.len());
        for (id, site) in facts.sites.iter().enumerate() {
            index.number(&site.scope);
            for name in site.takes.iter().map(|take| &take.name) {
                index.number(&name.scope);
            }
            if let Some(name) = &site.gives {
                let scope = index.number(&name.scope);
                given.push((name, scope, SiteId(id)));
            }
        }
        index.given = Given::of(given);
        for (id, passage) in facts.passages.iter().enumerate() {
            let from = index.number(&passage.from);
            let to = index.number(&passage.to);
            if is_part(passage)
                && let Some(unit) = index.unit(&passage.to)
            {
                index.programs.entry(unit).or_default().push((from, PassageId(id)));
            }
            let filed = if is_call(passage) { &mut index.calls } else { &mut index.supplies };
            filed.entry(to).or_default().push(PassageId(id));
        }
        for scope in &facts.starts {
            let scope = index.number(scope);
            index.starts.insert(scope);
        }
        index.surround();
        index
    }

    /// Put the world of each kind of unit around the units of that kind.
    fn surround(&mut self) {
        let kind = |steps: &[Arc<str>]| match steps {
            [unit] => unit.split_once(':').map(|(kind, _)| Scope::world(kind)),
            _ => None,
        };
        let worlds: Vec<(ScopeId, ScopeId)> = self
            .scopes
            .iter()
            .filter_map(|(steps, unit)| {
                let world = *self.scopes.get(kind(steps)?.steps())?;
                (world != *unit).then_some((*unit, world))
            })
            .collect();
        for (unit, world) in worlds {
            self.outer[unit.0 as usize] = Some(world);
        }
    }

    fn number(&mut self, scope: &'a Scope) -> ScopeId {
        if let Some((_, id)) = self.last.filter(|(last, _)| *last == scope) {
            return id;
        }
        let id = self.number_steps(scope.steps());
        self.last = Some((scope, id));
        id
    }

    fn number_steps(&mut self, steps: &'a [Arc<str>]) -> ScopeId {
        if let Some(id) = self.scopes.get(steps) {
            return *id;
        }
        let outer = steps.split_last().map(|(_, outer)| self.number_steps(outer));
        let id = ScopeId(self.outer.len() as u32);
        self.outer.push(outer);
        self.scopes.insert(steps, id);
        id
    }

    /// The number of a scope. A scope in which nothing is known has the number of the nearest one around it that is.
    pub fn scope(&self, scope: &Scope) -> Option<ScopeId> {
        let steps = scope.steps();
        (0..=steps.len()).rev().find_map(|length| self.scopes.get(&steps[..length]).copied())
    }

    /// The outermost scope of a scope, if anything is known in it.
    pub fn unit(&self, scope: &Scope) -> Option<ScopeId> {
        self.scopes.get(scope.steps().get(..1)?).copied()
    }

    /// The programs of which a unit is a part, by their first units, each with the passage by which it is one.
    pub fn programs(&self, unit: ScopeId) -> &[(ScopeId, PassageId)] {
        self.programs.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The scope around a scope.
    pub fn outer(&self, scope: ScopeId) -> Option<ScopeId> {
        self.outer[scope.0 as usize]
    }

    /// A scope and all around it, innermost first.
    pub fn outwards(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
        std::iter::successors(Some(scope), |scope| self.outer(*scope))
    }

    /// The sites that give a name in exactly this scope.
    pub fn given(&self, name: &Name, scope: ScopeId) -> &[SiteId] {
        self.given.sites(name, scope)
    }

    /// The passages by which a unit is entered, each a context of its own.
    pub fn calls(&self, scope: ScopeId) -> &[PassageId] {
        self.calls.get(&scope).map_or(&[], Vec::as_slice)
    }

    /// The passages that bring names into a scope without being a context: files that are loaded, outputs.
    pub fn supplies(&self, scope: ScopeId) -> &[PassageId] {
        self.supplies.get(&scope).map_or(&[], Vec::as_slice)
    }

    /// Whether a unit also runs without being entered from elsewhere.
    pub fn starts(&self, scope: ScopeId) -> bool {
        self.starts.contains(&scope) || self.calls(scope).is_empty()
    }

    /// The circumstances of exactly this scope, as places in `Facts::circumstances`.
    pub fn circumstances(&self, scope: &[Arc<str>]) -> &[usize] {
        self.circumstances.get(scope).map_or(&[], Vec::as_slice)
    }

    /// The passage of an id.
    pub fn passage(&self, id: PassageId) -> &'a Passage {
        &self.passages[id.0]
    }
}

/// Whether a unit is entered as a part of the program that another one begins.
fn is_part(passage: &Passage) -> bool {
    let is_program = |scope: &Scope| scope.root().is_some_and(|it| it.starts_with("python:"));
    is_program(&passage.from) && is_program(&passage.to)
}

/// A passage into a whole unit is a call, unless it comes from a file that is merely loaded.
fn is_call(passage: &Passage) -> bool {
    passage.to.steps().len() == 1
        && !passage.from.root().is_some_and(|unit| unit.starts_with("file:"))
}
