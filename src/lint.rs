//! The program in one sentence, and the little that holds its verbs together.

mod config;
mod gather;
mod session;
mod change;
mod matrix;
mod mend;
mod offers;
mod worlds;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::discover::{self, Against, Listing, Overlay, Paths, Target, Tree};
use crate::model::{
    Arrange, Baseline, Finding, Level, Loosened, Most, Policy, Problem, Report, Span, Summary,
    Usage, Verdict, bounded,
};
use crate::policy::Mistake;
use crate::{classify, extract, judge, link, policy, render};
use config::{Settled, settled};
use gather::hear::left_out;
use gather::{Gathered, gather, hearing};

pub use matrix::{decision, matrix, usage};
pub use mend::{Mended, mended};
pub use offers::offers;
pub use session::{Broken, Session};
pub use worlds::{FOLDER as WORLDS, Worlds, lacking, own_rules, tried};

/// What a run is asked.
#[derive(Clone, Debug)]
pub struct Options {
    /// The PATH arguments; none means the working directory.
    pub paths: Vec<PathBuf>,
    /// Where the settings are.
    pub config: Config,
    /// What is read in the place of some files.
    pub overlay: Overlay,
    /// A folder of the user's own rules.
    pub rules: Option<PathBuf>,
    /// The day of the run, `YYYY-MM-DD`.
    pub today: String,
    /// How many threads read and parse.
    pub threads: usize,
    /// Whether files are parsed that nothing needs: never more is found by it, which the tests hold.
    pub everything: bool,
}

impl Options {
    /// A run over some paths on a day, with the settings of the root and as many threads as there is use for.
    pub fn of(paths: Vec<PathBuf>, today: String) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self {
            paths,
            overlay: Overlay::default(),
            config: Config::Root,
            rules: None,
            today,
            threads: threads.min(16),
            everything: false,
        }
    }
}

/// Which findings of a run are told.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// Only those that were not there before, if this is said.
    pub against: Option<Against>,
    /// Those that were known before are silenced.
    pub baseline: Option<Baseline>,
}

/// Where the settings of a run are.
#[derive(Clone, Debug)]
pub enum Config {
    /// In `keyfit.toml` at the root, if there is one.
    Root,
    /// In this file; the repository's own goes unheeded.
    File(PathBuf),
    /// Nowhere: the repository's own file goes unheeded.
    None,
}

/// Why nothing could be checked: always the user's to mend.
#[derive(Debug)]
pub enum Failure {
    /// A path or file that is not there or cannot be read.
    Input(String),
    /// A name that nobody knows, and what to write instead.
    Name(String, String),
    /// Mistakes in rules or settings, each pointing into its file.
    Mistakes(Vec<Mistake>),
}

/// How far a run is, for a person who waits.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files there are.
    pub files: AtomicUsize,
    /// Files looked at.
    pub read: AtomicUsize,
}

/// From a repository to a verdict: discover the files, parse them, extract where values are handed on, link the
/// hands into flows, classify what travels and where, and judge.
pub fn lint(options: &Options, progress: &Progress) -> Result<(Report, Policy), Failure> {
    reviewed(options, &Review::default(), progress)
}

/// The same, of which only what is asked for is told.
pub fn reviewed(
    options: &Options,
    review: &Review,
    progress: &Progress,
) -> Result<(Report, Policy), Failure> {
    let mut target = match &review.against {
        Some(Against::Head) => discover::staged_target(&options.paths).map_err(Failure::Input)?,
        _ => target(options)?,
    };
    target.tree.overlay = options.overlay.clone();
    let run = Run { options, baseline: review.baseline.as_ref(), progress };
    match &review.against {
        Some(against) => change::reviewed(&run, &target, against),
        None => run.over(&target),
    }
}

/// A run over one tree or another.
#[derive(Clone, Copy)]
struct Run<'a> {
    options: &'a Options,
    baseline: Option<&'a Baseline>,
    progress: &'a Progress,
}

impl Run<'_> {
    fn over(&self, target: &Target) -> Result<(Report, Policy), Failure> {
        let (told, met) = bounded(|| told(*self, target));
        let (mut report, policy) = told?;
        tell_left_out(&mut report, met);
        Ok((report, policy))
    }
}

