//! What service tokens may be given.

use super::super::settings::Plan;

/// A permission set.
#[derive(Clone, Debug)]
pub struct PermissionSet {
    /// Its id, as infrastructure code spells it: `job_admin`.
    pub id: String,
    /// What people call it: `Job Admin`.
    pub title: String,
    /// Whether it is given for the account or for projects.
    pub reach: Reach,
    /// How much it may do, from 0 to 100; only good for comparing two sets.
    pub breadth: u32,
    /// Why it can be given to no service token, where it cannot.
    pub not_assignable: Option<String>,
    /// What it may do, as a clause.
    pub does: String,
    /// Where this is said.
    pub source: String,
}

/// For what a permission set is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// For the account as a whole.
    Account,
    /// For all projects, or for some.
    Project,
}

impl Reach {
    /// The word in rows of data and in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Project => "project",
        }
    }
}

/// A plan on which service tokens may be given some sets only.
#[derive(Clone, Debug)]
pub struct PlanRow {
    /// The plan.
    pub plan: Plan,
    /// The ids of the sets.
    pub sets: Vec<String>,
    /// Where this is said.
    pub source: String,
}
