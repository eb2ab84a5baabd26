//! Words by which a name that may be a credential's is told from all others before it is looked at closely.

use std::fmt;
use std::sync::OnceLock;

/// Words of which each name that fits one of some globs has at least one.
///
/// They are found when the first name is looked at. Every name of every file is, and hardly one has any.
#[derive(Clone, Default)]
pub struct Marks(OnceLock<Words>);

/// A shorter word stands in too many names.
const LONG: usize = 3;

/// Some words in small letters.
#[derive(Clone, Debug)]
pub struct Words(Vec<String>);

/// What is only found from other rows is no belief of its own, and may be found or not.
impl fmt::Debug for Marks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Marks")
    }
}

impl Marks {
    /// The words of some globs, which are always the same.
    pub(super) fn of<'g>(&self, globs: impl Iterator<Item = &'g String>) -> &Words {
        self.0.get_or_init(|| Words::of(globs.map(String::as_str)))
    }
}

impl Words {
    /// Few words that stand in all globs between them.
    fn of<'g>(globs: impl Iterator<Item = &'g str>) -> Self {
        let mut left: Vec<Vec<&str>> = globs
            .map(|glob| glob.split(['*', '_']).filter(|word| !word.is_empty()).collect())
            .collect();
        let mut words = Vec::new();
        while let Some(first) = left.first() {
            let covered = |word: &str| left.iter().filter(|glob| has(glob, word)).count();
            let rank = |word: &&&str| (LONG <= word.len(), covered(word), word.len());
            // Of a glob without a word every name has what it asks for.
            let most = first.iter().max_by_key(rank);
            let word = most.copied().unwrap_or_default().to_owned();
            left.retain(|glob| !has(glob, &word) && !word.is_empty());
            words.push(word);
        }
        Self(words)
    }

    /// Whether one of the words may stand in a name, once it is spelt as the rows of data spell it.
    pub fn may_stand_in(&self, name: &str) -> bool {
        // Spelling a name puts `_` between its letters and makes them small: what stands side by side then did before.
        let has = |word: &String| {
            let windows = || name.as_bytes().windows(word.len());
            word.is_empty() || windows().any(|it| it.eq_ignore_ascii_case(word.as_bytes()))
        };
        !name.is_ascii() || self.0.iter().any(has)
    }
}

fn has(glob: &[&str], word: &str) -> bool {
    glob.iter().any(|it| it.contains(word))
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn few_words_mark_all_names() {
        let globs = ["acme_token", "*_acme_key", "acmecloud_*", "layer_key", "a_layer"];
        let words = Words::of(globs.into_iter());
        assert_eq!(words.0, ["acme", "layer"]);
        for (name, expected) in [
            ("ACME_TOKEN", true),
            ("myAcmeCloudKey", true),
            ("PLAYER", true),
            ("AC_ME_TOKEN", false),
            ("KEY", false),
            ("", false),
            ("\u{212a}", true),
        ] {
            assert_eq!(words.may_stand_in(name), expected, "{name}");
        }
    }

    #[test]
    fn a_glob_of_stars_alone_is_in_every_name() {
        assert!(Words::of(["acme_*", "*_*"].into_iter()).may_stand_in("x"));
    }
}
