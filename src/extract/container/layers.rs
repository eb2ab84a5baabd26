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
    let mut stages = Stages::of(room, instructions);
    for instruction in instructions {
        match instruction.word.as_str() {
            // A stage begins with nothing of what another one was given.
            "FROM" => {
                let form = stages.form();
                tell(room, lines, std::mem::take(&mut arguments), form);
                stages.at += 1;
            }
            "ARG" => arguments.extend(declared(room, instruction)),
            "ENV" => {
                let known = (&mut arguments, &mut variables);
                set(room, lines, instruction, known, stages.form());
            }
            "RUN" => arguments.iter_mut().for_each(|it| it.seen = true),
            _ => {}
        }
    }
    let form = stages.form();
    tell(room, lines, arguments, form);
}

/// The stages of a build, of which the last becomes the image, with those that it is built upon.
struct Stages {
    /// The stage that is being read, from one; what stands before all stages is of none.
    at: usize,
    kept: Vec<usize>,
}

impl Stages {
    fn of(room: &Room<'_>, instructions: &[Instruction]) -> Self {
        let froms = instructions.iter().filter(|it| it.word == "FROM");
        let texts = froms.map(|it| room.source.text.get(it.start..it.end).unwrap_or_default());
        let stages: Vec<(&str, &str)> = texts.map(stage).collect();
        let mut kept = vec![stages.len()];
        let mut base = stages.last().map_or("", |(base, _)| base);
        for (at, (from, name)) in stages.iter().enumerate().rev().skip(1) {
            if !name.is_empty() && name.eq_ignore_ascii_case(base) {
                kept.push(at + 1);
                base = from;
            }
        }
        Self { at: 0, kept }
    }

    /// How an argument of the stage that is being read lies open.
    fn form(&self) -> ExposureForm {
        if self.kept.contains(&self.at) { ExposureForm::Image } else { ExposureForm::BuildCache }
    }
}

/// What a stage is built upon, and its name: `FROM base AS name`.
fn stage(text: &str) -> (&str, &str) {
    let mut words = text.split_whitespace().filter(|it| !it.starts_with("--"));
    let base = words.next().unwrap_or_default();
    let name = words.next().filter(|it| it.eq_ignore_ascii_case("as")).and_then(|_| words.next());
    (base, name.unwrap_or_default())
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
fn tell(room: &mut Room<'_>, lines: &Scope, arguments: Vec<Argument>, form: ExposureForm) {
    for argument in arguments.into_iter().filter(|it| it.seen && !it.kept) {
        let says = format!("the image's history keeps the build argument `{}`", argument.name);
        show(room, lines, (&argument.name, argument.span), says, form);
    }
}

/// The variables that an instruction sets to something. What no line before gives is empty.
fn set(
    room: &mut Room<'_>,
    lines: &Scope,
    instruction: &Instruction,
    (arguments, variables): (&mut Vec<Argument>, &mut Vec<String>),
    form: ExposureForm,
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
            let place = (name, room.source.span(start, end));
            show(room, lines, place, says, form);
        }
    }
}

fn show(
    room: &mut Room<'_>,
    lines: &Scope,
    (name, span): (&str, Span),
    says: String,
    form: ExposureForm,
) {
    let takes = vec![Take { name: env(lines, name), span }];
    let reveals = [form].into();
    room.facts.sites.push(Site { takes, reveals, ..Site::new(span, lines, says) });
}
