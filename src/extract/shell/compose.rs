//! `docker compose`: which services a script starts, with its own environment for what their files leave open.

use super::folder;
use super::program::Program;
use super::run::Run;
use super::word::Command;
use crate::model::{Carry, Passage, Reach, Scope, Space};

/// What compose reads where no file is named.
const FILES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// What a command that starts services hands on.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    let literals = program.literals();
    let mut words = literals.iter().skip(1).map(AsRef::as_ref);
    if program.name == "docker" && words.next() != Some("compose") {
        return;
    }
    if !words.any(|word| matches!(word, "up" | "run" | "start" | "create")) {
        return;
    }
    let mut named = program.values("-f");
    named.extend(program.values("--file"));
    let files: Vec<String> = if named.is_empty() {
        FILES.iter().map(|file| (*file).to_owned()).collect()
    } else {
        named.iter().flat_map(|pieces| run.texts(pieces)).collect()
    };
    let start = program.words.first().map_or(command.start, |word| word.start);
    for path in folder::join_all(run.folders_of(command), &files) {
        run.facts.passages.push(Passage {
            from: run.script.scope.clone(),
            to: Scope::unit("compose", &path),
            carries: vec![
                Carry { space: Space::Env, reach: Reach::Outwards },
                Carry { space: Space::Setting, reach: Reach::Outwards },
            ],
            span: run.span(start, command.end),
            says: format!("{} starts the services of `{path}`", run.script.label),
        });
    }
}
