//! What surrounds a place: what runs it, when, and what stands beside it.

use std::sync::Arc;

use super::{Kind, Name, Scope, Span, Test};

/// Something that says under which conditions what is in a scope runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Circumstance {
    /// Where it holds.
    pub scope: Scope,
    /// What is said.
    pub matter: Matter,
    /// Where it is said; `None` where the path itself says it.
    pub span: Option<Span>,
    /// What is said, as a clause for a reader.
    pub says: String,
}

/// What a circumstance is about. Extraction states it; classification reads meaning into it.
#[derive(Clone, Debug, PartialEq)]
pub enum Matter {
    /// A person is at a keyboard.
    Attended,
    /// No person is.
    Unattended,
    /// A trigger that starts it. Several in one scope are alternatives.
    Trigger(Trigger),
    /// A condition keeps it to this event (`if: github.event_name == 'push'`).
    OnlyEvent(String),
    /// A condition keeps it to this branch (`if: github.ref == 'refs/heads/main'`).
    OnlyBranch(String),
    /// A condition keeps it to this deployment target (`if: inputs.environment == 'prod'`).
    OnlyTarget(String),
    /// A condition that says more than one thing, or that something is not so.
    When(Test),
    /// The deployment target; several words are alternatives (a matrix).
    Target(Vec<Word>),
    /// The workspace, var-file, stack or backend key that is applied; several words are alternatives.
    Variant(Vec<Word>),
    /// The code that is checked out before it, as its caller names it; several words are alternatives.
    Code(Vec<Word>),
    /// The path of the file.
    Path(String),
    /// The name of a workflow, a job or a step: it lies often.
    Label(String),
    /// It never runs (`if: false`).
    Disabled,
    /// It is an example, a template or a document: nothing here runs.
    Example,
}

/// A word of a circumstance: as written, or under a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// As written.
    Text(String),
    /// What the name holds in each flow (`environment: ${{ inputs.environment }}`).
    Name(Name),
}

/// What starts a workflow or pipeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trigger {
    /// The event in GitHub's words: `push`, `pull_request`, `schedule`, `workflow_dispatch`, `release`, …
    pub event: String,
    /// The branch filters, as written; empty where none is.
    pub branches: Vec<String>,
    /// Whether tags start it.
    pub tags: bool,
    /// The activity types (`closed`, `published`); empty where none is named.
    pub types: Vec<String>,
    /// Whether a condition keeps it to pull requests that were merged.
    pub merged: bool,
    /// The names of the workflows whose end starts it, as written; empty where none is named.
    pub after: Vec<String>,
}

/// Something beside a provider or client that needs a certain kind of token there.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The provider configuration that it uses; its scope is where the search begins.
    pub provider: Name,
    /// What it is, as files call it: `data.dbtcloud_project`.
    pub object: String,
    /// The kind that it needs; [`Kind::Unknown`] where either serves.
    pub kind: Kind,
    /// Whether it makes tokens of the account.
    pub creates: bool,
    /// The ids of the permission sets that it cannot do without.
    pub sets: Vec<String>,
    /// Where it stands.
    pub span: Span,
    /// What needs it, as a clause.
    pub says: String,
}

/// A provider that is taken from an address which it has left, or of which the objects are called as they were there.
#[derive(Clone, Debug, PartialEq)]
pub struct Legacy {
    /// The provider configuration.
    pub provider: Name,
    /// Where it stands.
    pub span: Span,
    /// What is out of date, as a clause.
    pub says: String,
}

/// An account that stands beside a value in what holds both.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The places of the values: those of a map all have the same accounts.
    pub sites: Arc<[Span]>,
    /// The account: its number, or the prefix of its own address.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

impl Account {
    /// The places of the values beside which it stands. The one at which it is written itself is none of them.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        self.sites.iter().copied().filter(|it| *it != self.span)
    }
}
