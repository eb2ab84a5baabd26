//! What the CI dialects have in common: variables in an environment, scripts that run amid them, and who is
//! presumed to read a credential there. Not a dialect of its own.

pub(super) mod presumption;
pub(super) mod trigger;
pub(super) mod condition;
pub(super) mod woven;
pub(super) mod words;
pub(super) mod dollars;
pub(super) mod layer;
pub(super) mod file;
pub(super) mod secret;
pub(super) mod process;
pub(super) mod outside;
