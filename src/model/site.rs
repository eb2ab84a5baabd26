//! Places where values are handed on, and how they pass from one unit to another.

use super::{Evidence, ExposureForm, Few, Name, Scope, Secret, Space, Span};

/// A place in a document where a value is handed on: it takes names and gives one, amid circumstances.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Where the value stands: the entry's value, the argument's expression.
    pub span: Span,
    /// What happens here, for a reader of the trace, in a clause without a full stop:
    /// ``the step's environment sets `DBT_API_KEY` ``.
    pub says: Box<str>,
    /// Where it stands among scopes; circumstances of this scope and of those around it are its own.
    pub scope: Scope,
    /// The names whose values may come in.
    pub takes: Vec<Take>,
    /// Whether any of them may come in, or the first that is given.
    pub choice: Choice,
    /// The name under which the value goes on.
    pub gives: Option<Name>,
    /// The value itself, if it is written out here. Placeholders and plain settings are values too.
    pub literal: Option<Secret>,
    /// The consumer to which the value is presented here, if this is where the flow ends.
    pub presents: Option<Box<Presentation>>,
    /// How this place shows the value to more people than its user, if it does.
    pub reveals: Few<ExposureForm>,
    /// Whether other repositories find the value here, too.
    pub is_shared: bool,
    /// What this place itself says of the kind of the credential that passes.
    pub evidence: Few<Evidence>,
}

impl Site {
    /// A site that takes, gives and presents nothing yet.
    pub fn new(span: Span, scope: &Scope, says: impl Into<Box<str>>) -> Self {
        Self {
            span,
            says: says.into(),
            scope: scope.clone(),
            takes: Vec::new(),
            choice: Choice::Any,
            gives: None,
            literal: None,
            presents: None,
            reveals: Few::new(),
            is_shared: false,
            evidence: Few::new(),
        }
    }
}

/// A name that a site takes, where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Take {
    /// The name; its scope is where the search begins.
    pub name: Name,
    /// Where it is written.
    pub span: Span,
}

/// How the names that a site takes stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Any of them may be the one that comes in.
    Any,
    /// The first that something gives hides the others.
    First,
}

/// A value shown to a consumer.
#[derive(Clone, Debug, PartialEq)]
pub struct Presentation {
    /// The consumer's id in a vendor's catalogue.
    pub consumer: String,
    /// How sure it is that the consumer takes it.
    pub weight: Weight,
}

/// How sure a presentation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing says that the consumer takes a value but that it is used. It counts only where one is handed to it.
    Implied,
    /// Some process sees the value; which one reads it is not known. It gives way to any [`Weight::Proven`]
    /// presentation that the value reaches through the same site.
    Presumed,
    /// The place itself names the consumer.
    Proven,
}

/// A way by which names of one scope can be taken in another: a job that calls a workflow, a step that
/// applies a Terraform root, a module call. Each passage taken is one context of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The scope whose names go in: the caller's.
    pub from: Scope,
    /// The unit that they go into.
    pub to: Scope,
    /// Which names go in, and how far outwards they are looked for.
    pub carries: Vec<Carry>,
    /// Where it is said.
    pub span: Span,
    /// What happens here, as a clause.
    pub says: String,
}

/// Names of a space that a passage carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carry {
    /// The space.
    pub space: Space,
    /// How far outwards the caller's names are looked for.
    pub reach: Reach,
}

/// How far a name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only what is given in that very scope.
    Here,
    /// That scope and all around it, and what enters them.
    Outwards,
}
