//! The decision table: what is thought of each kind of token, at each consumer, in each context.

use super::{Class, Environment, Kind, Level, Runner, Verdict};

/// What is thought of one use, so far as its kind is concerned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// The rule that speaks, if one does.
    pub rule: Option<String>,
    /// How loud it is.
    pub level: Option<Level>,
    /// The verdict.
    pub verdict: Verdict,
}

/// A use of a kind of token in a context, and what is thought of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Whose the token is.
    pub kind: Kind,
    /// Who runs it.
    pub runner: Runner,
    /// What it runs against.
    pub environment: Environment,
    /// What is thought of it.
    pub decision: Decision,
    /// The same on a plan that has no service token to switch to.
    pub bounded: Decision,
}

/// Consumers of which the same is thought in every context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Which part of the guidance speaks of them.
    pub class: Class,
    /// Their ids.
    pub consumers: Vec<String>,
    /// Every kind in every context: kinds first, then runners, then environments.
    pub cells: Vec<Cell>,
}
