//! Commands that print a secret which is kept elsewhere: a secret manager's, or the dbt CLI's own file.

use super::folder;
use super::program::Program;
use super::run::Run;
use super::terraform;
use super::word::{Command, Word};
use crate::extract::stores::Entry;
use crate::model::{Evidence, Kind, Name, Site, Space, Strength, Take};

/// A command that prints a kept secret: the words with which it begins, and where its item is named.
struct Store {
    words: &'static [&'static str],
    item: Item,
    /// The id of a store whose entry the item is by that name alone.
    id: Option<&'static str>,
}

/// Where the item is named.
enum Item {
    /// The first argument behind the words that is no flag.
    Argument,
    /// The value of a flag.
    Flag(&'static [&'static str]),
}

const fn behind(words: &'static [&'static str]) -> Store {
    Store { words, item: Item::Argument, id: None }
}

const fn flag(words: &'static [&'static str], flags: &'static [&'static str]) -> Store {
    Store { words, item: Item::Flag(flags), id: None }
}

impl Store {
    const fn of(self, id: &'static str) -> Self {
        Self { id: Some(id), ..self }
    }
}

const STORES: [Store; 22] = [
    behind(&["op", "read"]),
    behind(&["op", "item", "get"]).of("onepassword"),
    flag(&["aws", "secretsmanager", "get-secret-value"], &["--secret-id"])
        .of("aws-secrets-manager"),
    flag(&["aws", "ssm", "get-parameter"], &["--name"]).of("aws-ssm"),
    flag(&["gcloud", "secrets", "versions", "access"], &["--secret"]).of("google-secret-manager"),
    flag(&["az", "keyvault", "secret", "show"], &["--name", "-n"]).of("azure-key-vault"),
    behind(&["vault", "kv", "get"]).of("vault"),
    behind(&["vault", "read"]).of("vault"),
    behind(&["pass", "show"]),
    behind(&["gopass", "show"]),
    behind(&["bw", "get", "password"]),
    behind(&["lpass", "show"]),
    behind(&["doppler", "secrets", "get"]).of("doppler"),
    behind(&["infisical", "secrets", "get"]).of("infisical"),
    behind(&["chamber", "read"]),
    behind(&["keyring", "get"]),
    flag(&["security", "find-generic-password"], &["-s", "-l"]),
    flag(&["secret-tool", "lookup"], &["service", "label"]),
    behind(&["kubectl", "get", "secret"]).of("kubernetes"),
    behind(&["buildkite-agent", "secret", "get"]).of("buildkite"),
    behind(&["pulumi", "config", "get"]),
    flag(&["sops"], &["--extract"]),
];

/// Under which name a token of the dbt CLI's file is told.
pub(super) const CLI_FILE: &str = "token-value of dbt_cloud.yml";

/// What a command prints of a store that the files may fill themselves.
pub(super) fn kept(run: &Run<'_>, command: &Command, program: &Program<'_>) -> Option<Site> {
    let found = |store: &Store| Some((store.id?, item(run, program, store)?));
    let (id, text) = STORES.iter().find_map(found)?;
    let said = |flags: &[&str]| flags.iter().find_map(|it| value(run, program, it));
    let around = match id {
        "infisical" => said(&["--path"]),
        _ => said(&["-mount", "--mount"]),
    };
    let place = around.map_or_else(|| text.clone(), |around| format!("{around}/{text}"));
    let environment = said(&["--env", "--config", "-c"]).filter(|_| has_environments(id));
    let entry = Entry::new(id, &place)?.field(field(run, program).as_deref());
    let entry = entry.of(environment.as_deref());
    let span = run.span(program.words.first()?.start, command.end);
    Some(entry.read_as(Name::new(Space::Setting, &run.script.scope, text), &run.script.scope, span))
}

/// Whether a store keeps another value under the same name in each of its environments.
fn has_environments(id: &str) -> bool {
    matches!(id, "doppler" | "infisical")
}

fn value(run: &Run<'_>, program: &Program<'_>, flag: &str) -> Option<String> {
    program.values(flag).first().map(|pieces| run.rendered(pieces))
}

/// The field of an entry for which a command asks: with a flag, or by a path into the object.
fn field(run: &Run<'_>, program: &Program<'_>) -> Option<String> {
    const FLAGS: [&str; 3] = ["-field", "--field", "--fields"];
    let by_flag = FLAGS.iter().find_map(|flag| value(run, program, flag));
    by_flag.or_else(|| {
        let texts = program.arguments().map(|word| run.rendered(&word.pieces));
        let path = texts.filter_map(|it| it.split_once(".data.").map(|(_, rest)| rest.to_owned()));
        let is_word = |it: &char| it.is_alphanumeric() || matches!(it, '_' | '-');
        path.map(|rest| rest.chars().take_while(is_word).collect()).next()
    })
}

/// The name of what a command prints, if it prints a kept secret.
pub(super) fn printed(run: &Run<'_>, command: &Command) -> Option<Take> {
    let program = Program::of(command)?;
    let first = program.words.first()?;
    let span = run.span(first.start, command.end);
    let of_files = terraform::printed(run, command, &program);
    if let Some(name) = of_files.or_else(|| written(run, command, &program)) {
        return Some(Take { name, span });
    }
    let text = if of_cli_file(run, &program) {
        CLI_FILE.to_owned()
    } else if let Some(name) = mounted(&program) {
        name
    } else {
        STORES.iter().find_map(|store| item(run, &program, store))?
    };
    let name = Name::new(Space::Setting, &run.script.scope, text);
    Some(Take { name, span })
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

/// What a file holds that something else in the repository writes: `cat PATH`.
fn written(run: &Run<'_>, command: &Command, program: &Program<'_>) -> Option<Name> {
    let path = program.arguments().next().filter(|_| program.name == "cat")?;
    let paths = folder::join_all(run.folders_of(command), &run.texts(&path.pieces));
    let [path] = paths.as_slice() else { return None };
    let is_secret = mounted(program).is_some() || of_cli_file(run, program);
    Entry::new("local-file", path).filter(|_| !is_secret)?.names().into_iter().next()
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
