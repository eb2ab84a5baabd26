//! What a condition asks of a run.

use std::fmt;

/// What a condition asks of a run, as far as it tells one run from another. A tree of tests is as deep as the
/// parentheses of an expression, which its reader bounds.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// This event started it.
    Event(String),
    /// It is a run for this branch.
    Branch(String),
    /// It is a run for the default branch.
    DefaultBranch,
    /// It is a run for a tag.
    Tag,
    /// It deploys to this target, or works on this workspace.
    Target(String),
    /// Whoever asks for it is trusted: a branch of the repository itself, a maintainer, a label of theirs.
    Trusted,
    /// All of them hold.
    All(Vec<Self>),
    /// One of them holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// Something else: it may hold or not.
    Unknown,
}

impl Test {
    /// The tests of which it is made, without those that it only combines.
    pub fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::All(tests) | Self::Any(tests) => tests.iter().flat_map(Self::leaves).collect(),
            Self::Not(test) => test.leaves(),
            leaf => vec![leaf],
        }
    }

    /// Whether it tells any run from another.
    pub fn says_something(&self) -> bool {
        self.leaves().iter().any(|leaf| **leaf != Self::Unknown)
    }
}

/// As it reads behind "runs": ``on the branch `main` ``, `except on tags`.
impl fmt::Display for Test {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => write!(formatter, "for the event `{event}`"),
            Self::Branch(branch) => write!(formatter, "on the branch `{branch}`"),
            Self::DefaultBranch => formatter.write_str("on the default branch"),
            Self::Tag => formatter.write_str("on tags"),
            Self::Target(target) => write!(formatter, "for the target `{target}`"),
            Self::Trusted => formatter.write_str("for people whom the repository trusts"),
            Self::All(tests) => {
                let known: Vec<&Self> = tests.iter().filter(|it| it.says_something()).collect();
                joined(formatter, &known, " and ")
            }
            Self::Any(tests) => joined(formatter, &tests.iter().collect::<Vec<_>>(), " or "),
            Self::Not(test) => write!(formatter, "except {test}"),
            Self::Unknown => formatter.write_str("in other cases"),
        }
    }
}

fn joined(formatter: &mut fmt::Formatter<'_>, tests: &[&Test], word: &str) -> fmt::Result {
    for (index, test) in tests.iter().enumerate() {
        formatter.write_str(if index == 0 { "" } else { word })?;
        write!(formatter, "{test}")?;
    }
    if tests.is_empty() { formatter.write_str("in other cases") } else { Ok(()) }
}
