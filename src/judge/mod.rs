//! Which usages and exposures a rule condemns: facts and `Policy` → `Finding`s.
//!
//! A usage gets at most one finding about its kind: of the rules that match, the one with the smallest precedence
//! speaks. Other rules stand beside it. Nothing here reads a file or knows a format.

pub mod vocabulary;
mod usage;
mod exposure;
mod grant;
mod allowance;
mod spoken;
mod message;
mod draft;
mod beside;
mod once;
mod fix;
mod fingerprint;
mod before;

use crate::model::{
    Allow, Arrange, Exposure, Finding, Grant, Policy, Sources, Suppression, Usage, Verdict,
};

pub use before::{Before, silence};
pub use fix::remark;
pub use usage::decision;

use allowance::Allowances;
use draft::{Draft, order};

/// What there is to judge.
pub struct Case<'a> {
    /// The usages, in the order of their ids.
    pub usages: &'a [Usage],
    /// The declared tokens.
    pub grants: &'a [Grant],
    /// The exposures.
    pub exposures: &'a [Exposure],
    /// The allowances that stand in place.
    pub allows: &'a [Allow],
    /// The sources that spans speak of.
    pub sources: &'a Sources,
    /// The day of the run, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// The findings, in the order of path, place and rule, and what is thought of each usage.
pub fn findings(case: &Case<'_>, policy: &Policy) -> (Vec<Finding>, Vec<Verdict>) {
    let mut allowances = Allowances::new(case, policy);
    let mut drafts: Vec<Draft<'_>> =
        case.usages.iter().flat_map(|usage| usage::of_usage(usage, case.sources, policy)).collect();
    drafts.extend(
        case.exposures
            .iter()
            .flat_map(|exposure| exposure::of_exposure(exposure, case.sources, policy)),
    );
    drafts.extend(grant::drafts(case, policy));
    for draft in &mut drafts {
        draft.finding.suppressed = allowances.suppression(&draft.finding);
    }
    let verdicts = case.usages.iter().map(|usage| usage::verdict(usage, &drafts)).collect();
    drafts.arrange_by(|a, b| order(a).cmp(&order(b)));
    fingerprint::mark(
        drafts.iter_mut().map(|it| (&mut it.finding, it.credential, it.value)),
        case.sources,
    );
    drafts.dedup_by(|next, kept| next.says_the_same(kept) && kept.also(&next.finding));
    let drafts = beside::settled(drafts, policy);
    let mut findings: Vec<Finding> =
        once::told(drafts).into_iter().map(|draft| draft.finding).collect();
    let mut others = allowances.findings(policy);
    fingerprint::mark(others.iter_mut().map(|it| (it, "", 0)), case.sources);
    findings.append(&mut others);
    findings.arrange_by(|a, b| (a.span, &a.rule, &a.message).cmp(&(b.span, &b.rule, &b.message)));
    (findings, verdicts)
}

/// How a suppression is told.
fn suppression(
    by: &str,
    because: &str,
    until: Option<&String>,
    owner: Option<&String>,
) -> Suppression {
    Suppression {
        by: by.to_owned(),
        because: because.to_owned(),
        until: until.cloned(),
        owner: owner.cloned(),
    }
}
