//! What the names in braces stand for: resources that stand for an entry, variables and locals.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Arrange, Scope, Site, Span};

use super::WORKSPACE;

/// How often a name may be made of others.
const DEEP: usize = 4;
/// How long the name of an entry may get.
const LONG: usize = 2000;

/// A name in its unit.
type Key = (Scope, String);
/// What a name stands for, and where that is said.
type Text = (String, Span);

/// The texts of names, by their unit.
pub(super) struct Names(HashMap<Key, Text>);

impl Names {
    /// What these sites say. Of those that say most of a name, all must say the same.
    pub(super) fn of(namings: Vec<Site>) -> Self {
        let mut all: HashMap<Key, (Arc<str>, Option<Text>)> = HashMap::new();
        for site in namings {
            let (Some(name), Some(text)) = (site.gives, site.literal) else { continue };
            let said = site.scope.steps().last().cloned().unwrap_or_default();
            let text = (text.expose().to_owned(), site.span);
            let known = all
                .entry((name.scope, name.text))
                .or_insert_with(|| (said.clone(), Some(text.clone())));
            if known.0 < said {
                *known = (said, Some(text));
            } else if known.0 == said && known.1.as_ref().map(|it| &it.0) != Some(&text.0) {
                known.1 = None;
            }
        }
        let texts = all.into_iter().filter_map(|(name, (_, text))| Some((name, text?)));
        let mut names = Self(texts.collect());
        for _ in 0..DEEP {
            names.fill();
        }
        names
    }

    /// Names that are made of others say what those do.
    fn fill(&mut self) {
        let open = self.0.iter().filter(|(_, (text, _))| text.contains('{'));
        let filled = open.map(|(key, (text, span))| {
            let text = self.in_place(&key.0, text);
            (key.clone(), (text, *span))
        });
        let filled: Vec<_> = filled.collect();
        self.0.extend(filled);
    }

    /// A text with what the names in it stand for.
    pub(super) fn in_place(&self, unit: &Scope, text: &str) -> String {
        let mut text = text.to_owned();
        let mut at = 0;
        while let Some(open) = text[at..].find('{').map(|it| at + it) {
            let Some(end) = text[open..].find('}').map(|it| open + it + 1) else { break };
            let found = self.0.get(&(unit.clone(), text[open..end].to_owned()));
            let found = found.map(|(it, _)| it);
            let found = found.filter(|it| !it.contains('{') && text.len() + it.len() < LONG);
            let Some(found) = found else {
                at = end;
                continue;
            };
            at = open + found.len();
            text.replace_range(open..end, found);
        }
        text
    }

    /// The units that are applied in a workspace: each with the workspace, and where that is said.
    pub(super) fn workspaces(&self) -> Vec<(&Scope, &str, Span)> {
        let workspaces = self.0.iter().filter(|((_, name), _)| name == WORKSPACE);
        let mut workspaces: Vec<(&Scope, &str, Span)> =
            workspaces.map(|((unit, _), (text, span))| (unit, text.as_str(), *span)).collect();
        workspaces.arrange();
        workspaces
    }
}
