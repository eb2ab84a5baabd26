//! Where values are handed on: `Document` → `Facts`, one file a dialect.
//!
//! A dialect knows how one tool hands values on. It states what is written and reads no verdict into it; names
//! meet in `link`, meaning is given in `classify`. A dialect is one row of `DIALECTS`, a language one of
//! `LANGUAGES`.

use crate::model::{Document, Facts, Source, Vendor};

pub mod github;
mod ci;
pub mod gitlab;
pub mod circleci;
pub mod cloud_build;
pub mod code_build;
pub mod buildkite;
pub mod drone;
pub mod jenkins;
pub mod bitbucket;
pub mod azure;
pub mod shell;
pub mod script;
pub mod container;
pub mod deployment;
pub mod terraform;
pub mod pulumi;
pub mod kubernetes;
pub mod dotenv;
pub mod dbt_cli;
pub mod profiles;
pub mod streamlit;
pub mod config;
pub mod http_file;
pub mod python;
mod accounts;
mod address;
mod airflow;
mod url;
mod asides;
mod kept;
pub mod stores;
pub mod comments;
pub mod prose;
pub mod literals;
mod unfollowed;
pub mod led;
pub mod amid;
pub mod home;
mod neighbours;
mod network;
mod reference;
mod targets;
#[cfg(test)]
mod fixture;

/// A way of writing configuration that is read as a tree.
struct Dialect {
    /// Whether it claims a file by its path alone: such a file is always parsed, or reported as a problem.
    claims: fn(&str) -> bool,
    /// Whether a file that spells a vendor's name is of it, by path and bytes: such a file is parsed, too.
    holds: fn(&str, &[u8], &[Vendor]) -> bool,
    /// What a file says that it claims or that is of it. Of a file that is not, it says nothing.
    facts: fn(&Source, &Document, &[Vendor]) -> Facts,
}

/// Every dialect, in the order in which files are shown to it.
const DIALECTS: &[Dialect] = &[
    // Continuous integration.
    Dialect { claims: github::claims, holds: never, facts: github::facts },
    Dialect { claims: gitlab::claims, holds: gitlab::holds, facts: gitlab::facts },
    Dialect { claims: circleci::claims, holds: circleci::holds, facts: circleci::facts },
    Dialect { claims: cloud_build::claims, holds: cloud_build::holds, facts: cloud_build::facts },
    Dialect { claims: code_build::claims, holds: never, facts: code_build::facts },
    Dialect { claims: buildkite::claims, holds: never, facts: buildkite::facts },
    Dialect { claims: drone::claims, holds: never, facts: drone::facts },
    Dialect { claims: bitbucket::claims, holds: never, facts: bitbucket::facts },
    Dialect { claims: azure::claims, holds: azure::holds, facts: azure::facts },
    // Infrastructure and deployment.
    Dialect { claims: terraform::claims, holds: never, facts: terraform::facts },
    Dialect { claims: pulumi::claims, holds: never, facts: pulumi::facts },
    Dialect { claims: unclaimed, holds: container::holds, facts: container::facts },
    Dialect { claims: deployment::claims, holds: deployment::holds, facts: deployment::facts },
    Dialect { claims: kubernetes::claims, holds: kubernetes::holds, facts: kubernetes::facts },
    // Tools and their settings.
    Dialect { claims: dotenv::claims, holds: never, facts: dotenv::facts },
    Dialect { claims: dbt_cli::claims, holds: never, facts: dbt_cli::facts },
    Dialect { claims: unclaimed, holds: profiles::holds, facts: profiles::facts },
    Dialect { claims: streamlit::claims, holds: never, facts: streamlit::facts },
    Dialect { claims: unclaimed, holds: config::holds, facts: config::facts },
];

/// Claims no file by its path alone.
fn unclaimed(_: &str) -> bool {
    false
}

/// Holds no file but those that it claims.
fn never(_: &str, _: &[u8], _: &[Vendor]) -> bool {
    false
}

