//! What a script hands to others than a vendor: a git host, or a warehouse by dbt Core's profile of it; and what it only
//! looks at. A variable that it names in no other way is none of a vendor's.

mod git;
mod host;
mod profile;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;

use super::program::Program;
use super::run::Run;
use super::word::{Command, Piece, Word};
use crate::extract::asides::Places;
use crate::extract::reference::places;
use crate::model::{Aside, Most, Space, Take};

/// How many variables of a script are looked for in all of it.
const MANY: Most = Most::new(200, "variables of one script that go to others than a vendor");
/// How often a variable may be made of another one.
const DEPTH: usize = 3;

/// One of these stands in every script that only looks at a variable.
const MARKS: [&str; 4] = ["-z ", "-n ", ":?", "add-mask"];

/// Tell what the script hands to others.
pub(super) fn tell(run: &mut Run<'_>) {
    let text = run.script.scalar.text.as_bytes();
    let has = |mark: &str| memmem::find(text, mark.as_bytes()).is_some();
    let (is_git, is_profile) = (git::MARKS.iter().any(|it| has(it)), has(profile::MARK));
    let is_host = host::MARKS.iter().any(|it| has(it));
    if !is_git && !is_host && !is_profile && !MARKS.iter().any(|it| has(it)) {
        return;
    }
    let mut asides = if is_git { git::told(run) } else { Vec::new() };
    if is_host {
        asides.extend(host::told(run));
    }
    if is_profile {
        asides.extend(profile::told(run));
    }
    asides.extend(looked_at(run));
    if asides.iter().any(|it| it.is_handed) {
        asides.extend(made(run, &asides));
    }
    run.facts.asides.extend(asides);
}

/// What the variables that go there are made of.
fn made(run: &Run<'_>, asides: &[Aside]) -> Vec<Aside> {
    let words = run.reading.commands.iter().flat_map(words);
    let set = words.filter_map(Word::assignment);
    let set = set.filter(|(name, _)| !git::is_another_product(run, name));
    let mut others: Vec<(String, Vec<Take>)> =
        set.map(|(name, pieces)| (name, run.takes(&pieces))).collect();
    let mut asides = asides.to_vec();
    let known = asides.len();
    for _ in 0..DEPTH {
        let made = Made::of(run, &asides).from(&mut others);
        if made.is_empty() {
            break;
        }
        asides.extend(made);
    }
    asides.split_off(known)
}

fn words(command: &Command) -> impl Iterator<Item = &Word> {
    command.assignments.iter().chain(&command.words).chain(&command.bodies)
}

/// What commands only ask for, or hide in the log.
fn looked_at(run: &Run<'_>) -> Vec<Aside> {
    let looks = |it: &&Command| Program::of(it).as_ref().is_some_and(looks);
    let commands = run.reading.commands.iter().filter(looks);
    let takes = commands.flat_map(words).flat_map(|it| run.takes(&it.pieces));
    takes.map(|take| Aside { take, is_handed: false }).collect()
}

/// Whether a command only asks whether there is a value, or hides it in the log.
fn looks(program: &Program<'_>) -> bool {
    match program.name.as_str() {
        "[" | "[[" | "test" | ":" => true,
        "echo" => {
            program.arguments().next().is_some_and(|it| it.beginning().starts_with("::add-mask::"))
        }
        _ => false,
    }
}

fn handed(run: &Run<'_>, pieces: &[Piece]) -> Vec<Aside> {
    run.takes(pieces).into_iter().map(|take| Aside { take, is_handed: true }).collect()
}

/// Variables that the script hands to others and names in no other way.
struct Made<'r> {
    run: &'r Run<'r>,
    handed: HashSet<&'r str>,
    named: Places,
    known: HashMap<String, bool>,
}

impl<'r> Made<'r> {
    fn of(run: &'r Run<'r>, asides: &'r [Aside]) -> Self {
        let handed = asides.iter().filter(|it| it.is_handed).map(|it| &it.take.name);
        Self {
            run,
            handed: handed.filter(|it| it.space == Space::Env).map(|it| it.text.as_str()).collect(),
            named: Places::of(asides.iter().map(|it| it.take.span)),
            known: HashMap::new(),
        }
    }

    /// What such variables are made of, which is taken out of the others.
    fn from(mut self, others: &mut Vec<(String, Vec<Take>)>) -> Vec<Aside> {
        let is_one = |other: &mut (String, Vec<Take>)| self.is_one(&other.0);
        let made = others.extract_if(.., is_one).flat_map(|(_, takes)| takes);
        made.map(|take| Aside { take, is_handed: true }).collect()
    }

    fn is_one(&mut self, name: &str) -> bool {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        if !self.handed.contains(name) || MANY.is_met(self.known.len()) {
            return false;
        }
        let text = &self.run.script.scalar.text;
        let is_one = places(text, name).all(|it| self.says_nothing(text, &it));
        self.known.insert(name.to_owned(), is_one);
        is_one
    }

    /// Whether the variable is set at a place, handed to others or looked at, or the place is a comment.
    fn says_nothing(&self, text: &str, place: &Range<usize>) -> bool {
        let comments = &self.run.reading.comments;
        let behind = comments.partition_point(|it| it.start <= place.start);
        let is_comment = comments[..behind].last().is_some_and(|it| place.end <= it.end);
        is_comment
            || text[place.end..].trim_start_matches('+').starts_with('=')
            || self.named.hold(self.run.span(place.start, place.end))
    }
}
