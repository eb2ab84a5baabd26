//! Where values are handed on: `Document` → `Facts`, one file a dialect.
//!
//! A dialect knows how one tool hands values on. It states what is written and reads no verdict into it; names
//! meet in `link`, meaning is given in `classify`. It claims files by their path alone.

use crate::model::{Document, Facts, Source, Vendor};

pub mod github;
mod ci;
pub mod gitlab;
pub mod circleci;
pub mod shell;
pub mod script;
pub mod container;
pub mod terraform;
pub mod dotenv;
pub mod dbt_cli;
pub mod config;
pub mod python;
pub mod comments;
pub mod prose;
pub mod literals;
mod reference;
mod targets;
#[cfg(test)]
mod fixture;

/// Whether a dialect claims a file by its path: such a file is always parsed, or reported as a problem.
pub fn claims(path: &str) -> bool {
    github::claims(path)
        || gitlab::claims(path)
        || circleci::claims(path)
        || terraform::claims(path)
        || dotenv::claims(path)
        || dbt_cli::claims(path)
}

/// What a document says of values that are handed on.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    if github::claims(&source.path) {
        facts.append(github::facts(source, document, vendors));
    }
    if gitlab::claims(&source.path) {
        facts.append(gitlab::facts(source, document, vendors));
    }
    if circleci::claims(&source.path) {
        facts.append(circleci::facts(source, document, vendors));
    }
    if terraform::claims(&source.path) {
        facts.append(terraform::facts(source, document, vendors));
    }
    if dotenv::claims(&source.path) {
        facts.append(dotenv::facts(source, document, vendors));
    }
    if dbt_cli::claims(&source.path) {
        facts.append(dbt_cli::facts(source, document, vendors));
    }
    facts.append(config::facts(source, document, vendors));
    facts.append(container::facts(source, document, vendors));
    if prose::claims(&source.path) {
        facts.mentions.extend(prose::mentions(source, vendors));
    } else if dotenv::claims(&source.path) || source.path.ends_with(".tfvars") {
        facts.mentions.extend(prose::mentions_in_comments(source, document, vendors));
    }
    comments::append(source, document, &mut facts);
    facts
}

/// Whether a file that no dialect claims holds something of interest all the same: a token, a tool's key for one, or
/// prose that shows one. All of these spell the vendor's name, so most files are passed over by that alone.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    literals::any(bytes, vendors)
        || literals::mention(bytes, vendors)
            && (prose::claims(path)
                || config::holds(path, bytes, vendors)
                || container::holds(path, bytes, vendors)
                || script::holds(path, bytes, vendors)
                || python::holds(path, bytes, vendors)
                || container::dockerfile::claims(path))
}

/// Whether a file that no dialect claims by its path alone is to be parsed.
pub fn is_parsed(source: &Source, vendors: &[Vendor]) -> bool {
    let (path, bytes) = (source.path.as_str(), source.text.as_bytes());
    claims(path) || config::holds(path, bytes, vendors) || container::holds(path, bytes, vendors)
}

/// Whether a text of which no document is made is a program, whatever its language, that may hold a credential.
pub fn is_program(source: &Source, vendors: &[Vendor]) -> bool {
    let (path, bytes) = (source.path.as_str(), source.text.as_bytes());
    literals::mention(bytes, vendors)
        && (container::dockerfile::claims(path)
            || script::holds(path, bytes, vendors)
            || python::holds(path, bytes, vendors))
}

/// Add what a text says of which no document is made: mentions of credentials in prose, what a program hands on, and
/// allowances beside its tokens.
pub fn of_text(source: &Source, vendors: &[Vendor], facts: &mut Facts) {
    if prose::claims(&source.path) {
        facts.mentions.extend(prose::mentions(source, vendors));
    }
    let bytes = source.text.as_bytes();
    let spelt = literals::mention(bytes, vendors);
    let is_script = spelt && script::holds(&source.path, bytes, vendors);
    let is_image = spelt && container::dockerfile::claims(&source.path);
    let is_program = spelt && python::holds(&source.path, bytes, vendors);
    if is_script {
        facts.append(script::facts(source, vendors));
    }
    if is_image {
        facts.append(container::dockerfile::facts(source, vendors));
    }
    if is_program {
        facts.append(python::facts(source, vendors));
    }
    // What comments a program has its own reader tells.
    if is_script || is_image || !facts.sightings.is_empty() && !is_program {
        comments::append_from_lines(source, facts);
    }
}
