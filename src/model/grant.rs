//! Service tokens that the files declare, and what each may do.

use super::{Name, Scope, Span, Step, Word};

/// A resource that mints a token and says what the token may do, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Granting {
    /// The vendor's id.
    pub vendor: String,
    /// The name under which the token goes on.
    pub gives: Name,
    /// What the token is called in the account.
    pub title: Option<Word>,
    /// Where it is called so.
    pub title_span: Option<Span>,
    /// The resource.
    pub span: Span,
    /// What the token is given.
    pub given: Vec<Given>,
    /// Whether all that it is given could be read.
    pub whole: bool,
    /// Whether it is given something that could not be read; not so where several tokens are made under one name.
    pub unread: bool,
    /// The call through which the resource stands in the account, where a module holds it.
    pub call: Option<Scope>,
}

/// One permission as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The permission set; several words are alternatives.
    pub set: Vec<Word>,
    /// Where it stands.
    pub span: Span,
    /// Whether it holds for all projects, if that is said.
    pub all_projects: Option<Word>,
    /// Where a project is named, if one is.
    pub project: Option<Span>,
    /// The categories of environments that it may write; `None` where none is named.
    pub categories: Option<Vec<Word>>,
}

/// A declared service token, and how what it is given fits what it is used for.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its place in the report.
    pub id: usize,
    /// The vendor's id.
    pub vendor: String,
    /// The resource: `dbtcloud_service_token.airflow`.
    pub name: String,
    /// What the token is called in the account, where that is written out.
    pub title: Option<String>,
    /// Where it is called so.
    pub title_span: Option<Span>,
    /// What it is called after.
    pub named_for: NamedFor,
    /// The resource's place.
    pub span: Span,
    /// What it is given.
    pub permissions: Vec<Permission>,
    /// Whether all that it is given could be read.
    pub whole: bool,
    /// Whether it is given something that could not be read; not so where several tokens are made under one name.
    pub unread: bool,
    /// Whether it is applied; an example is not.
    pub active: bool,
    /// The ids of the usages in which it is presented, in their order.
    pub usages: Vec<usize>,
    /// How what it is given fits what its consumers need.
    pub fit: Fit,
    /// The powers that it has and none of its consumers needs.
    pub excess: Vec<String>,
    /// Whether what it is given serves all its consumers without what goes beyond their need.
    pub rest: Rest,
    /// The permission sets that would serve all its consumers, where those are known.
    pub needed: Vec<String>,
    /// Its consumers, each with what it needs, as a phrase.
    pub consumers: Vec<Need>,
    /// From the resource to the first consumer that tells how it fits; the resource alone where none does.
    pub trace: Vec<Step>,
}

/// What one consumer of a token needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// The consumer's title.
    pub title: String,
    /// The ids of the permission sets that suffice for it.
    pub sets: Vec<String>,
    /// Whether the token is certainly refused there.
    pub is_refused: bool,
    /// Where the token enters its file.
    pub span: Span,
    /// The page that says so.
    pub source: String,
}

/// One permission of a declared token.
#[derive(Clone, Debug, PartialEq)]
pub struct Permission {
    /// The set as it is written; `None` where it could not be read.
    pub set: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// For which projects it holds.
    pub projects: Projects,
    /// Which environments it may write.
    pub categories: Categories,
    /// What needs a set as broad as this, in the root that declares the token or applies with it.
    pub needed_by: Option<Step>,
    /// Whether this is more than the token's consumers need.
    pub beyond: bool,
}

/// What a token is called after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedFor {
    /// The address of a person.
    Address,
    /// The name of a person, whose token it is called.
    Person,
    /// Something else, or what is not known to be a person.
    Nothing,
}

impl NamedFor {
    /// The word in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Person => "person",
            Self::Nothing => "nothing",
        }
    }
}

/// For which projects a permission holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Projects {
    /// All of them.
    All,
    /// One that is named.
    Some,
    /// None: it is neither for all nor for one that is named.
    None,
    /// It is for all and for one that is named.
    Contradictory,
    /// It cannot be read.
    Unknown,
}

impl Projects {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Some => "some",
            Self::None => "none",
            Self::Contradictory => "contradictory",
            Self::Unknown => "unknown",
        }
    }
}

/// Which environments a permission may write, by their categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Categories {
    /// All categories.
    All,
    /// Some, production among them.
    Production,
    /// Some, and not production.
    Some,
    /// None is named: it reads everywhere and writes nowhere.
    Unset,
    /// It cannot be read.
    Unknown,
}

impl Categories {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Production => "production",
            Self::Some => "some",
            Self::Unset => "unset",
            Self::Unknown => "unknown",
        }
    }
}

/// What a token is given without what goes beyond its consumers' need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rest {
    /// It serves all of them.
    Serves,
    /// It is not known to do so.
    Short,
}

impl Rest {
    /// The word in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Serves => "serves",
            Self::Short => "short",
        }
    }
}

/// How what a token is given fits what its consumers need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It may do what they need and nothing else.
    Exact,
    /// It may do more than they need.
    Broader,
    /// It may not do what one of them needs.
    Narrower,
    /// What it is given, or what they need, is not known.
    Unknown,
}

impl Fit {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Broader => "broader",
            Self::Narrower => "narrower",
            Self::Unknown => "unknown",
        }
    }
}
