//! Words of commands that are addresses with a secret in them.

use super::run::Run;
use super::word::Command;
use crate::extract::url;

/// What the addresses among a command's words show.
pub(super) fn command(run: &mut Run<'_>, command: &Command) {
    for word in command.words.iter().chain(&command.bodies) {
        let has_mark = word.pieces.iter().any(|it| it.text().is_some_and(|it| it.contains("://")));
        let text = run.script.scalar.text.get(word.start..word.end).filter(|_| has_mark);
        for range in text.map(|it| url::secrets(it, run.script.vendors)).unwrap_or_default() {
            let (start, end) = (word.start + range.start, word.start + range.end);
            let inside = |it: &&super::word::Piece| start <= it.start && it.end <= end;
            let pieces: Vec<_> = word.pieces.iter().filter(inside).cloned().collect();
            let place = run.span(start, end);
            let sites = run.takes(&pieces).into_iter();
            let sites: Vec<_> =
                sites.map(|take| url::taken(place, &run.script.scope, &take)).collect();
            run.facts.sites.extend(sites);
        }
    }
}
