//! The built-in folder and a user's own.

use std::path::Path;

use super::{RULE, assert_mistakes, loaded, policy};
use crate::model::Policy;
use crate::policy::{builtin, show, with_rules};

#[test]
fn the_built_in_rules_and_vendors_are_right() {
    let policy = builtin().unwrap_or_else(|mistakes| panic!("{}", show(&mistakes, false)));
    assert!(policy.rules.is_sorted_by_key(|rule| &rule.id) && !policy.rules.is_empty());
    assert!(policy.vendors.iter().any(|vendor| vendor.id == "dbt" && !vendor.consumers.is_empty()));
}

#[test]
fn a_users_folder_adds_rules_and_rows_and_replaces_none() {
    let folder = std::env::temp_dir().join(format!("keyfit-policy-{}", std::process::id()));
    let vendor = folder.join("vendors/v");
    std::fs::create_dir_all(&vendor).expect("the temporary folder takes files");
    let write = |path: &Path, text: &str| std::fs::write(path, text).expect("written");
    write(&folder.join("b-rule.toml"), &RULE.replace("kind = \"personal\"", "consumer = \"mine\""));
    write(&folder.join("README.md"), "no rule");
    write(
        &vendor.join("mine.toml"),
        "[[consumer]]\nid = \"mine\"\ntitle = \"m\"\nclass = \"api\"\nsource = [\"s\"]\nread = \"2026-08\"\nexamples = [{ file = \"e\", text = \"t\" }]\nnear-misses = [{ file = \"n\", text = \"t\" }]\n",
    );
    let both = with_rules(policy(), &folder).expect("right");
    let ids: Vec<&str> = both.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["a-rule", "b-rule"]);
    let consumers: Vec<&str> = both.vendors[0].consumers.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((both.vendors[0].title.as_str(), &consumers[..]), ("V", &["mine", "tool"][..]));

    write(&folder.join("a-rule.toml"), RULE);
    assert_mistakes(with_rules(policy(), &folder), &[("there is a rule `a-rule` already", "")]);
    std::fs::write(folder.join("c.toml"), b"\xff").expect("written");
    let mistakes = with_rules(policy(), &folder).expect_err("it is not UTF-8");
    assert!(
        mistakes[0].path.ends_with("/c.toml") && mistakes[0].message.contains("it is not UTF-8")
    );
    let missing = with_rules(policy(), &folder.join("none")).expect_err("it is not there");
    assert!(missing.len() == 1 && missing[0].path.ends_with("/none"), "{missing:?}");
    std::fs::create_dir(folder.join("bare")).expect("the temporary folder takes folders");
    let empty = with_rules(policy(), &folder.join("bare")).expect_err("there is no rule in it");
    assert!(empty[0].message.starts_with("there is no rule in"), "{empty:?}");
    std::fs::remove_dir_all(&folder).expect("it was made above");
}

#[test]
fn names_that_a_user_adds_are_known_beside_the_others() {
    let folder = std::env::temp_dir().join(format!("keyfit-names-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("vendors/dbt"))
        .expect("the temporary folder takes folders");
    let row = "[[name]]\nglobs = [\"zeta_*\"]\nkind = \"personal\"\nexamples = [\"ZETA_KEY\"]\nnear-misses = [\"ETA_KEY\"]\nsource = \"s\"\nread = \"2026-08\"\n";
    std::fs::write(folder.join("vendors/dbt/mine.toml"), row).expect("written");
    let policy = builtin().expect("nothing in it is wrong");
    let known =
        |policy: &Policy, name| policy.vendors.iter().any(|vendor| vendor.name_row(name).is_some());
    assert!(known(&policy, "DBT_CLOUD_TOKEN") && !known(&policy, "ZETA_KEY"));
    let both = with_rules(policy, &folder).expect("nothing in it is wrong");
    assert!(known(&both, "DBT_CLOUD_TOKEN") && known(&both, "zetaKey"));
    std::fs::remove_dir_all(&folder).expect("it was made above");
}

#[test]
fn the_built_in_rules_are_what_their_texts_say() {
    let texts = loaded(crate::policy::FILES).expect("nothing in them is wrong");
    let built = builtin().expect("nothing in them is wrong");
    let [built, texts] = [built, texts].map(|it| format!("{it:#?}"));
    let other = built.lines().zip(texts.lines()).find(|(one, other)| one != other);
    assert_eq!((other, built.len()), (None, texts.len()));
}
