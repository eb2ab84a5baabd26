//! Not yet written.
use crate::model::{Document, Facts, Source};

/// Add what comments say.
pub fn append(_source: &Source, _document: &Document, _facts: &mut Facts) {}
