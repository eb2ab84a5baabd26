//! What could not be read is told in every format, and never passes for clean.

use serde_json::Value;

use super::{code, found, with_workflow};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW, text};

const BROKEN: &str = ".github/workflows/broken.yml";

fn with_broken(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(BROKEN, "on: [push\nenv: DBT\njobs: \"\n");
    folder
}

#[test]
fn a_broken_file_is_a_problem_in_every_format() {
    let folder = with_broken("broken");
    let told = [
        ("human", "could not read .github/workflows/broken.yml:"),
        ("concise", ".github/workflows/broken.yml:"),
        ("json", "\"problems\": [\n    {"),
        ("sarif", "\"toolExecutionNotifications\": ["),
        ("github", "::warning file=.github/workflows/broken.yml,line="),
        ("markdown", "**Not wholly read**"),
        ("gitlab", "\"check_name\": \"unread-input\""),
        ("gitlab-sast", "\"messages\": [\n      {\n        \"level\": \"warn\""),
        ("junit", "<error type=\"problem\""),
        ("rdjson", "\"value\": \"unread-input\""),
        ("csv", "unread-input,.github/workflows/broken.yml,"),
        ("html", "Not looked at"),
    ];
    assert_eq!(told.map(|it| it.0).to_vec(), crate::formats::names());
    for (format, told) in told {
        let run = folder.keyfit(&["check", "--format", format]);
        assert_eq!((code(&run), text(&run.stderr)), (0, String::new()), "{format}");
        // A browser may break a path behind its slashes.
        let page = text(&run.stdout).replace("<wbr>", "");
        assert!(page.contains(told) && page.contains(BROKEN), "{format}: {page}");
        assert!(!page.contains("every key fits"), "{format}: {page}");
    }
    let json = folder.keyfit(&["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&json.stdout).expect("the report is JSON");
    let problems = report["problems"].as_array().expect("a list");
    assert_eq!(report["summary"]["problems"], problems.len());
    assert!(problems.iter().all(|it| it["path"] == BROKEN && it["start"]["line"].is_u64()));
    for format in ["human", "concise", "github", "markdown", "junit"] {
        let page = text(&folder.keyfit(&["check", "--format", format]).stdout);
        let summary = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let count = format!("{} inputs could not be wholly read", problems.len());
        assert!(summary.contains(&count), "{format}: {summary}");
    }
}

#[test]
fn a_broken_file_changes_the_exit_code_only_if_it_is_asked_for() {
    let clean = Folder::new("strict-clean");
    clean.write("README.md", "");
    let broken = with_broken("strict-broken");
    let both = with_broken("strict-both");
    both.write(WORKFLOW, PERSONAL);
    let findings = with_workflow("strict-findings", PERSONAL);
    for (folder, arguments, expected) in [
        (&clean, &["check", "--strict"][..], 0),
        (&broken, &["check"], 0),
        (&broken, &["check", "--strict"], 3),
        (&broken, &["check", "--strict", "--fail-on", "never"], 3),
        (&findings, &["check", "--strict"], 1),
        (&both, &["check"], 1),
        (&both, &["check", "--fail-on", "never"], 0),
        (&both, &["check", "--strict"], 3),
    ] {
        let run = folder.keyfit(arguments);
        assert_eq!(code(&run), expected, "{arguments:?}: {}", text(&run.stdout));
    }
}

#[test]
fn what_can_be_read_of_a_broken_file_is_judged() {
    let folder = with_workflow("half-broken", &format!("{PERSONAL}      - run: \"never closed\n"));
    assert_eq!(
        found(&folder, &[]),
        [".github/workflows/run.yml:10 personal-token-in-production=error"]
    );
    assert_eq!(code(&folder.keyfit(&["check", "--strict"])), 3);
}

#[test]
fn a_template_that_can_be_read_through_its_masks_is_no_problem() {
    let folder = with_workflow("template", &format!("{{% if x %}}\n{PERSONAL}{{% endif %}}\n"));
    assert_eq!(code(&folder.keyfit(&["check", "--strict"])), 1);
}

#[test]
fn a_comment_that_means_to_say_something_is_told() {
    let line = "          dbt_cloud_token";
    let misspelt = "          # keyfit: alow personal-token-in-production because it must";
    let text = PERSONAL.replace(line, &format!("{misspelt}\n{line}"));
    let folder = with_workflow("misspelt", &text);
    // A heading of prose is not a comment.
    folder.write("README.md", "# keyfit: alow dbt Cloud, says DBT_TOKEN\n");
    folder.write(
        "run.py",
        "# keyfit: servce\nimport os, dbt_cloud\nprint(os.environ['DBT_TOKEN'])\n",
    );
    let run = folder.keyfit(&["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
    let problems = report["problems"].as_array().expect("a list");
    let [problem, other] = problems.as_slice() else { panic!("two problems: {problems:#?}") };
    assert_eq!((&problem["path"], &problem["start"]["line"]), (&WORKFLOW.into(), &10.into()));
    let message = problem["message"].as_str().expect("a text");
    assert!(message.ends_with("did you mean `keyfit: allow`?"), "{message}");
    assert_eq!(other["path"], "run.py");
}
