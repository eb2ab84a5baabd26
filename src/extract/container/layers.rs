//! What of the values that an image is built with stays in it: `ENV` is part of its settings, and each `RUN` keeps the
//! build arguments that it saw in the image's history.

use super::dockerfile::{Instruction, pairs};
use super::room::{Room, env};
use crate::extract::reference::references;
use crate::model::{ExposureForm, Scope, Site, Span, Take};

/// A build argument of the stage that is being read.
struct Argument {
    name: String,
    span: Span,
    /// Whether a program ran while it was set.
    seen: bool,
    /// Whether a variable of the image holds it, which tells the same again.
    kept: bool,
}

/// Add the places at which a value stays in the image. `lines` is where what the instructions set holds.
pub(super) fn append(room: &mut Room<'_>, lines: &Scope, instructions: &[Instruction]) {
    let mut arguments: Vec<Argument> = Vec::new();
    let mut variables: Vec<String> = Vec::new();
    for instruction in instructions {
        match instruction.word.as_str() {
            // A stage begins with nothing of what another one was given.
            "FROM" => tell(room, lines, std::mem::take(&mut arguments)),
            "ARG" => arguments.extend(declared(room, instruction)),
            "ENV" => set(room, lines, instruction, &mut arguments, &mut variables),
            "RUN" => arguments.iter_mut().for_each(|it| it.seen = true),
            _ => {}
        }
    }
    tell(room, lines, arguments);
}

fn declared(room: &Room<'_>, instruction: &Instruction) -> Vec<Argument> {
    let pairs = pairs(&room.source.text, instruction).into_iter();
    let argument = |(start, end, _)| Argument {
        name: room.source.text[start..end].to_owned(),
        span: room.source.span(start, end),
        seen: false,
        kept: false,
    };
    pairs.map(argument).collect()
}

/// The arguments of a stage that stay in its history.
fn tell(room: &mut Room<'_>, lines: &Scope, arguments: Vec<Argument>) {
    for argument in arguments.into_iter().filter(|it| it.seen && !it.kept) {
        let says = format!("the image's history keeps the build argument `{}`", argument.name);
        show(room, lines, &argument.name, argument.span, says);
    }
}

/// The variables that an instruction sets to something. What no line before gives is empty.
fn set(
    room: &mut Room<'_>,
    lines: &Scope,
    instruction: &Instruction,
    arguments: &mut [Argument],
    variables: &mut Vec<String>,
) {
    for (start, end, value) in pairs(&room.source.text, instruction) {
        let Some((from, to)) = value else { continue };
        let (name, text) = (&room.source.text[start..end], &room.source.text[from..to]);
        let (mut is_given, names) = (false, references(text));
        for it in &names {
            is_given |= it.has_default || variables.iter().any(|known| known == it.name);
            for argument in arguments.iter_mut().filter(|known| known.name == it.name) {
                (is_given, argument.kept) = (true, true);
            }
        }
        variables.push(name.to_owned());
        let bare = text.trim_matches(|it: char| it.is_whitespace() || matches!(it, '"' | '\''));
        if !bare.is_empty() && (names.is_empty() || is_given) {
            let says = format!("the image keeps `{name}` in its environment");
            show(room, lines, name, room.source.span(start, end), says);
        }
    }
}

fn show(room: &mut Room<'_>, lines: &Scope, name: &str, span: Span, says: String) {
    let takes = vec![Take { name: env(lines, name), span }];
    let reveals = vec![ExposureForm::Image];
    room.facts.sites.push(Site { takes, reveals, ..Site::new(span, lines, says) });
}
