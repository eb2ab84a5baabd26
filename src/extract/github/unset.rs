//! Variables that a script hands to a vendor in so many words and that nothing in the file sets: an action that loads
//! secrets put them into the environment, or it is the runner's own. Where nothing could, such a variable is empty.

use std::collections::{HashMap, HashSet};

use super::file::File;
use crate::extract::reference::places;
use crate::model::{Choice, Most, Name, Node, Site, Source, Space, Span, Take, Vendor, Weight};

/// How many names are looked for in all of a file.
const MANY: Most = Most::new(100, "variables of one file that nothing in it sets");

/// Let such variables of some jobs come from outside under their own names.
pub(super) fn tell<'n>(file: &mut File<'_>, jobs: impl Iterator<Item = &'n Node>) {
    let (source, unit) = (file.source, file.unit.clone());
    if !file.facts.sites.iter().any(|site| is_spelt(source, site)) {
        return;
    }
    let gives =
        file.facts.sites.iter().chain(file.facts.kept.iter()).filter_map(|it| it.gives.as_ref());
    let set: HashSet<String> =
        gives.filter(|it| it.space == Space::Env).map(|it| it.text.clone()).collect();
    let filled: Vec<Span> = jobs.filter_map(|job| filled(source, job, file.vendors)).collect();
    let mut known: HashMap<String, bool> = HashMap::new();
    for site in file.facts.sites.those_mut(|site| is_spelt(source, site)) {
        let Some(take) = site.takes.first().cloned() else { continue };
        let text = take.name.text;
        if !holds(&filled, take.span) {
            continue;
        }
        if set.contains(&text) || !known.contains_key(&text) && MANY.is_met(known.len()) {
            continue;
        }
        let is_set = || is_set(&source.text, &text);
        if *known.entry(text.clone()).or_insert_with(is_set) {
            continue;
        }
        // What a step is handed in another way hides it all the same.
        site.takes.push(Take { name: Name::new(Space::Env, &unit, text), span: take.span });
        site.choice = Choice::First;
    }
}

/// Whether one of some places, in order, holds another one.
fn holds(places: &[Span], span: Span) -> bool {
    let behind = places.partition_point(|it| it.start <= span.start);
    behind.checked_sub(1).is_some_and(|at| places[at].contains(span))
}

/// The part of a job in whose environment there may be variables that the file does not name: all of it on a runner or
/// in a container of its own, else what is behind an action that may load secrets or a script that may write them.
fn filled(source: &Source, job: &Node, vendors: &[Vendor]) -> Option<Span> {
    const HOSTED: [&str; 3] = ["ubuntu-", "windows-", "macos-"];
    let hosted = |it: &Node| {
        let label = it.text().unwrap_or_default();
        HOSTED.iter().any(|name| label.starts_with(name))
    };
    let is_hosted = job.get("runs-on").is_some_and(|runner| match runner.items() {
        [] => hosted(runner),
        labels => labels.iter().all(hosted),
    });
    if !is_hosted || job.get("container").is_some() {
        return Some(job.span);
    }
    let mut steps = job.get("steps").map(Node::items).unwrap_or_default().iter();
    let may_fill = |step: &&Node| match step.get("uses").and_then(Node::text) {
        Some(action) => !vendors.iter().any(|it| it.has_foreign_environment(action)),
        None => source.slice(step.span).contains("GITHUB_ENV"),
    };
    steps.find(may_fill).map(|step| Span { start: step.span.start, ..job.span })
}

/// Whether a site hands one variable to a vendor, and the script spells it there.
fn is_spelt(source: &Source, site: &Site) -> bool {
    let is_proven = site.presents.as_ref().is_some_and(|it| it.weight == Weight::Proven);
    let [take] = site.takes.as_slice() else { return false };
    is_proven
        && site.gives.is_none()
        && take.name.space == Space::Env
        && 1 < take.name.scope.steps().len()
        && source.slice(take.span).trim_start_matches(['$', '{']).starts_with(&take.name.text)
        && source.slice(take.span).starts_with('$')
}

/// Whether a text sets a variable in a way that nobody here follows.
fn is_set(text: &str, name: &str) -> bool {
    const NEAR: usize = 200;
    const WORDS: [&str; 4] = ["read ", "for ", "printf -v", "mapfile "];
    places(text, name).any(|place| {
        let before = &text[..place.start];
        let behind = text[place.end..].trim_start_matches(['"', '\'', ' ', '+']);
        let mut near = place.start.saturating_sub(NEAR)..=place.start;
        let near = near.find(|at| text.is_char_boundary(*at)).unwrap_or(place.start);
        let line = before[near..].rsplit('\n').next().unwrap_or_default();
        !before.ends_with(['$', '{'])
            && (behind.starts_with([':', '=']) && !behind.starts_with("==")
                || WORDS.iter().any(|word| line.contains(word)))
    })
}

#[cfg(test)]
mod tests {
    use super::is_set;

    #[test]
    fn a_text_sets_what_it_assigns_or_reads() {
        for (text, expected) in [
            ("curl -H \"Authorization: Token $X\"", false),
            ("X=1", true),
            ("X: ${{ secrets.Y }}", true),
            ("read -r X", true),
            ("for X in a b; do", true),
            ("a > X", false),
            ("{\"/dbt/pat\":\"X\"}", false),
            ("echo ${X}", false),
        ] {
            assert_eq!(is_set(text, "X"), expected, "{text}");
        }
    }
}
