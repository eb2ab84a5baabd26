//! Rules: beliefs about what is wrong, in a closed vocabulary.

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
    /// Why, for a stranger who was just stopped by it.
    pub why: String,
    /// The pages that say so.
    pub source: Vec<String>,
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

/// A word that rules may use, with all that it can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSpec {
    /// What a rule that uses it judges.
    pub subject: Subject,
    /// The word, as it stands in a rule file.
    pub word: &'static str,
    /// The values that it knows; none for a word whose values are the ids of the vendors' consumers.
    pub values: &'static [&'static str],
    /// What it says, for the reader of a rule.
    pub doc: &'static str,
}

const KINDS: &[&str] = &["service", "personal", "legacy", "scim", "webhook", "unknown"];
const ENVIRONMENTS: &[&str] = &["production", "staging", "development", "unknown"];
const REQUIRES: &[&str] = &["service", "personal", "either"];

/// The vocabulary of rules: every word, for what it speaks of, with its values.
pub const WORDS: &[WordSpec] = &[
    WordSpec {
        subject: Subject::Usage,
        word: "kind",
        values: KINDS,
        doc: "whose the credential is, by the strongest evidence",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "runner",
        values: &["attended", "unattended", "unknown"],
        doc: "who runs it: a person at a keyboard, or CI, a scheduler or a server",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "environment",
        values: ENVIRONMENTS,
        doc: "what it runs against",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "consumer",
        values: &[],
        doc: "who takes the credential, by the id in the vendor's catalogue",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "consumer.class",
        values: &[
            "partner",
            "infrastructure",
            "api",
            "client",
            "user-endpoint",
            "process",
            "store",
        ],
        doc: "which part of the guidance speaks of the consumer",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "consumer.needs",
        values: REQUIRES,
        doc: "what the consumer itself cannot do without, whatever the context",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "consumer.family",
        values: &[
            "semantic-layer",
            "bi",
            "catalog",
            "observability",
            "orchestrator",
            "pipeline",
            "secrets",
            "application",
            "none",
        ],
        doc: "what sort of integration the consumer is",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "consumer.vendor-says",
        values: REQUIRES,
        doc: "what the consumer's own vendor asks for, where that is not what the guidance asks",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "requires",
        values: REQUIRES,
        doc: "what the guidance asks of this consumer in this context",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "evidence",
        values: &[
            "prose",
            "consumer",
            "name",
            "declaration",
            "slot",
            "resource",
            "token-name",
            "prefix",
            "none",
        ],
        doc: "the strongest thing that speaks for the kind",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "contradiction",
        values: &["none", "weak", "strong"],
        doc: "whether two pieces of evidence disagree; weak where only names or prose do",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "also-in",
        values: ENVIRONMENTS,
        doc: "an environment in which the same credential is used elsewhere",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "active",
        values: &["true", "false"],
        doc: "whether it can run at all; an example and a job that is switched off cannot",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "plan",
        values: &["developer", "starter", "team", "enterprise", "enterprise-plus", "none"],
        doc: "the account's plan as `keyfit.toml` says it",
    },
    WordSpec {
        subject: Subject::Usage,
        word: "plan-allows",
        values: &["true", "false"],
        doc: "whether the plan has service tokens with the permission sets that the consumer needs",
    },
    WordSpec {
        subject: Subject::Exposure,
        word: "form",
        values: &["literal", "cli-config"],
        doc: "what reveals the value",
    },
    WordSpec {
        subject: Subject::Exposure,
        word: "kind",
        values: KINDS,
        doc: "whose the revealed credential is",
    },
    WordSpec {
        subject: Subject::Allowance,
        word: "state",
        values: &["unused", "used", "expired", "without-reason", "unknown-rule"],
        doc: "what is the matter with the allowance",
    },
    WordSpec {
        subject: Subject::Allowance,
        word: "place",
        values: &["comment", "config"],
        doc: "where the allowance stands: in place, or in `keyfit.toml`",
    },
];

/// A placeholder that `say` and `help` may hold in braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Its name, as it stands in braces.
    pub name: &'static str,
    /// What a rule that uses it judges.
    pub subjects: &'static [Subject],
    /// What it stands for.
    pub doc: &'static str,
}

const fn placeholder(
    name: &'static str,
    subjects: &'static [Subject],
    doc: &'static str,
) -> Placeholder {
    Placeholder { name, subjects, doc }
}

const ANY: &[Subject] = &[Subject::Usage, Subject::Exposure, Subject::Allowance];
const VALUE: &[Subject] = &[Subject::Usage, Subject::Exposure];
const USAGE: &[Subject] = &[Subject::Usage];

/// The placeholders of messages, each with what it stands for.
pub const PLACEHOLDERS: &[Placeholder] = &[
    placeholder("credential", VALUE, "what people call the credential: ``the secret `DBT_PAT` ``"),
    placeholder("kind", VALUE, "its kind in one word: `personal`"),
    placeholder("kind-title", VALUE, "its kind in words: `personal access token`"),
    placeholder("consumer", USAGE, "what messages call the consumer"),
    placeholder("context", USAGE, "runner and environment as one phrase"),
    placeholder("environment", USAGE, "the environment in one word"),
    placeholder("runner", USAGE, "the runner in one word"),
    placeholder("origin", USAGE, "the name under which the value enters the files"),
    placeholder("declaration", USAGE, "how the kind of the credential can be declared"),
    placeholder("requires", USAGE, "the kind that the guidance asks for"),
    placeholder("because", USAGE, "why the guidance asks for it"),
    placeholder("also-in", USAGE, "the other environments in which the same credential is used"),
    placeholder("evidence", USAGE, "the strongest evidence for the kind, as a clause"),
    placeholder("other-evidence", USAGE, "the evidence that contradicts it, as a clause"),
    placeholder("rule", ANY, "the rule itself, or the rule that an allowance names"),
    placeholder("path", ANY, "the path of the file"),
    placeholder("until", &[Subject::Allowance], "the last day of an allowance"),
];
