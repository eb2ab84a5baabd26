//! Rules: beliefs about what is wrong, in a closed vocabulary.

/// A rule is about no more weaknesses than this, for those who read them take ten tags of a rule.
pub const MOST_WEAKNESSES: usize = 4;

/// A belief about which usages or exposures are wrong. Its file's name is its id.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name of the rule, which is its file's.
    pub id: String,
    /// What is wrong, in one line.
    pub title: String,
    /// How loud it is unless the settings say otherwise; `None` is off.
    pub level: Option<Level>,
    /// What it judges.
    pub subject: Subject,
    /// Of the rules about a usage's kind that match, the one with the smallest number speaks. Rules without one
    /// (exposures, allowances) stand beside the others.
    pub precedence: Option<u32>,
    /// Rules that say all there is to do where one of them speaks of the same thing; then this one is silent.
    pub yields_to: Vec<String>,
    /// It matches where all of these hold.
    pub when: Vec<Condition>,
    /// It does not match where all of any one of these groups hold.
    pub unless: Vec<Vec<Condition>>,
    /// Levels for special cases: the first group whose conditions all hold counts.
    pub levels: Vec<LevelCase>,
    /// The message, with placeholders in braces.
    pub say: String,
    /// What to do, with placeholders in braces.
    pub help: String,
    /// The change that ends a finding, by its word, where one can be made.
    pub fix: Option<String>,
    /// The weaknesses that it is about, as the public list numbers them: `cwe-798`. At most [`MOST_WEAKNESSES`].
    pub weakness: Vec<String>,
    /// Why, for a stranger who was just stopped by it.
    pub why: String,
    /// The pages that say so.
    pub source: Vec<String>,
}

impl Rule {
    /// The loudest level at which it may speak unless the settings say otherwise; `None` if it never does.
    pub fn loudest(&self) -> Option<Level> {
        let cases = self.levels.iter().map(|it| it.level);
        cases.fold(self.level, std::cmp::Ord::max)
    }
}

/// A level for a special case of a rule.
#[derive(Clone, Debug)]
pub struct LevelCase {
    /// The level; `None` is off.
    pub level: Option<Level>,
    /// Where all of these hold.
    pub when: Vec<Condition>,
    /// The message in this case, where it differs.
    pub say: Option<String>,
    /// What to do in this case, where it differs.
    pub help: Option<String>,
}

/// What a rule judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Credentials in use.
    Usage,
    /// Service tokens that the files declare.
    Grant,
    /// Each permission that such a token is given.
    Permission,
    /// Places that reveal a value.
    Exposure,
    /// Allowances, in place or in `keyfit.toml`.
    Allowance,
}

impl Subject {
    /// The word in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Grant => "grant",
            Self::Permission => "permission",
            Self::Exposure => "exposure",
            Self::Allowance => "allowance",
        }
    }
}

/// A word of the vocabulary with the values of which one must hold: `runner = "unattended"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The word: one of those that `judge` knows for the rule's subject.
    pub word: String,
    /// The values of which one must hold.
    pub values: Vec<String>,
}

/// How loud a finding is, quietest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Worth changing.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// The word in files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
