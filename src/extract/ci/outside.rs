//! Variables that no file sets: the settings of a project hold them, and every process of its pipelines sees them.

use std::collections::BTreeMap;

use super::file::File;
use crate::extract::shell::write;
use crate::model::{Name, Site, Space, Span, Take, Weight};

/// What the settings may hold of the variables that the file takes: credentials by their name, and what a proven
/// consumer reads. They hold for the whole unit, so that whatever the file sets itself hides them. `owner` is what
/// messages call the settings.
pub fn settings(file: &mut File<'_>, owner: &str) {
    let mut names: BTreeMap<String, Span> = BTreeMap::new();
    for site in &file.facts.sites {
        let proven = site.presents.as_ref().is_some_and(|it| it.weight == Weight::Proven);
        for take in site.takes.iter().filter(|take| take.name.space == Space::Env) {
            if !file.unit.encloses(&take.name.scope)
                || !proven && !write::is_credential(file.vendors, &take.name.text)
            {
                continue;
            }
            let span = names.entry(take.name.text.clone()).or_insert(take.span);
            if take.span.start < span.start {
                *span = take.span;
            }
        }
    }
    for (name, span) in names {
        let secret = Name::new(Space::Secret, &file.unit, name.clone());
        let says = format!("`{name}` comes from {owner}");
        file.facts.sites.push(Site {
            takes: vec![Take { name: secret, span }],
            gives: Some(Name::new(Space::Env, &file.unit, name)),
            ..Site::new(span, &file.unit, says)
        });
    }
}