/// Say of what there was more than was looked at.
fn tell_left_out(report: &mut Report, met: Vec<Most>) {
    report.problems.extend(left_out(ROOT, met));
    report.summary.problems = report.problems.len();
}

/// The path of the root in what is told of all files together.
const ROOT: &str = ".";

fn told(run: Run<'_>, target: &Target) -> Result<(Report, Policy), Failure> {
    let Run { options, progress, .. } = run;
    let (listing, policy) = at_once(|| listed(options, &target.tree), || beliefs(options));
    progress.files.store(listing.files.len(), Ordering::Relaxed);
    let settled = settled(options, policy?, target, &listing.files)?;
    let gathered = gather(hearing(options, target, &listing.files, &settled.policy), progress);
    let (listing, today, baseline) = (&listing, &options.today, run.baseline);
    let report = judged(&Around { target, listing, settled: &settled, today, baseline }, gathered);
    Ok((report, settled.policy))
}

/// What a verdict rests on besides what the files say.
struct Around<'a> {
    target: &'a Target,
    listing: &'a Listing,
    settled: &'a Settled,
    today: &'a str,
    baseline: Option<&'a Baseline>,
}

/// From what all files say to a verdict.
fn judged(around: &Around<'_>, gathered: Gathered) -> Report {
    let Around { target, listing, settled, today, baseline } = *around;
    let Settled { policy, source, own } = settled;
    let Gathered { facts, mut sources, mut problems, read, unfollowed, .. } = gathered;
    if let Some(source) = source {
        sources.keep(Arc::clone(source));
    }
    problems.extend(listing.problems.iter().cloned());
    problems.extend(unlisted(target, &listing.files));
    let budget = link::Budget::from(policy.settings.limits);

    let (flows, more) = link::flows(&facts, &sources, budget);
    problems.extend(more);
    let usages = classify::usages(&flows, &facts, policy, &sources);
    let grantings = link::grantings(&facts, budget);
    let grants = classify::grants(grantings, &usages, &facts, policy, &sources);
    let exposures = classify::exposures(&flows, &facts, policy, &sources);
    let case = judge::Case {
        usages: &usages,
        grants: &grants,
        exposures: &exposures,
        allows: &facts.allows,
        sources: &sources,
        today,
    };
    let (mut findings, verdicts) = judge::findings(&case, policy);
    let baseline = baseline.map(|it| judge::silence(&mut findings, it));

    problems.arrange_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
    problems.dedup();
    let (files, known) = (listing.files.len(), around.baseline.map_or(0, Baseline::count));
    let summary = Summary { files, read, unfollowed, known, ..Summary::default() };
    let loosened = Loosened::default();
    let report = Report {
        findings,
        usages,
        verdicts,
        grants,
        exposures,
        problems,
        summary,
        loosened,
        baseline,
        change: None,
        sources,
    };
    let mut report = summed(selected(report, target.selected.as_deref()));
    report.loosened = config::loosened(own.clone(), &report, &policy.settings);
    report
}

/// What is to be checked, with what is read in the place of some files.
fn target(options: &Options) -> Result<Target, Failure> {
    let mut target = discover::target(&options.paths).map_err(Failure::Input)?;
    target.tree.overlay = options.overlay.clone();
    Ok(target)
}

/// Two works that do not know of each other. What a small repository waits for is the longer one.
fn at_once<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

/// What `show` shows: a stage on the way to a verdict.
#[derive(Clone, Copy, Debug)]
pub enum Shown {
    /// Where values are handed on.
    Sites,
    /// The ways that values take.
    Flows,
    /// Credentials in use.
    Usages,
}

/// A stage on the way to a verdict, as text.
pub fn show(options: &Options, shown: Shown) -> Result<String, Failure> {
    let target = target(options)?;
    let listing = listed(options, &target.tree);
    let settled = settled(options, beliefs(options)?, &target, &listing.files)?;
    let Settled { policy, source, .. } = &settled;
    let hearing = hearing(options, &target, &listing.files, policy);
    let mut gathered = gather(hearing, &Progress::default());
    gathered.keep(source.clone());
    let Gathered { facts, sources, .. } = gathered;
    let (flows, _) = link::flows(&facts, &sources, policy.settings.limits.into());
    let told = match shown {
        Shown::Sites => render::show_sites(&facts, &sources),
        Shown::Flows => render::show_flows(&flows, &sources),
        Shown::Usages => {
            render::show_usages(&classify::usages(&flows, &facts, policy, &sources), &sources)
        }
    };
    Ok(render::without_tokens(&told, &policy.vendors))
}

