//! Commands that print a secret which is kept elsewhere: a secret manager's, or the dbt CLI's own file.

use super::program::Program;
use super::run::Run;
use super::word::{Command, Word};
use crate::model::{Evidence, Kind, Name, Space, Strength, Take};

/// A command that prints a kept secret: the words with which it begins, and where its item is named.
struct Store {
    words: &'static [&'static str],
    item: Item,
}

/// Where the item is named.
enum Item {
    /// The first argument behind the words that is no flag.
    Argument,
    /// The value of a flag.
    Flag(&'static [&'static str]),
}

const fn behind(words: &'static [&'static str]) -> Store {
    Store { words, item: Item::Argument }
}

const fn flag(words: &'static [&'static str], flags: &'static [&'static str]) -> Store {
    Store { words, item: Item::Flag(flags) }
}

const STORES: [Store; 21] = [
    behind(&["op", "read"]),
    behind(&["op", "item", "get"]),
    flag(&["aws", "secretsmanager", "get-secret-value"], &["--secret-id"]),
    flag(&["aws", "ssm", "get-parameter"], &["--name"]),
    flag(&["gcloud", "secrets", "versions", "access"], &["--secret"]),
    flag(&["az", "keyvault", "secret", "show"], &["--name", "-n"]),
    behind(&["vault", "kv", "get"]),
    behind(&["vault", "read"]),
    behind(&["pass", "show"]),
    behind(&["gopass", "show"]),
    behind(&["bw", "get", "password"]),
    behind(&["lpass", "show"]),
    behind(&["doppler", "secrets", "get"]),
    behind(&["infisical", "secrets", "get"]),
    behind(&["chamber", "read"]),
    behind(&["keyring", "get"]),
    flag(&["security", "find-generic-password"], &["-s", "-l"]),
    flag(&["secret-tool", "lookup"], &["service", "label"]),
    behind(&["kubectl", "get", "secret"]),
    behind(&["pulumi", "config", "get"]),
    flag(&["sops"], &["--extract"]),
];

/// Under which name a token of the dbt CLI's file is told.
pub(super) const CLI_FILE: &str = "token-value of dbt_cloud.yml";

/// The name of what a command prints, if it prints a kept secret.
pub(super) fn printed(run: &Run<'_>, command: &Command) -> Option<Take> {
    let program = Program::of(command)?;
    let first = program.words.first()?;
    let text = if of_cli_file(run, &program) {
        CLI_FILE.to_owned()
    } else if let Some(name) = mounted(&program) {
        name
    } else {
        STORES.iter().find_map(|store| item(run, &program, store))?
    };
    let name = Name::new(Space::Setting, &run.script.scope, text);
    Some(Take { name, span: run.span(first.start, command.end) })
}

/// What such a name says of the kind: the CLI works as a user, which is a hint and no more.
pub(super) fn evidence(takes: &[Take]) -> Option<Evidence> {
    let take = takes.iter().find(|it| it.name.text == CLI_FILE)?;
    Some(Evidence {
        kind: Kind::Personal,
        strength: Strength::Consumer,
        span: Some(take.span),
        says: "it comes out of the dbt CLI's file, and the CLI works as a user".to_owned(),
    })
}

fn item(run: &Run<'_>, program: &Program<'_>, store: &Store) -> Option<String> {
    let (name, rest) = store.words.split_first()?;
    if program.name != *name {
        return None;
    }
    let plain: Vec<&Word> =
        program.arguments().filter(|word| !word.beginning().starts_with('-')).collect();
    let fits = |words: &[&Word]| words.iter().zip(rest).all(|(word, it)| word.is_bare(it));
    let at = plain.windows(rest.len().max(1)).position(fits)?;
    let text = match &store.item {
        Item::Argument => run.rendered(&plain.get(at + rest.len())?.pieces),
        Item::Flag(flags) => {
            let pieces = flags.iter().find_map(|it| program.values(it).into_iter().next())?;
            run.rendered(&pieces)
        }
    };
    Some(text).filter(|text| !text.is_empty())
}

/// The secret that a command reads where containers find theirs: `cat /run/secrets/NAME`.
fn mounted(program: &Program<'_>) -> Option<String> {
    let path = program.arguments().next().filter(|_| program.name == "cat")?.literal()?;
    Some(path.strip_prefix("/run/secrets/")?.to_owned()).filter(|name| !name.is_empty())
}

/// Whether a command picks the token out of `dbt_cloud.yml`: `grep token-value FILE`, `yq '….token-value' FILE`.
fn of_cli_file(run: &Run<'_>, program: &Program<'_>) -> bool {
    const READERS: [&str; 7] = ["grep", "egrep", "rg", "sed", "awk", "yq", "cat"];
    let names_key = |word: &Word| run.rendered(&word.pieces).contains("token-value");
    READERS.contains(&program.name.as_str()) && program.arguments().any(names_key)
}
