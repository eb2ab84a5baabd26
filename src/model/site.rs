//! Places where values are handed on, what surrounds them, and the ways that values take.

use std::collections::HashSet;

use super::{ExposureForm, Granting, Name, Scope, Secret, SourceId, Space, Span, Test};

/// A place in a document where a value is handed on: it takes names and gives one, amid circumstances.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Where the value stands: the entry's value, the argument's expression.
    pub span: Span,
    /// What happens here, for a reader of the trace, in a clause without a full stop:
    /// ``the step's environment sets `DBT_API_KEY` ``.
    pub says: String,
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
    pub presents: Option<Presentation>,
    /// How this place shows the value to more people than its user, if it does.
    pub reveals: Vec<ExposureForm>,
    /// Whether other repositories find the value here, too.
    pub is_shared: bool,
    /// What this place itself says of the kind of the credential that passes.
    pub evidence: Vec<Evidence>,
}

impl Site {
    /// A site that takes, gives and presents nothing yet.
    pub fn new(span: Span, scope: &Scope, says: impl Into<String>) -> Self {
        Self {
            span,
            says: says.into(),
            scope: scope.clone(),
            takes: Vec::new(),
            choice: Choice::Any,
            gives: None,
            literal: None,
            presents: None,
            reveals: Vec::new(),
            is_shared: false,
            evidence: Vec::new(),
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

/// Whose a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A service token: it belongs to the account.
    Service,
    /// A personal access token: it belongs to a person and carries all of that person's rights.
    Personal,
    /// The user API key that no longer works.
    Legacy,
    /// A SCIM token.
    Scim,
    /// A webhook's signing secret; no API token at all.
    Webhook,
    /// Nothing proves a kind.
    Unknown,
}

impl Kind {
    /// The word in files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Personal => "personal",
            Self::Legacy => "legacy",
            Self::Scim => "scim",
            Self::Webhook => "webhook",
            Self::Unknown => "unknown",
        }
    }
}

/// How much a piece of evidence weighs, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// A description, a comment, a README, a sample value.
    Prose,
    /// What the consumer usually takes; a hint that never decides.
    Consumer,
    /// The name of the secret or variable.
    Name,
    /// A declaration in `keyfit.toml` or in a comment.
    Declaration,
    /// A slot whose own name says the kind.
    Slot,
    /// A resource that mints the token.
    Resource,
    /// A `token-name` that dbt writes into downloaded CLI files.
    TokenName,
    /// The value's own prefix.
    Prefix,
}

impl Strength {
    /// The word in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prose => "prose",
            Self::Consumer => "consumer",
            Self::Name => "name",
            Self::Declaration => "declaration",
            Self::Slot => "slot",
            Self::Resource => "resource",
            Self::TokenName => "token-name",
            Self::Prefix => "prefix",
        }
    }
}

/// Something that speaks for a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The kind that it speaks for.
    pub kind: Kind,
    /// How much it weighs.
    pub strength: Strength,
    /// Where it stands; `None` for what `keyfit.toml` declares.
    pub span: Option<Span>,
    /// Why it speaks for that kind, as a clause.
    pub says: String,
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
    /// The place of the value.
    pub site: Span,
    /// The account: its number, or the prefix of its own address.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// Prose that says which kind a name holds: a README line, a sample value in a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The name, without space or scope.
    pub name: String,
    /// The kind that the prose says.
    pub kind: Kind,
    /// Whether it is a line for a person's shell (`export X=…`), which says nothing of what a CI system keeps.
    pub for_a_shell: bool,
    /// Where it stands.
    pub span: Span,
}

/// A value written out in the form of a vendor's tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// The vendor's id.
    pub vendor: String,
    /// The prefix, which may be shown.
    pub prefix: String,
    /// The value's place.
    pub span: Span,
}

/// `keyfit: service` or `keyfit: personal` in a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// The kind that is declared.
    pub kind: Kind,
    /// The comment. It speaks for sites on its line.
    pub span: Span,
    /// The line below the run of such comments in which it stands, for which it speaks, too.
    pub below: usize,
}

/// `keyfit: allow RULE because REASON [until YYYY-MM-DD]` in a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// The rule as written.
    pub rule: String,
    /// The reason, if one is given.
    pub because: Option<String>,
    /// The last day, as written. What names a time and is no day of the calendar stands here, too.
    pub until: Option<String>,
    /// The comment. It speaks for what stands on its line.
    pub span: Span,
    /// The line below the run of such comments in which it stands, for which it speaks, too.
    pub below: usize,
}

/// A comment that speaks to keyfit in words that it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheard {
    /// The comment.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
}

