//! Commands that a vendor's catalogue knows: the variables and flags from which they take a credential.

use super::program::Program;
use super::run::Run;
use super::word::{self, Command, Piece, Word};
use crate::model::vendor::CommandSlot;
use crate::model::{
    Arrange as _, Choice, Evidence, Kind, Name, Scope, Site, Space, Strength, Take, glob,
};

/// What a known command is presented.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    let vendors = run.script.vendors;
    if !vendors.iter().any(|vendor| vendor.knows_program(&program.name)) {
        return;
    }
    let literals = program.literals();
    let words: Vec<&str> = literals.iter().map(AsRef::as_ref).collect();
    let slots = vendors.iter().flat_map(|vendor| vendor.command(&words));
    let mut slots: Vec<_> = slots
        .filter(|(_, slot)| has_what_counts(program, slot) && stands_amid(run, slot))
        .collect();
    slots.arrange_by_key(|(_, slot)| slot.amid.is_empty());
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    for (consumer, slot) in slots {
        if slot.signs_in && is_sign_in(&words, slot) {
            session_site(run, program, &consumer.id);
        }
        for flag in &slot.flags {
            for pieces in program.values(&flag.name) {
                let presented = Presented {
                    consumer: &consumer.id,
                    name: &flag.name,
                    kind: flag.kind,
                    is_first: false,
                };
                flag_site(run, command, program, &presented, &pieces);
            }
        }
        for env in slot.env.iter().filter(|env| !taken.contains(&env.name.as_str())) {
            if !seen.contains(&(&consumer.id, &env.name)) {
                let is_first = seen.is_empty();
                seen.push((&consumer.id, &env.name));
                let (consumer, name) = (&consumer.id, &env.name);
                let presented = Presented { consumer, name, kind: env.kind, is_first };
                env_site(run, program, &presented);
            }
        }
        if !slot.amid.is_empty() {
            taken.extend(slot.env.iter().map(|env| env.name.as_str()));
        }
    }
}

/// Whether one of the arguments is such that the row counts, as far as it is written out.
fn has_what_counts(program: &Program<'_>, slot: &CommandSlot) -> bool {
    let fits = |word: &Word| slot.with.iter().any(|it| glob::matches(it, &word.beginning()));
    slot.with.is_empty() || program.arguments().any(fits)
}

/// Whether a variable of the environment is such that the row counts, as far as its value is written out.
fn stands_amid(run: &Run<'_>, slot: &CommandSlot) -> bool {
    let fits = |condition: &String| {
        let (name, wanted) = condition.split_once('=').unwrap_or((condition, "*"));
        run.held(name).iter().any(|value| glob::matches(wanted, value))
    };
    slot.amid.is_empty() || slot.amid.iter().any(fits)
}

/// Whether a command asks a person to sign in: its first argument says so, and none that it does something else.
fn is_sign_in(words: &[&str], slot: &CommandSlot) -> bool {
    let mut arguments = words.iter().skip(1);
    let first = arguments.clone().find(|word| !word.starts_with('-'));
    first.copied() == slot.subcommand.as_deref()
        && !arguments.any(|word| slot.but.iter().any(|it| it == word))
}

/// A sign-in takes nothing from the files: what it makes is the session of whoever answers it, where the script runs.
fn session_site(run: &mut Run<'_>, program: &Program<'_>, consumer: &str) {
    let Some(word) = program.words.first() else { return };
    let says = format!("{} asks a person to sign in with `{}`", run.script.label, program.name);
    let mut site = run.presented(word, &[], says, consumer);
    let session = format!("session of {consumer}");
    let name = Name::new(Space::Setting, &run.script.scope, session);
    site.takes = vec![Take { name, span: site.span }];
    site.evidence.push(Evidence {
        kind: Kind::Personal,
        strength: Strength::Resource,
        span: Some(site.span),
        says: "the session is that of the person who signs in".to_owned(),
    });
    run.facts.sites.push(site);
}

struct Presented<'v> {
    consumer: &'v str,
    name: &'v str,
    kind: Option<Kind>,
    /// Whether it is the first variable that the program looks for.
    is_first: bool,
}

fn flag_site(
    run: &mut Run<'_>,
    command: &Command,
    program: &Program<'_>,
    presented: &Presented<'_>,
    pieces: &[Piece],
) {
    let around = word::content(pieces).unwrap_or(command.start..command.end);
    let word = Word { start: around.start, end: around.end, pieces: Vec::new() };
    let says = format!("{} runs `{}` with `{}`", run.script.label, program.name, presented.name);
    let site = run.presented(&word, pieces, says, presented.consumer);
    push(run, site, presented);
}

fn env_site(run: &mut Run<'_>, program: &Program<'_>, presented: &Presented<'_>) {
    let Some(word) = program.words.first() else { return };
    let says =
        format!("{} runs `{}`, which reads `{}`", run.script.label, program.name, presented.name);
    let mut site = run.presented(word, &[], says, presented.consumer);
    let take = |scope: &Scope| Take {
        name: Name::new(Space::Env, scope, presented.name),
        span: site.span,
    };
    site.takes = vec![take(&run.script.scope)];
    if presented.is_first && program.is_filled && is_of_vendor(run, program) {
        // What nothing sets comes from the store, under the name that the program reads.
        site.takes = vec![take(&run.script.scope), take(&run.script.scope.whole())];
        site.choice = Choice::First;
    }
    push(run, site, presented);
}

/// Whether a program is called by the name of a vendor, so that it does nothing without a token of it.
fn is_of_vendor(run: &Run<'_>, program: &Program<'_>) -> bool {
    run.script.vendors.iter().any(|it| program.name.starts_with(it.id.as_str()))
}

fn push(run: &mut Run<'_>, mut site: Site, presented: &Presented<'_>) {
    site.evidence.extend(presented.kind.map(|kind| Evidence {
        kind,
        strength: Strength::Slot,
        span: Some(site.span),
        says: format!("`{}` says the kind", presented.name),
    }));
    run.facts.sites.push(site);
}
