//! What service tokens may be given, and what each set may do.

use std::collections::BTreeSet;

use super::super::settings::Plan;
use super::Vendor;

/// A permission set.
#[derive(Clone, Debug, Default)]
pub struct PermissionSet {
    /// Its id, as infrastructure code spells it: `job_admin`.
    pub id: String,
    /// What people call it: `Job Admin`.
    pub title: String,
    /// Whether it is given for the account or for projects.
    pub reach: Reach,
    /// How much it may do, from 0 to 100; only good for comparing two sets.
    pub breadth: u32,
    /// Whether it decides who may do what in the account.
    pub identity: bool,
    /// Whether it may be kept to some categories of environments.
    pub by_environment: bool,
    /// The powers that it reads.
    pub reads: Vec<String>,
    /// The powers that it writes, and so reads; `*` is all but those in `but`.
    pub writes: Vec<String>,
    /// The powers that it lacks although it writes `*`.
    pub but: Vec<String>,
    /// The powers that it may read or write: the sources leave it open, or it depends on the environments chosen.
    pub maybe: Vec<String>,
    /// Why it can be given to no service token, where it cannot.
    pub not_assignable: Option<String>,
    /// What it may do, as a clause.
    pub does: String,
    /// Where this is said.
    pub source: String,
}

/// For what a permission set is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// For the account as a whole.
    #[default]
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

impl PermissionSet {
    /// Whether it writes all there is.
    pub fn writes_everything(&self) -> bool {
        self.writes.iter().any(|power| power == "*")
    }

    fn may_write(&self, power: &str) -> Option<bool> {
        if self.but.iter().any(|it| it == power) {
            return Some(false);
        }
        let writes = self.writes_everything() || self.writes.iter().any(|it| it == power);
        if writes { Some(true) } else { self.unless_open(power) }
    }

    fn may_read(&self, power: &str) -> Option<bool> {
        if self.reads.iter().any(|it| it == power) { Some(true) } else { self.may_write(power) }
    }

    fn unless_open(&self, power: &str) -> Option<bool> {
        if self.maybe.iter().any(|it| it == power) { None } else { Some(false) }
    }
}

impl Vendor {
    /// Whether some sets together may do all that another may; `None` where the sources leave it open.
    pub fn cover(&self, given: &[&PermissionSet], needed: &PermissionSet) -> Option<bool> {
        if given.iter().any(|it| it.id == needed.id) {
            return Some(true);
        }
        let reads = needed.reads.iter().map(|power| any(given.iter().map(|it| it.may_read(power))));
        let powers = |power: &String| -> Vec<String> {
            if power == "*" { self.powers.clone() } else { vec![power.clone()] }
        };
        let written = needed.writes.iter().flat_map(powers);
        let written: Vec<String> = written.filter(|it| !needed.but.contains(it)).collect();
        let writes = written.iter().map(|power| any(given.iter().map(|it| it.may_write(power))));
        all(reads.chain(writes))
    }

    /// What some sets certainly write and others do not, nor may: the powers, in their order.
    pub fn excess(&self, given: &[&PermissionSet], needed: &[&PermissionSet]) -> Vec<String> {
        let may = |sets: &[&PermissionSet], power: &str, open: bool| {
            sets.iter().any(|it| it.may_write(power).unwrap_or(open))
        };
        let powers = self.powers.iter();
        powers.filter(|it| may(given, it, false) && !may(needed, it, true)).cloned().collect()
    }

    /// The fewest of some sets that may do all that they may do together, in the order of their ids.
    pub fn fewest<'s>(&'s self, ids: &BTreeSet<&str>) -> Vec<&'s PermissionSet> {
        let mut sets: Vec<&PermissionSet> = ids.iter().filter_map(|id| self.set(id)).collect();
        let mut at = 0;
        while at < sets.len() {
            let mut others = sets.clone();
            let one = others.remove(at);
            if self.cover(&others, one) == Some(true) {
                sets = others;
            } else {
                at += 1;
            }
        }
        sets
    }
}

/// Whether one holds; `None` where none does and one may.
fn any(holds: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let holds: Vec<Option<bool>> = holds.collect();
    if holds.contains(&Some(true)) {
        Some(true)
    } else if holds.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// Whether each holds; `None` where none fails and one may.
fn all(holds: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    any(holds.map(|it| it.map(|it| !it))).map(|it| !it)
}