/// Everything that extraction found in one document, or in all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Where values are handed on.
    pub sites: Vec<Site>,
    /// How names pass between scopes.
    pub passages: Vec<Passage>,
    /// Units that start by themselves although others may call them too (a workflow with triggers of its own).
    /// A unit that no passage enters starts by itself anyway.
    pub starts: Vec<Scope>,
    /// Under which conditions things run.
    pub circumstances: Vec<Circumstance>,
    /// What needs a kind.
    pub demands: Vec<Demand>,
    /// Which providers are out of date.
    pub legacies: Vec<Legacy>,
    /// Which accounts stand beside values.
    pub accounts: Vec<Account>,
    /// What tokens are made and given.
    pub grantings: Vec<Granting>,
    /// What prose says.
    pub mentions: Vec<Mention>,
    /// Values written out in the form of a vendor's tokens, wherever they stand.
    pub sightings: Vec<Sighting>,
    /// What comments declare.
    pub declarations: Vec<Declaration>,
    /// What comments allow.
    pub allows: Vec<Allow>,
    /// Comments that mean to say something and do not. Whoever reads a file tells them as its problems.
    pub unheard: Vec<Unheard>,
    /// Where entries of stores are named, filled and read. Each counts only as far as the files show that a minted
    /// token is kept there, and becomes a site then; of what nobody fills here, its reader's own name tells more.
    pub kept: Vec<Site>,
    /// Providers that are required or used, whether or not something configures them. What nothing does becomes a site
    /// of the root that it comes from.
    pub implied: Vec<Site>,
    /// Names whose reader is known to be another product: a variable of the environment or a secret.
    pub foreign: Vec<(Space, String)>,
}

impl Facts {
    /// Make room for what others say, and a little more, so that the lists need not grow by half of themselves.
    pub fn reserve<'f>(&mut self, others: impl Iterator<Item = &'f Self> + Clone) {
        fn room<T>(list: &mut Vec<T>, more: impl Iterator<Item = usize>) {
            let more: usize = more.sum();
            list.reserve_exact(more + more / 16);
        }
        room(&mut self.sites, others.clone().map(|it| it.sites.len()));
        room(&mut self.passages, others.clone().map(|it| it.passages.len()));
        room(&mut self.circumstances, others.clone().map(|it| it.circumstances.len()));
        room(&mut self.demands, others.clone().map(|it| it.demands.len()));
        room(&mut self.accounts, others.clone().map(|it| it.accounts.len()));
        room(&mut self.kept, others.map(|it| it.kept.len()));
    }

    /// Add what another document says.
    pub fn append(&mut self, mut other: Self) {
        self.sites.append(&mut other.sites);
        self.passages.append(&mut other.passages);
        self.starts.append(&mut other.starts);
        self.circumstances.append(&mut other.circumstances);
        self.demands.append(&mut other.demands);
        self.legacies.append(&mut other.legacies);
        self.accounts.append(&mut other.accounts);
        self.grantings.append(&mut other.grantings);
        self.mentions.append(&mut other.mentions);
        self.sightings.append(&mut other.sightings);
        self.declarations.append(&mut other.declarations);
        self.allows.append(&mut other.allows);
        self.unheard.append(&mut other.unheard);
        self.kept.append(&mut other.kept);
        self.implied.append(&mut other.implied);
        self.foreign.append(&mut other.foreign);
    }

    /// Give back the room that nothing is in: what one file says is kept until all files are read.
    pub fn shrink(&mut self) {
        self.sites.shrink_to_fit();
        self.passages.shrink_to_fit();
        self.circumstances.shrink_to_fit();
        self.demands.shrink_to_fit();
        self.accounts.shrink_to_fit();
        self.kept.shrink_to_fit();
    }

    /// Leave out what some sources say, but for tokens that are written out in them.
    pub fn leave_out(&mut self, sources: &HashSet<SourceId>) {
        let stays = |span: Span| !sources.contains(&span.source);
        self.sites.retain(|it| stays(it.span));
        self.passages.retain(|it| stays(it.span));
        self.circumstances.retain(|it| it.span.is_none_or(stays));
        self.demands.retain(|it| stays(it.span));
        self.legacies.retain(|it| stays(it.span));
        self.accounts.retain(|it| stays(it.span));
        self.grantings.retain(|it| stays(it.span));
        self.declarations.retain(|it| stays(it.span));
        self.allows.retain(|it| stays(it.span));
        self.kept.retain(|it| stays(it.span));
        self.implied.retain(|it| stays(it.span));
    }
}

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
    pub circumstances: Vec<Circumstance>,
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
