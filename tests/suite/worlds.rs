//! Every world under `fixtures/<rule>/` is a tiny repository that says on the line what is wrong with it:
//! `expect: RULE` or `expect: RULE=LEVEL`, in whatever form of comment the file has. Where a format has no comments,
//! `expect: RULE on the line of TEXT` stands anywhere in the file.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{TODAY, files, folders, keyfit, name, project, text};

/// A finding as a world expects it or as a run reports it: path, line, rule, and the level where it matters.
type Said = (String, usize, String);

#[test]
fn a_world_is_judged_as_it_says() {
    let mut wrong = Vec::new();
    for rule in rule_folders() {
        for world in folders(&rule) {
            wrong.extend(differences(&world));
        }
    }
    assert!(wrong.is_empty(), "{} worlds differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_rule_has_a_world_it_flags_and_one_it_leaves_alone() {
    for rule in rule_folders() {
        let id = name(&rule);
        let flags = |world: &Path| {
            expected(world).iter().any(|(_, _, it)| it.split('=').next() == Some(id.as_str()))
        };
        let worlds = folders(&rule);
        assert!(worlds.iter().any(|world| flags(world)), "no world of `{id}` is flagged");
        assert!(worlds.iter().any(|world| !flags(world)), "no world of `{id}` is left alone");
    }
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

/// The folders of worlds: those below `fixtures/` that are called like a rule.
fn rule_folders() -> Vec<std::path::PathBuf> {
    let others = ["menagerie", "golden", "formats"];
    folders(&project("fixtures"))
        .into_iter()
        .filter(|it| !others.contains(&name(it).as_str()))
        .collect()
}

fn differences(world: &Path) -> Vec<String> {
    let (expected, found) = (expected(world), found(world));
    let here = format!("{}/{}", world.parent().map_or_else(String::new, name), name(world));
    let told =
        |what: &str, (path, line, rule): &Said| format!("{what} {here}: {path}:{line} {rule}");
    let fits = |a: &Said, b: &Said| {
        a.0 == b.0 && a.1 == b.1 && (b.2 == a.2 || b.2.split('=').next() == Some(a.2.as_str()))
    };
    let missing = expected
        .iter()
        .filter(|it| !found.iter().any(|found| fits(it, found)))
        .map(|it| told("missing", it));
    let noisy = found
        .iter()
        .filter(|it| !expected.iter().any(|expected| fits(expected, it)))
        .map(|it| told("noisy", it));
    missing.chain(noisy).collect()
}

fn expected(world: &Path) -> Vec<Said> {
    let mut expected = Vec::new();
    for file in files(world) {
        let path = file
            .strip_prefix(world)
            .expect("the file lies in the world")
            .to_string_lossy()
            .replace('\\', "/");
        let content = text(&std::fs::read(&file).expect("the fixture can be read"));
        for (number, line) in content.lines().enumerate() {
            let Some((_, mark)) = line.split_once("expect: ") else { continue };
            if let Some((rule, place)) = mark.split_once(" on the line of ") {
                let place = place.trim_end_matches(['"', ',']);
                let at = content
                    .lines()
                    .position(|line| line.contains(place) && !line.contains("expect: "));
                expected.push((
                    path.clone(),
                    at.expect("the text that the mark names stands in the file") + 1,
                    rule.to_owned(),
                ));
            } else {
                expected.extend(
                    mark.split(", ").map(|rule| (path.clone(), number + 1, rule.trim().to_owned())),
                );
            }
        }
    }
    expected
}

fn found(world: &Path) -> Vec<Said> {
    let run = keyfit(world, &["check", ".", "--format", "json", "--today", TODAY]);
    let report: serde_json::Value = serde_json::from_slice(&run.stdout)
        .unwrap_or_else(|_| panic!("{}: {}", world.display(), text(&run.stderr)));
    let findings = report["findings"].as_array().expect("the report lists findings");
    let loud = findings.iter().filter(|it| it["suppressed"].is_null());
    let said = loud.map(|it| {
        let line = it["start"]["line"].as_u64().expect("a finding has a line") as usize;
        let told = |key: &str| it[key].as_str().expect("a finding has its words").to_owned();
        (told("path"), line, format!("{}={}", told("rule"), told("level")))
    });
    let mut said: Vec<Said> = said.collect();
    let problems = report["problems"].as_array().expect("the report lists problems");
    said.extend(
        problems.iter().map(|it| (it["path"].to_string(), 0, format!("problem {}", it["message"]))),
    );
    said
}
