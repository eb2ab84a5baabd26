//! keyfit answers one question about a repository: does each key fit the door it opens?
//!
//! It finds every dbt credential, follows it through the files from where it enters to where it is presented, says
//! whose it is and under which circumstances it is used, and judges that against the vendor's guidance.
//!
//! This is the map of the house. One room a verb, and the nouns that all of them share:
//!
//! | room | what it turns into what |
//! |---|---|
//! | [`model`] | the nouns; depends on `std` alone |
//! | [`discover`] | a path → the files, in order, as sources |
//! | [`parse`] | a source → a document: a tree of maps, lists and scalars with spans; one file a format |
//! | [`extract`] | a document → facts: where values are handed on; one file a dialect |
//! | [`link`] | facts → flows: which site takes what another gives |
//! | [`classify`] | flows → usages and exposures: whose, where, and what is asked there |
//! | [`judge`] | usages, exposures and a policy → findings |
//! | [`policy`] | `rules/`, a user's own folder and `keyfit.toml` → what is believed |
//! | [`render`] | a report → what a person or a machine reads; one file a format |
//! | [`cli`] | arguments → a run, an editor's messages → answers; the only room that prints |
//!
//! A room names `model` and itself, never another; they meet here, in [`lint()`]. Only `discover` and `policy` open
//! files. Beliefs are data under `rules/`. Tests in `tests/suite/laws.rs` hold all of this.

pub mod model;
pub mod discover;
pub mod parse;
pub mod extract;
pub mod link;
pub mod classify;
pub mod judge;
pub mod policy;
pub mod render;
pub mod cli;

pub mod lint;

pub use lint::lint;
