//! What each file says by itself, before all are seen together.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use super::inner;
use crate::discover::{self, Interest, Paths, Read, Wanted};
use crate::model::{Arrange, Facts, Limits, Most, Problem, Source, Unheard, Vendor, bounded};
use crate::{extract, parse};

/// What was heard of one file.
#[derive(Clone, Debug)]
pub(in crate::lint) enum Heard {
    /// Nothing yet: it is claimed, and only what others say may need it.
    Passed,
    /// What it says, with the source if something is told of it.
    Told(Box<(Option<Arc<Source>>, Told)>),
}

impl Heard {
    /// What it said, if anything.
    pub(in crate::lint) fn facts(&self) -> Option<&Facts> {
        if let Self::Told(told) = self { Some(&told.1.0) } else { None }
    }

    /// The text of a file by which a value may go on its way.
    pub(in crate::lint) fn leading(&self) -> Option<&str> {
        let Self::Told(told) = self else { return None };
        let facts = &told.1.0;
        let leads = !(facts.sites.is_empty()
            && facts.passages.is_empty()
            && facts.demands.is_empty()
            && facts.grantings.is_empty()
            && facts.kept.is_empty());
        leads.then(|| told.0.as_ref().map(|it| it.text.as_str())).flatten()
    }
}

/// The facts of one source, what could not be read of it, and whether it was parsed.
pub(in crate::lint) type Told = (Facts, Vec<Problem>, bool);

/// Files with what was heard of each, in the order of their places in the listing.
pub(in crate::lint) type All = Vec<(usize, Heard)>;

/// How files are heard.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Hearing<'a> {
    /// The files of the listing.
    pub(in crate::lint) all: Wanted<'a>,
    /// How many threads read and parse.
    pub(in crate::lint) threads: usize,
    /// Whether files are parsed that nothing needs.
    pub(in crate::lint) everything: bool,
    /// Whose credentials are looked for.
    pub(in crate::lint) vendors: &'a [Vendor],
}

impl<'a> Hearing<'a> {
    /// The files of the listing.
    pub(in crate::lint) fn files(&self) -> &'a Paths {
        self.all.files
    }

    /// Hear the files at some places, or all, each of which calls `tick`. The places of those join `unfollowed` that
    /// name a credential in a language that is not followed.
    pub(in crate::lint) fn first(
        &self,
        places: Option<&[usize]>,
        unfollowed: &mut BTreeSet<usize>,
        tick: &(dyn Fn() + Sync),
    ) -> All {
        let names = Mutex::new(std::mem::take(unfollowed));
        let holds = |path: &str, bytes: &[u8]| {
            if extract::is_unfollowed(path, bytes, self.vendors) {
                let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
                names.extend(self.files().position(path));
            }
            extract::holds(path, bytes, self.vendors)
        };
        let spelling = extract::literals::Spelling::of(self.vendors);
        let interest = Interest {
            claims: &extract::claims,
            spells: &|bytes| spelling.occurs(bytes),
            may_spell: &|bytes| self.everything || spelling.may_occur(bytes),
            holds: &holds,
        };
        let visit = |_, read: Read| {
            tick();
            hear(read, self.vendors, self.all.limits)
        };
        let heard = discover::each(Wanted { places, ..self.all }, self.threads, &interest, &visit);
        *unfollowed = names.into_inner().unwrap_or_else(PoisonError::into_inner);
        heard
    }

    /// Hear files that were passed over and that others turned out to need.
    pub(in crate::lint) fn needed(&self, places: &[usize]) -> All {
        let interest = Interest {
            claims: &extract::claims,
            spells: &|_| true,
            may_spell: &|_| true,
            holds: &|path, bytes| extract::holds(path, bytes, self.vendors),
        };
        let visit = |_, read: Read| hear(read, self.vendors, self.all.limits);
        let needed = Wanted { places: Some(places), ..self.all };
        discover::each(needed, self.threads, &interest, &visit)
    }
}

fn hear(read: Read, vendors: &[Vendor], limits: Limits) -> Option<Heard> {
    match read {
        Read::Text(source, problem) => {
            let told = told(&source, problem, vendors, limits);
            // A source of which nothing is told need not be kept.
            let is_kept = told.0 != Facts::default() || !told.1.is_empty();
            Some(Heard::Told(Box::new((is_kept.then(|| Arc::new(source)), told))))
        }
        Read::Passed => Some(Heard::Passed),
        Read::Skipped => None,
        Read::Failed(problem) => {
            Some(Heard::Told(Box::new((None, (Facts::default(), vec![problem], false)))))
        }
    }
}

/// What a source says, within its budgets.
pub(in crate::lint) fn told(
    source: &Source,
    problem: Option<Problem>,
    vendors: &[Vendor],
    limits: Limits,
) -> Told {
    let (mut facts, mut problems, parsed) = whole(source, || facts_of(source, vendors, limits));
    problems.extend(problem);
    problems.extend(unheard(&mut facts, &source.path));
    let mut problems = counted(problems, &source.path);
    problems.extend(shortened(&mut facts, &source.path));
    facts.shrink();
    (facts, problems, parsed)
}

