//! Runs on a repository that changes little between them, as in an editor: what each file said is kept, and only what
//! changed is read again. What all files say together is found anew each time, so that a report is always the one
//! that a fresh run on the same files would give.
//!
//! Where files come or go, the places of all others in the listing change, and everything is read again.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::config::{self, NAME, Settled, again, settled};
use super::gather::hear::{All, Heard, Hearing};
use super::gather::reach::Reached;
use super::gather::recall::Recall;
use super::gather::{hearing, instead, together};
use super::{Around, Failure, Options, beliefs, judged, listed, target, tell_left_out};
use crate::discover::{self, Listing, Overlay, Target};
use crate::model::{Arrange, Policy, Report, SourceId, bounded};

/// A repository with what its files said when they were last read.
#[derive(Debug)]
pub struct Session {
    options: Options,
    target: Target,
    beliefs: Policy,
    /// The texts that are read in the place of files, by their paths.
    texts: BTreeMap<String, Arc<[u8]>>,
    /// Those of them that lie nowhere else.
    new: BTreeSet<String>,
    listing: Listing,
    settled: Settled,
    kept: Option<Kept>,
    /// What is to be looked at before the next report.
    stale: Stale,
    report: Arc<Report>,
}

/// What files said.
#[derive(Debug)]
struct Kept {
    heard: All,
    needed: All,
    unfollowed: BTreeSet<usize>,
    reached: Reached,
    recall: Recall,
}

/// What is to be looked at again.
#[derive(Debug, Default)]
struct Stale {
    /// Whether files may have come or gone.
    listing: bool,
    /// Whether rules or settings from outside of the repository may be others.
    beliefs: bool,
    /// Whether it is another day.
    day: bool,
    /// The files that may hold something else.
    paths: BTreeSet<String>,
}

impl Stale {
    /// All that may be stale beside what files hold.
    fn everything() -> Self {
        Self { listing: true, beliefs: true, day: true, paths: BTreeSet::new() }
    }
}

/// How much is found anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Anew {
    Nothing,
    Verdicts,
    Everything,
}

/// Why a report stands on earlier settings or rules than those that are there.
pub type Broken = Option<Failure>;

impl Session {
    /// The path of a repository's own settings.
    pub const SETTINGS: &'static str = NAME;

    /// Begin with a repository. Where its settings or the user's rules are broken, it begins without them.
    pub fn new(options: Options) -> Result<Self, Failure> {
        let target = target(&options)?;
        let own = beliefs(&options);
        let builtin = || beliefs(&Options { rules: None, ..options.clone() });
        let mut stale = Stale { beliefs: own.is_err(), ..Stale::default() };
        let beliefs = own.or_else(|_| builtin())?;
        let listing = listed(&options, &target.tree);
        let settled = settled(&options, beliefs.clone(), &target, &listing.files);
        stale.beliefs |= settled.is_err();
        let bare = || Settled { policy: beliefs.clone(), source: None, own: None };
        let settled = settled.unwrap_or_else(|_| bare());
        let (new, texts, kept, report) = (BTreeSet::new(), BTreeMap::new(), None, Arc::default());
        Ok(Self { options, target, beliefs, texts, new, listing, settled, kept, stale, report })
    }

    /// Let a text be read in the place of a file, from now on. One that would not be read if it were saved, as git ignores it, is not
    /// read.
    pub fn hold(&mut self, path: &str, text: impl Into<Arc<[u8]>>) {
        if self.texts.insert(path.to_owned(), text.into()).is_none() {
            self.stale.listing |= !self.listing.files.has(path);
        }
        self.stale.paths.insert(path.to_owned());
    }

    /// Let a file be again what lies there.
    pub fn release(&mut self, path: &str) {
        self.texts.remove(path);
        self.touch(path);
    }

    /// A file or folder may hold something else, or may have come or gone.
    pub fn touch(&mut self, path: &str) {
        let file = self.target.tree.root.join(path);
        let (is_listed, lies_there) = (self.listing.files.has(path), file.is_file());
        let is_saved = self.new.contains(path) && lies_there;
        let is_gone = is_listed && !lies_there && !self.texts.contains_key(path);
        let has_come = !is_listed && lies_there;
        let below = format!("{path}/");
        let is_folder = file.is_dir() || self.listing.files.below(&below).next().is_some();
        self.stale.listing |= is_of_git(path) || is_saved || is_gone || has_come || is_folder;
        self.stale.paths.insert(path.to_owned());
    }

