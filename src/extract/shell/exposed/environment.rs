//! Where a script prints its environment: `env`, `printenv NAME`, `export -p`.

use super::output::Outputs;
use super::{MOST, site};
use crate::extract::shell::program::Program;
use crate::extract::shell::run::Run;
use crate::extract::shell::word::{Command, Word};
use crate::model::{ExposureForm, Name, Site, Space, Take, Within as _};

/// The places where the whole environment, or a variable by its name, is printed.
pub(super) fn sites(run: &Run<'_>, outputs: &Outputs<'_>) -> Vec<Site> {
    let mut sites = Vec::new();
    for (index, command) in run.reading.commands.iter().enumerate() {
        let Some(first) = command.words.first() else { continue };
        let names = if let Some(name) = asked(command) {
            if outputs.is_shown(index) { vec![name] } else { Vec::new() }
        } else if lists(command) {
            let Some(through) = outputs.through(index) else { continue };
            let mut names = (run.script.visible)();
            for filter in through {
                keep(&mut names, filter);
            }
            names
        } else {
            continue;
        };
        for name in names.into_iter().within(MOST) {
            let span = run.span(first.start, command.end);
            let says = format!("{} prints its environment, `{name}` too", run.script.label);
            let name = Name::new(Space::Env, &run.script.scope, name);
            sites.push(site(run, ExposureForm::Log, span, vec![Take { name, span }], says));
        }
    }
    sites
}

/// The variable of `printenv NAME`.
fn asked(command: &Command) -> Option<String> {
    let [program, name] = command.words.as_slice() else { return None };
    let name = name.literal().filter(|name| !name.starts_with('-'))?;
    program.is_bare("printenv").then(|| name.into_owned())
}

/// Whether a command prints every variable.
fn lists(command: &Command) -> bool {
    let Some((first, rest)) = command.words.split_first() else { return false };
    let only = |flags: &[&str]| rest.iter().all(|word| flags.iter().any(|it| word.is_bare(it)));
    match first.literal().as_deref() {
        Some("env" | "printenv") => command.assignments.is_empty() && only(&["-0", "--null"]),
        Some("export" | "declare") => only(&["-p", "-x", "-px", "-xp"]),
        Some("set") => rest.is_empty(),
        _ => false,
    }
}

/// Keep the variables whose lines a program passes on.
fn keep(names: &mut Vec<String>, filter: &Command) {
    let Some(program) = Program::of(filter) else { return names.clear() };
    match program.name.as_str() {
        "sort" | "cat" | "tee" | "uniq" | "nl" | "tac" => {}
        "grep" | "egrep" => {
            let flags: String = program
                .arguments()
                .map(Word::beginning)
                .filter(|it| it.starts_with('-') && !it.starts_with("--"))
                .collect();
            let pattern = program.arguments().find(|it| !it.beginning().starts_with('-'));
            let pattern = pattern.and_then(Word::literal).unwrap_or_default();
            if flags.contains(['v', 'c', 'q', 'o', 'f']) || pattern.is_empty() {
                return names.clear();
            }
            names.retain(|name| fits(&pattern, name, flags.contains('i')));
        }
        _ => names.clear(),
    }
}

/// Whether a pattern of plain words, with `|` between them, is found in a variable's name.
fn fits(pattern: &str, name: &str, folds: bool) -> bool {
    let fold = |text: &str| if folds { text.to_lowercase() } else { text.to_owned() };
    let mut words = pattern.split('|').map(|it| {
        let word = it.trim_end_matches('\\').trim_start_matches(['^', '(']);
        word.trim_end_matches([')', '*', '.', '=']).to_owned()
    });
    words.any(|word| !word.is_empty() && fold(name).contains(&fold(&word)))
}
