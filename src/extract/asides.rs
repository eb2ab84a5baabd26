//! Variables that scripts hand to a git host or to a warehouse. Of such a one no process is presumed to present it to a
//! vendor, where the file names it in no other way.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::reference::places;
use crate::model::{
    Arrange as _, Aside, Facts, Most, Scope, Site, Source, Space, Span, Take, Vendor,
};

/// How many names are looked for in all of a file.
const MANY: Most = Most::new(200, "variables of one file that go to others than a vendor");

/// Take out the unknown programs that see what goes to others, and what would show it.
pub(super) fn settle(source: &Source, facts: &mut Facts, vendors: &[Vendor]) {
    let asides = std::mem::take(&mut facts.asides);
    if !asides.iter().any(|it| it.is_handed) {
        return;
    }
    let mut settled = Settled::of(source, facts, &asides, vendors);
    let stays: Vec<bool> = facts.sites.iter().map(|site| !settled.is_gone(site)).collect();
    let mut stays = stays.into_iter();
    facts.sites.retain(|_| stays.next().unwrap_or(true));
}

/// Places, to be asked what stands in one of them.
#[derive(Default)]
pub(super) struct Places(Vec<Span>);

impl Places {
    /// How many places are looked at that may lie around another one.
    const NEAR: usize = 8;

    pub(super) fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.collect();
        spans.arrange();
        spans.dedup();
        Self(spans)
    }

    pub(super) fn hold(&self, span: Span) -> bool {
        let behind = self.0.partition_point(|it| it.start <= span.start);
        self.0[..behind].iter().rev().take(Self::NEAR).any(|it| it.contains(span))
    }
}

struct Settled<'f> {
    source: &'f Source,
    /// Where scripts hand a variable to others.
    handed: Places,
    /// The same, and where they only look at one.
    named: Places,
    /// The variables that are handed there, with each scope around a script that does it.
    around: HashSet<(&'f str, Scope)>,
    /// Where variables are set that may be a vendor's, by their names.
    set: HashMap<String, Places>,
    /// Where any of them is.
    all: Places,
    /// Whether a name stands in the file only where its variable is set or goes to others.
    alone: HashMap<String, bool>,
}

impl<'f> Settled<'f> {
    fn of(source: &'f Source, facts: &Facts, asides: &'f [Aside], vendors: &[Vendor]) -> Self {
        let handed = || asides.iter().filter(|it| it.is_handed);
        let mut around = HashSet::new();
        for name in handed().map(|it| &it.take.name).filter(|it| it.space == Space::Env) {
            let mut scope = Some(name.scope.clone());
            while let Some(here) = scope {
                scope = here.outer();
                if !around.insert((name.text.as_str(), here)) {
                    break;
                }
            }
        }
        let mut set: HashMap<String, Vec<Span>> = HashMap::new();
        for site in &facts.sites {
            let name = site.gives.as_ref().filter(|it| it.space == Space::Env);
            if let Some(name) = name.filter(|it| !vendors.iter().any(|by| by.is_foreign(&it.text)))
            {
                set.entry(name.text.clone()).or_default().push(site.span);
            }
        }
        Self {
            source,
            handed: Places::of(handed().map(|it| it.take.span)),
            named: Places::of(asides.iter().map(|it| it.take.span)),
            around,
            all: Places::of(set.values().flatten().copied()),
            set: set.into_iter().map(|(it, spans)| (it, Places::of(spans.into_iter()))).collect(),
            alone: HashMap::new(),
        }
    }

    fn is_gone(&mut self, site: &Site) -> bool {
        let is_process = site.presents.as_ref().is_some_and(|it| it.consumer == "process");
        let shows = site.presents.is_none() && site.gives.is_none() && !site.reveals.is_empty();
        if !is_process && !shows || site.takes.is_empty() {
            return false;
        }
        site.takes.iter().all(|take| {
            let is_there = self.handed.hold(take.span);
            is_process && is_there
                || (is_there || is_process && self.is_around(take))
                    && self.is_alone(&take.name.text)
        })
    }

    /// Whether a variable is set for scripts that hand it to others.
    fn is_around(&self, take: &Take) -> bool {
        let name = &take.name;
        name.space == Space::Env && self.around.contains(&(name.text.as_str(), name.scope.clone()))
    }

    fn is_alone(&mut self, name: &str) -> bool {
        if let Some(known) = self.alone.get(name) {
            return *known;
        }
        if MANY.is_met(self.alone.len()) {
            return false;
        }
        let is_alone = places(&self.source.text, name).all(|place| self.says_nothing(name, place));
        self.alone.insert(name.to_owned(), is_alone);
        is_alone
    }

    /// Whether a name at a place in the file hands nothing to a vendor: others are handed it there, it is looked at,
    /// its own variable is set, it is a secret that no other variable is set from, or the place is a comment.
    fn says_nothing(&self, name: &str, place: Range<usize>) -> bool {
        const LONGEST_LINE: usize = 1000;
        let text = &self.source.text;
        let before = &text[..place.start];
        let mut near = place.start.saturating_sub(LONGEST_LINE)..=place.start;
        let near = near.find(|at| text.is_char_boundary(*at)).unwrap_or(place.start);
        // In JSON a script is one line: the ends of its own are escapes, and a quote stands before it.
        let line = before[near..].rsplit('\n').next().unwrap_or_default();
        let line = line.rsplit("\\n").next().unwrap_or_default();
        let is_whole =
            |before: &str| ['"', '\''].iter().all(|quote| before.matches(*quote).count() % 2 == 0);
        let begins = |text: &str| text.trim_start().starts_with('#');
        let quoted = line.rsplit('"').next().filter(|_| !before.ends_with(['$', '{']));
        let is_comment = begins(line)
            || quoted.is_some_and(begins)
            || line.split_once(" #").is_some_and(|(before, _)| is_whole(before));
        let behind = text[place.end..].trim_start_matches(['"', '\'', ' ', '+']);
        let is_key = !before.ends_with(['$', ':', '.'])
            && !before.ends_with("${")
            && behind.starts_with([':', '='])
            && !behind.starts_with("==");
        let span = self.source.span(place.start, place.end);
        is_comment
            || is_key
            || self.named.hold(span)
            || self.set.get(name).is_some_and(|it| it.hold(span))
            || before.ends_with("secrets.") && !self.all.hold(span)
    }
}

#[cfg(test)]
mod tests {
    use super::Places;
    use crate::model::{SourceId, Span};

    #[test]
    fn a_place_holds_what_lies_in_it() {
        let span = |start, end| Span { source: SourceId(0), start, end };
        let places = Places::of([span(10, 20), span(0, 4), span(12, 14)].into_iter());
        for (start, end, expected) in [
            (0, 4, true),
            (1, 5, false),
            (4, 5, false),
            (10, 20, true),
            (15, 20, true),
            (19, 21, false),
        ] {
            assert_eq!(places.hold(span(start, end)), expected, "{start}..{end}");
        }
    }
}
