//! Containers: development containers, services of a compose file, images. Each sets an environment in which programs
//! run that the file does not show.

pub mod compose;
pub mod devcontainer;
pub mod dockerfile;
mod layers;
pub(in crate::extract) mod room;

use super::literals;
use crate::model::{Document, Facts, Source, Vendor};

/// Whether a file that is parsed to a tree is of this dialect and spells a vendor's name.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    (devcontainer::claims(path) || compose::claims(path)) && literals::mention(bytes, vendors)
}

/// What such a file says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    if devcontainer::claims(&source.path) {
        facts.append(devcontainer::facts(source, document, vendors));
    }
    if compose::claims(&source.path) {
        facts.append(compose::facts(source, document, vendors));
    }
    facts
}

#[cfg(test)]
mod tests;
