//! Deployments: files that say with which environment and by which command a program runs where no person is.
//!
//! Each of these tools has its own words for where a secret comes from; all set variables for programs that the file
//! does not show.

mod store;
mod environment;
mod systemd;
mod crontab;
mod procfile;

use crate::model::{Facts, Source, Vendor};

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
