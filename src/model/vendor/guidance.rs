//! What the guidance asks, and what words, branches and infrastructure objects say.

use super::super::{Environment, Kind, Requires, Runner};
use super::Class;

/// What the guidance asks in a context.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The classes that it speaks of; empty for all.
    pub classes: Vec<Class>,
    /// The runners; empty for all.
    pub runners: Vec<Runner>,
    /// The environments; empty for all.
    pub environments: Vec<Environment>,
    /// What is asked.
    pub requires: Requires,
    /// Why, as a clause.
    pub because: String,
    /// Where it is said.
    pub source: String,
}

/// An infrastructure object that needs a certain kind of token.
#[derive(Clone, Debug)]
pub struct ObjectRow {
    /// Globs over the object's type, `data.` before data sources: `data.dbtcloud_azure_dev_ops_project`.
    pub types: Vec<String>,
    /// Arguments that must be set, `name` or `name=value`, for the row to count.
    pub with: Vec<String>,
    /// The kind that it needs; [`Kind::Unknown`] where either serves.
    pub kind: Kind,
    /// The ids of the permission sets that a service token cannot do without there.
    pub sets: Vec<String>,
    /// Where it is said.
    pub source: String,
}

/// A resource that mints tokens.
#[derive(Clone, Debug)]
pub struct MintRow {
    /// The resource types.
    pub types: Vec<String>,
    /// The attribute that holds the token.
    pub attribute: String,
    /// The kind that it mints.
    pub kind: Kind,
    /// How it says what the token may do, where it does.
    pub permissions: Option<PermissionSlot>,
    /// Where it is said.
    pub source: String,
}

/// How a resource says what a token may do: a block, or a list of objects, with these keys.
#[derive(Clone, Debug)]
pub struct PermissionSlot {
    /// The block's type, or the list's key.
    pub block: String,
    /// The permission set.
    pub set: String,
    /// Whether it holds for all projects.
    pub all_projects: String,
    /// The project for which it holds.
    pub project: String,
    /// The categories of environments that it may write.
    pub environments: String,
    /// The arguments of the resource with which the token is good for nothing: `state=2`.
    pub off: Vec<String>,
}

/// What words and branches say of the environment.
#[derive(Clone, Debug)]
pub struct EnvironmentRow {
    /// The environment.
    pub environment: Environment,
    /// Words that name it, as whole segments.
    pub words: Vec<String>,
    /// Those of them that are also called so what holds a folder for each environment, and say nothing there.
    pub around: Vec<String>,
    /// Branches whose push deploys to it, as globs.
    pub branches: Vec<String>,
    /// Where it is said.
    pub source: String,
}

/// Folders of what is kept and not run.
#[derive(Clone, Debug)]
pub struct AsideRow {
    /// Globs over a folder's name, in lower case.
    pub folders: Vec<String>,
    /// Names of folders within which all is run, whatever the folders in them are called.
    pub but_within: Vec<String>,
    /// Where it is said.
    pub source: String,
}

/// Folders that show how something is used, and of which nothing is applied.
#[derive(Clone, Debug)]
pub struct ShownRow {
    /// Globs over a folder's name, in lower case.
    pub folders: Vec<String>,
    /// Where this is said.
    pub source: String,
}

/// A statement of the guidance.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its number in the table: `A3`.
    pub id: String,
    /// What it says, in our words.
    pub says: String,
    /// The rules that hold it; empty with `not_checked` set.
    pub rules: Vec<String>,
    /// Why nothing checks it, where nothing does.
    pub not_checked: Option<String>,
    /// Where it is said.
    pub source: String,
}