    /// Rules or settings that lie outside of the repository may be others.
    pub fn touch_beliefs(&mut self) {
        self.stale.beliefs = true;
    }

    /// The day on which allowances are judged.
    pub fn set_today(&mut self, today: String) {
        self.stale.day |= self.options.today != today;
        self.options.today = today;
    }

    /// What is asked of a run that would give the same report.
    pub fn options(&self) -> Options {
        Options { overlay: self.target.tree.overlay.clone(), ..self.options.clone() }
    }

    /// What a file holds now, if it can be read.
    pub fn text(&self, path: &str) -> Option<String> {
        let read = discover::inside(&self.target.tree, path, SourceId(0));
        read.ok().map(|source| source.text)
    }

    /// Whether the repository's own settings are heeded.
    pub fn heeds_own(&self) -> bool {
        config::heeds_own(&self.options, &self.target.tree)
    }

    /// What the last report stands on.
    pub fn policy(&self) -> &Policy {
        &self.settled.policy
    }

    /// What the repository says now, and why that stands on earlier settings, if it does.
    pub fn report(&mut self) -> (Arc<Report>, Broken) {
        let broken = self.run(Self::refresh).err();
        (Arc::clone(&self.report), broken)
    }

    /// Look at what is stale. Of a run that does not come to its end nobody knows how far it came: everything is stale
    /// then, and nothing is kept.
    fn run(
        &mut self,
        refresh: impl FnOnce(&mut Self, &Stale, Option<Kept>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let stale = std::mem::replace(&mut self.stale, Stale::everything());
        let kept = self.kept.take();
        let done = refresh(self, &stale, kept);
        // What broke is looked at again until it is mended.
        self.stale = Stale { beliefs: done.is_err(), ..Stale::default() };
        done
    }

    fn refresh(&mut self, stale: &Stale, kept: Option<Kept>) -> Result<(), Failure> {
        let is_new = self.list(stale);
        let (anew, broken) = match self.believe(stale, is_new) {
            Ok(anew) => (anew, Ok(())),
            Err(failure) => (Anew::Verdicts, Err(failure)),
        };
        let Self { options, target, listing, settled, .. } = self;
        let hearing = hearing(options, target, &listing.files, &settled.policy);
        let mut kept = kept.filter(|_| !is_new && anew < Anew::Everything);
        let is_heard = kept.as_mut().is_some_and(|kept| {
            let files = &listing.files;
            let places = stale.paths.iter().filter_map(|path| files.position(path));
            !kept.hear_again(hearing, &places.collect::<Vec<_>>())
        });
        let mut kept = kept.unwrap_or_else(|| Kept::of(hearing));
        if !is_heard || stale.day || anew != Anew::Nothing {
            let around = Around { target, listing, settled, today: &options.today, baseline: None };
            let (mut report, met) = bounded(|| judged(&around, kept.together(hearing)));
            tell_left_out(&mut report, met);
            self.report = Arc::new(report);
        }
        self.kept = Some(kept);
        broken
    }

    /// List the files anew, if that is needed; whether they are others.
    fn list(&mut self, stale: &Stale) -> bool {
        if !stale.listing {
            self.lay(stale);
            return false;
        }
        self.target.tree.overlay = Overlay::default();
        let tree = &self.target.tree;
        let lying = listed(&self.options, tree);
        let is_held = |path: &str| {
            lying.files.has(path) || !tree.has(path) && discover::would_list(tree, path)
        };
        let mut overlay = Overlay::default();
        self.new.clear();
        for (path, text) in self.texts.iter().filter(|(path, _)| is_held(path)) {
            overlay.hold(path, Arc::clone(text));
            self.new.extend((!lying.files.has(path)).then(|| path.clone()));
        }
        let listing = Listing { files: overlay.over(lying.files), ..lying };
        self.target.tree.overlay = overlay;
        let is_new = listing != self.listing;
        self.listing = listing;
        is_new
    }

    /// Lay the texts of some files over the folder.
    fn lay(&mut self, stale: &Stale) {
        let overlay = &mut self.target.tree.overlay;
        for path in &stale.paths {
            match self.texts.get(path).filter(|_| self.listing.files.has(path)) {
                Some(text) => overlay.hold(path, Arc::clone(text)),
                None => overlay.forget(path),
            }
        }
    }

    /// Read rules and settings again, if that is needed, and tell what must be found anew. What cannot be read leaves
    /// the earlier ones.
    fn believe(&mut self, stale: &Stale, is_new: bool) -> Result<Anew, Failure> {
        if !stale.beliefs && !is_new && !stale.paths.contains(NAME) {
            return Ok(Anew::Nothing);
        }
        match self.believed(stale) {
            Ok((beliefs, settled)) => {
                let limits = settled.policy.settings.limits;
                let is_same = !stale.beliefs && limits == self.settled.policy.settings.limits;
                (self.beliefs, self.settled) = (beliefs, settled);
                Ok(if is_same { Anew::Verdicts } else { Anew::Everything })
            }
            Err(failure) => {
                self.settled = again(&self.settled, &self.listing.files);
                Err(failure)
            }
        }
    }

    fn believed(&self, stale: &Stale) -> Result<(Policy, Settled), Failure> {
        let beliefs = if stale.beliefs { beliefs(&self.options)? } else { self.beliefs.clone() };
        let (files, target) = (&self.listing.files, &self.target);
        let settled = settled(&self.options, beliefs.clone(), target, files)?;
        Ok((beliefs, settled))
    }
}

/// Whether a path says which files are the repository's.
fn is_of_git(path: &str) -> bool {
    path.ends_with(".gitignore") || path == ".git/index" || path == ".git/info/exclude"
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            heard: All::new(),
            needed: All::new(),
            unfollowed: BTreeSet::new(),
            reached: Reached::default(),
            recall: Recall::keeping(),
        }
    }
}

