//! How names are spelt in the rows of data.

/// What wraps a name on its way into a program.
const WRAPPERS: [&str; 2] = ["tf_var_", "input_"];

/// A name as the rows of data spell it: lower case, words joined by single `_`, and the wrappers `TF_VAR_` and
/// `INPUT_` taken off. `dbtCloudAPIToken`, `dbt-cloud-api-token` and `INPUT_DBT_CLOUD__API_TOKEN` are one name.
pub fn normalised(name: &str) -> String {
    // Of every file each name is looked at, so that the usual letters have a shorter way.
    let mut words = if name.is_ascii() { joined_ascii(name.as_bytes()) } else { joined(name) };
    for wrapper in WRAPPERS {
        if words.starts_with(wrapper) {
            words.drain(..wrapper.len());
        }
    }
    words
}

/// The words of a name of ASCII letters in small ones.
fn joined_ascii(letters: &[u8]) -> String {
    let mut words = String::with_capacity(letters.len() + 8);
    let (mut before, mut starts_word) = (b'_', false);
    for (at, &letter) in letters.iter().enumerate() {
        if letter.is_ascii_alphanumeric() {
            // A capital begins a word behind a small letter or a digit, or before a small letter.
            starts_word |= letter.is_ascii_uppercase()
                && (before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase()
                        && letters.get(at + 1).is_some_and(u8::is_ascii_lowercase));
            if starts_word && !words.is_empty() {
                words.push('_');
            }
            words.push(char::from(letter.to_ascii_lowercase()));
            starts_word = false;
        } else {
            starts_word = true;
        }
        before = letter;
    }
    words
}

/// The words of a name in small letters.
fn joined(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let (mut before, mut starts_word) = (None, false);
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            starts_word |= is_hump(before, letter, letters.peek().copied());
            if starts_word && !words.is_empty() {
                words.push('_');
            }
            push_lower(&mut words, letter);
            starts_word = false;
        } else {
            starts_word = true;
        }
        before = Some(letter);
    }
    words
}

/// Whether a letter begins a word by being a capital: behind a small letter or a digit, or before a small letter.
fn is_hump(before: Option<char>, letter: char, after: Option<char>) -> bool {
    letter.is_uppercase()
        && before.is_some_and(|before| {
            before.is_lowercase()
                || before.is_numeric()
                || before.is_uppercase() && after.is_some_and(char::is_lowercase)
        })
}

fn push_lower(words: &mut String, letter: char) {
    if letter.is_ascii() {
        words.push(letter.to_ascii_lowercase());
    } else {
        words.extend(letter.to_lowercase().filter(|it| *it != '_'));
    }
}

/// Whether a normalised name has a word, or several that are joined by `_`, between others or alone.
pub fn has_word(name: &str, word: &str) -> bool {
    behind_word(name, word).next().is_some()
}

/// What stands behind each place at which a normalised name has a word: nothing, or `_` and more.
pub fn behind_word<'n>(name: &'n str, word: &'n str) -> impl Iterator<Item = &'n str> {
    let after = name.bytes().enumerate().filter(|(_, byte)| *byte == b'_').map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(after)
        .filter_map(move |at| name[at..].strip_prefix(word))
        .filter(|rest| rest.is_empty() || rest.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::{has_word, normalised};

    #[test]
    fn spellings_of_one_name_are_one() {
        for name in [
            "dbtCloudAPIToken",
            "dbt-cloud-api-token",
            "INPUT_DBT_CLOUD__API_TOKEN",
            "TF_VAR_dbt_cloud_api_token",
        ] {
            assert_eq!(normalised(name), "dbt_cloud_api_token", "{name}");
        }
    }

    #[test]
    fn signs_and_capitals_part_words() {
        for (name, expected) in [
            ("", ""),
            ("__", ""),
            ("_a__B-", "a_b"),
            ("HTTPServer2Go", "http_server2_go"),
            ("ÄPFELSaft", "äpfel_saft"),
            ("tf_var_INPUT_x", "x"),
            ("tf_var_", "tf_var"),
            ("a b.c", "a_b_c"),
        ] {
            assert_eq!(normalised(name), expected, "{name}");
        }
    }

    #[test]
    fn the_shorter_way_spells_as_the_longer_one() {
        let signs = ['a', 'B', 'c', 'D', '1', '_', '-', '.'];
        let sign = |number: usize, at: u32| signs[number / signs.len().pow(at) % signs.len()];
        for number in 0..signs.len().pow(5) {
            let name: String = (0..5).map(|at| sign(number, at)).collect();
            assert_eq!(super::joined_ascii(name.as_bytes()), super::joined(&name), "{name}");
        }
    }

    #[test]
    fn a_word_is_one_between_signs() {
        for (name, word, expected) in [
            ("dbt_pat", "pat", true),
            ("dbt_path", "pat", false),
            ("pat_of_x", "pat", true),
            ("compat", "pat", false),
            ("dbt_service_token", "service_token", true),
            ("path_pat", "pat", true),
            ("", "pat", false),
        ] {
            assert_eq!(has_word(name, word), expected, "{word} in {name}");
        }
    }
}
