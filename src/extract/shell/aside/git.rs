//! What goes to a git host or a registry: the user of an address, what a git command is given that talks to one, a login,
//! and what is set under the name of another product's variable.

use super::super::program::Program;
use super::super::run::Run;
use super::super::word::{Command, Piece, Word};
use super::super::{address, write};
use super::{handed, words};
use crate::extract::address::Address;
use crate::model::{Aside, Vendor};

/// How many commands back one is looked for that goes into another's input.
const NEAR: usize = 20;

/// One of these stands in every script that hands something to a git host.
pub(super) const MARKS: [&str; 6] = ["git ", "login", "@", "GIT", "GH_", "TOKEN="];

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

/// What the script hands there.
pub(super) fn told(run: &Run<'_>) -> Vec<Aside> {
    let mut asides = Vec::new();
    for (at, command) in run.reading.commands.iter().enumerate() {
        let is_git = Program::of(command).as_ref().is_some_and(is_git);
        if is_git {
            let piped = piped_into(run, at).into_iter().flat_map(words);
            asides.extend(piped.flat_map(|it| handed(run, &it.pieces)));
        }
        for word in words(command) {
            let set = || word.assignment().filter(|(name, _)| is_another_product(run, name));
            if is_git {
                asides.extend(handed(run, &word.pieces));
            } else if let Some((_, pieces)) = set() {
                asides.extend(handed(run, &pieces));
            }
            asides.extend(users(run, word));
        }
    }
    asides
}

/// Whether a variable's name is another product's.
pub(super) fn is_another_product(run: &Run<'_>, name: &str) -> bool {
    run.script.vendors.iter().any(|it| it.is_foreign(name))
}

/// Whether a program is git, or signs in where git does.
fn is_git(program: &Program<'_>) -> bool {
    let is_login = |words: &&[&str]| {
        let plain = program.arguments().filter(|it| !it.beginning().starts_with('-'));
        let plain: Vec<&Word> = plain.take(words.len() - 1).collect();
        plain.len() + 1 == words.len()
            && plain.iter().zip(&words[1..]).all(|(it, text)| it.is_bare(text))
    };
    program.name == "git" && is_remote(program)
        || LOGINS.iter().filter(|it| it[0] == program.name).any(is_login)
}

/// Commands of git that talk to a host, or say how to.
const REMOTE: [&str; 11] = [
    "clone",
    "fetch",
    "pull",
    "push",
    "ls-remote",
    "remote",
    "submodule",
    "config",
    "credential",
    "lfs",
    "archive",
];

/// Whether a git command talks to a host, or that is not written out.
fn is_remote(program: &Program<'_>) -> bool {
    const VALUED: [&str; 5] = ["-c", "-C", "--git-dir", "--work-tree", "--namespace"];
    let mut words = program.arguments();
    while let Some(word) = words.next() {
        let text = word.beginning();
        if VALUED.contains(&&*text) {
            words.next();
        } else if !text.starts_with('-') {
            return word
                .literal()
                .is_none_or(|it| REMOTE.contains(&&*it) || it.starts_with("credential-"));
        }
    }
    false
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
