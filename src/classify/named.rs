//! Whether a token is called after a person. Only the form of a name can be seen, so whatever may be a group, a machine
//! or a product is none.

use crate::model::{NamedFor, Vendor};

/// How much of what a token is called is looked at.
const MOST: usize = 200;

/// What a token is called after.
pub(super) fn of(title: &str, vendor: &Vendor) -> NamedFor {
    let title: String = title.chars().take(MOST).collect();
    let words: Vec<&str> = title.split(|it| !is_of_word(it)).filter(|it| !it.is_empty()).collect();
    if words.iter().any(|word| parts(word).any(|it| vendor.answers(it))) {
        NamedFor::Nothing
    } else if words.iter().any(|word| is_address(word, vendor)) {
        NamedFor::Address
    } else if (0..words.len()).any(|at| is_owner(&words[..=at], vendor) && is_owned(&words[at..])) {
        NamedFor::Person
    } else {
        NamedFor::Nothing
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || "._-+@'’".contains(letter)
}

/// The parts of a word that mean something by themselves.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty())
}

/// Whether a word is the address of a person: `first.last@corp.com`. A single word before the `@` may be anybody's.
fn is_address(word: &str, vendor: &Vendor) -> bool {
    let Some((local, domain)) = possessor(word).unwrap_or(word).split_once('@') else {
        return false;
    };
    let (mailbox, _) = local.split_once('+').unwrap_or((local, ""));
    let domain = domain.trim_end_matches('.');
    domain.contains('.') && !is_of_machines(domain) && is_full_name(mailbox, vendor)
}

/// Whether the accounts of a domain are machines' or groups'.
fn is_of_machines(domain: &str) -> bool {
    let machines = ["gserviceaccount", "iam", "bots", "bot", "svc", "groups", "lists", "noreply"];
    domain.to_lowercase().split('.').any(|part| machines.contains(&part))
}

/// Whether a text is a name as addresses and accounts write it: `jane.doe`, `j.doe2`, `anne-marie.o'neil`.
fn is_full_name(text: &str, vendor: &Vendor) -> bool {
    let text = text.trim_end_matches(|it: char| it.is_ascii_digit());
    let names: Vec<&str> = text.split(['.', '_']).collect();
    let (Some(last), 2..=3) = (names.last(), names.len()) else { return false };
    let is_one = |name: &&str| {
        !name.is_empty() && name.chars().all(|it| it.is_alphabetic() || "-'’".contains(it))
    };
    names.iter().all(is_one)
        && 2 < last.chars().count()
        && !parts(text).any(|it| vendor.is_nobody(it))
}

/// Whether the last of some words says whose something is, and that is a person: `Jane Doe's`, `jane.doe's`.
fn is_owner(words: &[&str], vendor: &Vendor) -> bool {
    let [before @ .., last] = words else { return false };
    let Some(last) = possessor(last) else { return false };
    let named = |word: &str| is_capitalised(word) && !parts(word).any(|it| vendor.is_nobody(it));
    // A third word with a capital is a part of the name, unless it tells that there is none.
    let third = before.iter().rev().nth(1).is_none_or(|it| !is_capitalised(it) || named(it));
    is_full_name(last, vendor)
        || third && named(last) && before.last().is_some_and(|first| named(first))
}

/// What stands before `'s`.
fn possessor(word: &str) -> Option<&str> {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"))
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(|it| it.is_lowercase() || "'’".contains(it))
        && letters.all(|it| it.is_alphabetic() || "-'’".contains(it))
}

/// Whether what the first of some words owns is something to get in with.
fn is_owned(words: &[&str]) -> bool {
    let things = ["token", "tokens", "pat", "key", "credential", "credentials"];
    words.iter().skip(1).any(|word| things.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::model::vendor::NobodyRow;
    use crate::model::{NamedFor, Vendor};

    fn vendor() -> Vendor {
        let texts = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect();
        let row = NobodyRow {
            words: texts(&["data", "team", "svc", "ci", "dbt", "monte", "prod"]),
            answers: texts(&["owner", "contact"]),
            source: String::new(),
        };
        Vendor { nobodies: vec![row], ..Vendor::default() }
    }

    #[test]
    fn a_person_is_seen_by_a_full_name() {
        for title in [
            "jane.doe@corp.com",
            "Jane.Doe@corp.com",
            "dbt token (jane.doe+dbt@corp.com)",
            "j.doe2@corp.com",
            "jane.doe@corp.com's token",
        ] {
            assert_eq!(of(title, &vendor()), NamedFor::Address, "{title}");
        }
        for title in [
            "Jane Doe's token",
            "Jane Doe’s dbt token",
            "jane.doe's PAT",
            "Anne-Marie O'Neil's key",
        ] {
            assert_eq!(of(title, &vendor()), NamedFor::Person, "{title}");
        }
    }

    #[test]
    fn what_may_be_a_group_a_machine_or_a_product_is_no_person() {
        for title in [
            "",
            "@",
            "'s token",
            ".@.",
            "jane@corp.com",
            "data.team@corp.com",
            "svc-jane.doe@corp.com",
            "ci@corp.com",
            "jane.doe@corp",
            "jane.doe@prod.iam.gserviceaccount.com",
            "airflow, owner jane.doe@corp.com",
            "Claude",
            "Alex",
            "Jane Doe",
            "Jane's token",
            "Monte Carlo's token",
            "Acme Data Platform's token",
            "Jane Doe's team",
            "prod.deploy's token",
        ] {
            assert_eq!(of(title, &vendor()), NamedFor::Nothing, "{title}");
        }
    }
}
