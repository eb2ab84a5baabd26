//! What of a run is told where only what a change introduces is asked for, or what was known before is silenced.

/// Findings that were there when a baseline was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The file's path, as it is shown.
    pub path: String,
    /// The comments at the head of the file, each with its `#`.
    pub head: Vec<String>,
    /// The findings, in any order; one may be named twice.
    pub entries: Vec<Known>,
}

impl Baseline {
    /// How many entries it has, each counted once.
    pub fn count(&self) -> usize {
        let prints = self.entries.iter().map(|it| it.fingerprint.as_str());
        prints.collect::<std::collections::BTreeSet<_>>().len()
    }
}

/// A finding of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is known by.
    pub fingerprint: String,
    /// The rule, for a reader.
    pub rule: String,
    /// The file's path, for a reader.
    pub path: String,
    /// Why it stays.
    pub because: Option<String>,
    /// The comments above it, each with its `#`.
    pub comments: Vec<String>,
}

/// What became of a baseline in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baselined {
    /// The file's path, as it is shown.
    pub path: String,
    /// How many findings it silences.
    pub silenced: usize,
    /// The fingerprints of its entries that match nothing.
    pub stale: Vec<String>,
}

/// What a run was held against, and what was left out since it was there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The revision, as it was written.
    pub against: String,
    /// Findings that were there before.
    pub before: usize,
    /// Problems that were there before.
    pub problems: usize,
    /// Findings that the change silences by the repository's own settings.
    pub hushed: usize,
}
