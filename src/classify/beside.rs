//! What stands beside a credential: a neighbour may show that a name of a common shape is another product's.

use std::collections::{HashMap, HashSet};

use crate::model::vendor::{NameRow, normalised};
use crate::model::{Facts, Flow, Hop, Name, Space, Vendor, glob};

/// The names of each unit, as far as rows of names ask for them, and the names that are known to be another product's.
pub(super) struct Neighbours<'f> {
    units: HashMap<&'f str, HashSet<String>>,
    foreign: HashSet<(Space, &'f str)>,
}

impl<'f> Neighbours<'f> {
    /// The neighbours that vendors ask for.
    pub fn of(facts: &'f Facts, vendors: &[Vendor]) -> Self {
        let rows = vendors.iter().flat_map(|vendor| &vendor.names);
        let globs: Vec<String> =
            rows.flat_map(|row| &row.beside).map(|glob| glob.to_lowercase()).collect();
        let mut units: HashMap<&str, HashSet<String>> = HashMap::new();
        let names = facts
            .sites
            .iter()
            .flat_map(|site| site.gives.iter().chain(site.takes.iter().map(|take| &take.name)));
        for name in names.filter(|name| is_set(name)) {
            let text = normalised(&name.text);
            if let Some(unit) = name.scope.root()
                && globs.iter().any(|glob| glob::matches(glob, &text))
            {
                units.entry(unit).or_default().insert(text);
            }
        }
        let foreign = facts.foreign.iter().map(|(space, name)| (*space, name.as_str())).collect();
        Self { units, foreign }
    }

    /// Whether a name is known to hold what another product takes.
    pub fn is_of_another(&self, name: &Name) -> bool {
        self.foreign.contains(&(name.space, name.text.as_str()))
    }

    /// Whether a row's name is another product's in the units that a flow passes.
    pub fn disown(&self, row: &NameRow, flow: &Flow<'_>) -> bool {
        let units = flow.hops.iter().filter_map(|hop| match hop {
            Hop::Site(site) => site.scope.root(),
            Hop::Passage(_) => None,
        });
        let mut names = units.filter_map(|unit| self.units.get(unit)).flatten();
        names.any(|name| row.beside.iter().any(|glob| glob::matches(&glob.to_lowercase(), name)))
    }
}

fn is_set(name: &Name) -> bool {
    matches!(name.space, Space::Env | Space::Secret | Space::Setting)
}
