//! Deployments: files that say with which environment and by which command a program runs where no person is.
//!
//! Each of these tools has its own words for where a secret comes from; all set variables for programs that the file
//! does not show.

pub(in crate::extract) mod store;
pub(in crate::extract) mod environment;
mod setting;
mod systemd;
mod crontab;
mod procfile;
mod platform;
mod cloudformation;
mod serverless;
mod databricks;
mod ansible;

use super::literals;
use crate::model::{Document, Facts, Source, Vendor};

/// Whether this dialect claims a file by its path: the root of a bundle, which says of other files where they run.
pub fn claims(path: &str) -> bool {
    databricks::claims(path)
}

/// Whether a file that is parsed to a tree is of this dialect and spells a vendor's name.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    FORMATS.iter().any(|format| (format.holds)(path, bytes)) && literals::mention(bytes, vendors)
}

/// What such a file says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    let bytes = source.text.as_bytes();
    for format in FORMATS.iter().filter(|format| (format.holds)(&source.path, bytes)) {
        facts.append((format.facts)(source, document, vendors));
    }
    facts
}

/// A format that is parsed to a tree.
struct Format {
    /// Whether a file is of it, by path and bytes.
    holds: fn(&str, &[u8]) -> bool,
    /// What such a file says.
    facts: fn(&Source, &Document, &[Vendor]) -> Facts,
}

const FORMATS: [Format; 5] = [
    Format { holds: |path, _| platform::holds(path), facts: platform::facts },
    Format { holds: cloudformation::holds, facts: cloudformation::facts },
    Format { holds: serverless::holds, facts: serverless::facts },
    Format { holds: databricks::holds, facts: databricks::facts },
    Format { holds: ansible::holds, facts: ansible::facts },
];

/// Whether a text of which no document is made is of this dialect.
pub fn is_text(path: &str) -> bool {
    systemd::claims(path) || crontab::claims(path) || procfile::claims(path)
}

/// What such a text says.
pub fn facts_of_text(source: &Source, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    if systemd::claims(&source.path) {
        facts.append(systemd::facts(source, vendors));
    }
    if crontab::claims(&source.path) {
        facts.append(crontab::facts(source, vendors));
    }
    if procfile::claims(&source.path) {
        facts.append(procfile::facts(source, vendors));
    }
    facts
}

#[cfg(test)]
mod tests;
