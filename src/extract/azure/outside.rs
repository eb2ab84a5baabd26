//! Variables that no file sets: the settings of a pipeline, a group or a key vault hold them.

use std::collections::BTreeMap;

use super::pipeline::Pipeline;
use crate::extract::shell::write;
use crate::model::{Name, Site, Space, Span, Take, Weight};

/// Variables that are there in every run, by how they begin.
const KNOWN: [&str; 9] = [
    "build.",
    "system.",
    "agent.",
    "pipeline.",
    "environment.",
    "strategy.",
    "release.",
    "rev:",
    "date:",
];

/// State where the variables come from that the file takes. They hold for the whole unit, so that whatever the file
/// sets itself hides them.
pub(super) fn state(pipeline: &mut Pipeline<'_>) {
    let mut names: BTreeMap<(Space, String), (String, Span)> = BTreeMap::new();
    for site in &pipeline.file.facts.sites {
        for take in site.takes.iter().filter(|take| is_outside(pipeline, site, take)) {
            let folded = take.name.text.to_lowercase();
            let written = || (take.name.text.clone(), take.span);
            let known = names.entry((take.name.space, folded)).or_insert_with(written);
            if take.span.start < known.1.start {
                *known = written();
            }
        }
    }
    let unit = pipeline.file.unit.clone();
    for ((space, _), (name, span)) in names {
        let owner = "the settings of the pipeline, a group of variables or a key vault";
        let mut site = Site::new(span, &unit, format!("`{name}` comes from {owner}"));
        site.takes = vec![Take { name: Name::new(Space::Secret, &unit, name.clone()), span }];
        site.gives = Some(Name::new(space, &unit, name));
        pipeline.file.facts.sites.push(site);
    }
}

/// Whether what a site takes may come from outside. Secrets are in no environment unless something puts them there: a
/// program that could read a variable proves nothing, but a script that names one does.
fn is_outside(pipeline: &Pipeline<'_>, site: &Site, take: &Take) -> bool {
    let name = &take.name;
    let file = &pipeline.file;
    if !file.unit.encloses(&name.scope) {
        return false;
    }
    match name.space {
        Space::Setting => {
            let name = name.text.to_lowercase();
            !KNOWN.iter().any(|it| name.starts_with(it))
        }
        Space::Env => {
            let proven = site.presents.as_ref().is_some_and(|it| it.weight == Weight::Proven);
            (proven || write::is_credential(file.vendors, &name.text))
                && is_spelled(file.source.text.as_str(), take)
        }
        _ => false,
    }
}

/// Whether a name stands where it is taken, as a shell or a program writes it.
fn is_spelled(text: &str, take: &Take) -> bool {
    let written = text.get(take.span.start as usize..take.span.end as usize).unwrap_or_default();
    let is_reference = written.starts_with('$') && !written.starts_with("$(");
    written == take.name.text || is_reference && written.contains(&take.name.text)
}
