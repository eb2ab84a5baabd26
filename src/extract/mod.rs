//! Where values are handed on: `Document` → `Facts`, one file a dialect.
//!
//! A dialect knows how one tool hands values on. It states what is written and reads no verdict into it; names
//! meet in `link`, meaning is given in `classify`. It claims files by their path alone.

use crate::model::{Document, Facts, Source, Vendor};

pub mod github;
pub mod shell;
pub mod terraform;
pub mod dotenv;
pub mod dbt_cli;
pub mod comments;

/// Whether a dialect claims a file by its path: such a file is always parsed, or reported as a problem.
pub fn claims(path: &str) -> bool {
    github::claims(path) || terraform::claims(path) || dotenv::claims(path) || dbt_cli::claims(path)
}

/// What a document says of values that are handed on.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    if github::claims(&source.path) {
        facts.append(github::facts(source, document, vendors));
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
    comments::append(source, document, &mut facts);
    facts
}