/// Whether a path leads through a folder.
fn is_within(path: &str, folder: &str) -> bool {
    let starts = memchr::memchr_iter(b'/', path.as_bytes()).map(|at| at + 1);
    std::iter::once(0)
        .chain(starts)
        .any(|at| path[at..].strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// A language whose programs are read as text, without a tree.
struct Language {
    /// Whether a text that spells a vendor's name is a program of it that may hold a credential.
    holds: fn(&str, &[u8], &[Vendor]) -> bool,
    /// What such a program hands on.
    facts: fn(&Source, &[Vendor]) -> Facts,
    /// Whether its reader tells what comments say; where it does not, they are looked for line by line.
    comments: bool,
}

/// Every language.
const LANGUAGES: &[Language] = &[
    Language { holds: script::holds, facts: script::facts, comments: false },
    Language {
        holds: |path, _, _| container::dockerfile::claims(path),
        facts: container::dockerfile::facts,
        comments: false,
    },
    Language {
        holds: |path, _, _| deployment::is_text(path),
        facts: deployment::facts_of_text,
        comments: false,
    },
    Language { holds: |path, _, _| jenkins::holds(path), facts: jenkins::facts, comments: false },
    Language { holds: python::holds, facts: python::facts, comments: true },
    Language { holds: http_file::holds, facts: http_file::facts, comments: false },
    Language {
        holds: config::properties::holds,
        facts: config::properties::facts,
        comments: false,
    },
];

/// Whether a dialect claims a file by its path: such a file is always parsed, or reported as a problem.
pub fn claims(path: &str) -> bool {
    may_be_claimed(path) && DIALECTS.iter().any(|dialect| (dialect.claims)(path))
}

/// Whether a dialect may claim a path: of all paths that are asked about, few end like one of these.
fn may_be_claimed(path: &str) -> bool {
    const ENDINGS: [&str; 8] = ["yml", "yaml", "json", "toml", "tf", "tfvars", "tofu", "hcl"];
    let is_one = |ending: &str| {
        let at = path.len().checked_sub(ending.len());
        at.is_some_and(|at| path.as_bytes()[at..].eq_ignore_ascii_case(ending.as_bytes()))
    };
    ENDINGS.into_iter().any(is_one) || dotenv::claims(path)
}

/// What a document says of values that are handed on.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    let (path, bytes) = (source.path.as_str(), source.text.as_bytes());
    let spelt = literals::mention(bytes, vendors);
    for dialect in DIALECTS {
        if (dialect.claims)(path) || spelt && (dialect.holds)(path, bytes, vendors) {
            facts.append((dialect.facts)(source, document, vendors));
        }
    }
    read_on(source, document, vendors, &mut facts);
    facts
}

/// Read on where dialects have read.
fn read_on(source: &Source, document: &Document, vendors: &[Vendor], facts: &mut Facts) {
    let path = source.path.as_str();
    neighbours::recognise(facts, vendors);
    neighbours::forget(facts, &source.text, vendors);
    asides::settle(source, facts, vendors);
    if prose::claims(path) {
        facts.mentions.extend(prose::mentions(source, vendors));
    } else if dotenv::claims(path) || path.ends_with(".tfvars") {
        facts.mentions.extend(prose::mentions_in_comments(source, document, vendors));
    }
    airflow::append(source, vendors, facts);
    let of_terraform = terraform::addresses(source, document, vendors);
    let of_settings = config::addresses::settings(source, document, vendors);
    address::append(source, vendors, facts, [of_terraform, of_settings]);
    kept::settle(source, facts);
    url::append(source, vendors, facts);
    accounts::append(document, vendors, facts);
    comments::append(source, document, facts);
}

/// Whether a file that no dialect claims holds something of interest all the same: a token, a tool's key for one, or
/// prose that shows one. All of these spell the vendor's name, so most files are passed over by that alone.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    literals::any(bytes, vendors)
        || literals::mention(bytes, vendors)
            && (prose::claims(path)
                || is_of_dialect(path, bytes, vendors)
                || languages(path, bytes, vendors).next().is_some())
}

