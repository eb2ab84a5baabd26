//! The names under which a minted token may travel: from each that mints one, along all that takes it.

use std::collections::{HashMap, HashSet};

use crate::model::{Name, Scope, Site, Space, Strength};

/// What tells names apart here. Scopes are left out: what is reached too far is held back by `link`.
type Key<'n> = (Space, Option<&'n Scope>, String);

/// The names that are reached.
pub(super) struct Reached<'n>(HashSet<Key<'n>>);

impl<'n> Reached<'n> {
    /// What minted tokens reach by way of these sites.
    pub(super) fn by(sites: &[&'n Site]) -> Self {
        let mut takers: HashMap<Key<'n>, Vec<&'n Name>> = HashMap::new();
        for site in sites {
            for take in &site.takes {
                takers.entry(key(&take.name)).or_default().extend(&site.gives);
            }
        }
        let minted = sites.iter().filter(|site| is_minted(site));
        let mut waiting: Vec<&Name> = minted.filter_map(|site| site.gives.as_ref()).collect();
        let mut reached = HashSet::new();
        while let Some(name) = waiting.pop() {
            let key = key(name);
            if !reached.contains(&key) {
                waiting.extend(takers.get(&key).into_iter().flatten());
                reached.insert(key);
            }
        }
        Self(reached)
    }

    /// Whether a minted token may travel under a name.
    pub(super) fn contains(&self, name: &'n Name) -> bool {
        self.0.contains(&key(name))
    }
}

/// Whether a token is made there.
pub(super) fn is_minted(site: &Site) -> bool {
    site.takes.is_empty() && site.evidence.iter().any(|it| it.strength == Strength::Resource)
}

fn key(name: &Name) -> Key<'_> {
    let scope = (name.space == Space::Kept).then_some(&name.scope);
    let text = if name.space.folds_case() { name.text.to_lowercase() } else { name.text.clone() };
    (name.space, scope, text)
}
