//! Wrappers that run a program with the variables of an env file: `op run --env-file=.env.op -- program`.

use super::folder;
use super::run::Run;
use super::word::{Command, Piece, Word};
use crate::model::{Carry, Passage, Reach, Scope, Space};

/// Programs whose `--env-file` is read for the program that they run, each with the word that follows.
const WRAPPERS: [(&str, &str); 2] = [("op", "run"), ("uv", "run")];

const FLAG: &str = "--env-file";

/// The variables of the files hold for the script: what else of it reads them is not told apart.
pub(super) fn command(run: &mut Run<'_>, command: &Command) {
    let [first, second, rest @ ..] = command.words.as_slice() else { return };
    if !WRAPPERS.iter().any(|(name, word)| first.is_bare(name) && second.is_bare(word)) {
        return;
    }
    let wrappers = rest.iter().take_while(|word| !word.is_bare("--"));
    for (word, pieces) in files(wrappers) {
        for path in folder::join_all(run.folders_of(command), &run.texts(&pieces)) {
            run.facts.passages.push(Passage {
                from: Scope::unit("file", &path),
                to: run.script.scope.clone(),
                carries: vec![Carry { space: Space::Env, reach: Reach::Here }],
                span: run.span(word.start, word.end),
                says: format!("{} runs a program with the variables of `{path}`", run.script.label),
            });
        }
    }
}

/// The files that flags name, each with the word that holds its name.
fn files<'c>(mut words: impl Iterator<Item = &'c Word>) -> Vec<(&'c Word, Vec<Piece>)> {
    let mut files = Vec::new();
    while let Some(word) = words.next() {
        if word.is_bare(FLAG) {
            files.extend(words.next().map(|value| (value, value.pieces.clone())));
        } else if word.beginning().strip_prefix(FLAG).is_some_and(|it| it.starts_with('=')) {
            files.push((word, word.after(FLAG.len() + 1)));
        }
    }
    files
}