/// Comments that mean to say something and do not.
fn unheard(facts: &mut Facts, path: &str) -> Vec<Problem> {
    let unheard = std::mem::take(&mut facts.unheard).into_iter();
    let problem =
        |it: Unheard| Problem { path: path.to_owned(), span: Some(it.span), message: it.message };
    unheard.map(problem).collect()
}

/// What some work on one source tells. A mistake of ours costs that source, is told, and never ends the run.
pub(in crate::lint) fn survived(source: &Source, work: impl FnOnce() -> Told) -> Told {
    // The work borrows only what it reads, so nothing half done is left behind.
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "keyfit failed on this file; please report it".to_owned();
        (Facts::default(), vec![Problem { path: source.path.clone(), span: None, message }], false)
    })
}

/// What some work on one source tells, and of what there was more than it looked at.
pub(in crate::lint) fn whole(source: &Source, work: impl FnOnce() -> Told) -> Told {
    let ((facts, mut problems, parsed), met) = bounded(|| survived(source, work));
    problems.extend(left_out(&source.path, met));
    (facts, problems, parsed)
}

/// What is said of a file, or of the root, in which there is more of something than is looked at.
pub(in crate::lint) fn left_out(path: &str, met: Vec<Most>) -> impl Iterator<Item = Problem> {
    let problem = move |it: Most| Problem { path: path.to_owned(), span: None, message: it.says() };
    met.into_iter().map(problem)
}

/// The first problems of a file and the last, which says where reading ended, and how many stand between.
pub(in crate::lint) fn counted(mut problems: Vec<Problem>, path: &str) -> Vec<Problem> {
    const TOLD: usize = 25;
    if TOLD < problems.len() {
        problems.arrange_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        let between = problems.drain(TOLD - 1..problems.len() - 1).len();
        let message = format!("{between} more parts of this file could not be read");
        problems.push(Problem { path: path.to_owned(), span: None, message });
    }
    problems
}

/// Keep as many facts of one file as people write into one, and say where there are more.
pub(in crate::lint) fn shortened(facts: &mut Facts, path: &str) -> Option<Problem> {
    const MOST: usize = 5_000;
    macro_rules! cut {
        ($($list:ident),*) => {
            [$({
                let more = MOST < facts.$list.len();
                facts.$list.truncate(MOST);
                more
            }),*]
        };
    }
    let cuts = cut![
        sites,
        passages,
        starts,
        circumstances,
        demands,
        accounts,
        grantings,
        mentions,
        sightings,
        declarations,
        allows,
        kept,
        implied,
        foreign
    ];
    cuts.contains(&true).then(|| Problem {
        path: path.to_owned(),
        span: None,
        message: format!(
            "more than {MOST} places in this file hand a value on; the others were left out"
        ),
    })
}

fn facts_of(source: &Source, vendors: &[Vendor], limits: Limits) -> Told {
    let mut facts =
        Facts { sightings: extract::literals::sightings(source, vendors), ..Facts::default() };
    let wanted = extract::is_parsed(source, vendors);
    let format = parse::format_of(&source.path).filter(|_| wanted);
    let Some(format) = format else {
        let problems = of_text(source, vendors, &mut facts);
        return (facts, problems, extract::is_program(source, vendors));
    };
    if limits.largest() < source.text.len() {
        let message = discover::too_large(limits);
        return (facts, vec![Problem { path: source.path.clone(), span: None, message }], false);
    }
    let mut parsed = parse::within(source, format, limits);
    parsed.problems.extend(inner::open(source, &mut parsed.document, vendors, limits));
    facts.append(extract::facts(source, &parsed.document, vendors));
    (facts, parsed.problems, true)
}

/// Add what a text says of which no document is made. Of a program only as much is read as of a document.
fn of_text(source: &Source, vendors: &[Vendor], facts: &mut Facts) -> Vec<Problem> {
    let short = parse::shortened(source).filter(|_| extract::is_program(source, vendors));
    let (short, problem) = short.unzip();
    extract::of_text(short.as_ref().unwrap_or(source), vendors, facts);
    problem.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{counted, survived};
    use crate::model::{Encoding, Facts, Problem, Source, SourceId, Span};

    #[test]
    fn of_many_problems_the_first_and_the_last_are_told() {
        let problem = |at: usize| Problem {
            path: "a".to_owned(),
            span: Some(Span::new(SourceId(0), at, at)),
            message: at.to_string(),
        };
        let told = counted((0..100).rev().map(problem).collect(), "a");
        let messages: Vec<&str> = told.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages.len(), 26);
        assert_eq!(messages[..2], ["0", "1"]);
        assert_eq!(messages[24..], ["99", "75 more parts of this file could not be read"]);
        assert_eq!(counted((0..25).map(problem).collect(), "a").len(), 25);
    }

    #[test]
    fn a_mistake_of_ours_costs_one_source_and_is_told() {
        let source = Source::new(SourceId(0), "a/b.tf", "", Encoding::Utf8);
        let (facts, problems, parsed) =
            survived(&source, || panic!("this stands in for a mistake"));
        assert_eq!((facts, parsed), (Facts::default(), false));
        let [problem] = &problems[..] else { panic!("one problem is told") };
        assert_eq!(problem.path, "a/b.tf");
        assert!(problem.message.contains("please report it"));
    }
}
