//! What was there before: findings that are known, by a baseline or from before a change.

use std::collections::{HashMap, HashSet};

use crate::model::{Arrange, Baseline, Baselined, Finding, Level, Step, Suppression};

/// Wrongs that are known by their fingerprints, each with how loud it was; none where it was silenced.
#[derive(Debug, Default)]
pub struct Before<'a>(HashMap<&'a str, Option<Level>>);

impl<'a> Before<'a> {
    /// What some findings say.
    pub fn of(findings: &'a [Finding]) -> Self {
        let mut before: HashMap<&str, Option<Level>> = HashMap::new();
        for finding in findings {
            for way in &finding.ways {
                let level = finding.suppressed.is_none().then_some(way.level);
                let known = before.entry(&way.fingerprint).or_default();
                *known = level.max(*known);
            }
        }
        Self(before)
    }

    /// Whether all that a finding speaks for was told before, and no more quietly.
    pub fn holds(&self, finding: &Finding) -> bool {
        let is_loud = finding.suppressed.is_none();
        finding.ways.iter().all(|way| {
            let level = is_loud.then_some(way.level);
            self.0.get(way.fingerprint.as_str()).is_some_and(|known| level <= *known)
        })
    }

    /// Name what is new about a finding that is itself an old one.
    pub fn point_out(&self, finding: &mut Finding) {
        const NAMED: usize = 4;
        let is_old = |fingerprint: &str| self.0.contains_key(fingerprint);
        if !is_old(&finding.fingerprint) {
            return;
        }
        let fresh = finding.ways.iter().filter(|way| !is_old(&way.fingerprint)).take(NAMED);
        let span = |way: &crate::model::Way| {
            if way.span == finding.span { way.origin } else { way.span }
        };
        let notes: Vec<Step> =
            fresh.map(|way| Step { span: span(way), says: "this is new".to_owned() }).collect();
        finding.notes.extend(notes);
    }
}

/// Silence the findings that a baseline knows. How many are silenced is counted once it is known which are told.
pub fn silence(findings: &mut [Finding], baseline: &Baseline) -> Baselined {
    let mut reasons: HashMap<&str, Option<&str>> = HashMap::new();
    for entry in &baseline.entries {
        let reason = reasons.entry(&entry.fingerprint).or_default();
        *reason = reason.or(entry.because.as_deref());
    }
    let known = Before(reasons.keys().map(|it| (*it, Some(Level::Error))).collect());
    let mut met = HashSet::new();
    for finding in findings {
        let ways = finding.ways.iter().map(|way| way.fingerprint.as_str());
        met.extend(ways.filter_map(|it| reasons.get_key_value(it)).map(|(known, _)| *known));
        if finding.suppressed.is_some() {
            continue;
        }
        if known.holds(finding) {
            let reason = reasons.get(finding.fingerprint.as_str()).copied().flatten();
            finding.suppressed = Some(suppression(reason));
        } else {
            known.point_out(finding);
        }
    }
    let mut stale: Vec<String> =
        reasons.keys().filter(|it| !met.contains(*it)).map(|it| (*it).to_owned()).collect();
    stale.arrange();
    Baselined { path: baseline.path.clone(), silenced: 0, stale }
}

fn suppression(reason: Option<&str>) -> Suppression {
    let because = reason.unwrap_or("it was there when the baseline was taken");
    Suppression { by: "baseline".to_owned(), because: because.to_owned(), until: None, owner: None }
}
