//! What all files say together: which of them are read, and how what one says stands beside what others do.

pub(in crate::lint) mod hear;
pub(in crate::lint) mod reach;
pub(in crate::lint) mod recall;
mod led;
mod folders;
mod nested;
mod inner;
mod imports;
mod importers;
mod includes;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Options, Progress};
use crate::discover::{Paths, Target, Wanted};
use crate::extract;
use crate::model::{Arrange, Facts, Limits, Policy, Problem, Source, Sources};
use hear::{All, Heard, Hearing, Told};
use recall::Recall;

/// What was read of all files.
#[derive(Default)]
pub(in crate::lint) struct Gathered {
    pub(in crate::lint) facts: Facts,
    pub(in crate::lint) sources: Sources,
    pub(in crate::lint) problems: Vec<Problem>,
    pub(in crate::lint) read: usize,
    pub(in crate::lint) unfollowed: usize,
    /// The files that were passed over, as nothing that was read seems to need them.
    pub(in crate::lint) passed: HashSet<usize>,
    /// How much is read.
    pub(in crate::lint) limits: Limits,
    /// What was told before of files that are read beyond the first look.
    pub(in crate::lint) recall: Recall,
}

impl Gathered {
    fn take(&mut self, heard: All) {
        self.facts.reserve(heard.iter().filter_map(|(_, heard)| heard.facts()));
        for (at, heard) in heard {
            match heard {
                Heard::Passed => _ = self.passed.insert(at),
                Heard::Told(told) => self.add(told.0, told.1),
            }
        }
    }

    /// Add what one more source says.
    pub(in crate::lint) fn add(
        &mut self,
        source: Option<Arc<Source>>,
        (facts, problems, parsed): Told,
    ) {
        self.keep(source);
        self.facts.append(facts);
        self.problems.extend(problems);
        self.read += usize::from(parsed);
    }

    /// Keep a source, so that findings can point into it.
    pub(in crate::lint) fn keep(&mut self, source: Option<Arc<Source>>) {
        if let Some(source) = source {
            self.sources.keep(source);
        }
    }
}

/// How the files of a run are heard.
pub(in crate::lint) fn hearing<'a>(
    options: &Options,
    target: &'a Target,
    files: &'a Paths,
    policy: &'a Policy,
) -> Hearing<'a> {
    Hearing {
        all: Wanted { tree: &target.tree, files, places: None, limits: policy.settings.limits },
        threads: options.threads,
        everything: options.everything,
        vendors: &policy.vendors,
    }
}

/// Read every file that spells something of interest, then those that a dialect claims and that these may need, and
/// gather their facts.
pub(in crate::lint) fn gather(hearing: Hearing<'_>, progress: &Progress) -> Gathered {
    let mut unfollowed = BTreeSet::new();
    let tick = || _ = progress.read.fetch_add(1, Ordering::Relaxed);
    let heard = hearing.first(None, &mut unfollowed, &tick);
    let needed = reach::Reached::of(hearing, &heard).needed;
    let more = hearing.needed(&needed);
    together(hearing, instead(heard, more), unfollowed.len(), Recall::default())
}

/// What was heard of all files. What is read now takes the place of what was passed over.
pub(in crate::lint) fn instead(mut heard: All, more: All) -> All {
    heard.retain(|(at, _)| more.binary_search_by_key(at, |(at, _)| *at).is_err());
    heard.extend(more);
    heard.arrange_by_key(|(at, _)| *at);
    heard
}

/// What files that were heard say together.
pub(in crate::lint) fn together(
    hearing: Hearing<'_>,
    heard: All,
    unfollowed: usize,
    recall: Recall,
) -> Gathered {
    let (tree, files, vendors) = (hearing.all.tree, hearing.files(), hearing.vendors);
    let limits = hearing.all.limits;
    let mut gathered = Gathered { unfollowed, limits, recall, ..Gathered::default() };
    gathered.take(heard);
    let modules = imports::Modules::of(files);
    importers::follow(&mut gathered, hearing, &modules);
    led::follow(&mut gathered, tree, (files, &modules), vendors);
    folders::settle(&mut gathered, tree, files, vendors);
    folders::replace(&mut gathered.facts, files);
    nested::settle(&mut gathered.facts.passages, &gathered.sources, files);
    imports::settle(&mut gathered.facts, &modules);
    extract::terraform::terragrunt::settle(&mut gathered.facts);
    extract::terraform::implied::settle(&mut gathered.facts);
    extract::stores::settle::settle(&mut gathered.facts, vendors);
    extract::amid::settle(&mut gathered.facts, vendors);
    gathered
}
