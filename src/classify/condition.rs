//! Which runs the conditions around a flow let through. Much of a condition is not known, so that a test holds, does
//! not hold, or may hold.

use crate::model::{Arrange, Circumstance, Flow, Matter, Test, Vendor, glob};

use super::environment;

/// What a run is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// A branch of this name.
    Branch(String),
    /// The default branch, whatever its name.
    Default,
    /// A tag.
    Tag,
    /// A branch that no condition names.
    Other,
    /// It is not known.
    Unknown,
}

/// A run, as far as conditions tell it from another.
pub struct Run<'r> {
    /// The event that started it.
    pub event: Option<&'r str>,
    /// What it is for.
    pub reference: Reference,
    /// The target; the empty text is one that no condition names.
    pub target: Option<&'r str>,
    /// Whether whoever asks for it is trusted.
    pub trusted: Option<bool>,
}

/// The conditions around a flow. All of them must hold.
pub struct Conditions<'c>(Vec<Stated<'c>>);

struct Stated<'c> {
    test: Test,
    by: &'c Circumstance,
}

impl<'c> Conditions<'c> {
    /// The conditions among a flow's circumstances.
    pub fn of(flow: &'c Flow<'_>) -> Self {
        let mut all: Vec<Stated<'_>> = Vec::new();
        for by in &flow.circumstances {
            let Some(test) = test(&by.matter) else { continue };
            match all.iter_mut().find(|it| are_alternatives(it.by, by)) {
                Some(Stated { test: Test::Any(tests), .. }) => tests.push(test),
                _ => all.push(Stated { test: Test::Any(vec![test]), by }),
            }
        }
        Self(all)
    }

    /// Whether a run may pass.
    pub fn let_through(&self, run: &Run<'_>, vendor: &Vendor) -> bool {
        self.0.iter().all(|it| holds(&it.test, run, vendor) != Some(false))
    }

    /// The branches that are named.
    pub fn branches(&self) -> Vec<&str> {
        self.leaves(|leaf| if let Test::Branch(name) = leaf { Some(name.as_str()) } else { None })
    }

    /// The targets that are named.
    pub fn targets(&self) -> Vec<&str> {
        self.leaves(|leaf| if let Test::Target(name) = leaf { Some(name.as_str()) } else { None })
    }

    /// Whether the default branch is named by what it is.
    pub fn name_the_default_branch(&self) -> bool {
        self.leaves(|leaf| (*leaf == Test::DefaultBranch).then_some("")).len() == 1
    }

    /// Whether tags are spoken of.
    pub fn name_tags(&self) -> bool {
        self.leaves(|leaf| (*leaf == Test::Tag).then_some("")).len() == 1
    }

    /// The first circumstance of which a test speaks of what is looked for.
    pub fn that_speaks(&self, of: impl Fn(&Test) -> bool) -> Option<&'c Circumstance> {
        let stated = self.0.iter().find(|it| it.test.leaves().into_iter().any(&of))?;
        Some(stated.by)
    }

    fn leaves<'s>(&'s self, of: impl Fn(&'s Test) -> Option<&'s str>) -> Vec<&'s str> {
        let mut found: Vec<&str> =
            self.0.iter().flat_map(|it| it.test.leaves()).filter_map(of).collect();
        found.arrange();
        found.dedup();
        found
    }
}

fn test(matter: &Matter) -> Option<Test> {
    match matter {
        Matter::OnlyEvent(event) => Some(Test::Event(event.clone())),
        Matter::OnlyBranch(branch) => Some(Test::Branch(branch.clone())),
        Matter::OnlyTarget(target) => Some(Test::Target(target.clone())),
        Matter::When(test) => Some(test.clone()),
        _ => None,
    }
}

/// Several plain conditions of one sort in one scope are alternatives.
fn are_alternatives(a: &Circumstance, b: &Circumstance) -> bool {
    a.scope == b.scope
        && !matches!(a.matter, Matter::When(_))
        && std::mem::discriminant(&a.matter) == std::mem::discriminant(&b.matter)
}

fn holds(test: &Test, run: &Run<'_>, vendor: &Vendor) -> Option<bool> {
    match test {
        Test::Event(event) => run.event.map(|it| it == event),
        Test::Branch(branch) => is_branch(branch, &run.reference),
        Test::DefaultBranch => match &run.reference {
            Reference::Default => Some(true),
            Reference::Branch(name) => is_usual_default(name).then_some(true),
            Reference::Tag | Reference::Other => Some(false),
            Reference::Unknown => None,
        },
        Test::Tag => match run.reference {
            Reference::Tag => Some(true),
            Reference::Unknown => None,
            _ => Some(false),
        },
        Test::Trusted => run.trusted,
        Test::Target(target) => is_target(target, run.target?, vendor),
        Test::All(tests) => all(tests.iter().map(|test| holds(test, run, vendor))),
        Test::Any(tests) => {
            all(tests.iter().map(|test| holds(test, run, vendor).map(|it| !it))).map(|it| !it)
        }
        Test::Not(test) => holds(test, run, vendor).map(|it| !it),
        Test::Unknown => None,
    }
}

fn all(mut holds: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    holds
        .try_fold(Some(true), |all, it| match (all, it) {
            (_, Some(false)) => Err(()),
            (Some(true), Some(true)) => Ok(Some(true)),
            _ => Ok(None),
        })
        .unwrap_or(Some(false))
}

fn is_branch(branch: &str, reference: &Reference) -> Option<bool> {
    match reference {
        Reference::Branch(name) => Some(name == branch || glob::matches(branch, name)),
        Reference::Default => is_usual_default(branch).then_some(true),
        Reference::Tag | Reference::Other => Some(false),
        Reference::Unknown => None,
    }
}

fn is_usual_default(branch: &str) -> bool {
    matches!(branch, "main" | "master")
}

/// Whether a condition's target is a run's. The two may be words of two tongues (`cloud` and `prod`), and then it may.
fn is_target(asked: &str, target: &str, vendor: &Vendor) -> Option<bool> {
    if target.is_empty() {
        return Some(false);
    }
    if asked.eq_ignore_ascii_case(target) {
        return Some(true);
    }
    let (asked, target) =
        (environment::of_word(asked, vendor)?, environment::of_word(target, vendor)?);
    if asked == target { None } else { Some(false) }
}
