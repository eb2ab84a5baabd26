//! Wrappers that run a program with the variables of an env file: `op run --env-file=.env.op -- program`.

use super::folder;
use super::run::Run;
use super::word::{Command, Piece, Word};
use crate::model::{Carry, Passage, Reach, Scope, Space};

/// A program that reads files of variables for the program that it runs.
struct Wrapper {
    name: &'static str,
    /// The word that follows; empty where none does.
    word: &'static str,
    /// The flags that name a file.
    flags: &'static [&'static str],
}

const fn wrapper(
    name: &'static str,
    word: &'static str,
    flags: &'static [&'static str],
) -> Wrapper {
    Wrapper { name, word, flags }
}

const FLAG: &[&str] = &["--env-file"];

const WRAPPERS: [Wrapper; 7] = [
    wrapper("op", "run", FLAG),
    wrapper("uv", "run", FLAG),
    wrapper("uv", "tool", FLAG),
    wrapper("uvx", "", FLAG),
    wrapper("devbox", "run", FLAG),
    wrapper("dotenv", "", &["-f", "--file", "-e"]),
    wrapper("dotenvx", "run", &["-f", "--env-file"]),
];

/// The variables of the files hold for the script: what else of it reads them is not told apart.
pub(super) fn command(run: &mut Run<'_>, command: &Command) {
    let Some((first, rest)) = command.words.split_first() else { return };
    let fits = |it: &&Wrapper| {
        first.is_bare(it.name)
            && (it.word.is_empty() || rest.first().is_some_and(|word| word.is_bare(it.word)))
    };
    let Some(wrapper) = WRAPPERS.iter().find(fits) else { return };
    let wrappers = rest.iter().take_while(|word| !word.is_bare("--"));
    for (word, pieces) in files(wrappers, wrapper.flags) {
        let scope = run.script.scope.clone();
        load(run, command, (word, &pieces), &scope);
    }
}

/// The variables of a file that a word names hold in a scope.
pub(super) fn load(
    run: &mut Run<'_>,
    command: &Command,
    (word, pieces): (&Word, &[Piece]),
    scope: &Scope,
) {
    for path in folder::join_all(run.folders_of(command), &run.texts(pieces)) {
        run.facts.passages.push(Passage {
            from: Scope::unit("file", &path),
            to: scope.clone(),
            carries: vec![Carry { space: Space::Env, reach: Reach::Here }],
            span: run.span(word.start, word.end),
            says: format!("{} runs a program with the variables of `{path}`", run.script.label),
        });
    }
}

/// The files that flags name, each with the word that holds its name.
fn files<'c>(
    mut words: impl Iterator<Item = &'c Word>,
    flags: &[&str],
) -> Vec<(&'c Word, Vec<Piece>)> {
    let mut files = Vec::new();
    while let Some(word) = words.next() {
        let beginning = word.beginning();
        let flag = flags.iter().find_map(|flag| beginning.strip_prefix(flag).map(|it| (flag, it)));
        match flag {
            Some((_, "")) if word.pieces.len() == 1 => {
                files.extend(words.next().map(|value| (value, value.pieces.clone())));
            }
            Some((flag, rest)) if rest.starts_with('=') => {
                files.push((word, word.after(flag.len() + 1)));
            }
            _ => {}
        }
    }
    files
}
