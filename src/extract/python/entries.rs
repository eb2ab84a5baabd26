//! Entries of what a secret manager answers: `json.loads(answer["SecretString"])["dbt_pat"]` is the entry `dbt_pat`.
//!
//! An answer is followed whole, from name to name. What is read of it goes the same way under the entry's own name, so
//! that two tokens of one secret are two.

use super::Telling;
use super::module::Module;
use super::several::ANY;
use super::value::Reader;
use crate::model::{Name, Site, Space};

/// What is around a secret in the answers of secret managers, and no entry of the secret.
const AROUND: [&str; 8] = [
    "Parameter",
    "Value",
    "SecretString",
    "SecretBinary",
    "SecretValue",
    "data",
    "value",
    "secret",
];
/// How long the name of an entry may be.
const LONGEST: usize = 200;

impl Reader<'_, '_> {
    /// Of the names that were taken last, those of the entry that is read behind a value.
    pub fn entry_behind(&mut self, before: usize, next: usize) {
        let module = self.module;
        if let Some(entry) = behind(module, next).filter(|_| before < self.takes.len()) {
            for take in &mut self.takes[before..] {
                of_entry(module, &mut take.name, &entry);
            }
        }
    }
}

/// The entry that is read by subscripts and `get` behind a value.
fn behind(module: &Module<'_>, mut at: usize) -> Option<String> {
    let mut keys = Vec::new();
    loop {
        let is_get = module.word(at) == "." && module.word(at + 1) == "get";
        let open = if is_get { at + 2 } else { at };
        if matches!(module.word(open), "[" | "(") && (is_get || module.word(open) == "[") {
            keys.extend(module.plain(open + 1));
        }
        at = match module.word(at) {
            "(" | "[" => module.behind(at),
            "." if module.is_name(at + 1) => at + 2,
            _ => break,
        };
    }
    joined(keys.into_iter())
}

/// The entry that is read by what stands behind the name of an answer: `[SecretString][dbt_pat]`.
pub(super) fn of_suffix(suffix: &str) -> Option<String> {
    let keys = suffix.split('[').skip(1).map(|it| it.split(']').next().unwrap_or_default());
    joined(keys)
}

fn joined<'k>(keys: impl Iterator<Item = &'k str>) -> Option<String> {
    let own = keys.filter(|key| !key.is_empty() && *key != ANY && !AROUND.contains(key));
    let entry = own.collect::<Vec<_>>().join("/");
    (!entry.is_empty() && entry.len() < LONGEST).then_some(entry)
}

/// The name of an entry of an answer.
pub(super) fn named(answer: &str, entry: &str) -> String {
    format!("{answer}[{entry}]")
}

/// Make the name of an answer that of its entry.
fn of_entry(module: &Module<'_>, name: &mut Name, entry: &str) {
    let is_secret = name.space == Space::Setting && name.scope == module.blocks[0].scope;
    let fits = name.text.len() + entry.len() < LONGEST;
    if is_secret && fits {
        name.text = format!("{}/{entry}", name.text);
    } else if let Some((answer, outer)) = split(module, name).filter(|_| fits) {
        name.text = named(answer, &format!("{outer}/{entry}"));
    } else if fits && is_answer(module, name, &name.text) {
        name.text = named(&name.text, entry);
    }
}

fn is_answer(module: &Module<'_>, name: &Name, text: &str) -> bool {
    let home = (name.space == Space::Local).then(|| module.block_at(&name.scope)).flatten();
    home.is_some_and(|home| module.answers.contains(&(home, text.to_owned())))
}

/// The answer whose entry a name is, and what the entry is called. A name that the file gives a value is none.
fn split<'n>(module: &Module<'_>, name: &'n Name) -> Option<(&'n str, &'n str)> {
    let (answer, entry) = name.text.strip_suffix(']')?.split_once('[')?;
    let home = module.block_at(&name.scope)?;
    let is_given = module.first_in(home, &name.text).is_some();
    (!is_given && is_answer(module, name, answer)).then_some((answer, entry))
}

/// The answer whose entry a name is.
pub(super) fn answer(module: &Module<'_>, name: &Name) -> Option<Name> {
    let (answer, _) = split(module, name)?;
    Some(Name { text: answer.to_owned(), ..name.clone() })
}

impl Telling<'_, '_> {
    /// What gives an entry of an answer: what gives the answer, under the entry's name.
    pub(super) fn entry(&self, name: &Name) -> Vec<Site> {
        let Some((answer, entry)) = split(self.module, name) else { return Vec::new() };
        let whole = Name { text: answer.to_owned(), ..name.clone() };
        let given = self.assignments(&whole).into_iter().map(|it| self.assigned(it));
        let of_entry = |mut site: Site| {
            for take in &mut site.takes {
                of_entry(self.module, &mut take.name, entry);
            }
            site.takes.retain(|take| take.name != *name);
            Site { gives: Some(name.clone()), ..site }
        };
        given.map(of_entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::of_suffix;

    #[test]
    fn an_entry_is_read_behind_what_is_around_a_secret() {
        for (suffix, expected) in [
            ("[SecretString][dbt_pat]", Some("dbt_pat")),
            ("[data][data][dbt][pat]", Some("dbt/pat")),
            ("[Parameter][Value]", None),
            (".payload.data", None),
            ("[", None),
            ("", None),
        ] {
            assert_eq!(of_suffix(suffix).as_deref(), expected, "{suffix}");
        }
    }
}
