//! The closed vocabulary of rules: the words that they may use, and the placeholders of their messages.

use super::{Safety, Subject};

/// A word that rules may use, with all that it can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSpec {
    /// What a rule that uses it judges.
    pub subject: Subject,
    /// The word, as it stands in a rule file.
    pub word: &'static str,
    /// The values that it knows; none for a word whose values are ids of the vendors' rows: their consumers, or their
    /// permission sets.
    pub values: &'static [&'static str],
    /// What it says, for the reader of a rule.
    pub doc: &'static str,
}

const KINDS: &[&str] = &["service", "personal", "legacy", "scim", "webhook", "unknown"];
const ENVIRONMENTS: &[&str] = &["production", "staging", "development", "unknown"];
const REQUIRES: &[&str] = &["service", "personal", "either"];
const RUNNERS: &[&str] = &["attended", "unattended", "unknown"];
const TRUTHS: &[&str] = &["true", "false"];
const PLANS: &[&str] = &["developer", "starter", "team", "enterprise", "enterprise-plus", "none"];

const fn word(
    subject: Subject,
    word: &'static str,
    values: &'static [&'static str],
    doc: &'static str,
) -> WordSpec {
    WordSpec { subject, word, values, doc }
}

/// The vocabulary of rules: every word, for what it speaks of, with its values.
pub const WORDS: &[WordSpec] = &[
    word(Subject::Usage, "kind", KINDS, "whose the credential is, by the strongest evidence"),
    word(
        Subject::Usage,
        "runner",
        RUNNERS,
        "who runs it: a person at a keyboard, or CI, a scheduler or a server",
    ),
    word(Subject::Usage, "environment", ENVIRONMENTS, "what it runs against"),
    word(
        Subject::Usage,
        "consumer",
        &[],
        "who takes the credential, by the id in the vendor's catalogue",
    ),
    word(
        Subject::Usage,
        "consumer.class",
        &["partner", "infrastructure", "api", "client", "user-endpoint", "process", "store"],
        "which part of the guidance speaks of the consumer",
    ),
    word(
        Subject::Usage,
        "consumer.needs",
        REQUIRES,
        "what the consumer itself cannot do without, whatever the context",
    ),
    word(
        Subject::Usage,
        "consumer.family",
        &[
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
        "what sort of integration the consumer is",
    ),
    word(
        Subject::Usage,
        "consumer.vendor-says",
        REQUIRES,
        "what the consumer's own vendor asks for, where that is not what the guidance asks",
    ),
    word(
        Subject::Usage,
        "requires",
        REQUIRES,
        "what the guidance asks of this consumer in this context",
    ),
    word(
        Subject::Usage,
        "evidence",
        &[
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
        "the strongest thing that speaks for the kind",
    ),
    word(
        Subject::Usage,
        "contradiction",
        &["none", "weak", "strong"],
        "whether two pieces of evidence disagree; weak where only names or prose do",
    ),
    word(
        Subject::Usage,
        "also-in",
        ENVIRONMENTS,
        "an environment in which the same credential is used elsewhere",
    ),
    word(
        Subject::Usage,
        "account",
        &["one", "another", "unknown"],
        "with which account it is used: one that is written out, or another than the same credential elsewhere",
    ),
    word(
        Subject::Usage,
        "active",
        TRUTHS,
        "whether it can run at all; an example and a job that is switched off cannot",
    ),
    word(
        Subject::Usage,
        "applied",
        TRUTHS,
        "whether it stands where things are applied; an example or what was put aside, to which nothing leads, does not",
    ),
    word(
        Subject::Usage,
        "aliased",
        TRUTHS,
        "whether it is taken by a second configuration of a provider, which has an alias",
    ),
    word(Subject::Usage, "plan", PLANS, "the account's plan as `keyfit.toml` says it"),
    word(
        Subject::Usage,
        "plan-allows",
        TRUTHS,
        "whether the plan has service tokens with the permission sets that the consumer needs",
    ),
    word(
        Subject::Usage,
        "demands",
        &["none", "either", "service", "personal", "both"],
        "what the consumer and the objects that use it cannot do without, taken together",
    ),
    word(
        Subject::Usage,
        "beside-lookups",
        TRUTHS,
        "whether resources that any token would serve use it beside objects that need a person's",
    ),
    word(
        Subject::Usage,
        "creates-tokens",
        TRUTHS,
        "whether the consumer, or an object that uses it, makes tokens of the account",
    ),
    word(
        Subject::Usage,
        "legacy-provider",
        TRUTHS,
        "whether it is a Terraform provider taken from an address that it has left, or with objects called as there",
    ),
    word(
        Subject::Grant,
        "fit",
        &["exact", "broader", "narrower", "unknown"],
        "how what the token is given fits what its consumers need",
    ),
    word(Subject::Grant, "whole", TRUTHS, "whether all that the token is given could be read"),
    word(
        Subject::Grant,
        "rest",
        &["serves", "short"],
        "whether what the token is given serves all its consumers without what goes beyond their need",
    ),
    word(
        Subject::Grant,
        "named-for",
        &["address", "person", "nothing"],
        "what the token is called after: the address or the name of a person, or neither that is known",
    ),
    word(
        Subject::Grant,
        "active",
        TRUTHS,
        "whether it is applied; an example to which nothing leads is not",
    ),
    word(Subject::Grant, "plan", PLANS, "the account's plan as `keyfit.toml` says it"),
    word(Subject::Permission, "set", &[], "the permission set, by its id in the vendor's data"),
    word(
        Subject::Permission,
        "set.known",
        &["true", "false", "unread"],
        "whether the vendor has such a set; `unread` where it could not be read",
    ),
    word(
        Subject::Permission,
        "set.reach",
        &["account", "project", "none"],
        "whether the set is given for the account or for projects",
    ),
    word(
        Subject::Permission,
        "set.writes",
        &["everything", "identity", "other"],
        "the gravest that the set may write",
    ),
    word(
        Subject::Permission,
        "set.assignable",
        &["true", "never", "not-on-plan"],
        "whether a service token may be given the set",
    ),
    word(
        Subject::Permission,
        "projects",
        &["all", "some", "none", "contradictory", "unknown"],
        "for which projects it is given",
    ),
    word(
        Subject::Permission,
        "environments",
        &["all", "production", "some", "unset", "unknown"],
        "which categories of environments it may write",
    ),
    word(
        Subject::Permission,
        "environments.count",
        TRUTHS,
        "whether categories of environments have any effect on the set",
    ),
    word(
        Subject::Permission,
        "needed-in-root",
        TRUTHS,
        "whether an object of the same Terraform root cannot do without the set",
    ),
    word(
        Subject::Permission,
        "beyond-need",
        TRUTHS,
        "whether it is more than the token's consumers need",
    ),
    word(
        Subject::Permission,
        "active",
        TRUTHS,
        "whether the token is applied; an example to which nothing leads is not",
    ),
    word(Subject::Permission, "plan", PLANS, "the account's plan as `keyfit.toml` says it"),
    word(
        Subject::Permission,
        "contradiction",
        &["none", "projects", "no-project", "environments"],
        "whether it takes back what it gives: all projects and one, neither, or environments without effect",
    ),
    word(
        Subject::Exposure,
        "form",
        &[
            "literal",
            "cli-config",
            "project-file",
            "url",
            "command-line",
            "log",
            "image",
            "build-cache",
            "plain-output",
            "unmarked-variable",
            "forks",
            "foreign-host",
            "plain-http",
            "unverified",
        ],
        "what reveals the value",
    ),
    word(Subject::Exposure, "kind", KINDS, "whose the revealed credential is"),
    word(
        Subject::Exposure,
        "written",
        TRUTHS,
        "whether the value itself is written out in the files",
    ),
    word(Subject::Exposure, "runner", RUNNERS, "who runs what reveals it"),
    word(Subject::Exposure, "environment", ENVIRONMENTS, "what that runs against"),
    word(
        Subject::Exposure,
        "active",
        TRUTHS,
        "whether it can run at all; an example and a job that is switched off cannot",
    ),
    word(
        Subject::Exposure,
        "applied",
        TRUTHS,
        "whether it stands where things are applied; an example or what was put aside, to which nothing leads, does not",
    ),
    word(
        Subject::Allowance,
        "state",
        &["unused", "used", "expired", "without-day", "without-reason", "unknown-rule"],
        "what is the matter with the allowance",
    ),
    word(
        Subject::Allowance,
        "place",
        &["comment", "config"],
        "where the allowance stands: in place, or in `keyfit.toml`",
    ),
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

const ANY: &[Subject] =
    &[Subject::Usage, Subject::Grant, Subject::Permission, Subject::Exposure, Subject::Allowance];
const VALUE: &[Subject] = &[Subject::Usage, Subject::Exposure];
const USAGE: &[Subject] = &[Subject::Usage];
const TOKEN: &[Subject] = &[Subject::Grant, Subject::Permission];
const PERMISSION: &[Subject] = &[Subject::Permission];

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
    placeholder("account", USAGE, "the account with which it is used"),
    placeholder("other-account", USAGE, "another account with which the same credential is used"),
    placeholder("demands", USAGE, "what the objects that use the provider need, as a list"),
    placeholder(
        "movable",
        USAGE,
        "the resources that any token would serve beside objects that need a person's, as a list",
    ),
    placeholder("legacy", USAGE, "what is out of date about the provider, as a clause"),
    placeholder("token", TOKEN, "the resource that declares the token"),
    placeholder("title", TOKEN, "what the token is called in the account"),
    placeholder("excess", TOKEN, "what it may write and none of its consumers needs"),
    placeholder("needed", TOKEN, "the permission sets that would serve all its consumers"),
    placeholder("beyond", TOKEN, "the permission sets that go beyond what its consumers need"),
    placeholder("consumers", TOKEN, "its consumers, each with what it needs"),
    placeholder("set", PERMISSION, "the permission set as people call it"),
    placeholder("does", PERMISSION, "what the set may do, as a clause"),
    placeholder(
        "set-because",
        PERMISSION,
        "why the set cannot be given, or what needs it, as a clause",
    ),
    placeholder("rule", ANY, "the rule itself, or the rule that an allowance names"),
    placeholder(
        "near",
        &[Subject::Allowance],
        "the rule that is called most like the one that an allowance names, as a question",
    ),
    placeholder("path", ANY, "the path of the file"),
    placeholder("until", &[Subject::Allowance], "the last day of an allowance"),
];

/// A change that rules may propose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixSpec {
    /// What a rule that proposes it judges.
    pub subject: Subject,
    /// The word, as it stands in a rule file.
    pub word: &'static str,
    /// Whether it is made without asking.
    pub safety: Safety,
    /// What it does, for the reader of a rule.
    pub doc: &'static str,
}

/// The changes that rules may propose.
pub const FIXES: &[FixSpec] = &[
    FixSpec {
        subject: Subject::Exposure,
        word: "mark-sensitive",
        safety: Safety::Safe,
        doc: "`sensitive = true` in the Terraform variable or output",
    },
    FixSpec {
        subject: Subject::Exposure,
        word: "ignore-file",
        safety: Safety::Safe,
        doc: "the file's name in `.gitignore`",
    },
    FixSpec {
        subject: Subject::Usage,
        word: "declare-service",
        safety: Safety::Unsafe,
        doc: "a comment that declares a service token, for whoever knows that it is one",
    },
    FixSpec {
        subject: Subject::Grant,
        word: "give-needed",
        safety: Safety::Unsafe,
        doc: "the permission set that serves all consumers in place of the broader one",
    },
];
