//! Findings that one change ends are one finding: the first is told, and it names the places of the others.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::model::{Arrange, Secret, SourceId, Span, Step, Way};

use super::Draft;

/// What findings of one rule have in common where one change ends them all.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Cause<'a> {
    /// One value that is written out several times, anywhere or in one file.
    Value(Option<SourceId>, &'a Secret),
    /// One value that is written out several times and no longer works.
    Dead(&'a str),
    /// One value that comes into the files at one place, and goes to several providers of a root and its modules.
    Entry(Span, &'a str),
    /// One credential that an orchestrator is handed, by whatever it runs.
    Kept(&'a str, &'a str),
    /// One credential that is used in several environments.
    Shared(&'a str),
    /// One token that several permissions let reach too far.
    Granted(usize),
}

impl Cause<'_> {
    fn says(&self) -> &'static str {
        match self {
            Self::Value(..) | Self::Dead(_) => "the same value is written out here, too",
            Self::Entry(..) | Self::Kept(..) => "it is used here, too",
            Self::Shared(_) => "the same holds of its use here",
            Self::Granted(_) => "the same holds of what it is given here",
        }
    }

    /// Whether whoever allows the first place allows all of them: what is decided there is decided of the credential.
    fn is_decided_once(&self) -> bool {
        matches!(self, Self::Shared(_))
    }
}

/// What is told of the others beside the one that is kept: where they are named, their places, and each of them.
type Others = (Vec<Step>, Vec<Span>, Vec<Way>);

/// How many other places a finding names.
const NAMED: usize = 4;

/// Drafts of which each cause has one. The loudest is kept, and of those the one nearest to where the value enters; of
/// the uses of a credential it is the first.
pub(super) fn told(drafts: Vec<Draft<'_>>) -> Vec<Draft<'_>> {
    let mut others: HashMap<usize, Others> = HashMap::new();
    let mut folded = vec![false; drafts.len()];
    for (cause, group) in groups(&drafts) {
        let [kept, rest @ ..] = &group[..] else { continue };
        for at in rest {
            folded[*at] = true;
        }
        let places: Vec<Span> = rest.iter().map(|at| drafts[*at].finding.span).collect();
        let ways = rest.iter().flat_map(|at| drafts[*at].finding.ways.iter().cloned()).collect();
        others.insert(*kept, (named(&cause, places.clone()), places, ways));
    }
    let kept = drafts.into_iter().enumerate().filter(|(at, _)| !folded[*at]);
    kept.map(|(at, mut draft)| {
        let (notes, also, ways) = others.remove(&at).unwrap_or_default();
        draft.finding.ways.extend(ways);
        draft.finding.notes.extend(notes);
        draft.finding.also.extend(also);
        draft
    })
    .collect()
}

/// The drafts of each cause, the one to keep first. What is silenced does not silence what is not.
fn groups<'a>(drafts: &[Draft<'a>]) -> Vec<(Cause<'a>, Vec<usize>)> {
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(cause) = &draft.cause {
            groups.entry((draft.finding.rule.clone(), cause.clone())).or_default().push(at);
        }
    }
    let is_silenced = |at: &usize| drafts[*at].finding.suppressed.is_some();
    let parted = |((_, cause), mut group): ((String, Cause<'a>), Vec<usize>)| {
        group.arrange_by_key(|at| rank(&drafts[*at], &cause, *at));
        let decides = cause.is_decided_once() && group.first().is_some_and(is_silenced);
        let (silenced, loud) = group.into_iter().partition(|at| decides || is_silenced(at));
        [(cause.clone(), silenced), (cause, loud)]
    };
    groups.into_iter().flat_map(parted).collect()
}

fn rank(draft: &Draft<'_>, cause: &Cause<'_>, at: usize) -> impl Ord + use<> {
    let length = if cause.is_decided_once() { 0 } else { draft.finding.trace.len() };
    (Reverse(draft.finding.level), length, at)
}

/// The first of the other places, and how many there are besides.
fn named(cause: &Cause<'_>, mut places: Vec<Span>) -> Vec<Step> {
    places.arrange();
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
        let cause = Cause::Value(None, &secret);
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
