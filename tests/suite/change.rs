//! A change under review: what it introduces is told, what was there before is counted, and git's own program, which is
//! asked what was there, runs nothing of the repository.

mod asked;
mod git;
mod settings;
mod staged;

use serde_json::Value;

use crate::commands::code;
use crate::folder::Folder;
use crate::{PERSONAL, TODAY, WORKFLOW, text};

/// The tree without files.
const EMPTY: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// A workflow that applies a folder of Terraform with a person's token.
const APPLIES: &str = "\
on:
  push:
    branches: [main]
jobs:
  apply:
    runs-on: ubuntu-latest
    env:
      TF_VAR_dbt_token: ${{ secrets.DBT_PAT }}
    steps:
      - run: terraform apply
";

/// What is applied.
const ROOT: &str = "provider \"dbtcloud\" {\n  token = var.dbt_token\n}\nvariable \"dbt_token\" {\n  sensitive = true\n}\n";

const APPLY: &str = ".github/workflows/apply.yml";
const APPLIED: &str = "main.tf:2 personal-token-in-production-terraform=error";
const UNDECLARED: &str = "main.tf:2 undeclared-token-kind=note";
const RAN: &str = ".github/workflows/run.yml:10 personal-token-in-production=error";

/// A repository with some files in its one commit; nothing where there is no git.
fn repository(name: &str, files: &[(&str, &str)]) -> Option<Folder> {
    let folder = Folder::new(name);
    let is_made = folder.git(&["init", "-q", "-b", "main"]);
    for (path, text) in files {
        folder.write(path, text);
    }
    is_made.then(|| commit(&folder))?;
    Some(folder)
}

fn commit(folder: &Folder) {
    folder.git(&["add", "-A"]);
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    folder.git(&[&who[..], &["commit", "-q", "--allow-empty", "--no-verify", "-m", "x"]].concat());
}

