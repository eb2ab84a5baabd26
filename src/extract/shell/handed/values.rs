//! The values that a command is handed, each under its name, however they are written.

use super::rows::Slot;
use crate::extract::shell::program::Program;
use crate::extract::shell::run::Run;
use crate::extract::shell::word::{self, Command, Part, Piece, Word};
use crate::extract::shell::write;

/// A value under the name by which it is handed on.
pub(super) struct Handed {
    /// The name.
    pub name: String,
    /// The value.
    pub pieces: Vec<Piece>,
    /// Whether the value is the address of a secret.
    pub is_address: bool,
}

impl Handed {
    /// `secretref:NAME` names a secret that the app itself keeps.
    pub fn find_address(&mut self) {
        const MARK: &str = "secretref:";
        let word = Word { start: 0, end: 0, pieces: std::mem::take(&mut self.pieces) };
        let is_marked = word.beginning().starts_with(MARK);
        self.is_address |= is_marked;
        self.pieces = if is_marked { word.after(MARK.len()) } else { word.pieces };
    }
}

/// The values at a place of a command.
pub(super) fn of_slot(
    run: &Run<'_>,
    command: &Command,
    program: &Program<'_>,
    behind: &[&Word],
    slot: &Slot,
) -> Vec<Handed> {
    match slot {
        Slot::Pairs(flag) => pairs(program, flag).filter_map(|it| assigned(&it, false)).collect(),
        Slot::Addresses(flag) => {
            pairs(program, flag).filter_map(|it| assigned(&it, true)).collect()
        }
        Slot::Words(flag) => {
            let words = words_of(program, flag);
            words.iter().filter_map(|it| assigned(&it.pieces, false)).collect()
        }
        Slot::Woven(flag) => program.values(flag).iter().flat_map(|pieces| woven(pieces)).collect(),
        Slot::Arguments => behind.iter().filter_map(|it| assigned(&it.pieces, false)).collect(),
        Slot::Following => following(behind).into_iter().collect(),
        Slot::Named(names, values) => {
            named(run, command, program, behind, names, values).into_iter().collect()
        }
    }
}

/// The items of a flag's list. `^;^` before it says what stands between them.
fn pairs<'p>(program: &Program<'_>, flag: &'p str) -> impl Iterator<Item = Vec<Piece>> + 'p {
    let lists = program.values(flag).into_iter();
    lists.flat_map(|pieces| {
        let list = Word { start: 0, end: 0, pieces };
        let beginning = list.beginning();
        let chosen = beginning.strip_prefix('^').and_then(|rest| rest.split_once('^'));
        match chosen.and_then(|(mark, _)| Some((mark.chars().next()?, mark.len() + 2))) {
            Some((mark, length)) => word::split(list.after(length), mark),
            None => word::split(list.pieces, ','),
        }
    })
}

/// The words behind a flag, up to the next one.
fn words_of<'c>(program: &Program<'c>, flag: &str) -> Vec<&'c Word> {
    let words = program.arguments().skip_while(|word| !word.is_bare(flag)).skip(1);
    words.take_while(|word| !word.beginning().starts_with("--")).collect()
}

/// `NAME=value`.
fn assigned(pieces: &[Piece], is_address: bool) -> Option<Handed> {
    let word = Word { start: 0, end: 0, pieces: pieces.to_vec() };
    let beginning = word.beginning();
    let (name, _) = beginning.split_once('=')?;
    let pieces = word.after(name.len() + 1);
    Some(Handed { name: name.trim().to_owned(), pieces, is_address })
}

fn following(behind: &[&Word]) -> Option<Handed> {
    let [name, value, ..] = behind else { return None };
    let name = name.literal().filter(|name| !name.contains('='))?;
    Some(Handed { name: name.into_owned(), pieces: value.pieces.clone(), is_address: false })
}

/// Variables in a text, each with the name before it: `{NAME=$X}`, `{"NAME": "$X"}`.
fn woven(pieces: &[Piece]) -> Vec<Handed> {
    let mut name = String::new();
    let mut found = Vec::new();
    for piece in pieces {
        if let Part::Text(text) = &piece.part {
            let before = text.trim_end_matches(['=', ':', '"', '\'', '\\', ' ']);
            let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
            let start = before.trim_end_matches(is_part).len();
            before[start..].clone_into(&mut name);
        } else if !name.is_empty() {
            let pieces = vec![piece.clone()];
            found.push(Handed { name: std::mem::take(&mut name), pieces, is_address: false });
        }
    }
    found
}

fn named(
    run: &Run<'_>,
    command: &Command,
    program: &Program<'_>,
    behind: &[&Word],
    names: &[&str],
    values: &[&str],
) -> Option<Handed> {
    let of = |flags: &[&str]| flags.iter().find_map(|it| program.values(it).into_iter().next());
    let item = of(names).or_else(|| Some(behind.first()?.pieces.clone()))?;
    let pieces = of(values).or_else(|| input(run, command))?;
    Some(Handed { name: run.rendered(&item), pieces, is_address: false })
}

/// What is handed to a command as its input: a text of its own, or what the command before prints.
fn input(run: &Run<'_>, command: &Command) -> Option<Vec<Piece>> {
    if let Some(body) = command.bodies.first() {
        return Some(body.pieces.clone());
    }
    let commands = &run.reading.commands;
    let before =
        commands.iter().rev().find(|it| it.start < command.start && it.shell == command.shell);
    let printer = before.filter(|it| it.piped && write::prints(it))?;
    let flags = printer.words.iter().skip(1).skip_while(|it| it.beginning().starts_with('-'));
    let pieces: Vec<Piece> = flags.flat_map(|word| word.pieces.clone()).collect();
    Some(pieces).filter(|it| !it.is_empty())
}
