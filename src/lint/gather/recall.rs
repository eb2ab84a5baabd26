//! What was told before of files that are read beyond the first look, so that a session need not read them again. A
//! single run recalls nothing, and keeps nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::hear::Told;
use super::importers::Words;
use crate::extract::led::Reading;
use crate::model::{Most, Source, bounded};

/// What was made of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::lint) enum Work {
    /// All that one says, as if it had not been passed over.
    Whole,
    /// What one says to which something leads.
    Led(Reading),
    /// What those of a folder say together.
    Together,
}

/// What was told before. All of it follows from the texts of the files alone, by whose places it is known.
#[derive(Debug, Default)]
pub(in crate::lint) struct Recall {
    /// Whether there will be another run.
    keeps: bool,
    sources: HashMap<usize, Option<Arc<Source>>>,
    told: HashMap<(Work, Vec<usize>), (Told, Vec<Most>)>,
    imported: BTreeMap<usize, Words>,
}

impl Recall {
    /// A memory that keeps what it is told.
    pub(in crate::lint) fn keeping() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    /// Forget what followed from a file.
    pub(in crate::lint) fn forget(&mut self, at: usize) {
        self.sources.remove(&at);
        self.imported.remove(&at);
        self.told.retain(|(_, places), _| !places.contains(&at));
    }

    /// Whether anything followed from a file.
    pub(in crate::lint) fn knows(&self, at: usize) -> bool {
        self.sources.contains_key(&at)
            || self.imported.contains_key(&at)
            || self.told.keys().any(|(_, places)| places.contains(&at))
    }

    /// The source at a place, which is read if it is not known.
    pub(in crate::lint) fn source(
        &mut self,
        at: usize,
        read: impl FnOnce() -> Option<Source>,
    ) -> Option<Arc<Source>> {
        if !self.keeps {
            return read().map(Arc::new);
        }
        self.sources.entry(at).or_insert_with(|| read().map(Arc::new)).clone()
    }

    /// The words in the imports of the programs at some places. Those of which they are not known are read.
    pub(in crate::lint) fn imported(
        &mut self,
        places: &[usize],
        read: impl FnOnce(&[usize]) -> Vec<(usize, Words)>,
    ) -> Vec<(usize, Words)> {
        if !self.keeps {
            return read(places);
        }
        let new = places.iter().copied().filter(|at| !self.imported.contains_key(at));
        let new: Vec<usize> = new.collect();
        // What cannot be read is known to import nothing.
        self.imported.extend(new.iter().map(|at| (*at, Words::default())));
        self.imported.extend(read(&new));
        places.iter().filter_map(|at| Some((*at, self.imported.get(at)?.clone()))).collect()
    }

    /// What was told by some work on files, which is done if it is not known. The bounds that it met are met again.
    pub(in crate::lint) fn told(
        &mut self,
        work: Work,
        places: impl FnOnce() -> Vec<usize>,
        tell: impl FnOnce() -> Told,
    ) -> Told {
        if !self.keeps {
            return tell();
        }
        let known = self.told.entry((work, places())).or_insert_with(|| bounded(tell));
        known.1.iter().for_each(|it| it.meet());
        known.0.clone()
    }
}
