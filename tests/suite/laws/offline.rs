//! Nothing of what is checked is executed or fetched: there is nothing in the program that could, and where there is
//! no network nothing is missed.

use std::process::{Command, Output};

use crate::{TODAY, keyfit, project, text};

/// Crates that speak to a network, to a daemon or to git's own program, or that start programs.
const CALLERS: [&str; 24] = [
    "async-std",
    "attohttpc",
    "curl",
    "curl-sys",
    "duct",
    "gix",
    "git2",
    "h2",
    "hyper",
    "isahc",
    "libgit2-sys",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tungstenite",
    "ureq",
    "zbus",
];

#[test]
fn no_crate_that_could_call_anyone_is_linked() {
    let lock = text(&std::fs::read(project("Cargo.lock")).expect("the lock file can be read"));
    let crates: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(crates.contains(&"toml"), "the lock file is read as it is written");
    let callers: Vec<&&str> = crates.iter().filter(|it| CALLERS.contains(it)).collect();
    assert!(callers.is_empty(), "{callers:?}");
}

/// A run in a namespace without interfaces; `None` where none can be made.
fn apart(flags: &str, arguments: &[&str]) -> Option<Output> {
    let mut unshare = Command::new("unshare");
    unshare.args([flags, "--", env!("CARGO_BIN_EXE_keyfit")]).args(arguments);
    let run = unshare.current_dir(project("fixtures")).output().ok()?;
    (!run.stdout.is_empty()).then_some(run)
}

#[test]
fn a_run_without_a_network_says_the_same() {
    let arguments = ["check", "menagerie", "--format", "json", "--today", TODAY];
    // Where no namespace can be made, only the list of crates above speaks for it.
    let Some(run) = ["-rn", "-n"].iter().find_map(|flags| apart(flags, &arguments)) else { return };
    let usual = keyfit(&project("fixtures"), &arguments);
    assert_eq!(text(&run.stderr), text(&usual.stderr));
    assert_eq!(text(&run.stdout), text(&usual.stdout));
    assert_eq!(run.status.code(), usual.status.code());
}
