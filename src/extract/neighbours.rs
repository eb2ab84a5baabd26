//! Who is presumed to read an environment variable, by its name and by what stands beside it: `DBT_TOKEN` beside
//! `DBT_PROD_ENV_ID` is the MCP server's, whatever file sets them.

use std::collections::{HashMap, HashSet};

use crate::model::{Facts, Scope, Site, Space, Vendor, Weight, glob};

/// Consumers of which no more is known than that some program sees a variable.
const OPEN: [&str; 4] = ["process", "shell-session", "dev-container", "env-file"];

/// Whether no more is known of a consumer than that it is some program.
pub(super) fn is_open(consumer: &str) -> bool {
    OPEN.contains(&consumer)
}

/// Put those whom a catalogue knows in the place of the unknown programs of a document.
pub(super) fn recognise(facts: &mut Facts, vendors: &[Vendor]) {
    let any =
        facts.sites.iter().any(|it| it.presents.as_ref().is_some_and(|it| is_open(&it.consumer)));
    if !any {
        return;
    }
    let around = Around::of(facts, vendors);
    for site in &mut facts.sites {
        let Some(presentation) = site.presents.as_mut() else { continue };
        if presentation.weight != Weight::Presumed || !is_open(&presentation.consumer) {
            continue;
        }
        let mut names =
            site.takes.iter().map(|take| &take.name).filter(|it| it.space == Space::Env);
        let known = names.find_map(|name| {
            let beside = |glob: &str| around.stands(glob, &name.scope);
            vendors.iter().find_map(|vendor| vendor.variable(&name.text, beside))
        });
        if let Some(consumer) = known {
            presentation.consumer.clone_from(&consumer.id);
        }
    }
}

/// Take out the unknown programs that see a variable which is another product's in such a file: of what a vendor's
/// program is given that runs without the vendor's service, nothing goes to the vendor.
pub(super) fn forget(facts: &mut Facts, text: &str, vendors: &[Vendor]) {
    let may_be_another = |name: &str| {
        let mut rows = vendors.iter().filter_map(|vendor| vendor.name_row(name));
        rows.any(|row| row.alone.is_some())
    };
    let seen = |site: &Site| {
        let presents = site.presents.as_ref();
        let is_unknown = presents.is_some_and(|it| it.consumer == "process");
        is_unknown && site.takes.iter().any(|take| may_be_another(&take.name.text))
    };
    let mut alone = vendors.iter().flat_map(|it| &it.names).filter_map(|row| row.alone.as_ref());
    if facts.sites.iter().any(seen) && alone.any(|it| it.fits(text)) {
        facts.sites.retain(|site| !seen(site));
    }
}

/// Which of the names that catalogues ask for stand in which scopes.
struct Around<'v>(HashMap<Scope, HashSet<&'v str>>);

impl<'v> Around<'v> {
    fn of(facts: &Facts, vendors: &'v [Vendor]) -> Self {
        let slots = vendors.iter().flat_map(|it| &it.consumers).flat_map(|it| &it.variables);
        let globs: HashSet<&str> = slots.flat_map(|it| &it.beside).map(String::as_str).collect();
        let mut scopes: HashMap<Scope, HashSet<&str>> = HashMap::new();
        let given = facts.sites.iter().filter_map(|site| site.gives.as_ref());
        for name in given.filter(|name| name.space == Space::Env) {
            let fitting = globs.iter().copied().filter(|glob| glob::matches(glob, &name.text));
            for glob in fitting {
                scopes.entry(name.scope.clone()).or_default().insert(glob);
            }
        }
        Self(scopes)
    }

    /// Whether a name that fits stands in a scope or around it.
    fn stands(&self, glob: &str, scope: &Scope) -> bool {
        let mut scope = Some(scope.clone());
        while let Some(here) = scope {
            if self.0.get(&here).is_some_and(|globs| globs.contains(glob)) {
                return true;
            }
            scope = here.outer();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::recognise;
    use crate::model::vendor::VariableSlot;
    use crate::model::{
        Consumer, Facts, Name, Presentation, Scope, Site, SourceId, Space, Span, Take, Vendor,
        Weight,
    };

    fn vendors() -> Vec<Vendor> {
        let slot = |name: &str, beside: &[&str]| VariableSlot {
            name: name.into(),
            beside: beside.iter().map(|it| (*it).into()).collect(),
        };
        let consumer =
            |id: &str, variables| Consumer { id: id.into(), variables, ..Consumer::default() };
        let consumers = vec![
            consumer("mcp", vec![slot("DBT_TOKEN", &["DBT_PROD_*"])]),
            consumer("tap", vec![slot("TAP_*_KEY", &[])]),
        ];
        vec![Vendor { consumers, ..Vendor::default() }]
    }

    fn site(name: &Name, presents: Option<&str>) -> Site {
        let span = Span::new(SourceId(0), 0, 1);
        Site {
            takes: presents.map(|_| Take { name: name.clone(), span }).into_iter().collect(),
            gives: presents.is_none().then(|| name.clone()),
            presents: presents
                .map(|it| Presentation { consumer: it.into(), weight: Weight::Presumed }.into()),
            ..Site::new(span, &name.scope, String::new())
        }
    }

    #[test]
    fn a_variable_and_its_neighbours_tell_who_reads_it() {
        let job = Scope::unit("workflow", "a").within("job", "b");
        let elsewhere = Scope::unit("workflow", "a").within("job", "c");
        for (set, seen, at, consumer, expected) in [
            ("DBT_PROD_ENV_ID", "DBT_TOKEN", &job, "process", "mcp"),
            ("DBT_PROD_ENV_ID", "DBT_TOKEN", &job.within("step", 1), "env-file", "mcp"),
            ("DBT_PROD_ENV_ID", "DBT_TOKEN", &elsewhere, "process", "process"),
            ("DBT_HOST", "DBT_TOKEN", &job, "process", "process"),
            ("X", "TAP_DBT_KEY", &job, "shell-session", "tap"),
            ("X", "TAP_DBT_KEY", &job, "admin-api", "admin-api"),
        ] {
            let mut facts = Facts::default();
            facts.sites.push(site(&Name::new(Space::Env, &job, set), None));
            facts.sites.push(site(&Name::new(Space::Env, at, seen), Some(consumer)));
            recognise(&mut facts, &vendors());
            let found = facts.sites[1].presents.as_ref().map(|it| it.consumer.as_str());
            assert_eq!(found, Some(expected), "{seen} beside {set} at {at:?}");
        }
    }
}
