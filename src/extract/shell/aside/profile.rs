//! What goes into dbt Core's `profiles.yml`: the credentials of a warehouse, whatever the variables are called.
//! Source: <https://docs.getdbt.com/docs/core/connect-data-platform/profiles.yml>.

use super::super::program::Program;
use super::super::run::Run;
use super::super::word::{Command, Part, Piece, Word};
use super::super::{scan, write};
use super::{handed, words};
use crate::extract::profiles;
use crate::model::Aside;

/// It stands in every script that writes a profile.
pub(super) const MARK: &str = "profiles.y";

/// Programs that put values into the text of a file.
const EDITORS: [&str; 9] =
    ["sed", "gsed", "perl", "awk", "gawk", "yq", "envsubst", "gomplate", "jinja2"];

/// What the script writes there.
pub(super) fn told(run: &Run<'_>) -> Vec<Aside> {
    let commands = &run.reading.commands;
    let is_profile = |word: &Word| profiles::is_one(&run.rendered(&word.pieces));
    let written = write::targets(run).into_iter().filter(|(target, _)| is_profile(target));
    let mut asides = Vec::new();
    for command in written.flat_map(|(_, by)| by).filter_map(|at| commands.get(at)) {
        asides.extend(write::lines(command).iter().flat_map(|it| handed(run, it)));
        asides.extend(edited(run, command));
    }
    let is_cli = |word: &Word| run.rendered(&word.pieces).contains("dbt_cloud");
    let in_place = commands
        .iter()
        .filter(|it| it.words.iter().any(is_profile) && !it.words.iter().any(is_cli));
    asides.extend(in_place.flat_map(|it| edited(run, it)));
    asides
}

/// What a command puts into a text, if its program does that: `envsubst` is told the names of variables unexpanded.
fn edited(run: &Run<'_>, command: &Command) -> Vec<Aside> {
    let Some(program) = Program::of(command).filter(|it| EDITORS.contains(&it.name.as_str()))
    else {
        return Vec::new();
    };
    let text = &run.script.scalar.text;
    let named = words(command).filter(|_| program.name == "envsubst").flat_map(|it| {
        scan::pieces(text, it.start, it.end, true, &mut scan::Close::default())
            .into_iter()
            .filter(|it| matches!(it.part, Part::Variable(_)))
    });
    let pieces: Vec<Piece> = words(command).flat_map(|it| it.pieces.clone()).chain(named).collect();
    handed(run, &pieces)
}
