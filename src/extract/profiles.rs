//! `profiles.yml`: dbt's connections to warehouses. What it reads from the environment is the warehouse's, whatever it
//! is called: `token: "{{ env_var('DBT_PAT') }}"`.

use crate::model::{Document, Facts, Most, Node, Source, Space, Vendor};

/// How many nodes of one file are looked at.
const MOST: Most = Most::new(20_000, "parts");

/// Whether a file that spells a vendor's name is one.
pub fn holds(path: &str, _: &[u8], _: &[Vendor]) -> bool {
    matches!(path.rsplit('/').next().unwrap_or(path), "profiles.yml" | "profiles.yaml")
}

/// The names that its connections read.
pub fn facts(_: &Source, document: &Document, _: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    let mut waiting: Vec<&Node> = document.roots.iter().collect();
    for seen in 0.. {
        let Some(node) = waiting.pop().filter(|_| MOST.has_room(seen)) else { break };
        waiting.extend(node.entries().iter().map(|entry| &entry.value));
        waiting.extend(node.items());
        let names = node.text().into_iter().flat_map(names);
        facts.foreign.extend(names.map(|name| (Space::Env, name)));
    }
    facts
}

/// The names behind `env_var(` in a text.
fn names(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split("env_var(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
        let name = rest[1..].split(quote).next()?;
        (!name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn what_is_read_from_the_environment_is_named() {
        for (text, expected) in [
            ("{{ env_var('DBT_PAT') }}", &["DBT_PAT"][..]),
            ("{{ env_var( \"A\", 'x') }}-{{env_var('B')}}", &["A", "B"]),
            ("{{ env_var(name) }} env_var('", &[]),
            ("é env_var(é", &[]),
        ] {
            assert_eq!(names(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
