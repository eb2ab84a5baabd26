//! What a repository allows itself: nothing that it says of its own files is taken in silence.

use super::{Level, Policy, Settings, Span};

/// What a repository's own settings and comments take from a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loosened {
    /// Its own settings file, if it has one.
    pub own: Option<Own>,
    /// How many findings the comments in its files silence.
    pub comments: usize,
    /// Where comments declare a kind that a usage goes by, in the order of the files.
    pub kinds: Vec<Span>,
}

/// A repository's own settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Its path from the root.
    pub path: String,
    /// Whether the run goes by it. It does not where the caller gave other settings, or wants none.
    pub heeded: bool,
    /// What it loosens; `None` where it goes unheeded and has mistakes, or cannot be read.
    pub loose: Option<Loose>,
}

/// What settings may make a run say less of, or say with less force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loose {
    /// Rules that are switched off, in the order of the file.
    pub off: Vec<String>,
    /// Rules that are set below the loudest of their own levels.
    pub lowered: Vec<String>,
    /// Allowances, whether or not they match anything.
    pub allowances: usize,
    /// Kinds that are declared.
    pub kinds: usize,
    /// Contexts that are declared.
    pub contexts: usize,
    /// Whether a plan is declared: on some, findings become notes.
    pub plan: bool,
    /// The keys of limits that are moved, up or down.
    pub limits: Vec<String>,
}

impl Loose {
    /// What settings loosen of the rules of a policy.
    pub fn of(settings: &Settings, policy: &Policy) -> Self {
        let louder = |(id, level): &&(String, Option<Level>)| {
            policy.rule(id).is_some_and(|rule| *level < rule.loudest())
        };
        let (off, lowered): (Vec<_>, Vec<_>) =
            settings.levels.iter().filter(louder).partition(|(_, level)| level.is_none());
        let names = |rules: Vec<&(String, Option<Level>)>| {
            rules.into_iter().map(|(id, _)| id.clone()).collect()
        };
        Self {
            off: names(off),
            lowered: names(lowered),
            allowances: settings.allowances.len(),
            kinds: settings.credentials.len(),
            contexts: settings.contexts.len(),
            plan: settings.plan.is_some(),
            limits: settings.limits.moved().map(|it| it.key().to_owned()).collect(),
        }
    }
}
