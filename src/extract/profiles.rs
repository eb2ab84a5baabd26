//! `profiles.yml`: dbt's connections to warehouses. What it reads from the environment is the warehouse's, whatever it
//! is called: `token: "{{ env_var('DBT_PAT') }}"`.

use memchr::memmem;

use crate::model::{Document, Facts, Most, Node, Source, Space, Vendor};

/// How many nodes of one file are looked at.
const MOST: Most = Most::new(20_000, "parts");

/// Whether a path is that of a profile: `~/.dbt/profiles.yml`.
pub fn is_one(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "profiles.yml" | "profiles.yaml")
}

/// Whether a file that spells a vendor's name is one, or what one is made of: `profiles.ci.yml` with its `outputs`.
pub fn holds(path: &str, text: &[u8], _: &[Vendor]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    let is_other = || {
        let mut words = stem.unwrap_or_default().split(['.', '-', '_']);
        words.any(|it| it == "profiles") && memmem::find(text, b"outputs:").is_some()
    };
    is_one(path) || is_other()
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

/// The names behind `env_var(` in a text, and those of `$NAME` and `${NAME}`.
fn names(text: &str) -> impl Iterator<Item = String> + '_ {
    let read = text.split("env_var(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
        let name = rest[1..].split(quote).next()?;
        (!name.is_empty()).then(|| name.to_owned())
    });
    let filled = text.split('$').skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
        let name = &rest[..rest.find(|it| !is_word(it)).unwrap_or(rest.len())];
        let begins = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
        begins.then(|| name.to_owned())
    });
    read.chain(filled)
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
            ("${DBT_PAT}", &["DBT_PAT"]),
            ("a$B-${C:-x} $ $1 ${} ${{ d }} $é", &["B", "C"]),
        ] {
            assert_eq!(names(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
