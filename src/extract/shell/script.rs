//! Scripts that a script runs or reads: a file of its own, or text behind `-c`.

use super::folder;
use super::program::Program;
use super::run::{self, Run};
use super::word::{Command, Word};
use super::{Outcome, Script, exposed};
use crate::model::{Carry, Most, Passage, Reach, Scalar, Scope, Space, Style};

/// The unit of a script's file.
pub fn unit(path: &str) -> Scope {
    Scope::unit("script", path)
}

/// Where what a script's file sets itself holds: inside its unit, so that it goes before what its caller sets.
pub fn lines(path: &str) -> Scope {
    unit(path).within("lines", "all")
}

/// Shells that read a script from the file that they are given.
const SHELLS: [&str; 5] = ["bash", "sh", "zsh", "dash", "ksh"];
/// How deep `sh -c` within `sh -c` is looked into.
const DEPTH: Most = Most::new(4, "levels of `sh -c` within `sh -c`");

/// The script that a command runs, if it runs one: `./x.sh`, `bash x.sh`, `sh -c '…'`.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    let Some(first) = program.words.first().copied() else { return };
    let is_shell = SHELLS.contains(&program.name.as_str());
    if !is_shell {
        if (first.beginning().contains('/') || ends_as_script(first)) && !is_known(run, program) {
            file(run, command, first);
        }
        return;
    }
    let mut arguments = program.arguments();
    let mut is_traced = false;
    while let Some(word) = arguments.next() {
        let text = word.beginning();
        is_traced |= exposed::traced::is_trace(&text);
        if text.starts_with('-') && text.ends_with('c') && !text.starts_with("--") {
            if let Some(word) = arguments.next() {
                inline(run, word, is_traced);
            }
            return;
        }
        let takes_next = text.starts_with(['-', '+']) && text.ends_with(['o', 'O']);
        if takes_next && !text.starts_with("--") {
            arguments.next();
        } else if !text.starts_with(['-', '+']) {
            return file(run, command, word);
        }
    }
}

/// Whether it is a vendor's own program, installed in a folder.
fn is_known(run: &Run<'_>, program: &Program<'_>) -> bool {
    let literals = program.literals();
    let words: Vec<&str> = literals.iter().map(AsRef::as_ref).collect();
    run.script.vendors.iter().any(|vendor| !vendor.command(&words).is_empty())
}

fn ends_as_script(word: &Word) -> bool {
    let text = word.literal().unwrap_or_default();
    [".sh", ".bash", ".zsh"].iter().any(|ending| text.ends_with(ending))
}

/// The environment goes into the script.
fn file(run: &mut Run<'_>, command: &Command, word: &Word) {
    let paths = folder::join_all(run.folders_of(command), &run.texts(&word.pieces));
    // A program in another language is no script, even where it is run by its path.
    for path in paths.into_iter().filter(|path| !super::python::is_program(path)) {
        let says = format!("{} runs `{path}`", run.script.label);
        enter(run, word, &path, says);
    }
}

/// A script that is read in place of being run: it sees all variables, and what it sets stays set.
pub(super) fn sourced(run: &mut Run<'_>, word: &Word, path: &str) {
    enter(run, word, path, format!("{} reads `{path}`", run.script.label));
    run.facts.passages.push(Passage {
        from: lines(path),
        to: run.script.scope.clone(),
        carries: vec![Carry { space: Space::Env, reach: Reach::Here }],
        span: run.span(word.start, word.end),
        says: format!("{} reads the variables of `{path}`", run.script.label),
    });
}

fn enter(run: &mut Run<'_>, word: &Word, path: &str, says: String) {
    run.facts.passages.push(Passage {
        from: run.script.scope.clone(),
        to: unit(path),
        carries: vec![
            Carry { space: Space::Env, reach: Reach::Outwards },
            // What a store keeps comes from outside, in the context of whoever runs the script.
            Carry { space: Space::Setting, reach: Reach::Outwards },
        ],
        span: run.span(word.start, word.end),
        says,
    });
}

/// A script that stands in a word. Between double quotes its variables are filled in before, with the same values.
fn inline(run: &mut Run<'_>, word: &Word, is_traced: bool) {
    let content = word.content();
    let outer = run.script;
    let Some(text) = outer.scalar.text.get(content.clone()).filter(|_| DEPTH.has_room(run.depth))
    else {
        return;
    };
    let start = outer.scalar.span_of(outer.source.id, content.start, content.start).start;
    let marks = &outer.scalar.origin;
    let after = marks.partition_point(|(at, _)| (*at as usize) < content.start);
    let within = marks[after..].iter().take_while(|(at, _)| (*at as usize) < content.end);
    let moved = within.map(|(at, origin)| (at - content.start as u32, *origin));
    let scalar = Scalar {
        text: text.to_owned(),
        style: Style::Block,
        origin: std::iter::once((0, start)).chain(moved.filter(|(at, _)| 0 < *at)).collect(),
        references: Vec::new(),
        templated: outer.scalar.templated,
    };
    let shifted = |piece: &super::word::Piece| super::word::Piece {
        start: piece.start + content.start,
        end: piece.end + content.start,
        part: piece.part.clone(),
    };
    let script = Script {
        source: outer.source,
        scalar: &scalar,
        scope: outer.scope.clone(),
        folders: outer.folders.clone(),
        label: outer.label.clone(),
        vendors: outer.vendors,
        expression: &|piece| (outer.expression)(&shifted(piece)),
        known: &|piece| (outer.known)(&shifted(piece)),
        visible: outer.visible,
    };
    let Outcome { facts, written, states, configured, showed } =
        run::outcome_at(&script, run.depth + 1, is_traced);
    run.states.extend(states);
    run.facts.append(facts);
    run.written.extend(written);
    run.configured.extend(configured);
    run.showed.extend(showed);
}