impl Kept {
    fn of(hearing: Hearing<'_>) -> Self {
        let mut kept = Self::default();
        kept.heard = hearing.first(None, &mut kept.unfollowed, &|| ());
        kept.reached = Reached::of(hearing, &kept.heard);
        kept.needed = hearing.needed(&kept.reached.needed);
        kept
    }

    /// Hear some files again; whether that may matter to anything.
    fn hear_again(&mut self, hearing: Hearing<'_>, places: &[usize]) -> bool {
        if places.is_empty() {
            return false;
        }
        let is_known = |at: &usize| {
            self.recall.knows(*at)
                || self.unfollowed.contains(at)
                || self.heard.binary_search_by_key(at, |(at, _)| *at).is_ok()
        };
        let was_known = places.iter().any(is_known);
        for at in places {
            self.recall.forget(*at);
            self.unfollowed.remove(at);
        }
        let before = self.unfollowed.len();
        let heard = hearing.first(Some(places), &mut self.unfollowed, &|| ());
        if !was_known && heard.is_empty() && before == self.unfollowed.len() {
            return false;
        }
        self.heard = replaced(std::mem::take(&mut self.heard), places, heard);
        let reached = std::mem::take(&mut self.reached);
        self.reached = reached.again(hearing, &self.heard, places);
        self.hear_needed(hearing, places);
        true
    }

    /// Hear what is needed and was not heard yet, and forget what is needed no more.
    fn hear_needed(&mut self, hearing: Hearing<'_>, changed: &[usize]) {
        let needed = &self.reached.needed;
        self.needed.retain(|(at, _)| {
            needed.binary_search(at).is_ok() && changed.binary_search(at).is_err()
        });
        let is_new = |at: &&usize| self.needed.binary_search_by_key(*at, |(at, _)| *at).is_err();
        let new: Vec<usize> = needed.iter().filter(is_new).copied().collect();
        if !new.is_empty() {
            self.needed.extend(hearing.needed(&new));
            self.needed.arrange_by_key(|(at, _)| *at);
        }
    }

    fn together(&mut self, hearing: Hearing<'_>) -> super::Gathered {
        let heard = instead(self.heard.clone(), self.needed.clone());
        let recall = std::mem::take(&mut self.recall);
        let mut gathered = together(hearing, heard, self.unfollowed.len(), recall);
        self.recall = std::mem::take(&mut gathered.recall);
        gathered
    }
}

/// What was heard, with what some files say now in the place of what they said.
fn replaced(mut all: All, places: &[usize], heard: Vec<(usize, Heard)>) -> All {
    all.retain(|(at, _)| places.binary_search(at).is_err());
    all.extend(heard);
    all.arrange_by_key(|(at, _)| *at);
    all
}
