//! Where a script shows what it holds: on the command lines of programs, in what it prints, in its trace.
//!
//! Only a value that is shown whole counts. A length, a digest or a masked piece of it is none.

mod output;
mod shown;
mod arguments;
pub(super) mod printed;
mod environment;
pub(super) mod traced;

use super::run::Run;
use super::word::Piece;
use crate::extract::network;
use crate::model::{ExposureForm, Most, Secret, Site, Span, Take};

use output::Outputs;
use shown::Shown;

/// How many places of one script are told; beyond that a script is no work of people.
const MOST: Most = Most::new(500, "places that show a value");

/// Add the places of a script that show a value.
pub(super) fn tell(run: &mut Run<'_>) {
    let reading = run.reading;
    let outputs = Outputs::of(reading, &run.script.scalar.text);
    let shown = Shown::of(reading);
    let holds = holds(run);
    let mut sites = Vec::new();
    if holds {
        sites.extend(arguments::sites(run, &shown, &outputs));
    }
    // What a script within a script prints may be caught by whoever runs it.
    if run.depth == 0 {
        if holds {
            sites.extend(printed::sites(run, &shown, &outputs));
        }
        sites.extend(environment::sites(run, &outputs));
        let (told, open) = printed::configuration(run, &outputs);
        sites.extend(told);
        run.showed.extend(open);
    }
    sites.extend(traced::sites(run, &shown));
    if holds {
        sites.extend(unverified(run, &shown));
    }
    MOST.cut(&mut sites);
    run.facts.sites.extend(sites);
}

/// Whether there is a word that is filled in when the script runs, or a token. Most scripts have none to show.
fn holds(run: &Run<'_>) -> bool {
    let text = &run.script.scalar.text;
    let commands = run.reading.commands.iter();
    let mut words =
        commands.flat_map(|it| it.assignments.iter().chain(&it.words).chain(&it.bodies));
    run.script.vendors.iter().any(|vendor| vendor.has_prefix(text))
        || words.any(|word| word.pieces.iter().any(|piece| piece.text().is_none()))
}

/// The values in addresses that turn the check of the other end off.
fn unverified(run: &Run<'_>, shown: &Shown<'_>) -> Vec<Site> {
    let commands = run.reading.commands.iter();
    let words = commands.flat_map(|it| it.assignments.iter().chain(&it.words).chain(&it.bodies));
    let off = words.filter(|word| {
        word.pieces.iter().filter_map(Piece::text).any(|text| text.contains(network::UNVERIFIED))
    });
    let says = format!("{} turns the check of the other end off", run.script.label);
    let values = off.flat_map(|word| shown.values(run, &word.pieces));
    values.map(|it| site(run, ExposureForm::Unverified, it.span, it.takes, says.as_str())).collect()
}

/// A place that shows what it takes.
fn site(
    run: &Run<'_>,
    form: ExposureForm,
    span: Span,
    takes: Vec<Take>,
    says: impl Into<Box<str>>,
) -> Site {
    Site { takes, reveals: [form].into(), ..Site::new(span, &run.script.scope, says) }
}

/// A token that stands in a word as it is, maybe behind a name or before a password: `x=TOKEN`, `TOKEN:`.
fn written(run: &Run<'_>, pieces: &[Piece]) -> Option<(Secret, Span)> {
    let [only] = pieces else { return None };
    let text = only.text()?;
    let before = text.rfind('=').map_or(0, |at| at + 1);
    let value = text[before..].trim_end_matches(':');
    let start = only.start + before;
    let known = run.script.vendors.iter().any(|vendor| vendor.prefix_of(value).is_some());
    known.then(|| (Secret::new(value), run.span(start, start + value.len())))
}
