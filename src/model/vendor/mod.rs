//! What is known of a vendor's credentials: how they look, what they are called, who takes them.
//!
//! All of it is data, read from `rules/vendors/<vendor>/`; each row there has its source and its date.

mod accounts;
mod alone;
mod consumer;
mod entries;
mod guidance;
mod index;
mod marks;
mod names;
mod people;
mod permissions;
mod sample;
mod search;
mod stores;

use super::Kind;

pub use accounts::AccountRow;
pub use alone::Alone;
pub use consumer::{
    ActionSlot, CallSlot, Class, CommandSlot, Consumer, EnvSlot, Example, Family, KeySlot,
    ProviderSlot, ResourceSlot, UrlSlot, VariableSlot,
};
pub use guidance::{
    AsideRow, EnvironmentRow, MintRow, ObjectRow, PermissionSlot, Requirement, ShownRow, Statement,
};
pub use index::Index;
pub use names::{behind_word, has_word, normalised};
pub use people::NobodyRow;
pub use permissions::{PermissionSet, PlanRow, Reach};
pub use sample::is_sample;
pub use stores::{EntrySlot, FillSlot, StoreRow};

/// A vendor whose credentials are known.
#[derive(Clone, Debug, Default)]
pub struct Vendor {
    /// Its id, the name of its folder: `dbt`.
    pub id: String,
    /// Its name in messages.
    pub title: String,
    /// How its tokens begin.
    pub prefixes: Vec<Prefix>,
    /// Whose its credentials are, by their kinds.
    pub kinds: Vec<KindRow>,
    /// What its credentials are called.
    pub names: Vec<NameRow>,
    /// Words in a name that speak for a kind.
    pub words: Vec<WordRow>,
    /// What is called by a name and is no person.
    pub nobodies: Vec<NobodyRow>,
    /// Names and actions that are other products'.
    pub foreign: Vec<ForeignRow>,
    /// Who takes its credentials.
    pub consumers: Vec<Consumer>,
    /// The functions of libraries by which consumers are handed one.
    pub calls: Vec<CallSlot>,
    /// What the guidance asks, by class and context; the first row that fits counts.
    pub requirements: Vec<Requirement>,
    /// Which infrastructure objects need a certain kind of token.
    pub objects: Vec<ObjectRow>,
    /// Which resources mint tokens.
    pub mints: Vec<MintRow>,
    /// The stores in which its credentials, or anybody's, are kept.
    pub stores: Vec<StoreRow>,
    /// What words and branches say of the environment.
    pub environments: Vec<EnvironmentRow>,
    /// Which folders hold what is kept and not run.
    pub asides: Vec<AsideRow>,
    /// How files say which account is meant.
    pub accounts: Vec<AccountRow>,
    /// Which folders show how something is used.
    pub shown: Vec<ShownRow>,
    /// Host name patterns of the vendor's own APIs.
    pub hosts: Vec<String>,
    /// Hosts under those patterns that take no token.
    pub not_hosts: Vec<String>,
    /// What there is that a set may read or write.
    pub powers: Vec<String>,
    /// The permission sets that a service token may be given.
    pub sets: Vec<PermissionSet>,
    /// Plans on which not every set may be given.
    pub plans: Vec<PlanRow>,
    /// The statements of the guidance, each with the rules that hold it.
    pub statements: Vec<Statement>,
    /// By what its rows are found.
    pub index: Index,
}

impl Vendor {
    /// Whether it has credentials of its own. One that only keeps those of others is of no interest by its name.
    pub fn has_credentials(&self) -> bool {
        !(self.prefixes.is_empty() && self.names.is_empty() && self.consumers.is_empty())
    }
}

/// A kind of credential, for who asks what it is.
#[derive(Clone, Debug)]
pub struct KindRow {
    /// The kind.
    pub kind: Kind,
    /// What people call it.
    pub title: String,
    /// Whose it is, and what it carries, in sentences.
    pub whose: String,
    /// What it is for.
    pub usage: String,
    /// The pages that say so.
    pub sources: Vec<String>,
    /// The month in which they were read.
    pub read: String,
}

/// How a kind of token begins.
#[derive(Clone, Debug)]
pub struct Prefix {
    /// The first characters: `dbtu_`. Case counts.
    pub text: String,
    /// The kind that it proves.
    pub kind: Kind,
    /// How many characters follow in a real token; a value of another length is evidence but no leak.
    pub body: Option<usize>,
    /// Where this is said.
    pub source: String,
}

/// A pattern of credential names.
#[derive(Clone, Debug)]
pub struct NameRow {
    /// Globs over the normalised name (lower case, words joined by `_`, wrappers such as `TF_VAR_` taken off).
    pub globs: Vec<String>,
    /// Globs that make a name another product's credential after all.
    pub but: Vec<String>,
    /// Names of neighbours in the same environment that make it another product's credential.
    pub beside: Vec<String>,
    /// What makes it another product's in a file that runs the vendor's program without the vendor's service.
    pub alone: Option<Alone>,
    /// What it is: [`Kind::Unknown`] for an API token of either kind, [`Kind::Webhook`] for no API token at all.
    pub kind: Kind,
    /// Where this is said.
    pub source: String,
}

/// Names and actions of other products.
#[derive(Clone, Debug)]
pub struct ForeignRow {
    /// Globs over normalised names: what stands under one is the other product's.
    pub names: Vec<String>,
    /// Globs over actions without their versions: what is handed to one is the other product's.
    pub actions: Vec<String>,
    /// Globs over actions that read what is the other product's from their environment.
    pub environments: Vec<String>,
    /// Globs over hosts: what is sent to one is the other product's.
    pub hosts: Vec<String>,
    /// Where this is said.
    pub source: String,
}

/// A word in a name that speaks for a kind.
#[derive(Clone, Debug)]
pub struct WordRow {
    /// The words, each a whole segment of the normalised name, or several joined by `_`.
    pub words: Vec<String>,
    /// The kind.
    pub kind: Kind,
    /// Where this is said.
    pub source: String,
}

#[cfg(test)]
mod tests {
    use super::{Kind, NameRow, Vendor, WordRow};

    #[test]
    fn a_row_of_names_may_say_the_kind() {
        let row = |glob: &str, kind| NameRow {
            globs: vec![glob.into()],
            but: Vec::new(),
            beside: Vec::new(),
            alone: None,
            kind,
            source: String::new(),
        };
        let word =
            |word: &str, kind| WordRow { words: vec![word.into()], kind, source: String::new() };
        let vendor = Vendor {
            names: vec![row("acme_*", Kind::Service), row("dbt_*", Kind::Unknown)],
            words: vec![word("pat", Kind::Personal), word("svc", Kind::Service)],
            ..Vendor::default()
        };
        for (name, expected) in [
            ("ACME_PAT", Some(Kind::Service)),
            ("DBT_PAT", Some(Kind::Personal)),
            ("DBT_SVC_PAT", None),
            ("DBT_KEY", None),
        ] {
            assert_eq!(vendor.kind_of_name(name), expected, "{name}");
        }
    }
}
