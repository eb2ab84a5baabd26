//! What all files say: which of them are read, and the facts of each.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Options, Progress, folders, imports, led, nested, reach};
use crate::discover::{self, Interest, Paths, Read, Target, Wanted};
use crate::model::{Facts, Limits, Most, Policy, Problem, Source, Sources, Vendor, bounded};
use crate::{extract, parse};

/// What was read of all files.
pub(super) struct Gathered {
    pub(super) facts: Facts,
    pub(super) sources: Sources,
    pub(super) problems: Vec<Problem>,
    pub(super) read: usize,
    pub(super) unfollowed: usize,
    /// The files that were passed over, as nothing that was read seems to need them.
    pub(super) passed: HashSet<usize>,
    /// How much is read.
    pub(super) limits: Limits,
}

impl Gathered {
    fn of(heard: Vec<(usize, Heard)>) -> Self {
        let mut gathered = Self {
            facts: Facts::default(),
            sources: Sources::default(),
            problems: Vec::new(),
            read: 0,
            unfollowed: 0,
            passed: HashSet::new(),
            limits: Limits::default(),
        };
        let facts = heard.iter().filter_map(|(_, heard)| match heard {
            Heard::Told(told) => Some(&told.1.0),
            Heard::Passed => None,
        });
        gathered.facts.reserve(facts);
        for (at, heard) in heard {
            match heard {
                Heard::Passed => _ = gathered.passed.insert(at),
                Heard::Told(told) => gathered.add(told.0, told.1),
            }
        }
        gathered
    }

    /// Add what one more source says.
    pub(super) fn add(&mut self, source: Option<Source>, (facts, problems, parsed): Told) {
        self.keep(source);
        self.facts.append(facts);
        self.problems.extend(problems);
        self.read += usize::from(parsed);
    }

    /// Keep a source, so that findings can point into it.
    pub(super) fn keep(&mut self, source: Option<Source>) {
        if let Some(source) = source {
            self.sources.keep(source);
        }
    }
}

/// Read every file that spells something of interest, then those that a dialect claims and that these may need, and
/// gather their facts.
pub(super) fn gather(
    options: &Options,
    target: &Target,
    files: &Paths,
    policy: &Policy,
    progress: &Progress,
) -> Gathered {
    let (vendors, limits) = (policy.vendors.as_slice(), policy.settings.limits);
    let unfollowed = AtomicUsize::new(0);
    let holds = |path: &str, bytes: &[u8]| {
        if extract::is_unfollowed(path, bytes, vendors) {
            unfollowed.fetch_add(1, Ordering::Relaxed);
        }
        extract::holds(path, bytes, vendors)
    };
    let spelling = extract::literals::Spelling::of(vendors);
    let spells = |bytes: &[u8]| spelling.occurs(bytes);
    let may_spell = |bytes: &[u8]| options.everything || spelling.may_occur(bytes);
    let interest = Interest {
        claims: &extract::claims,
        spells: &spells,
        may_spell: &may_spell,
        holds: &holds,
    };
    let visit = |_, read: Read| {
        progress.read.fetch_add(1, Ordering::Relaxed);
        hear(read, vendors, limits)
    };
    let all = Wanted { tree: &target.tree, files, places: None, limits };
    let mut heard = discover::each(all, options.threads, &interest, &visit);
    let needed = reach::needed(all, options.threads, &passed(&heard), &leading(&heard, files));
    let interest = Interest { may_spell: &|_| true, ..interest };
    let needed = Wanted { places: Some(&needed), ..all };
    // What is read now takes the place of what was passed over.
    let visit = |_, read: Read| hear(read, vendors, limits);
    let more = discover::each(needed, options.threads, &interest, &visit);
    heard.retain(|(at, _)| more.binary_search_by_key(at, |(at, _)| *at).is_err());
    heard.extend(more);
    heard.sort_unstable_by_key(|(at, _)| *at);

    let mut gathered = Gathered::of(heard);
    gathered.unfollowed = unfollowed.into_inner();
    gathered.limits = limits;
    led::follow(&mut gathered, &target.tree, files, vendors);
    folders::settle(&mut gathered, &target.tree, files, vendors);
    folders::replace(&mut gathered.facts, files);
    nested::settle(&mut gathered.facts.passages, &gathered.sources, files);
    imports::settle(&mut gathered.facts, files);
    extract::terraform::implied::settle(&mut gathered.facts);
    extract::stores::settle::settle(&mut gathered.facts, vendors);
    gathered
}

/// What was heard of one file.
enum Heard {
    /// Nothing yet: it is claimed, and only what others say may need it.
    Passed,
    /// What it says, with the source if something is told of it.
    Told(Box<(Option<Source>, Told)>),
}

