//! Whose a credential is, and what speaks for it.

use super::Span;

/// Whose a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A service token: it belongs to the account.
    Service,
    /// A personal access token: it belongs to a person and carries all of that person's rights.
    Personal,
    /// The user API key that no longer works.
    Legacy,
    /// A SCIM token.
    Scim,
    /// A webhook's signing secret; no API token at all.
    Webhook,
    /// Nothing proves a kind.
    Unknown,
}

impl Kind {
    /// The word in files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Personal => "personal",
            Self::Legacy => "legacy",
            Self::Scim => "scim",
            Self::Webhook => "webhook",
            Self::Unknown => "unknown",
        }
    }
}

/// How much a piece of evidence weighs, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// A description, a comment, a README, a sample value.
    Prose,
    /// What the consumer usually takes; a hint that never decides.
    Consumer,
    /// The name of the secret or variable.
    Name,
    /// A declaration in `keyfit.toml` or in a comment.
    Declaration,
    /// A slot whose own name says the kind.
    Slot,
    /// A resource that mints the token.
    Resource,
    /// A `token-name` that dbt writes into downloaded CLI files.
    TokenName,
    /// The value's own prefix.
    Prefix,
}

impl Strength {
    /// The word in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prose => "prose",
            Self::Consumer => "consumer",
            Self::Name => "name",
            Self::Declaration => "declaration",
            Self::Slot => "slot",
            Self::Resource => "resource",
            Self::TokenName => "token-name",
            Self::Prefix => "prefix",
        }
    }
}

/// Something that speaks for a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The kind that it speaks for.
    pub kind: Kind,
    /// How much it weighs.
    pub strength: Strength,
    /// Where it stands; `None` for what `keyfit.toml` declares.
    pub span: Option<Span>,
    /// Why it speaks for that kind, as a clause.
    pub says: String,
}
