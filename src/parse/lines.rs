//! Not yet written.
use super::Parsed;
use crate::model::{Document, Source};

/// Read a source.
pub fn read(source: &Source) -> Parsed {
    Parsed {
        document: Document { source: source.id, roots: Vec::new(), comments: Vec::new() },
        problems: Vec::new(),
    }
}
