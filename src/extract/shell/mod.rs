//! A tolerant reader of shell commands, and what they hand on. Not a dialect of its own: the CI dialects use it for the
//! scripts in their files, and `script` for files that are scripts.
//!
//! It follows variables, files that are sourced, folders, and the commands that take a credential. It runs nothing
//! and expands nothing that is only known at run time.

pub mod word;
pub mod scan;
pub mod lexer;
pub mod folder;
mod program;
mod wrapper;
mod run;
mod terraform;
mod compose;
mod image;
mod address;
mod pulumi;
mod env_file;
pub mod docker;
mod python;
mod consumer;
pub mod http;
mod sent;
pub mod script;
mod store;
mod method;
mod handed;
mod aside;
pub mod write;
pub mod foreign;
mod exposed;
#[cfg(test)]
mod tests;

use crate::model::{Circumstance, Facts, Scalar, Scope, Source, Span, Take, Vendor};
use word::{Command, Piece};

/// A script amid its file.
pub struct Script<'a> {
    /// The file.
    pub source: &'a Source,
    /// The scalar that is the script.
    pub scalar: &'a Scalar,
    /// The scope in which it takes and gives names.
    pub scope: Scope,
    /// The folders in which it may start, relative to the root; none where that is not known.
    pub folders: Vec<String>,
    /// What messages call it: ``step 3``.
    pub label: String,
    /// What is known of vendors.
    pub vendors: &'a [Vendor],
    /// The names that the `${{ … }}` of a piece hands on.
    pub expression: &'a dyn Fn(&Piece) -> Vec<Take>,
    /// The texts that a variable or expression may stand for, where the file says so.
    pub known: &'a dyn Fn(&Piece) -> Vec<String>,
    /// The credentials in the environment around it.
    pub visible: &'a dyn Fn() -> Vec<String>,
}

/// Words of the shell itself that start no program and read no variable that they do not name.
const BUILT_IN: [&str; 24] = [
    "echo", "printf", ":", "true", "false", "cd", "pwd", "exit", "return", "break", "continue",
    "set", "unset", "shift", "export", "declare", "local", "readonly", "typeset", "test", "[",
    "[[", "umask", "read",
];

/// Whether a script may start a program, which sees all of its environment.
pub fn starts_programs(text: &str) -> bool {
    let starts = |command: &Command| {
        let first = command.words.first().map(word::Word::literal);
        first.is_some_and(|it| it.is_none_or(|name| !BUILT_IN.contains(&&*name)))
    };
    lexer::read(text).commands.iter().any(starts)
}

/// What a script hands on.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Sites, passages and circumstances.
    pub facts: Facts,
    /// What it writes into files named by a variable, such as `$GITHUB_ENV`.
    pub written: Vec<write::Written>,
    /// The state that it chooses for a Terraform root, which stays chosen: its workspace or its backend.
    pub states: Vec<(Scope, Circumstance)>,
    /// What it writes into the dbt CLI's configuration.
    pub configured: Vec<Take>,
    /// Where it prints that configuration, of which it wrote nothing itself.
    pub showed: Vec<Span>,
}

impl Outcome {
    /// Tell where the script prints a configuration that it did not write itself, with what those before it wrote.
    pub fn tell_configuration(&mut self, script: &Script<'_>, before: &[Take]) {
        for span in std::mem::take(&mut self.showed) {
            let told = exposed::printed::of_others(&script.scope, &script.label, span, before);
            self.facts.sites.extend(told);
        }
    }
}

/// The commands of a script, in the order in which they begin.
pub fn commands(text: &str) -> Vec<Command> {
    lexer::read(text).commands
}

/// The name of the program that a command runs, wrappers taken off.
pub fn program_of(command: &Command) -> Option<String> {
    program::Program::of(command).map(|it| it.name)
}

/// What a script hands on.
pub fn outcome(script: &Script<'_>) -> Outcome {
    run::outcome(script)
}

/// What a script hands on that is run by this command: `bash -x {0}` prints what it runs.
pub fn outcome_by(shell: &str, script: &Script<'_>) -> Outcome {
    let options = shell.split_whitespace().skip(1).take_while(|it| it.starts_with(['-', '+']));
    let is_traced = options.into_iter().any(exposed::traced::is_trace);
    run::outcome_at(script, 0, is_traced)
}