fn report(folder: &Folder, arguments: &[&str]) -> Value {
    let all = [&["check", "--format", "json", "--today", TODAY], arguments].concat();
    let run = folder.keyfit(&all);
    assert!(code(&run) < 2, "{}", text(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("the report is JSON")
}

/// The findings of a run that count.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let report = report(folder, arguments);
    let findings = report["findings"].as_array().expect("the report lists findings");
    let word = |it: &Value, key: &str| it[key].as_str().expect("a finding has it").to_owned();
    let told = |it: &Value| {
        let line = &it["start"]["line"];
        format!("{}:{line} {}={}", word(it, "path"), word(it, "rule"), word(it, "level"))
    };
    findings.iter().filter(|it| it["suppressed"].is_null()).map(told).collect()
}

#[test]
fn a_clean_tree_has_nothing_new_and_everything_is_new_to_an_empty_one() {
    let files = [(APPLY, APPLIES), ("main.tf", ROOT), (WORKFLOW, PERSONAL)];
    let Some(folder) = repository("change-ends", &files) else { return };
    assert_eq!(found(&folder, &[]), [RAN, APPLIED]);
    assert_eq!(found(&folder, &["--diff", EMPTY]), [RAN, APPLIED]);
    assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
    assert!(found(&folder, &["--staged"]).is_empty());
    let summary = &report(&folder, &["--diff", "HEAD"])["summary"]["change"];
    let expected =
        serde_json::json!({ "against": "HEAD", "before": 2, "problems": 0, "hushed": 0 });
    assert_eq!(*summary, expected);
    assert_eq!(code(&folder.keyfit(&["check", "--diff", "HEAD"])), 0);
}

#[test]
fn a_line_in_one_file_makes_what_stands_in_another_new() {
    let Some(folder) = repository("change-far", &[("main.tf", ROOT), (WORKFLOW, PERSONAL)]) else {
        return;
    };
    folder.write(APPLY, APPLIES);
    assert_eq!(found(&folder, &["--diff", "HEAD"]), [APPLIED]);
    assert_eq!(code(&folder.keyfit(&["check", "--diff", "HEAD"])), 1);
    // What is new may already be part of the branch.
    folder.git(&["switch", "-q", "-c", "change"]);
    commit(&folder);
    assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
    assert_eq!(found(&folder, &["--diff", "main"]), [APPLIED]);
    std::fs::remove_file(folder.path(APPLY)).expect("it was written");
    assert!(found(&folder, &["--diff", "main"]).is_empty());
    // Nothing says any more whose the token is, and that is new to the branch.
    assert_eq!(found(&folder, &["--diff", "HEAD"]), [UNDECLARED]);
}

#[test]
fn what_the_other_branch_did_meanwhile_is_not_this_ones() {
    let Some(folder) = repository("change-parted", &[(WORKFLOW, PERSONAL)]) else { return };
    folder.git(&["switch", "-q", "-c", "change"]);
    folder.write("main.tf", ROOT).write(APPLY, APPLIES);
    commit(&folder);
    folder.git(&["switch", "-q", "main"]);
    std::fs::remove_file(folder.path(WORKFLOW)).expect("it was written");
    commit(&folder);
    folder.git(&["switch", "-q", "change"]);
    assert_eq!(found(&folder, &["--diff", "main"]), [APPLIED]);
    assert_eq!(found(&folder, &["--diff", "main^{tree}"]), [RAN, APPLIED]);
}

#[test]
fn lines_that_move_make_nothing_new_and_another_name_does() {
    let files = [(APPLY, APPLIES), ("main.tf", ROOT), (WORKFLOW, PERSONAL)];
    let Some(folder) = repository("change-moved", &files) else { return };
    folder.write(WORKFLOW, format!("# What runs.\n\n{PERSONAL}"));
    folder.write("main.tf", ROOT.replace('\n', "\r\n"));
    assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
    std::fs::rename(folder.path(WORKFLOW), folder.path(".github/workflows/z.yml"))
        .expect("it is there");
    let renamed = ".github/workflows/z.yml:12 personal-token-in-production=error";
    assert_eq!(found(&folder, &["--diff", "HEAD"]), [renamed]);
}

#[test]
fn a_step_more_in_a_job_makes_nothing_new() {
    let files = [(WORKFLOW, PERSONAL), (APPLY, APPLIES), ("main.tf", ROOT)];
    let Some(folder) = repository("change-step", &files) else { return };
    for (path, text) in [(WORKFLOW, PERSONAL), (APPLY, APPLIES)] {
        folder.write(path, text.replace("    steps:\n", "    steps:\n      - run: echo hi\n"));
    }
    assert_eq!(found(&folder, &["--diff", "HEAD"]), Vec::<String>::new());
    let renamed = PERSONAL.replace("  run:", "  walk:");
    folder.write(WORKFLOW, renamed);
    assert_eq!(found(&folder, &["--diff", "HEAD"]), [RAN], "another job is another place");
}

#[test]
fn a_job_like_another_is_new_wherever_it_stands() {
    let Some(folder) = repository("change-twin", &[(WORKFLOW, PERSONAL)]) else { return };
    let job = PERSONAL.split_once("jobs:\n").map_or("", |(_, jobs)| jobs);
    let twin = job.replace("  run:", "  before:");
    let allowed = job.replace(
        "          dbt_cloud_token",
        "          # keyfit: allow personal-token-in-production because agreed\n          dbt_cloud_token",
    );
    for (second, name) in [(job, "as it was"), (allowed.as_str(), "allowed")] {
        folder.write(WORKFLOW, PERSONAL.replace(job, &format!("{twin}{second}")));
        assert_eq!(found(&folder, &["--diff", "HEAD"]), [RAN], "{name}");
    }
}

#[test]
fn one_use_more_of_what_is_told_once_is_new() {
    let nightly = APPLIES.replace("apply:", "again:");
    let files = [(APPLY, APPLIES), ("main.tf", ROOT)];
    let Some(folder) = repository("change-more", &files) else { return };
    folder.write(".github/workflows/zz.yml", &nightly);
    let report = report(&folder, &["--diff", "HEAD"]);
    let finding = &report["findings"][0];
    assert_eq!(finding["path"], "main.tf");
    let notes = finding["notes"].as_array().expect("a finding has notes");
    let new = notes.iter().find(|it| it["says"] == "this is new").expect("what is new is named");
    assert_eq!(new["path"], ".github/workflows/zz.yml");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_value_in_the_place_of_another_is_new() {
    let value =
        |letters: &str| format!("token: dbtu_{}\n", letters.repeat(3).get(..50).unwrap_or(""));
    let (one, two) = ("aB3dE-6_hJaQwErTyUiOpZ", "Zx9cV-7_bNmLkJhGfDsAqW");
    let Some(folder) = repository("change-value", &[("a.yml", &value(one))]) else { return };
    assert_eq!(found(&folder, &[]).len(), 1);
    folder.write("a.yml", format!("# It moved.\n{}", value(one)));
    assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
    folder.write("a.yml", value(two));
    assert_eq!(found(&folder, &["--diff", "HEAD"]).len(), 1);
}

#[test]
fn what_could_not_be_read_before_is_counted_and_not_told_again() {
    let broken = "on: [push\nenv: DBT\njobs: \"\n";
    let Some(folder) = repository("change-problems", &[(WORKFLOW, broken)]) else { return };
    let report = report(&folder, &["--diff", "HEAD"]);
    let problems = &report["summary"]["problems"];
    assert!(problems.as_u64().is_some_and(|it| 0 < it), "{report}");
    assert_eq!(report["summary"]["change"]["problems"], *problems);
    assert_eq!(report["problems"], serde_json::json!([]));
    assert_eq!(code(&folder.keyfit(&["check", "--diff", "HEAD", "--strict"])), 3);
    let page = text(&folder.keyfit(&["check", "--diff", "HEAD"]).stdout);
    assert!(page.contains("could not be wholly read"), "{page}");
    folder.write(APPLY, broken);
    let told = report_of_problems(&folder);
    assert!(!told.is_empty() && told.iter().all(|it| it == APPLY), "{told:?}");
}

fn report_of_problems(folder: &Folder) -> Vec<String> {
    let report = report(folder, &["--diff", "HEAD"]);
    let problems = report["problems"].as_array().expect("the report lists problems");
    problems.iter().filter_map(|it| Some(it["path"].as_str()?.to_owned())).collect()
}

/// One world of every few rules, as a repository.
fn worlds() -> Vec<Folder> {
    let rules = crate::folders(&crate::project("fixtures"));
    let worlds = rules.iter().step_by(5).filter_map(|rule| crate::folders(rule).into_iter().next());
    let made = worlds.map(|world| {
        let rule = world.parent().map(crate::name).unwrap_or_default();
        let folder = Folder::like(&format!("change-world-{rule}"), &world);
        folder.git(&["init", "-q", "-b", "main"]).then(|| commit(&folder))?;
        Some(folder)
    });
    made.flatten().collect()
}

#[test]
fn every_world_is_all_new_to_an_empty_tree_and_nothing_to_itself() {
    for folder in worlds() {
        let whole = report(&folder, &["--no-config"]);
        let against = |revision: &str| report(&folder, &["--no-config", "--diff", revision]);
        let (empty, own) = (against(EMPTY), against("HEAD"));
        for key in ["findings", "problems", "usages", "grants", "exposures"] {
            assert_eq!(empty[key], whole[key], "{}", folder.path("").display());
        }
        assert_eq!(own["findings"], serde_json::json!([]));
        assert_eq!(own["usages"], whole["usages"]);
        assert_eq!(own["summary"]["problems"], whole["summary"]["problems"]);
        // Whatever is loaded from git is what lies there.
        for file in crate::files(&folder.path("")) {
            let is_gits = file.components().any(|it| it.as_os_str() == ".git");
            let times = std::fs::FileTimes::new().set_modified(std::time::UNIX_EPOCH);
            if !is_gits {
                let opened = std::fs::File::options().write(true).open(&file);
                assert!(opened.and_then(|it| it.set_times(times)).is_ok());
            }
        }
        assert_eq!(against("HEAD")["findings"], serde_json::json!([]));
    }
}

#[test]
fn every_format_says_how_many_were_there_before() {
    let Some(folder) = repository("change-formats", &[(WORKFLOW, PERSONAL)]) else { return };
    folder.write("main.tf", ROOT).write(APPLY, APPLIES);
    for format in ["human", "concise"] {
        let page = text(&folder.keyfit(&["check", "--diff", "HEAD", "--format", format]).stdout);
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains("1 finding was there before (`HEAD`)"), "{page}");
        assert!(!page.contains("run.yml:10"), "{page}");
    }
    let run = folder.keyfit(&["check", "--diff", "HEAD", "--format", "sarif"]);
    let log: Value = serde_json::from_slice(&run.stdout).expect("the log is JSON");
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(run["results"][0]["baselineState"], "new");
    assert_eq!(run["properties"]["change"]["before"], 1);
    let quiet = repository("change-quiet", &[(WORKFLOW, PERSONAL)]);
    let quiet = quiet.map(|it| text(&it.keyfit(&["check", "--diff", "HEAD"]).stdout));
    assert!(quiet.is_some_and(|it| it.starts_with("no new finding")));
}
