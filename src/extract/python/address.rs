//! Addresses that a program puts together with a secret in them: `f"https://{host}/?token={TOKEN}"`.

use std::ops::Range;

use super::module::Module;
use crate::extract::url;
use crate::model::{Span, Vendor};

/// What is filled into an address where that holds a secret.
pub(super) struct Filled {
    /// The expression.
    pub value: Range<usize>,
    pub block: usize,
    /// The part of the address.
    pub place: Span,
}

/// Whether a text may hold such an address.
pub(super) fn holds(spelt: impl Fn(&str) -> bool) -> bool {
    spelt("arrow-flight-sql://") || spelt("://") && (spelt("token={") || spelt("}@"))
}

/// The secrets that are filled into the addresses of a program.
pub(super) fn filled(module: &Module<'_>, vendors: &[Vendor]) -> Vec<Filled> {
    let mut filled = Vec::new();
    for at in 0..module.reading.of_lines {
        let Some((text, content)) = module.text(at).filter(|(_, it)| it.contains("://")) else {
            continue;
        };
        for range in url::secrets(content, vendors) {
            let start = text.content.start;
            let place = module.source.span(start + range.start, start + range.end);
            let inside = text.holes.iter().filter(|hole| place.contains(module.span(hole)));
            filled.extend(inside.map(|hole| Filled {
                value: hole.clone(),
                block: module.block_of(at),
                place,
            }));
        }
    }
    filled
}
