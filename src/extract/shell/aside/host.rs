//! What goes to another product's host by a call of its API, and what is written into the files in which git and package
//! managers keep their logins.

use super::super::program::Program;
use super::super::run::Run;
use super::super::word::{Piece, Word};
use super::super::write;
use super::handed;
use crate::extract::address::Address;
use crate::model::Aside;

/// One of these stands in every script that does so.
pub(super) const MARKS: [&str; 7] =
    ["curl", "wget", "xh", "netrc", "git-credentials", "_authToken", "http "];

/// Programs that call an API.
const CALLERS: [&str; 6] = ["curl", "wget", "http", "https", "xh", "xhs"];
/// Headers that only GitLab reads.
const HEADERS: [&str; 3] = ["private-token:", "job-token:", "deploy-token:"];
/// Files that hold logins at any hosts.
const NETRC: [&str; 2] = [".netrc", "_netrc"];
/// Files that hold logins at the hosts of git and of packages.
const FILES: [&str; 3] = [".git-credentials", ".npmrc", ".pypirc"];

/// What the script hands there.
pub(super) fn told(run: &Run<'_>) -> Vec<Aside> {
    let mut asides = Vec::new();
    let programs = run.reading.commands.iter().filter_map(Program::of);
    for program in programs {
        if CALLERS.contains(&program.name.as_str()) {
            asides.extend(logins(run, &program).iter().flat_map(|it| handed(run, it)));
        } else if configures(run, &program) {
            asides.extend(program.arguments().flat_map(|it| handed(run, &it.pieces)));
        }
    }
    for names in [&NETRC[..], &FILES[..]] {
        let lines = written(run, names);
        let texts: Vec<String> = lines.iter().map(|line| run.rendered(line)).collect();
        // Such a file may have the vendor's host in it, too; and any host has logins in a `.netrc`.
        let is_foreign = names != NETRC || texts.iter().any(|it| names_other(run, it));
        if is_foreign && !texts.iter().any(|it| names_vendor(run, it)) {
            asides.extend(lines.iter().flat_map(|it| handed(run, it)));
        }
    }
    asides
}

/// The lines that the script writes into files of some names.
fn written(run: &Run<'_>, names: &[&str]) -> Vec<write::Line> {
    let is_file = |word: &Word| {
        let path = run.rendered(&word.pieces);
        names.contains(&path.rsplit('/').next().unwrap_or(&path).trim_matches(['"', '\'']))
    };
    let written = write::targets(run).into_iter().filter(|(target, _)| is_file(target));
    let by = written.flat_map(|(_, by)| by).filter_map(|at| run.reading.commands.get(at));
    by.flat_map(write::lines).collect()
}

/// With what a call signs in at another product's host.
fn logins(run: &Run<'_>, program: &Program<'_>) -> Vec<Vec<Piece>> {
    let urls: Vec<String> = program.arguments().map(|it| run.rendered(&it.pieces)).collect();
    let vendors = run.script.vendors;
    if urls.iter().any(|it| it.contains("://") && names_vendor(run, it)) {
        return Vec::new();
    }
    let is_foreign = |url: &String| {
        url.starts_with("https://")
            && vendors.iter().any(|it| it.is_foreign_host(Address::of(url).host))
    };
    let is_other = urls.iter().any(is_foreign);
    let mut logins: Vec<Vec<Piece>> = Vec::new();
    let mut words = program.arguments();
    while let Some(word) = words.next() {
        let text = word.beginning().to_lowercase();
        let header = text.trim_start_matches("--header=").trim_start_matches("-h");
        let is_header = HEADERS.iter().any(|it| header.starts_with(it))
            || is_other && header.starts_with("authorization:");
        if is_header {
            logins.push(word.pieces.clone());
        } else if is_other && is_user(&word.beginning()) {
            logins.extend(words.next().map(|it| it.pieces.clone()));
        } else if is_other && (text.starts_with("--user=") || text.starts_with("-u")) {
            logins.push(word.pieces.clone());
        }
    }
    logins
}

/// Whether a flag has the user and the password behind it: `--user`, `-u`, `-su`.
fn is_user(flag: &str) -> bool {
    let short = flag.strip_prefix('-').filter(|it| !it.starts_with('-'));
    flag == "--user"
        || short
            .and_then(|it| it.strip_suffix('u'))
            .is_some_and(|it| it.bytes().all(|it| it.is_ascii_alphabetic()))
}

/// Whether a command tells a package manager how to sign in: `npm config set //HOST/:_authToken TOKEN`.
fn configures(run: &Run<'_>, program: &Program<'_>) -> bool {
    let texts: Vec<String> = program.arguments().map(|it| run.rendered(&it.pieces)).collect();
    matches!(program.name.as_str(), "npm" | "pnpm" | "yarn")
        && texts.iter().any(|it| it.contains(":_authToken"))
        && !texts.iter().any(|it| names_vendor(run, it))
}

/// Whether one of the words of a text is a host of a vendor.
fn names_vendor(run: &Run<'_>, text: &str) -> bool {
    hosts(text).any(|host| run.script.vendors.iter().any(|it| it.is_host(host)))
}

/// Whether one of the words of a text is another product's host.
fn names_other(run: &Run<'_>, text: &str) -> bool {
    hosts(text).any(|host| run.script.vendors.iter().any(|it| it.is_foreign_host(host)))
}

fn hosts(text: &str) -> impl Iterator<Item = &str> {
    let of_host = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-');
    text.split(move |it| !of_host(it)).filter(|it| it.contains('.'))
}
