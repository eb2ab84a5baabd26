//! Programs in Python that a script runs: they see its environment.

use super::folder;
use super::program::Program;
use super::run::Run;
use super::word::{Command, Piece, Word};
use crate::model::{Carry, Most, Passage, Reach, Scope, Space, Within as _};

/// Flags of the interpreter that take the next word.
const VALUED: [&str; 3] = ["-W", "-X", "--check-hash-based-pycs"];
/// How many programs one command may stand for.
const PATHS: Most = Most::new(8, "programs that one command may be");

/// What a command that runs a program in Python hands on.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    let Some((word, is_module)) = target(command, program) else { return };
    let is_written = |ending: &str| {
        word.pieces.last().and_then(Piece::text).is_none_or(|it| it.ends_with(ending))
    };
    if !is_module && !is_written("py") {
        return;
    }
    let mut texts = run.texts(&word.pieces);
    let consumers = run.script.vendors.iter().flat_map(|vendor| &vendor.consumers);
    let tools: Vec<&str> =
        consumers.flat_map(|it| &it.commands).map(|slot| slot.program.as_str()).collect();
    if is_module {
        // A tool that the catalogue knows is installed, and no file of the repository.
        texts.retain(|name| !tools.contains(&name.as_str()));
        texts = texts.iter().flat_map(|name| files_of_module(name)).collect();
    } else if texts.iter().any(|text| text.rsplit('.').next() != Some("py")) {
        return;
    }
    for path in folder::join_all(run.folders_of(command), &texts).into_iter().within(PATHS) {
        let to = Scope::unit("python", &path);
        let from = run.script.scope.clone();
        // A program that a script runs several times is one, with one environment.
        let again = run.facts.passages.iter().any(|it| it.to == to && it.from == from);
        if again {
            continue;
        }
        run.facts.passages.push(Passage {
            from,
            to,
            carries: vec![
                Carry { space: Space::Env, reach: Reach::Outwards },
                // What a store keeps comes from outside, in the context of whoever runs the program.
                Carry { space: Space::Setting, reach: Reach::Outwards },
            ],
            span: run.span(word.start, word.end),
            says: format!("{} runs `{path}`", run.script.label),
        });
    }
}

/// The word that names the program, and whether it does so as a module.
fn target<'c>(command: &'c Command, program: &Program<'c>) -> Option<(&'c Word, bool)> {
    let is_python = |word: &Word| {
        let text = word.beginning();
        let name = text.rsplit('/').next().unwrap_or(&text);
        name == "py" || name.strip_prefix("python").is_some_and(is_version)
    };
    // The program's words are the last of the command's: wrappers stand before them.
    let first = command.words.len().checked_sub(program.words.len())?;
    let word = command.words.get(first)?;
    if !is_python(word) {
        // `python -m run`, `./run.py`, `uv run run.py`.
        let before = first.checked_sub(1).and_then(|at| command.words.get(at));
        return Some((word, before.is_some_and(|word| word.is_bare("-m"))));
    }
    let mut words = command.words.iter().skip(first + 1);
    while let Some(word) = words.next() {
        let text = word.beginning();
        match &*text {
            "-m" => return words.next().map(|word| (word, true)),
            "-c" | "-" => return None,
            flag if VALUED.contains(&flag) => {
                words.next();
            }
            flag if flag.starts_with('-') => {}
            _ => return Some((word, false)),
        }
    }
    None
}

fn is_version(text: &str) -> bool {
    let text = text.strip_suffix(".exe").unwrap_or(text);
    text.bytes().all(|it| it.is_ascii_digit() || it == b'.')
}

fn files_of_module(name: &str) -> Vec<String> {
    let path = name.replace('.', "/");
    vec![format!("{path}.py"), format!("{path}/__main__.py")]
}

/// Whether a file is a program in Python by its name.
pub(super) fn is_program(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "py")
}
