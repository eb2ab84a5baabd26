//! What the repository's own `keyfit.toml` says, and the whole of what is believed in a run.

use super::{Environment, Kind, Level, Limits, Rule, Runner, Span, Vendor};

/// Everything that is believed in a run: rules, vendors, and the user's settings.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The rules, in the order of their ids.
    pub rules: Vec<Rule>,
    /// The vendors.
    pub vendors: Vec<Vendor>,
    /// What `keyfit.toml` says.
    pub settings: Settings,
}

impl Policy {
    /// The rule of an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

/// What `keyfit.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The account's plan, which limits what a service token can do.
    pub plan: Option<Plan>,
    /// Declared kinds.
    pub credentials: Vec<Credentials>,
    /// How strictly the rules' own levels are taken.
    pub preset: Preset,
    /// Levels of rules; `None` is off.
    pub levels: Vec<(String, Option<Level>)>,
    /// Declared contexts, in order; of those that apply the last counts.
    pub contexts: Vec<ContextRow>,
    /// Allowances.
    pub allowances: Vec<Allowance>,
    /// Limits of the run.
    pub limits: Limits,
}

/// How strictly the levels that rules have of themselves are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// As the rules say.
    #[default]
    Recommended,
    /// A note counts as a warning, and a warning as an error.
    Strict,
}

impl Preset {
    /// A rule's own level as this preset takes it.
    pub fn of(self, level: Level) -> Level {
        match (self, level) {
            (Self::Recommended, _) => level,
            (Self::Strict, Level::Note) => Level::Warning,
            (Self::Strict, Level::Warning | Level::Error) => Level::Error,
        }
    }
}

/// A dbt plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Developer: service tokens can carry the Semantic Layer's permissions only.
    Developer,
    /// Starter: as Developer.
    Starter,
    /// The legacy Team plan.
    Team,
    /// Enterprise.
    Enterprise,
    /// Enterprise+.
    EnterprisePlus,
}

impl Plan {
    /// The word in files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Developer => "developer",
            Self::Starter => "starter",
            Self::Team => "team",
            Self::Enterprise => "enterprise",
            Self::EnterprisePlus => "enterprise-plus",
        }
    }
}

/// A declared kind: `"secret:DBT_API_KEY" = "service"`.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `secret:`, `env:` or `var:` and a name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands in `keyfit.toml`, if that file is one of the run's sources.
    pub span: Option<Span>,
}

/// A declared context. It applies to a flow of which any site stands in a file that `path` matches.
#[derive(Clone, Debug)]
pub struct ContextRow {
    /// A glob over paths from the root.
    pub path: String,
    /// The environment, if declared.
    pub environment: Option<Environment>,
    /// The runner, if declared.
    pub runner: Option<Runner>,
    /// Where it stands in `keyfit.toml`, if that file is one of the run's sources.
    pub span: Option<Span>,
}

/// An allowance of `keyfit.toml`.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// The exact rule.
    pub rule: String,
    /// A glob over paths from the root; without one, any path.
    pub path: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it stands in `keyfit.toml`, if that file is one of the run's sources.
    pub span: Option<Span>,
}
