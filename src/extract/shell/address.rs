//! Words that are addresses with a secret in them, also where an earlier line set a part of one:
//! `URL="$BASE&token=$TOKEN"`. An address shows its secret, and hands a token to whoever answers there.

use std::ops::Range;

use super::run::Run;
use super::word::{self, Command, Part, Piece, Word};
use crate::extract::address::{Address, MARK};
use crate::extract::{address, url};
use crate::model::{Most, Site, Within as _};

/// How many addresses of one word are looked at for what goes to a git host.
const MANY: Most = Most::new(5_000, "addresses in one word");
/// How long what variables hold may be in one word, beside eight times what is written there.
const FILLED: Most = Most::new(1_024, "bytes that variables put into one word");

/// What the addresses of a command hand over and show.
pub(super) fn command(run: &mut Run<'_>, command: &Command) {
    for word in command.assignments.iter().chain(&command.words).chain(&command.bodies) {
        // What is before a secret stands in the word itself, whatever was set before.
        let is_mark = |text: &str| text.contains(['=', ':', '@']);
        if word.pieces.iter().filter_map(Piece::text).any(is_mark) {
            let sites = Spelt::of(run, word).sites(run);
            run.facts.sites.extend(sites);
        }
    }
}

/// What of a word stands at places of the addresses in it.
pub(super) fn pieces_of(
    run: &Run<'_>,
    word: &Word,
    place: impl Fn(&Address<'_>) -> Option<Range<usize>>,
) -> Vec<Piece> {
    let spelt = Spelt::of(run, word);
    let text = spelt.text.as_str();
    let marks = text.match_indices(MARK).within(MANY);
    let places = marks.filter_map(|(at, _)| place(&Address::at(text, at)));
    let pieces = places.flat_map(|place| spelt.pieces_at(&place));
    pieces.collect()
}

/// A word as text, with what is known of its variables, and where each piece stands in the text.
struct Spelt<'w> {
    text: String,
    pieces: Vec<(Range<usize>, &'w Piece)>,
}

impl<'w> Spelt<'w> {
    fn of(run: &Run<'_>, word: &'w Word) -> Self {
        let mut spelt = Self { text: String::new(), pieces: Vec::new() };
        let written = 8 * word.end.saturating_sub(word.start);
        let mut filled = 0;
        for piece in &word.pieces {
            let start = spelt.text.len();
            let mut text = run.rendered(std::slice::from_ref(piece));
            if piece.text().is_none() {
                filled += text.len();
                if FILLED.is_met(filled.saturating_sub(written)) {
                    filled -= text.len();
                    text = run.placeholder(piece);
                }
            }
            spelt.text.push_str(&text);
            spelt.pieces.push((start..spelt.text.len(), piece));
        }
        spelt
    }

    fn sites(&self, run: &Run<'_>) -> Vec<Site> {
        let vendors = run.script.vendors;
        let places = address::places(&self.text, vendors).into_iter();
        let handed = places.filter_map(|place| {
            let site = self.site(run, &place.range)?;
            Some(address::presented(site, place.consumer))
        });
        let secrets = url::secrets(&self.text, vendors).into_iter();
        let shown = secrets.filter_map(|range| self.site(run, &range)).flat_map(|site| {
            let (place, scope) = (site.span, site.scope);
            site.takes.into_iter().map(move |take| url::taken(place, &scope, &take))
        });
        handed.chain(shown).collect()
    }

    fn pieces_at(&self, place: &Range<usize>) -> Vec<Piece> {
        let first = self.pieces.partition_point(|(range, _)| range.end < place.start);
        let near = self.pieces[first..].iter().take_while(|(range, _)| range.start <= place.end);
        near.filter_map(|(range, piece)| cut(range, piece, place)).collect()
    }

    /// What stands at a place of the text.
    fn site(&self, run: &Run<'_>, place: &Range<usize>) -> Option<Site> {
        let pieces = self.pieces_at(place);
        let content = word::content(&pieces)?;
        let word = Word { start: content.start, end: content.end, pieces: Vec::new() };
        let site =
            run.site(&word, &pieces, format!("{} puts it into an address", run.script.label));
        let literal = site.literal.filter(|it| !address::is_filled_in(it.expose()));
        let is_empty = site.takes.is_empty() && literal.is_none();
        (!is_empty).then_some(Site { literal, ..site })
    }
}

/// What of a piece lies at a place. A piece that holds more than the place is a whole address, told where it was set.
fn cut(range: &Range<usize>, piece: &Piece, place: &Range<usize>) -> Option<Piece> {
    let (start, end) = (range.start.max(place.start), range.end.min(place.end));
    let Some(text) = piece.text() else {
        let is_inside = place.start <= range.start && range.end <= place.end;
        return is_inside.then(|| piece.clone());
    };
    let text =
        text.get(start - range.start..end.checked_sub(range.start)?).filter(|it| !it.is_empty())?;
    let start = piece.start + (start - range.start);
    Some(Piece { start, end: start + text.len(), part: Part::Text(text.to_owned()) })
}
