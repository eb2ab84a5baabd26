//! What a script prints: `echo "$X"`, `cat ~/.dbt/dbt_cloud.yml`.

use super::output::Outputs;
use super::shown::Shown;
use super::{MOST, site, written};
use crate::extract::shell::program::Program;
use crate::extract::shell::run::Run;
use crate::extract::shell::store;
use crate::extract::shell::word::{Command, Piece, Word};
use crate::model::{ExposureForm, Name, Scope, Site, Space, Span, Take};

/// Lines that the machine that runs the job takes for itself and does not show.
const ORDERS: [&str; 3] = ["::", "##vso[", "##teamcity["];
/// Those among them that are shown all the same.
const SHOWN_ORDERS: [&str; 5] = ["::notice", "::warning", "::error", "::debug", "::group"];
/// Programs that print a file.
const READERS: [&str; 6] = ["cat", "less", "more", "head", "tail", "bat"];

/// How the name of the dbt CLI's configuration ends.
const ENDING: &str = "cloud.yml";

/// The places where `echo`, `printf` and `cat` print a value.
pub(super) fn sites(run: &Run<'_>, shown: &Shown<'_>, outputs: &Outputs<'_>) -> Vec<Site> {
    let mut sites = Vec::new();
    for (index, command) in run.reading.commands.iter().enumerate() {
        let words = printed(command);
        if words.is_empty() || MOST.is_met(sites.len()) {
            continue;
        }
        let mut found: Vec<Site> = Vec::new();
        for word in words {
            let label = &run.script.label;
            let values = shown.values(run, &word.pieces).into_iter();
            found.extend(values.map(|it| {
                site(run, ExposureForm::Log, it.span, it.takes, format!("{label} prints it"))
            }));
            found.extend(written(run, &word.pieces).map(|(value, span)| Site {
                literal: Some(value),
                ..site(run, ExposureForm::Log, span, Vec::new(), format!("{label} prints it"))
            }));
        }
        if !found.is_empty() && outputs.is_shown(index) {
            sites.extend(found);
        }
    }
    sites
}

/// The words that a command prints as they are.
fn printed(command: &Command) -> Vec<&Word> {
    let Some(program) = Program::of(command) else { return Vec::new() };
    let words: Vec<&Word> = program.arguments().collect();
    match program.name.as_str() {
        "echo" | "printf" if is_order(&words) || cuts(&words) => Vec::new(),
        "echo" | "printf" => words,
        // `printenv X` and `cat <<EOF`; what else is given to `cat` are files.
        "cat" if words.is_empty() => command.bodies.iter().collect(),
        "tee" => command.bodies.iter().collect(),
        _ => Vec::new(),
    }
}

fn is_order(words: &[&Word]) -> bool {
    let first = words.iter().map(|word| word.beginning()).find(|it| !it.starts_with('-'));
    let text = first.unwrap_or_default();
    let begins = |all: &[&str]| all.iter().any(|it| text.starts_with(it));
    begins(&ORDERS) && !begins(&SHOWN_ORDERS)
}

/// `printf -v NAME` prints nothing, and `%.4s` prints a piece.
fn cuts(words: &[&Word]) -> bool {
    words.first().is_some_and(|word| word.is_bare("-v") || word.beginning().contains("%."))
}

/// The places where the dbt CLI's configuration is printed: with what the script wrote into it, and those of which
/// it wrote nothing.
pub(super) fn configuration(run: &Run<'_>, outputs: &Outputs<'_>) -> (Vec<Site>, Vec<Span>) {
    let (mut told, mut open) = (Vec::new(), Vec::new());
    for (index, command) in run.reading.commands.iter().enumerate() {
        let Some(word) = config_file(run, command).filter(|_| outputs.is_shown(index)) else {
            continue;
        };
        let span = run.span(word.start, word.end);
        if run.configured.is_empty() {
            open.push(span);
        }
        for take in &run.configured {
            let says = configuration_says(&run.script.label);
            told.push(site(run, ExposureForm::Log, span, vec![take.clone()], says));
        }
    }
    (told, open)
}

/// The place where a script prints a configuration that others wrote: with what is known of it, or else with what it
/// holds by its nature.
pub fn of_others(scope: &Scope, label: &str, span: Span, before: &[Take]) -> Vec<Site> {
    let kept = Name::new(Space::Setting, scope, store::CLI_FILE);
    let takes = if before.is_empty() { vec![Take { name: kept, span }] } else { before.to_vec() };
    let told = takes.into_iter().map(|take| Site {
        takes: vec![take],
        reveals: [ExposureForm::Log].into(),
        ..Site::new(span, scope, configuration_says(label))
    });
    told.collect()
}

fn configuration_says(label: &str) -> String {
    format!("{label} prints `dbt_cloud.yml`")
}

fn config_file<'c>(run: &Run<'_>, command: &'c Command) -> Option<&'c Word> {
    // Most commands name no such file, which their words' last pieces tell at once.
    let ends = |piece: &Piece| {
        piece.text().is_none_or(|text| text.ends_with(ENDING) || ENDING.ends_with(text))
    };
    if !command.words.iter().any(|word| word.pieces.last().is_some_and(ends)) {
        return None;
    }
    let program = Program::of(command).filter(|it| READERS.contains(&it.name.as_str()))?;
    program.arguments().find(|word| {
        let path = run.rendered(&word.pieces);
        path.rsplit('/').next() == Some("dbt_cloud.yml")
    })
}
