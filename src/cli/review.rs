//! `--diff`, `--staged` and `--baseline`: which findings are told; and `keyfit baseline`, which writes what is known.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::discover::Against;
use crate::lint::{Failure, Review};
use crate::model::{Baseline, Finding, Known, Report};
use crate::{policy, render};

use super::args::Run;
use super::output;

/// Which findings are told.
#[derive(ClapArgs)]
pub struct Reviewed {
    /// Tell only what was not there at the commit where REV and HEAD parted
    ///
    /// All files are read on both sides. `REV^{tree}` stands for REV as it is.
    #[arg(long, value_name = "REV")]
    diff: Option<String>,
    /// Judge what a commit would hold, and tell only what HEAD does not have
    #[arg(long, conflicts_with_all = ["diff", "fix"])]
    staged: bool,
    /// Silence the findings that FILE lists
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

impl Reviewed {
    /// What is asked of a run.
    pub fn review(&self) -> Result<Review, Failure> {
        let staged = self.staged.then_some(Against::Head);
        let against = self.diff.clone().map(Against::Revision).or(staged);
        let baseline = self.baseline.as_deref().map(policy::baseline).transpose();
        Ok(Review { against, baseline: baseline.map_err(Failure::Mistakes)? })
    }
}

#[derive(ClapArgs)]
pub struct Baselining {
    #[command(flatten)]
    run: Run,
    /// Write to FILE; what it says of findings that are still there stays
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// Take out of FILE what matches nothing, and add nothing
    #[arg(long)]
    prune: bool,
    /// Do so even if nothing of FILE matches any more, and all of its entries go with their reasons
    #[arg(long)]
    take_out_all: bool,
}

/// Write what is found to a baseline, or take out of one what is gone.
pub fn baseline(asked: &Baselining) -> Result<u8, Failure> {
    let old = if asked.prune || asked.output.exists() {
        policy::baseline(&asked.output).map_err(Failure::Mistakes)?
    } else {
        Baseline::default()
    };
    let review = Review { against: None, baseline: Some(old.clone()) };
    let (report, policy) = super::reviewed(&asked.run.options(), &review)?;
    let (kept, fresh) = entries(&old, &report);
    if kept.is_empty() && 1 < old.count() && !asked.take_out_all {
        return Err(all_gone(&asked.output, &old));
    }
    let fresh = if asked.prune { Vec::new() } else { fresh };
    let said = told(&asked.output, (kept.len(), fresh.len()), &report);
    let new = Baseline { entries: kept.into_iter().chain(fresh).collect(), ..old };
    let text = render::baseline(&report, &policy, &new);
    super::write::kept(&asked.output, &text)?;
    output::tell(&render::clean(&said));
    Ok(0)
}

/// A baseline of which nothing matches was most likely taken elsewhere, and its reasons are nowhere else.
fn all_gone(file: &Path, old: &Baseline) -> Failure {
    let (file, count) = (file.display(), old.count());
    let message = format!(
        "`{file}`: none of its {count} entries matches; it was left as it is. Was it taken at another root?"
    );
    let help = "run this where it was taken, since paths count from there; `--take-out-all` takes all of them out";
    Failure::Name(message, help.to_owned())
}

/// What of a baseline still matches something, and what is found besides.
fn entries(old: &Baseline, report: &Report) -> (Vec<Known>, Vec<Known>) {
    let stale = report.baseline.iter().flat_map(|it| &it.stale).collect::<HashSet<_>>();
    let is_there = |it: &&Known| !stale.contains(&it.fingerprint);
    let kept: Vec<Known> = old.entries.iter().filter(is_there).cloned().collect();
    let mut known: HashSet<String> = kept.iter().map(|it| it.fingerprint.clone()).collect();
    let loud = report.findings.iter().filter(|it| it.suppressed.is_none());
    let fresh = loud.flat_map(|it| found(it, report));
    let fresh = fresh.filter(|it| known.insert(it.fingerprint.clone())).collect();
    (kept, fresh)
}

/// The lines of a finding: one for each place or way for which it speaks.
fn found<'a>(finding: &'a Finding, report: &'a Report) -> impl Iterator<Item = Known> + 'a {
    finding.ways.iter().map(|way| Known {
        fingerprint: way.fingerprint.clone(),
        rule: way.rule.clone(),
        path: report.sources.path(way.span.source).to_owned(),
        because: None,
        comments: Vec::new(),
    })
}

fn told(file: &Path, (kept, fresh): (usize, usize), report: &Report) -> String {
    let gone = report.baseline.as_ref().map_or(0, |it| it.stale.len());
    let unread = match report.summary.problems {
        0 => String::new(),
        1 => "; 1 input could not be wholly read".to_owned(),
        problems => format!("; {problems} inputs could not be wholly read"),
    };
    format!("{}: {fresh} added, {kept} kept, {gone} taken out{unread}", file.display())
}
