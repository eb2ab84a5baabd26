//! Not yet written.
use crate::model::{Document, Facts, Source, Vendor};

/// Whether this dialect claims a file.
pub fn claims(_path: &str) -> bool {
    false
}

/// What a document says.
pub fn facts(_source: &Source, _document: &Document, _vendors: &[Vendor]) -> Facts {
    Facts::default()
}
