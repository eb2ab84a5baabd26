//! Which sites give which names, in an order in which each name is found by halving.

use std::borrow::Cow;

use super::index::{ScopeId, SiteId};
use crate::model::{Arrange, Name, Space};

/// A name in the scope of a number, spelt as all its spellings are.
type Key<'a> = (Space, ScopeId, Cow<'a, str>);

/// The sites by what they give.
#[derive(Default)]
pub(super) struct Given<'a> {
    /// In order, one for each site.
    keys: Vec<Key<'a>>,
    sites: Vec<SiteId>,
}

impl<'a> Given<'a> {
    /// File the sites under what they give, those of one name in their order.
    pub(super) fn of(mut given: Vec<(&'a Name, ScopeId, SiteId)>) -> Self {
        let space_and_scope = |(name, scope, _): &(&Name, ScopeId, SiteId)| (name.space, *scope);
        given.arrange_by(|one, other| {
            let texts = || text(one.0).cmp(&text(other.0));
            space_and_scope(one).cmp(&space_and_scope(other)).then_with(texts)
        });
        let key = |(name, scope, _): &(&'a Name, ScopeId, SiteId)| (name.space, *scope, text(name));
        let keys = given.iter().map(key).collect();
        Self { keys, sites: given.into_iter().map(|(_, _, site)| site).collect() }
    }

    /// The sites that give a name in exactly this scope.
    pub(super) fn sites(&self, name: &Name, scope: ScopeId) -> &[SiteId] {
        let key: Key<'_> = (name.space, scope, text(name));
        let from = self.keys.partition_point(|it| *it < key);
        let length = self.keys[from..].partition_point(|it| *it <= key);
        &self.sites[from..from + length]
    }
}

fn text(name: &Name) -> Cow<'_, str> {
    if name.space.folds_case() && name.text.bytes().any(|it| it.is_ascii_uppercase()) {
        Cow::Owned(name.text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(&name.text)
    }
}
