//! Every world under `fixtures/<rule>/` is a tiny repository that says on the line what is wrong with it:
//! `expect: RULE` or `expect: RULE=LEVEL`, in whatever form of comment the file has. Where a format has no comments,
//! `expect: RULE on the line of TEXT` stands anywhere in the file.

use std::collections::BTreeSet;

use keyfit::lint::{Options, Worlds, lacking, tried};

use crate::{TODAY, files, folders, name, project};

#[test]
fn a_world_is_judged_as_it_says_and_a_rule_has_one_it_flags_and_one_it_leaves_alone() {
    let options = Options::of(Vec::new(), TODAY.to_owned());
    let folder = project("fixtures");
    let mut trials = tried(&Worlds { folder: &folder, judged: None, options: &options })
        .unwrap_or_else(|failure| panic!("{failure:?}"));
    trials.retain(|it| !OTHERS.contains(&it.rule()));
    let rules: Vec<String> = rule_folders().iter().map(|it| name(it)).collect();
    let lacking = lacking(&rules, &trials);
    let differences = trials
        .iter()
        .flat_map(|it| it.wrong.iter().map(move |wrong| format!("{}: {wrong:?}", it.world)));
    let wrong: Vec<String> = differences.chain(lacking).collect();
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rules.len() * 2 <= trials.len(), "only {} worlds were tried", trials.len());
}

#[test]
fn every_rule_has_worlds() {
    let with_worlds: BTreeSet<String> = rule_folders().iter().map(|it| name(it)).collect();
    let rules: BTreeSet<String> = files(&project("rules"))
        .iter()
        .filter(|path| {
            path.parent() == Some(&project("rules"))
                && path.extension().is_some_and(|it| it == "toml")
        })
        .map(|path| name(path).trim_end_matches(".toml").to_owned())
        .collect();
    assert_eq!(with_worlds, rules);
}

/// Folders below `fixtures/` that hold no worlds.
const OTHERS: [&str; 3] = ["menagerie", "golden", "formats"];

/// The folders of worlds: those below `fixtures/` that are called like a rule.
fn rule_folders() -> Vec<std::path::PathBuf> {
    folders(&project("fixtures"))
        .into_iter()
        .filter(|it| !OTHERS.contains(&name(it).as_str()))
        .collect()
}