/// Whether a file that no dialect claims names a credential in a language that nobody here follows.
pub fn is_unfollowed(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    unfollowed::names(path, bytes, vendors)
        && !is_of_dialect(path, bytes, vendors)
        && languages(path, bytes, vendors).next().is_none()
}

/// Whether a file that no dialect claims by its path alone is to be parsed.
pub fn is_parsed(source: &Source, vendors: &[Vendor]) -> bool {
    let (path, bytes) = (source.path.as_str(), source.text.as_bytes());
    claims(path) || literals::mention(bytes, vendors) && is_of_dialect(path, bytes, vendors)
}

/// Whether a text of which no document is made is a program, whatever its language, that may hold a credential.
pub fn is_program(source: &Source, vendors: &[Vendor]) -> bool {
    let (path, bytes) = (source.path.as_str(), source.text.as_bytes());
    literals::mention(bytes, vendors) && languages(path, bytes, vendors).next().is_some()
}

/// Add what a text says of which no document is made: mentions of credentials in prose, what a program hands on, and
/// allowances beside its tokens.
pub fn of_text(source: &Source, vendors: &[Vendor], facts: &mut Facts) {
    if prose::claims(&source.path) {
        facts.mentions.extend(prose::mentions(source, vendors));
    }
    let bytes = source.text.as_bytes();
    // Whether allowances may stand here that nobody has read yet.
    let mut unread = !facts.sightings.is_empty();
    if literals::mention(bytes, vendors) {
        for language in languages(&source.path, bytes, vendors) {
            let mut said = (language.facts)(source, vendors);
            neighbours::recognise(&mut said, vendors);
            neighbours::forget(&mut said, &source.text, vendors);
            asides::settle(source, &mut said, vendors);
            facts.append(said);
            unread = !language.comments;
        }
    }
    airflow::append(source, vendors, facts);
    address::append(source, vendors, facts, []);
    kept::settle(source, facts);
    url::append(source, vendors, facts);
    if unread {
        comments::append_from_lines(source, facts);
    }
}

fn is_of_dialect(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    DIALECTS.iter().any(|dialect| (dialect.holds)(path, bytes, vendors))
        || address::stand_in(bytes, vendors)
}

fn languages<'a>(
    path: &'a str,
    bytes: &'a [u8],
    vendors: &'a [Vendor],
) -> impl Iterator<Item = &'static Language> + 'a {
    LANGUAGES.iter().filter(move |language| (language.holds)(path, bytes, vendors))
}

#[cfg(test)]
mod tests {
    use super::{DIALECTS, is_within, may_be_claimed};

    #[test]
    fn no_dialect_claims_what_is_not_asked_about() {
        let names = [
            ".github/workflows/a.yml",
            ".github/workflows/a.YAML",
            "action.yaml",
            ".gitlab-ci.yml",
            ".circleci/config.yml",
            "cloudbuild.json",
            "buildspec.yml",
            ".buildkite/pipeline.yml",
            ".drone.yml",
            "bitbucket-pipelines.yml",
            "azure-pipelines.yml",
            "main.tf",
            "main.tofu",
            "main.tf.json",
            "prod.tfvars",
            "prod.tfvars.json",
            "Pulumi.yaml",
            "databricks.yml",
            "kustomization.yaml",
            ".env",
            "prod.env",
            ".envrc",
            ".env.example",
            "dbt_cloud.YML",
            ".streamlit/secrets.toml",
        ];
        for name in names {
            let is_claimed = DIALECTS.iter().any(|dialect| (dialect.claims)(name));
            assert!(is_claimed && may_be_claimed(name), "{name}");
        }
        assert!(!may_be_claimed("src/main.rs") && !may_be_claimed(""));
    }

    #[test]
    fn a_folder_is_a_whole_step() {
        for (path, expected) in [
            (".x/a", true),
            ("b/.x/a", true),
            ("b.x/a", false),
            ("b/.xy/a", false),
            ("b/.x", false),
            ("", false),
        ] {
            assert_eq!(is_within(path, ".x"), expected, "{path}");
        }
    }
}
