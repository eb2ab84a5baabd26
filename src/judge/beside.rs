//! What need not be told beside something else: of two findings about one thing, one may say all there is to do.

use std::collections::HashMap;

use crate::model::{Policy, SourceId, Span};

use super::Draft;

/// What a finding is about, where others may be about the same.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing {
    /// A declared token, by its place in the report.
    Grant(usize),
    /// What is written out at a place.
    Written(Span),
}

impl Thing {
    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Grant(one), Self::Grant(other)) => one == other,
            (Self::Written(one), Self::Written(other)) => {
                one.contains(other) || other.contains(one)
            }
            _ => false,
        }
    }

    /// What keeps things apart that are surely not the same.
    fn place(self) -> (Option<usize>, Option<SourceId>) {
        match self {
            Self::Grant(id) => (Some(id), None),
            Self::Written(span) => (None, Some(span.source)),
        }
    }
}

/// The drafts without those whose rule yields to that of another. What goes hands its usage on.
pub(super) fn settled<'a>(mut drafts: Vec<Draft<'a>>, policy: &Policy) -> Vec<Draft<'a>> {
    let mut others: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(thing) = draft.thing {
            others.entry((draft.finding.rule.clone(), thing.place())).or_default().push(at);
        }
    }
    let to = |draft: &Draft<'a>| {
        let thing = draft.thing?;
        let rules = &policy.rule(&draft.finding.rule)?.yields_to;
        let named = rules.iter().filter_map(|rule| others.get(&(rule.clone(), thing.place())));
        named.flatten().copied().find(|at| yields(draft, &drafts[*at]))
    };
    let kept: Vec<Option<usize>> = drafts.iter().map(to).collect();
    for (at, kept) in kept.iter().enumerate() {
        if let Some(kept) = *kept {
            let usage = drafts[at].finding.usage;
            let heir = &mut drafts[kept].finding.usage;
            *heir = heir.or(usage);
        }
    }
    drafts.into_iter().zip(kept).filter(|(_, kept)| kept.is_none()).map(|(it, _)| it).collect()
}

/// Whether a finding has nothing to add to another one. What is said more quietly, or is allowed, says less; but
/// whoever may do everything may do the rest, and that is allowed with it.
fn yields(draft: &Draft<'_>, other: &Draft<'_>) -> bool {
    let (Some(thing), Some(others)) = (draft.thing, other.thing) else { return false };
    let is_heard = other.finding.suppressed.is_none()
        || draft.finding.suppressed.is_some()
        || matches!(thing, Thing::Grant(_));
    thing.is(others) && is_heard && draft.finding.level <= other.finding.level
}
