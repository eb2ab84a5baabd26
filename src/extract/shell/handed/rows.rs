//! Commands that hand a value to a place from which a program gets it later: one row a command.

/// A command, and where it is handed values.
pub(super) struct Row {
    /// The program and the words that follow it, flags between them or not.
    pub words: &'static [&'static str],
    /// Where values stand.
    pub slots: &'static [Slot],
    /// What becomes of them.
    pub to: To,
    /// The id of a store in which the name is that of an entry.
    pub id: Option<&'static str>,
}

impl Row {
    const fn of(self, id: &'static str) -> Self {
        Self { id: Some(id), ..self }
    }
}

/// Where a command is handed values.
pub(super) enum Slot {
    /// `--flag NAME=value,NAME=value`.
    Pairs(&'static str),
    /// `--flag NAME=address,NAME=address`.
    Addresses(&'static str),
    /// `--flag NAME=value NAME=value`.
    Words(&'static str),
    /// `--flag` and a text in which each variable stands behind its name: `Variables={NAME=$X}`.
    Woven(&'static str),
    /// `NAME=value` behind the words.
    Arguments,
    /// `NAME value` behind the words.
    Following,
    /// The name behind the words, or behind the first flag; the value behind one of the others, or in the input.
    Named(&'static [&'static str], &'static [&'static str]),
}

/// What becomes of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// A program has it in its environment, where no person is.
    Program,
    /// It is kept, and nothing more is known.
    Store,
}

const fn program(words: &'static [&'static str], slots: &'static [Slot]) -> Row {
    Row { words, slots, to: To::Program, id: None }
}

const fn store(words: &'static [&'static str], slots: &'static [Slot]) -> Row {
    Row { words, slots, to: To::Store, id: None }
}

const CLOUD_RUN: &[Slot] = &[
    Slot::Pairs("--set-env-vars"),
    Slot::Pairs("--update-env-vars"),
    Slot::Addresses("--set-secrets"),
    Slot::Addresses("--update-secrets"),
];
const CONTAINER_APP: &[Slot] =
    &[Slot::Words("--env-vars"), Slot::Words("--set-env-vars"), Slot::Words("--replace-env-vars")];
const SECRETS: &[Slot] = &[Slot::Words("--secrets")];
const SETTINGS: &[Slot] = &[Slot::Words("--settings")];
const LAMBDA: &[Slot] = &[Slot::Woven("--environment")];
const INPUT: &[Slot] = &[Slot::Named(&[], &[])];

/// Every command. The first that fits counts, except that a command may keep secrets for the program that it starts.
pub(super) const ROWS: &[Row] = &[
    program(&["gcloud", "run", "deploy"], CLOUD_RUN),
    program(&["gcloud", "run", "services", "update"], CLOUD_RUN),
    program(&["gcloud", "run", "jobs", "create"], CLOUD_RUN),
    program(&["gcloud", "run", "jobs", "update"], CLOUD_RUN),
    program(&["gcloud", "run", "jobs", "deploy"], CLOUD_RUN),
    program(&["gcloud", "functions", "deploy"], CLOUD_RUN),
    store(&["gcloud", "secrets", "create"], INPUT).of("google-secret-manager"),
    store(&["gcloud", "secrets", "versions", "add"], INPUT).of("google-secret-manager"),
    store(&["az", "containerapp", "create"], SECRETS),
    store(&["az", "containerapp", "job", "create"], SECRETS),
    store(&["az", "containerapp", "secret", "set"], SECRETS),
    program(&["az", "containerapp", "create"], CONTAINER_APP),
    program(&["az", "containerapp", "update"], CONTAINER_APP),
    program(&["az", "containerapp", "up"], CONTAINER_APP),
    program(&["az", "containerapp", "job", "create"], CONTAINER_APP),
    program(&["az", "containerapp", "job", "update"], CONTAINER_APP),
    program(&["az", "functionapp", "config", "appsettings", "set"], SETTINGS),
    program(&["az", "webapp", "config", "appsettings", "set"], SETTINGS),
    store(&["az", "keyvault", "secret", "set"], &[Slot::Named(&["--name", "-n"], &["--value"])])
        .of("azure-key-vault"),
    program(&["aws", "lambda", "update-function-configuration"], LAMBDA),
    program(&["aws", "lambda", "create-function"], LAMBDA),
    store(&["aws", "ssm", "put-parameter"], &[Slot::Named(&["--name"], &["--value"])])
        .of("aws-ssm"),
    store(
        &["aws", "secretsmanager", "create-secret"],
        &[Slot::Named(&["--name"], &["--secret-string"])],
    )
    .of("aws-secrets-manager"),
    store(
        &["aws", "secretsmanager", "put-secret-value"],
        &[Slot::Named(&["--secret-id"], &["--secret-string"])],
    )
    .of("aws-secrets-manager"),
    program(&["heroku", "config:set"], &[Slot::Arguments]),
    program(&["fly", "secrets", "set"], &[Slot::Arguments]),
    program(&["flyctl", "secrets", "set"], &[Slot::Arguments]),
    program(&["vercel", "env", "add"], INPUT),
    program(&["netlify", "env:set"], &[Slot::Following]),
    program(&["wrangler", "secret", "put"], INPUT),
    store(&["gh", "secret", "set"], &[Slot::Named(&[], &["--body", "-b"])]).of("github-actions"),
    store(&["gh", "variable", "set"], &[Slot::Named(&[], &["--body", "-b"])]),
    store(&["glab", "variable", "set"], &[Slot::Following, Slot::Named(&[], &["--value", "-v"])])
        .of("gitlab"),
    store(&["doppler", "secrets", "set"], &[Slot::Arguments, Slot::Following]),
    store(&["infisical", "secrets", "set"], &[Slot::Arguments]),
    store(&["databricks", "secrets", "put-secret"], &[Slot::Named(&[], &["--string-value"])]),
    store(&["kubectl", "create", "secret", "generic"], &[Slot::Pairs("--from-literal")]),
];
