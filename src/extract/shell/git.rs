//! What a script hands to a git host or a registry: the user of an address, what a git command is given, a login; and
//! what it only looks at. A variable that it names in no other way is none of a vendor's.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;

use super::address;
use super::program::Program;
use super::run::Run;
use super::word::{Command, Piece, Word};
use super::write;
use crate::extract::address::Address;
use crate::extract::asides::Places;
use crate::extract::reference::places;
use crate::model::{Aside, Most, Space, Take, Vendor};

/// How many variables of a script are looked for in all of it.
const MANY: Most = Most::new(200, "variables of one script that go to a git host");
/// How often a variable may be made of another one.
const DEPTH: usize = 3;

/// How many commands back one is looked for that goes into another's input.
const NEAR: usize = 20;

/// One of these stands in every script that hands something to a git host.
const MARKS: [&str; 6] = ["git", "login", "@", "GIT", "GH_", "TOKEN="];

/// Programs that sign in at a git host or a registry: the words with which they begin.
const LOGINS: [&[&str]; 11] = [
    &["gh", "auth", "login"],
    &["glab", "auth", "login"],
    &["az", "devops", "login"],
    &["docker", "login"],
    &["podman", "login"],
    &["buildah", "login"],
    &["nerdctl", "login"],
    &["skopeo", "login"],
    &["oras", "login"],
    &["crane", "auth", "login"],
    &["helm", "registry", "login"],
];

/// Tell what the script hands there.
pub(super) fn tell(run: &mut Run<'_>) {
    let text = run.script.scalar.text.as_bytes();
    if !MARKS.iter().any(|it| memmem::find(text, it.as_bytes()).is_some()) {
        return;
    }
    let mut asides = Vec::new();
    let mut others: Vec<(String, Vec<Take>)> = Vec::new();
    for (at, command) in run.reading.commands.iter().enumerate() {
        let program = Program::of(command);
        let is_git = program.as_ref().is_some_and(is_git);
        if is_git {
            let piped = piped_into(run, at).into_iter().flat_map(words);
            asides.extend(piped.flat_map(|it| handed(run, &it.pieces)));
        }
        if program.as_ref().is_some_and(looks) {
            asides.extend(words(command).flat_map(|it| run.takes(&it.pieces)).map(idle));
        }
        for word in words(command) {
            if is_git {
                asides.extend(handed(run, &word.pieces));
            } else if let Some((name, pieces)) = word.assignment() {
                if run.script.vendors.iter().any(|it| it.is_foreign(&name)) {
                    asides.extend(handed(run, &pieces));
                } else {
                    others.push((name, run.takes(&pieces)));
                }
            }
            asides.extend(users(run, word));
        }
    }
    for _ in 0..DEPTH {
        let made = Made::of(run, &asides).from(&mut others);
        if made.is_empty() {
            break;
        }
        asides.extend(made);
    }
    run.facts.asides.extend(asides);
}

fn words(command: &Command) -> impl Iterator<Item = &Word> {
    command.assignments.iter().chain(&command.words).chain(&command.bodies)
}

/// Whether a program is git, or signs in where git does.
fn is_git(program: &Program<'_>) -> bool {
    let is_login = |words: &&[&str]| {
        let plain = program.arguments().filter(|it| !it.beginning().starts_with('-'));
        let plain: Vec<&Word> = plain.take(words.len() - 1).collect();
        plain.len() + 1 == words.len()
            && plain.iter().zip(&words[1..]).all(|(it, text)| it.is_bare(text))
    };
    program.name == "git" || LOGINS.iter().filter(|it| it[0] == program.name).any(is_login)
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

fn idle(take: Take) -> Aside {
    Aside { take, is_handed: false }
}

fn handed(run: &Run<'_>, pieces: &[Piece]) -> Vec<Aside> {
    run.takes(pieces).into_iter().map(|take| Aside { take, is_handed: true }).collect()
}

/// The command that prints what another one reads.
fn piped_into<'r>(run: &'r Run<'_>, at: usize) -> Option<&'r Command> {
    let all = &run.reading.commands;
    let shell = all[at].shell;
    let before = all[..at].iter().rev().take(NEAR).find(|it| it.shell == shell)?;
    (before.piped && write::prints(before)).then_some(before)
}

/// What stands before the host in the addresses of a word, if that is a git host's.
fn users(run: &Run<'_>, word: &Word) -> Vec<Aside> {
    let texts = || word.pieces.iter().filter_map(Piece::text);
    if word.pieces.len() < 2 || !texts().any(|it| it.contains('@')) {
        return Vec::new();
    }
    let vendors = run.script.vendors;
    let users = address::pieces_of(run, word, |address| {
        address.user.clone().filter(|_| is_git_host(vendors, address))
    });
    handed(run, &users)
}

/// Whether an address is that of a repository, or its host is another product's.
fn is_git_host(vendors: &[Vendor], address: &Address<'_>) -> bool {
    let is_one = vendors.iter().any(|it| it.is_foreign_host(address.host));
    let is_repository = || {
        let begins = |it: &str| it == "git" || it.starts_with("git+");
        begins(address.scheme)
            || address.path.split('/').any(|it| it == "_git" || it.strip_suffix(".git").is_some())
    };
    is_one || is_repository() && !vendors.iter().any(|it| it.is_host(address.host))
}

/// Variables that the script hands to a git host and names in no other way.
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

    /// Whether the variable is set at a place, handed to a git host or looked at, or the place is a comment.
    fn says_nothing(&self, text: &str, place: &Range<usize>) -> bool {
        let comments = &self.run.reading.comments;
        let behind = comments.partition_point(|it| it.start <= place.start);
        let is_comment = comments[..behind].last().is_some_and(|it| place.end <= it.end);
        is_comment
            || text[place.end..].trim_start_matches('+').starts_with('=')
            || self.named.hold(self.run.span(place.start, place.end))
    }
}
