//! Rules are named for the wrong they find, and a secret cannot print itself.

use keyfit::model::{Scope, Secret, Site, SourceId, Span, Subject};

use super::code::sources;
use crate::{files, name, project};

#[test]
fn a_rule_is_named_for_the_wrong_that_it_finds() {
    let named: Vec<String> = files(&project("rules"))
        .iter()
        .filter(|path| path.parent() == Some(&project("rules")) && name(path) != "README.md")
        .map(|path| name(path))
        .collect();
    assert!(!named.is_empty());
    let wrong: Vec<&String> = named.iter().filter(|file| !is_good(file)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn is_good(file: &str) -> bool {
    let Some(id) = file.strip_suffix(".toml") else { return false };
    let words: Vec<&str> = id.split('-').collect();
    let plain = |word: &&str| !word.is_empty() && word.bytes().all(|it| it.is_ascii_lowercase());
    // Two words at least: what it is about, and what is wrong with it.
    2 <= words.len() && words.iter().all(plain) && !["no", "check", "fix"].contains(&words[0])
}

#[test]
fn a_bad_name_is_seen() {
    for file in [
        "KF001.toml",
        "kf-001.toml",
        "no-tokens.toml",
        "check-tokens.toml",
        "token.toml",
        "token_printed.toml",
        "Token-printed.toml",
        "token--printed.toml",
        "token-printed.tml",
    ] {
        assert!(!is_good(file), "{file}");
    }
    assert!(is_good("token-printed.toml"));
}

#[test]
fn a_secret_prints_nothing_of_itself() {
    let value = "aB3-dEf_x";
    let site = Site {
        literal: Some(Secret::new(value)),
        ..Site::new(Span::new(SourceId(0), 0, 1), &Scope::default(), "")
    };
    let secret = Secret::new("x");
    assert!(!format!("{secret:?}").contains('x'), "{secret:?}");
    for shown in [format!("{site:?}"), format!("{site:#?}"), format!("{:?}", vec![site.literal])] {
        assert!(!shown.contains(value), "{shown}");
    }
    // What has no way into a text cannot come there by accident.
    for code in sources() {
        for way in ["Display for Secret", "Deref for Secret", "AsRef<str> for Secret"] {
            assert!(!code.whole.contains(way), "src/{}: {way}", code.path);
        }
    }
}

#[test]
fn every_built_in_rule_names_the_weakness_that_it_is_about() {
    for rule in keyfit::policy::builtin().expect("the rules are right").rules {
        // An allowance is the checker's own bookkeeping and no weakness of what is checked.
        let is_bookkeeping = rule.subject == Subject::Allowance;
        assert_eq!(rule.weakness.is_empty(), is_bookkeeping, "{}", rule.id);
        assert!(!rule.title.is_empty() && !rule.why.trim().is_empty(), "{}", rule.id);
        assert!(rule.source.iter().all(|it| it.starts_with("https://")), "{}", rule.id);
    }
}
