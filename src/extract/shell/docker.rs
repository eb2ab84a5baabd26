//! `docker run`: a program that an image is made for, with variables of an environment of its own.

use super::env_file;
use super::program::Program;
use super::run::Run;
use super::word::{Command, Piece, Word, is_name};
use crate::model::{Name, Scope, Space, Take, Vendor};

/// Programs that run an image.
const RUNNERS: [&str; 3] = ["docker", "podman", "nerdctl"];
/// Flags that take no value. Any other may.
const PLAIN: [&str; 19] = [
    "-i",
    "-t",
    "-it",
    "-ti",
    "-d",
    "-dit",
    "-itd",
    "--rm",
    "--init",
    "--detach",
    "--interactive",
    "--tty",
    "--privileged",
    "--read-only",
    "--quiet",
    "-q",
    "--no-healthcheck",
    "-P",
    "--publish-all",
];

/// What a program is handed whose image a command runs.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    if !RUNNERS.contains(&program.name.as_str()) {
        return;
    }
    let words: Vec<&Word> = program.arguments().collect();
    let Some(at) = words.iter().take(2).position(|word| word.is_bare("run")) else { return };
    let (flags, image) = parts(&words[at + 1..]);
    let Some(image) = image else { return };
    let text = run.rendered(&image.pieces);
    let scope = run.script.scope.within("container", command.start);
    let mut is_filled = false;
    for (flag, word, pieces) in &flags {
        match flag.as_str() {
            "--env-file" => {
                is_filled = true;
                env_file::load(run, command, (word, pieces), &scope);
            }
            "-e" | "--env" => is_filled |= variable(run, word, pieces, &scope),
            _ => {}
        }
    }
    let vendors = run.script.vendors;
    for (consumer, name) in readers(vendors, &text).filter(|_| is_filled) {
        let says = format!("{} runs `{}`, which reads `{name}`", run.script.label, called(&text));
        let mut site = run.presented(image, &[], says, consumer);
        site.takes = vec![Take { name: Name::new(Space::Env, &scope, name), span: site.span }];
        site.scope = scope.clone();
        run.facts.sites.push(site);
    }
}

/// A flag, the word that holds its value, and the value.
type Flag<'c> = (String, &'c Word, Vec<Piece>);

/// The flags before an image, and the image.
fn parts<'c>(words: &[&'c Word]) -> (Vec<Flag<'c>>, Option<&'c Word>) {
    let mut flags = Vec::new();
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let text = word.beginning();
        if !text.starts_with('-') {
            return (flags, Some(word));
        }
        if let Some((flag, _)) = text.split_once('=') {
            flags.push((flag.to_owned(), word, word.after(flag.len() + 1)));
        } else if !PLAIN.contains(&&*text) {
            let Some(value) = words.next() else { break };
            flags.push((text.into_owned(), value, value.pieces.clone()));
        }
    }
    (flags, None)
}

/// `NAME=value`, or `NAME` as it is outside. The answer is whether it is one of them.
fn variable(run: &mut Run<'_>, word: &Word, pieces: &[Piece], scope: &Scope) -> bool {
    let word = Word { pieces: pieces.to_vec(), ..*word };
    let label = &run.script.label;
    let (name, mut site) = if let Some((name, value)) = word.assignment() {
        let says = format!("{label} hands `{name}` to a container");
        let site = run.site(&word, &value, says);
        (name, site)
    } else {
        let Some(name) = word.literal().filter(|it| is_name(it)) else { return false };
        let says = format!("{label} hands `{name}` to a container");
        let mut site = run.site(&word, &[], says);
        let outside = Name::new(Space::Env, &run.script.scope, &*name);
        site.takes = vec![Take { name: outside, span: site.span }];
        (name.into_owned(), site)
    };
    site.gives = Some(Name::new(Space::Env, scope, name));
    site.scope = scope.clone();
    run.facts.sites.push(site);
    true
}

/// Who reads which variables in a container of an image, by the program that the image is called after.
pub fn readers<'v>(
    vendors: &'v [Vendor],
    image: &str,
) -> impl Iterator<Item = (&'v str, &'v str)> + use<'v> {
    let name = called(image).to_owned();
    let slots = vendors.iter().flat_map(|it| &it.consumers);
    let slots = slots.flat_map(|it| it.commands.iter().map(move |slot| (it, slot)));
    let slots = slots.filter(move |(_, slot)| {
        slot.program == name && slot.subcommand.is_none() && slot.amid.is_empty()
    });
    slots.flat_map(|(it, slot)| slot.env.iter().map(move |env| (it.id.as_str(), env.name.as_str())))
}

/// What an image is called, without its registry and its version.
fn called(image: &str) -> &str {
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split([':', '@']).next().unwrap_or(name)
}