fn hear(read: Read, vendors: &[Vendor], limits: Limits) -> Option<Heard> {
    match read {
        Read::Text(source, problem) => {
            let told = told(&source, problem, vendors, limits);
            // A source of which nothing is told need not be kept.
            let is_kept = told.0 != Facts::default() || !told.1.is_empty();
            Some(Heard::Told(Box::new((is_kept.then_some(source), told))))
        }
        Read::Passed => Some(Heard::Passed),
        Read::Skipped => None,
        Read::Failed(problem) => {
            Some(Heard::Told(Box::new((None, (Facts::default(), vec![problem], false)))))
        }
    }
}

/// What a source says, within its budgets.
pub(super) fn told(
    source: &Source,
    problem: Option<Problem>,
    vendors: &[Vendor],
    limits: Limits,
) -> Told {
    let (mut facts, mut problems, parsed) = whole(source, || facts_of(source, vendors, limits));
    problems.extend(problem);
    let mut problems = counted(problems, &source.path);
    problems.extend(shortened(&mut facts, &source.path));
    facts.shrink();
    (facts, problems, parsed)
}

/// The places of the files that were passed over.
fn passed(heard: &[(usize, Heard)]) -> Vec<usize> {
    let passed = heard.iter().filter(|(_, heard)| matches!(heard, Heard::Passed));
    passed.map(|(at, _)| *at).collect()
}

/// The files by which a value may go on its way, with what they say.
fn leading<'a>(heard: &'a [(usize, Heard)], files: &'a Paths) -> Vec<(&'a str, &'a str)> {
    let leads = |facts: &Facts| {
        !(facts.sites.is_empty()
            && facts.passages.is_empty()
            && facts.demands.is_empty()
            && facts.grantings.is_empty()
            && facts.kept.is_empty())
    };
    let leading = heard.iter().filter_map(|(at, heard)| match heard {
        Heard::Told(told) if leads(&told.1.0) => {
            Some((files.get(*at)?, told.0.as_ref()?.text.as_str()))
        }
        _ => None,
    });
    leading.collect()
}

/// The facts of one source, what could not be read of it, and whether it was parsed.
pub(super) type Told = (Facts, Vec<Problem>, bool);

/// What some work on one source tells. A mistake of ours costs that source, is told, and never ends the run.
pub(super) fn survived(source: &Source, work: impl FnOnce() -> Told) -> Told {
    // The work borrows only what it reads, so nothing half done is left behind.
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "keyfit failed on this file; please report it".to_owned();
        (Facts::default(), vec![Problem { path: source.path.clone(), span: None, message }], false)
    })
}

/// What some work on one source tells, and of what there was more than it looked at.
pub(super) fn whole(source: &Source, work: impl FnOnce() -> Told) -> Told {
    let ((facts, mut problems, parsed), met) = bounded(|| survived(source, work));
    problems.extend(left_out(&source.path, met));
    (facts, problems, parsed)
}

/// What is said of a file, or of the root, in which there is more of something than is looked at.
pub(super) fn left_out(path: &str, met: Vec<Most>) -> impl Iterator<Item = Problem> {
    let problem = move |it: Most| Problem { path: path.to_owned(), span: None, message: it.says() };
    met.into_iter().map(problem)
}

/// The first problems of a file and the last, which says where reading ended, and how many stand between.
pub(super) fn counted(mut problems: Vec<Problem>, path: &str) -> Vec<Problem> {
    const TOLD: usize = 25;
    if TOLD < problems.len() {
        problems.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        let between = problems.drain(TOLD - 1..problems.len() - 1).len();
        let message = format!("{between} more parts of this file could not be read");
        problems.push(Problem { path: path.to_owned(), span: None, message });
    }
    problems
}

/// Keep as many facts of one file as people write into one, and say where there are more.
pub(super) fn shortened(facts: &mut Facts, path: &str) -> Option<Problem> {
    const MOST: usize = 5_000;
    fn cut<T>(facts: &mut Vec<T>) -> bool {
        let more = MOST < facts.len();
        facts.truncate(MOST);
        more
    }
    let cuts = [
        cut(&mut facts.sites),
        cut(&mut facts.passages),
        cut(&mut facts.starts),
        cut(&mut facts.circumstances),
        cut(&mut facts.demands),
        cut(&mut facts.accounts),
        cut(&mut facts.grantings),
        cut(&mut facts.mentions),
        cut(&mut facts.sightings),
        cut(&mut facts.declarations),
        cut(&mut facts.allows),
        cut(&mut facts.kept),
        cut(&mut facts.implied),
        cut(&mut facts.foreign),
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
    let parsed = parse::within(source, format, limits);
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