/// The files of a tree, without the worlds on which the user's own rules are tried: what these hold is there to be found.
fn listed(options: &Options, tree: &Tree) -> Listing {
    let mut listing = discover::files(tree, options.threads, &extract::claims);
    let worlds = options.rules.as_ref().and_then(|rules| worlds::inside(tree, rules));
    if let Some(worlds) = worlds {
        let others = listing.files.iter().filter(|path| !path.starts_with(&worlds));
        listing.files = others.collect();
        listing.problems.retain(|it| !it.path.starts_with(&worlds));
    }
    listing
}

/// The built-in rules and vendors, and the user's own.
fn beliefs(options: &Options) -> Result<Policy, Failure> {
    let policy = policy::builtin().map_err(Failure::Mistakes)?;
    match &options.rules {
        Some(folder) => policy::with_rules(policy, folder).map_err(Failure::Mistakes),
        None => Ok(policy),
    }
}

/// What was asked for and is none of the repository's files: it was not looked at, and so it is not clean.
fn unlisted(target: &Target, files: &Paths) -> Vec<Problem> {
    let listed = |path: &str| {
        path.is_empty() || files.has(path) || files.below(&format!("{path}/")).next().is_some()
    };
    let asked = target.selected.iter().flatten();
    let message = "no file of the repository lies here, and nothing was read; what git ignores is none of its files";
    asked
        .filter(|path| !listed(path))
        .map(|path| Problem { path: path.clone(), span: None, message: message.to_owned() })
        .collect()
}

/// The part of a report that the PATH arguments ask for.
fn selected(mut report: Report, selected: Option<&[String]>) -> Report {
    let Some(selected) = selected else { return report };
    let chosen = |path: &str| {
        selected.iter().any(|it| {
            it.is_empty()
                || path == it
                || path.strip_prefix(it.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    let at = |span: Span| chosen(report.sources.path(span.source));
    let finding = |it: &Finding| {
        let steps = it.trace.iter().map(|step| step.span);
        at(it.span) || steps.chain(it.also.iter().copied()).any(at)
    };
    let usage = |it: &Usage| at(it.span) || it.trace.iter().any(|step| at(step.span));
    let kept: Vec<usize> = report.usages.iter().filter(|it| usage(it)).map(|it| it.id).collect();
    report.findings.retain(finding);
    report.exposures.retain(|it| at(it.span));
    report.grants.retain(|it| at(it.span));
    report.problems.retain(|it| chosen(&it.path));
    let verdicts: Vec<Verdict> = kept.iter().map(|id| report.verdicts[*id]).collect();
    report.verdicts = verdicts;
    report.usages.retain(|it| kept.contains(&it.id));
    for (id, usage) in report.usages.iter_mut().enumerate() {
        usage.id = id;
    }
    for finding in &mut report.findings {
        finding.usage = finding.usage.and_then(|id| kept.iter().position(|it| *it == id));
    }
    report
}

fn summed(mut report: Report) -> Report {
    let loud = report.findings.iter().filter(|it| it.suppressed.is_none());
    let (mut errors, mut warnings, mut notes) = (0, 0, 0);
    for finding in loud {
        match finding.level {
            Level::Error => errors += 1,
            Level::Warning => warnings += 1,
            Level::Note => notes += 1,
        }
    }
    let suppressed = report.findings.iter().filter(|it| it.suppressed.is_some()).count();
    if let Some(baseline) = &mut report.baseline {
        let silenced = report.findings.iter().filter_map(|it| it.suppressed.as_ref());
        baseline.silenced = silenced.filter(|it| it.by == "baseline").count();
    }
    report.summary = Summary {
        errors,
        warnings,
        notes,
        suppressed,
        problems: report.problems.len(),
        unread_grants: report.grants.iter().filter(|it| it.unread && it.active).count(),
        ..report.summary
    };
    report
}
