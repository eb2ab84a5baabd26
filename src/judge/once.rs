//! Findings that one change ends are one finding: the first is told, and it names the places of the others.

use std::collections::HashMap;

use crate::model::{Secret, SourceId, Span, Step};

use super::Draft;

/// What findings of one rule have in common where one change ends them all.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Cause<'a> {
    /// One value that is written out several times in a file.
    Value(SourceId, &'a Secret),
    /// One value that comes into the files at one place, and goes to several providers of a root and its modules.
    Entry(Span, &'a str),
}

impl Cause<'_> {
    fn says(&self) -> &'static str {
        match self {
            Self::Value(..) => "the same value is written out here, too",
            Self::Entry(..) => "it is used here, too",
        }
    }
}

/// How many other places a finding names.
const NAMED: usize = 4;

/// Drafts of which each cause has one; the one nearest to where the value enters is kept.
pub(super) fn told(drafts: Vec<Draft<'_>>) -> Vec<Draft<'_>> {
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(cause) = &draft.cause {
            let silenced = draft.finding.suppressed.is_some();
            let key = (draft.finding.rule.clone(), cause.clone(), silenced);
            groups.entry(key).or_default().push(at);
        }
    }
    let mut notes: HashMap<usize, Vec<Step>> = HashMap::new();
    let mut folded = vec![false; drafts.len()];
    for ((_, cause, _), group) in groups {
        let length = |at: &usize| (drafts[*at].finding.trace.len(), *at);
        let Some(kept) = group.iter().copied().min_by_key(length) else { continue };
        let others: Vec<usize> = group.into_iter().filter(|at| *at != kept).collect();
        for at in &others {
            folded[*at] = true;
        }
        let places = others.iter().map(|at| drafts[*at].finding.span).collect();
        notes.insert(kept, named(&cause, places));
    }
    let kept = drafts.into_iter().enumerate().filter(|(at, _)| !folded[*at]);
    kept.map(|(at, mut draft)| {
        draft.finding.notes.extend(notes.remove(&at).unwrap_or_default());
        draft
    })
    .collect()
}

/// The first of the other places, and how many there are besides.
fn named(cause: &Cause<'_>, mut places: Vec<Span>) -> Vec<Step> {
    places.sort_unstable();
    places.dedup();
    let more = places.len().saturating_sub(NAMED);
    let last = places.len().min(NAMED).saturating_sub(1);
    let says = |at: usize| match (at == last, more) {
        (true, 1) => format!("{}, and at one more place", cause.says()),
        (true, 2..) => format!("{}, and at {more} more places", cause.says()),
        _ => cause.says().to_owned(),
    };
    let named = places.into_iter().take(NAMED).enumerate();
    named.map(|(at, span)| Step { span, says: says(at) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_places_the_first_are_named_and_the_others_counted() {
        let secret = Secret::new("x");
        let cause = Cause::Value(SourceId(0), &secret);
        let said = |places: usize| {
            let spans = (0..places).map(|at| Span::new(SourceId(0), at, at + 1)).collect();
            named(&cause, spans).into_iter().map(|it| it.says).collect::<Vec<_>>()
        };
        let plain = "the same value is written out here, too";
        assert!(said(0).is_empty());
        assert_eq!(said(2), [plain, plain]);
        let last = format!("{plain}, and at one more place");
        assert_eq!(said(5), [plain, plain, plain, &last]);
        let last = format!("{plain}, and at 15 more places");
        assert_eq!(said(19), [plain, plain, plain, &last]);
    }
}
