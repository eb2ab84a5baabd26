//! Credentials in use: whose they are, where they are used, what the guidance asks there.

use super::{Class, Demand, Evidence, Kind, Scope, Span, Step};

/// What travels a flow, with every piece of evidence for its kind.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The vendor's id.
    pub vendor: String,
    /// How people know it: `secret:DBT_PAT`, `env:DBT_CLOUD_TOKEN`, `literal dbtu_…`.
    pub name: String,
    /// What makes two usages use the same credential: its name with the store and deployment target it is kept
    /// for, or the place of its literal.
    pub identity: String,
    /// The kind that the strongest evidence speaks for.
    pub kind: Kind,
    /// All evidence, strongest first.
    pub evidence: Vec<Evidence>,
    /// The two pieces of evidence that contradict each other, if any, as places in `evidence`.
    pub contradiction: Option<(usize, usize)>,
}

impl Credential {
    /// A credential's name as people speak of it: ``the secret `DBT_PAT` ``.
    pub fn phrase(name: &str) -> String {
        match name.split_once(':') {
            Some(("secret", name)) => format!("the secret `{name}`"),
            Some(("setting", name)) => format!("the setting `{name}`"),
            Some(("env", name)) => format!("the environment variable `{name}`"),
            Some(("var" | "tfvars", name)) => format!("the Terraform variable `{name}`"),
            Some(("input", name)) => format!("the input `{name}`"),
            Some(("resource", name)) => format!("the token of `{name}`"),
            Some(("literal", prefix)) => format!("the token `{prefix}`"),
            Some(("attribute", name)) => match name.split_once(':') {
                Some((store, key)) => format!("the secret `{key}` of `{store}`"),
                None => format!("the value of `{name}`"),
            },
            Some(("local", name)) => format!("the local value `{name}`"),
            Some((space, name)) => format!("the {space} `{name}`"),
            None => "the token written out here".to_owned(),
        }
    }
}

/// Who runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Runner {
    /// A person at a keyboard.
    Attended,
    /// CI, a scheduler, a server.
    Unattended,
    /// Nothing says.
    Unknown,
}

/// What it runs against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Environment {
    /// What people or systems rely on.
    Production,
    /// A rehearsal of production.
    Staging,
    /// Where changes are made and tried.
    Development,
    /// Nothing says.
    Unknown,
}

impl Runner {
    /// The word in files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attended => "attended",
            Self::Unattended => "unattended",
            Self::Unknown => "unknown",
        }
    }
}

impl Environment {
    /// The word in files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Development => "development",
            Self::Unknown => "unknown",
        }
    }
}

/// The circumstances of a whole flow, with where each is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// Who runs it.
    pub runner: Runner,
    /// Why; `None` where nothing says.
    pub runner_because: Option<Step>,
    /// What it runs against.
    pub environment: Environment,
    /// Why; `None` where nothing says.
    pub environment_because: Option<Step>,
    /// Whether it can run at all (`if: false` says no, an example says no).
    pub active: bool,
}

impl Context {
    /// A context of which nothing is said.
    pub fn unknown() -> Self {
        Self {
            runner: Runner::Unknown,
            runner_because: None,
            environment: Environment::Unknown,
            environment_because: None,
            active: true,
        }
    }
}

/// What the guidance asks of a consumer in a context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Requires {
    /// A service token.
    Service,
    /// A personal access token.
    Personal,
    /// Nothing.
    #[default]
    Either,
}

impl Requires {
    /// The word in files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Personal => "personal",
            Self::Either => "either",
        }
    }
}

/// A credential presented to a consumer in a context by way of a flow.
#[derive(Clone, Debug)]
pub struct Usage {
    /// Its place in the report.
    pub id: usize,
    /// What is presented.
    pub credential: Credential,
    /// The consumer's id in the catalogue.
    pub consumer: String,
    /// The consumer's title in the catalogue.
    pub consumer_title: String,
    /// The consumer's class in the catalogue.
    pub class: Class,
    /// What the consumer itself cannot do without, whatever the context.
    pub needs: Requires,
    /// What the guidance asks of it in this context.
    pub requires: Requires,
    /// Why, as a clause, with the page that says it.
    pub requires_because: String,
    /// In which context.
    pub context: Context,
    /// Where the value enters the consumer's file.
    pub span: Span,
    /// Every hop, from the origin to the consumer, both included.
    pub trace: Vec<Step>,
    /// Environments in which the same credential is used elsewhere, without this usage's own.
    pub also_in: Vec<Environment>,
    /// The first use in each of these.
    pub also_at: Vec<Step>,
    /// The accounts with which it is used, where they are written out.
    pub accounts: Vec<Step>,
    /// One of them, and another one with which the same credential is used elsewhere.
    pub other_account: Option<(Step, Step)>,
    /// What stands beside the consumer and needs a kind.
    pub demands: Vec<Demand>,
    /// The resource that makes the token, where the files show it.
    pub minted: Option<Minted>,
    /// Whether it stands where things are applied; an example to which nothing leads does not.
    pub applied: bool,
    /// Whether it is taken by a second configuration of a provider, which has an alias.
    pub aliased: bool,
    /// What is out of date about the provider that takes it; only the first usage of a provider tells.
    pub legacy: Option<Step>,
}

impl Usage {
    /// The resources that any token would serve, where objects that need a person's use the same provider. What is
    /// only looked up may be a part of a lookup that needs one.
    pub fn movable(&self) -> Vec<&Demand> {
        let demands = || self.demands.iter();
        if !demands().any(|it| it.kind == Kind::Personal) {
            return Vec::new();
        }
        demands().filter(|it| it.kind == Kind::Unknown && !it.object.contains('.')).collect()
    }
}

/// Where a token is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Minted {
    /// The resource.
    pub span: Span,
    /// The call of the module that holds it, where one does.
    pub call: Option<Scope>,
}

impl Minted {
    /// Whether a call, or the resource by itself, may have made the token.
    pub fn is_by(&self, call: Option<&Scope>) -> bool {
        self.call.is_none() || self.call.as_ref() == call
    }
}

/// What keyfit thinks of a usage, for the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// An error stands on it.
    Violation,
    /// A warning stands on it.
    Warning,
    /// It is as the guidance asks.
    Ok,
    /// Nothing proves whether it is.
    Unknown,
}

impl Verdict {
    /// The word in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Warning => "warning",
            Self::Ok => "ok",
            Self::Unknown => "unknown",
        }
    }
}
