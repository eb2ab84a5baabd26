//! Addresses of the Semantic Layer's driver, which hold a token and may say that nobody is verified.

use crate::model::{Most, Within as _};
use std::ops::Range;

use super::module::Module;
use crate::extract::network;

/// How many addresses of a file are looked at.
const MOST: Most = Most::new(100, "addresses of a driver");

/// Addresses of a driver that turn the check of the other end off, each with its block.
pub(super) fn unverified(module: &Module<'_>) -> Vec<(Range<usize>, usize)> {
    if !module.spells(network::UNVERIFIED) {
        return Vec::new();
    }
    let says_so =
        |at: &usize| module.text(*at).is_some_and(|(_, text)| text.contains(network::UNVERIFIED));
    let found = module.reading.strings().filter(says_so).within(MOST);
    found
        .map(|at| {
            let around = module.assigned_around(at).map(|it| it.value.clone());
            let whole = around.into_iter().find(|it| it.contains(&at));
            (whole.unwrap_or(at..at + 1), module.block_of(at))
        })
        .collect()
}
