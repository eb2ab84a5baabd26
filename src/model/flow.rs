//! The ways that values take.

use super::{Circumstance, Demand, Held, Name, Passage, Site};

/// The sites that one value passes, from where it enters to where it is presented.
#[derive(Clone, Debug)]
pub struct Flow<'a> {
    /// Where the value enters.
    pub origin: Origin,
    /// The hops, from the origin to the consumer. Never empty.
    pub hops: Vec<Hop<'a>>,
    /// The calls through which the consumer is reached, outermost first.
    pub frame: Frame<'a>,
    /// The circumstances of the whole flow with the words of names filled in, innermost scope first.
    pub circumstances: Held<Circumstance>,
    /// What stands beside the consumer and needs a kind.
    pub demands: Vec<&'a Demand>,
}

/// One step of a flow.
#[derive(Clone, Copy, Debug)]
pub enum Hop<'a> {
    /// The value passes a site.
    Site(&'a Site),
    /// The value goes through a passage.
    Passage(&'a Passage),
}

/// The passages through which a unit was entered, outermost first.
#[derive(Clone, Debug, Default)]
pub struct Frame<'a>(pub Vec<&'a Passage>);

/// Where a value enters the files.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// It comes from outside under this name.
    Name(Name),
    /// It is written out at the first site.
    Literal,
    /// A resource of the first site mints it.
    Minted,
}
