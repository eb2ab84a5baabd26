//! Which findings a log tells, and how much of each, so that nobody who reads it refuses it.

use crate::model::{Arrange, Finding, Rule};

use super::super::clean::inert_json;
use super::super::receiver::Profile;
use super::super::scene::Scene;
use super::super::severity::gravest_first;
use super::super::tree::Tree;
use super::results::{Detail, Results};

/// More results than this are shown by nobody.
const MOST: usize = 5000;
/// So many bytes of results are written. A log of ten million is refused, and the rules need their room too.
const ROOM: usize = 8_500_000;
/// GitHub measures what is packed, and such a log is packed to a tenth.
const PACKED_ROOM: usize = 40_000_000;

/// The results of a log.
pub(super) struct Fitted {
    pub(super) results: Vec<Tree>,
    /// Findings without a result.
    pub(super) left_out: usize,
    /// Whether the results tell less than they could.
    pub(super) shortened: bool,
}

/// As many results as fit, in the order of the report: with all their details if there is room, else without, and the
/// gravest if there is no room even so.
pub(super) fn fitted(scene: &Scene<'_>, profile: Profile, rules: &[&Rule]) -> Fitted {
    let room = if profile == Profile::Github { PACKED_ROOM } else { ROOM };
    within(scene, profile, rules, room)
}

fn within(scene: &Scene<'_>, profile: Profile, rules: &[&Rule], room: usize) -> Fitted {
    let findings: Vec<&Finding> =
        scene.report.findings.iter().filter(|it| is_told(it, profile)).collect();
    let order = gravest_first(scene.policy, &findings);
    let first = |most: usize| -> Vec<&Finding> {
        let mut kept: Vec<usize> = order.iter().copied().take(most).collect();
        kept.arrange();
        kept.into_iter().map(|at| findings[at]).collect()
    };
    let written = |kept: Vec<&Finding>, detail: Detail| -> Vec<Tree> {
        let mut results = Results::new(scene, rules, detail);
        kept.into_iter().map(|finding| results.result(finding)).collect()
    };
    let full = written(first(MOST), Detail::Full);
    if full.iter().map(bytes).sum::<usize>() <= room {
        return Fitted { left_out: findings.len() - full.len(), results: full, shortened: false };
    }
    let gravest = order.iter().take(MOST).map(|at| findings[*at]).collect();
    let most = fitting(&written(gravest, Detail::Plain), room);
    let results = written(first(most), Detail::Plain);
    Fitted { left_out: findings.len() - results.len(), results, shortened: true }
}

fn is_told(finding: &Finding, profile: Profile) -> bool {
    finding.suppressed.is_none() || profile.tells_silenced()
}

/// How many of the first results fit.
fn fitting(results: &[Tree], room: usize) -> usize {
    let mut taken = 0;
    results
        .iter()
        .take_while(|result| {
            taken += bytes(result);
            taken <= room
        })
        .count()
}

/// The bytes of a result where it stands in the log, eight columns from the left.
fn bytes(result: &Tree) -> usize {
    let json = serde_json::to_string_pretty(result).unwrap_or_default();
    let json = inert_json(&json);
    json.len() + 8 * (json.lines().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::{Fitted, bytes, within};
    use crate::model::Rule;
    use crate::render::made_up::{policy, report};
    use crate::render::receiver::Profile;
    use crate::render::scene::Scene;

    fn fit(room: usize) -> Fitted {
        let (report, policy) = (report(), policy());
        let rules: Vec<&Rule> = policy.rules.iter().collect();
        within(&Scene::new(&report, &policy), Profile::Gitlab, &rules, room)
    }

    #[test]
    fn a_small_room_takes_the_details_first_and_then_the_quietest() {
        let whole = fit(usize::MAX);
        let size: usize = whole.results.iter().map(bytes).sum();
        assert_eq!((whole.results.len(), whole.left_out, whole.shortened), (4, 0, false));
        let plain = fit(size - 1);
        let plain_size: usize = plain.results.iter().map(bytes).sum();
        assert!(plain.shortened && plain.left_out == 0 && plain_size < size);
        for room in 0..plain_size {
            let tight = fit(room);
            assert!(tight.results.iter().map(bytes).sum::<usize>() <= room);
            assert_eq!(tight.left_out + tight.results.len(), 4);
        }
    }
}
