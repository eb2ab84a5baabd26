//! All that one file, or all files together, say.

use std::collections::HashSet;

use super::{
    Account, Circumstance, Demand, Granting, Held, Kind, Legacy, Passage, Scope, Site, SourceId,
    Space, Span, Take,
};

/// Prose that says which kind a name holds: a README line, a sample value in a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The name, without space or scope.
    pub name: String,
    /// The kind that the prose says.
    pub kind: Kind,
    /// Whether it is a line for a person's shell (`export X=…`), which says nothing of what a CI system keeps.
    pub for_a_shell: bool,
    /// Where it stands.
    pub span: Span,
}

/// A variable that a script names, where no vendor's program is handed its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// The variable, and where it is named.
    pub take: Take,
    /// Whether a git host, a registry or a warehouse is handed the value; if not, it only counts that there is one.
    pub is_handed: bool,
}

/// A value written out in the form of a vendor's tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// The vendor's id.
    pub vendor: String,
    /// The prefix, which may be shown.
    pub prefix: String,
    /// The value's place.
    pub span: Span,
}

/// `keyfit: service` or `keyfit: personal` in a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// The kind that is declared.
    pub kind: Kind,
    /// The comment. It speaks for sites on its line.
    pub span: Span,
    /// The line below the run of such comments in which it stands, for which it speaks, too.
    pub below: usize,
}

/// `keyfit: allow RULE because REASON [until YYYY-MM-DD]` in a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// The rule as written.
    pub rule: String,
    /// The reason, if one is given.
    pub because: Option<String>,
    /// The last day, as written. What names a time and is no day of the calendar stands here, too.
    pub until: Option<String>,
    /// The comment. It speaks for what stands on its line.
    pub span: Span,
    /// The line below the run of such comments in which it stands, for which it speaks, too.
    pub below: usize,
}

/// A comment that speaks to keyfit in words that it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheard {
    /// The comment.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
}

/// Everything that extraction found in one document, or in all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Where values are handed on.
    pub sites: Held<Site>,
    /// How names pass between scopes.
    pub passages: Held<Passage>,
    /// Units that start by themselves although others may call them too (a workflow with triggers of its own).
    /// A unit that no passage enters starts by itself anyway.
    pub starts: Vec<Scope>,
    /// Under which conditions things run.
    pub circumstances: Held<Circumstance>,
    /// What needs a kind.
    pub demands: Held<Demand>,
    /// Which providers are out of date.
    pub legacies: Vec<Legacy>,
    /// Which accounts stand beside values.
    pub accounts: Held<Account>,
    /// What tokens are made and given.
    pub grantings: Vec<Granting>,
    /// What prose says.
    pub mentions: Vec<Mention>,
    /// Values written out in the form of a vendor's tokens, wherever they stand.
    pub sightings: Vec<Sighting>,
    /// What comments declare.
    pub declarations: Vec<Declaration>,
    /// What comments allow.
    pub allows: Vec<Allow>,
    /// Comments that mean to say something and do not. Whoever reads a file tells them as its problems.
    pub unheard: Vec<Unheard>,
    /// Where entries of stores are named, filled and read. Each counts only as far as the files show that a minted
    /// token is kept there, and becomes a site then; of what nobody fills here, its reader's own name tells more.
    pub kept: Held<Site>,
    /// Providers that are required or used, whether or not something configures them. What nothing does becomes a site
    /// of the root that it comes from.
    pub implied: Held<Site>,
    /// Names whose reader is known to be another product: a variable of the environment or a secret.
    pub foreign: Vec<(Space, String)>,
    /// Where scripts hand variables to others than a vendor. What is settled by that is settled for each file by itself.
    pub asides: Vec<Aside>,
}

impl Facts {
    /// Make room for what others say, and a little more, so that the lists need not grow by half of themselves.
    pub fn reserve<'f>(&mut self, others: impl Iterator<Item = &'f Self> + Clone) {
        fn room<T>(list: &mut Held<T>, more: impl Iterator<Item = usize>) {
            let more: usize = more.sum();
            list.reserve(more + more / 16);
        }
        room(&mut self.sites, others.clone().map(|it| it.sites.len()));
        room(&mut self.passages, others.clone().map(|it| it.passages.len()));
        room(&mut self.circumstances, others.clone().map(|it| it.circumstances.len()));
        room(&mut self.demands, others.clone().map(|it| it.demands.len()));
        room(&mut self.accounts, others.clone().map(|it| it.accounts.len()));
        room(&mut self.kept, others.map(|it| it.kept.len()));
    }

    /// Add what another document says.
    pub fn append(&mut self, mut other: Self) {
        self.sites.append(&mut other.sites);
        self.passages.append(&mut other.passages);
        self.starts.append(&mut other.starts);
        self.circumstances.append(&mut other.circumstances);
        self.demands.append(&mut other.demands);
        self.legacies.append(&mut other.legacies);
        self.accounts.append(&mut other.accounts);
        self.grantings.append(&mut other.grantings);
        self.mentions.append(&mut other.mentions);
        self.sightings.append(&mut other.sightings);
        self.declarations.append(&mut other.declarations);
        self.allows.append(&mut other.allows);
        self.unheard.append(&mut other.unheard);
        self.kept.append(&mut other.kept);
        self.implied.append(&mut other.implied);
        self.foreign.append(&mut other.foreign);
        self.asides.append(&mut other.asides);
    }

    /// Give back the room that nothing is in: what one file says is kept until all files are read.
    pub fn shrink(&mut self) {
        self.sites.shrink_to_fit();
        self.passages.shrink_to_fit();
        self.circumstances.shrink_to_fit();
        self.demands.shrink_to_fit();
        self.accounts.shrink_to_fit();
        self.kept.shrink_to_fit();
    }

    /// Leave out what some sources say, but for tokens that are written out in them.
    pub fn leave_out(&mut self, sources: &HashSet<SourceId>) {
        let stays = |span: Span| !sources.contains(&span.source);
        self.sites.retain(|it| stays(it.span));
        self.passages.retain(|it| stays(it.span));
        self.circumstances.retain(|it| it.span.is_none_or(stays));
        self.demands.retain(|it| stays(it.span));
        self.legacies.retain(|it| stays(it.span));
        self.accounts.retain(|it| stays(it.span));
        self.grantings.retain(|it| stays(it.span));
        self.declarations.retain(|it| stays(it.span));
        self.allows.retain(|it| stays(it.span));
        self.kept.retain(|it| stays(it.span));
        self.implied.retain(|it| stays(it.span));
    }
}
