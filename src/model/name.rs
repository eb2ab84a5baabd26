//! Names under which values are handed on, and the scopes in which they hold.

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

/// What sort of name: names of different spaces never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Space {
    /// A secret of the CI system (`${{ secrets.X }}`), case-insensitive.
    Secret,
    /// A plain setting of the CI system (`${{ vars.X }}`), case-insensitive.
    Setting,
    /// An environment variable of a process.
    Env,
    /// A parameter of a workflow, an action or a template.
    Input,
    /// What a step, a job or a module gives back.
    Output,
    /// A value of a job matrix.
    Matrix,
    /// A Terraform variable.
    Var,
    /// A value for a Terraform variable from a `.tfvars` file or a `-var` flag.
    Variant,
    /// An argument that a module call hands to its module.
    Argument,
    /// A Terraform local value, or a variable of a program.
    Local,
    /// An attribute of a Terraform resource or data source.
    Attribute,
    /// A Terraform provider configuration.
    Provider,
    /// An entry of a store of secrets that the files fill themselves: `github-actions/DBT_TOKEN`. A field of it stands
    /// behind `#`, the one environment for which it is kept behind `@`.
    Kept,
    /// One of the values among which a condition chooses. What gives it holds only amid its own circumstances.
    Case,
}

impl Space {
    /// The word before the colon in a displayed name (`secret:DBT_PAT`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Setting => "setting",
            Self::Env => "env",
            Self::Input => "input",
            Self::Output => "output",
            Self::Matrix => "matrix",
            Self::Var => "var",
            Self::Variant => "tfvars",
            Self::Argument => "argument",
            Self::Local => "local",
            Self::Attribute => "attribute",
            Self::Provider => "provider",
            Self::Kept => "store",
            Self::Case => "case",
        }
    }

    /// Whether two spellings that differ by case only are one name.
    pub fn folds_case(self) -> bool {
        matches!(self, Self::Secret | Self::Setting | Self::Input)
    }
}

/// Where a name holds: steps from a unit inwards, such as a workflow file, a job of it, a step of that.
/// The empty scope is the whole repository. A name is looked for in the innermost scope first, then outwards.
///
/// Every name and site of a file has one, so the steps are shared and never copied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope(Arc<[Arc<str>]>);

impl Scope {
    /// The scope of the whole repository.
    pub fn repository() -> Self {
        Self::default()
    }

    /// The outermost scope of a unit: `workflow:PATH`, `action:FOLDER`, `terraform:FOLDER`, `python:PATH`,
    /// `file:PATH`. What a program imports is told under `import:PATH` until it is known where it lies.
    pub fn unit(kind: &str, place: &str) -> Self {
        Self(Arc::new([format!("{kind}:{place}").into()]))
    }

    /// The scope of some steps, outermost first.
    pub fn of(steps: &[Arc<str>]) -> Self {
        Self(steps.into())
    }

    /// Its steps, outermost first.
    pub fn steps(&self) -> &[Arc<str>] {
        &self.0
    }

    /// The unit that it is or lies in: `workflow:PATH`; none of the repository.
    pub fn root(&self) -> Option<&str> {
        self.0.first().map(AsRef::as_ref)
    }

    /// A scope inside this one: `job:deploy`, `step:3`, `call:NAME`.
    #[must_use]
    pub fn within(&self, kind: &str, name: impl fmt::Display) -> Self {
        let mut step = String::with_capacity(kind.len() + 24);
        step.push_str(kind);
        // To write into a text always succeeds.
        let _ = write!(step, ":{name}");
        Self(self.0.iter().cloned().chain([step.into()]).collect())
    }

    /// The same scope in another unit, `workflow:PATH`.
    #[must_use]
    pub fn moved_to(&self, unit: &str) -> Self {
        Self(std::iter::once(unit.into()).chain(self.0.iter().skip(1).cloned()).collect())
    }

    /// The scope of the unit that it is or lies in; the repository's is its own.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self(self.0.iter().take(1).cloned().collect())
    }

    /// The scope around this one; none around the repository.
    pub fn outer(&self) -> Option<Self> {
        let (_, outer) = self.0.split_last()?;
        Some(Self(outer.into()))
    }

    /// The scope around all units of a kind, `workflow:*`, for what every one of them finds outside.
    pub fn world(kind: &str) -> Self {
        Self::unit(kind, "*")
    }

    /// Whether `other` is this scope or lies inside it.
    pub fn encloses(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            formatter.write_str("repository")
        } else {
            formatter.write_str(&self.0.join(" / "))
        }
    }
}

/// A name in a scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// What sort of name.
    pub space: Space,
    /// Of a name that is given: the scope in which it holds. Of a name that is taken: where the search begins.
    pub scope: Scope,
    /// The name as it is written.
    pub text: String,
}

impl Name {
    /// A name in a scope.
    pub fn new(space: Space, scope: &Scope, text: impl Into<String>) -> Self {
        Self { space, scope: scope.clone(), text: text.into() }
    }
}

/// The name without its scope, as users write it in `keyfit.toml`: `secret:DBT_PAT`.
impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.space.as_str(), self.text)
    }
}
