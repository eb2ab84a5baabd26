//! Words by which a name that may be a credential's is told from all others before it is looked at closely.

/// A shorter word stands in too many names.
const LONG: usize = 3;

/// Some words in small letters.
#[derive(Clone, Debug)]
pub struct Words {
    words: Vec<String>,
    /// Which letters begin a word, a bit for each whatever its case.
    firsts: u32,
}

impl Words {
    /// Few words that stand in all globs between them.
    pub(super) fn of<'g>(globs: impl Iterator<Item = &'g str>) -> Self {
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
        // Of an empty word nothing is asked.
        let of = |word: &String| word.bytes().next().map_or(u32::MAX, first);
        let firsts = words.iter().map(of).fold(0, |all, it| all | it);
        Self { words, firsts }
    }

    /// Whether one of the words may stand in a name, once it is spelt as the rows of data spell it.
    pub fn may_stand_in(&self, name: &str) -> bool {
        // Spelling a name puts `_` between its letters and makes them small: what stands side by side then did before.
        let mut letters = name.as_bytes();
        while let Some((letter, rest)) = letters.split_first() {
            if self.firsts & first(*letter) != 0 && self.begins(letters) {
                return true;
            }
            letters = rest;
        }
        !name.is_ascii() || self.words.iter().any(String::is_empty)
    }

    /// Whether one of the words begins some letters of any case.
    fn begins(&self, letters: &[u8]) -> bool {
        let begins =
            |word: &[u8]| letters.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        self.words.iter().any(|word| begins(word.as_bytes()))
    }
}

/// The bit of a letter, which is the same for a small and a capital one.
fn first(letter: u8) -> u32 {
    1 << (letter & 31)
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
        assert_eq!(words.words, ["acme", "layer"]);
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
