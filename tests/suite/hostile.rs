//! What stops, hangs, crashes or fools a careless reader: whatever lies beside it, one good file is judged, and what
//! could not be read is told.

use serde_json::Value;

use crate::commands::code;
use crate::folder::Folder;
use crate::text;

const WORKFLOW: &str = ".github/workflows/x.yml";
const GOOD: &str = ".github/workflows/good.yml";
/// What makes a file one to read.
const MENTION: &str = "# DBT_CLOUD_TOKEN\n";

/// A workflow that uses a personal token in production.
const MISUSE: &str = "on:
  schedule:
    - cron: '0 5 * * *'
jobs:
  nightly:
    environment: production
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
          dbt_cloud_job_id: 2
";

/// Whether a run has to say that it could not read all of a file.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    /// It has.
    AProblem,
    /// It has not, or it may: the file can be read, or its limits are not those of a reader.
    Either,
}
use Said::{AProblem, Either};

fn nested(open: &str, close: &str, times: usize) -> String {
    open.repeat(times) + &close.repeat(times)
}

fn bomb() -> String {
    let row = |(before, letter): (char, char)| {
        let row = vec![format!("*{before}"); 9].join(",");
        format!("{letter}: &{letter} [{row}]\n")
    };
    let rows: Vec<String> = ('a'..'l').zip('b'..='l').map(row).collect();
    format!("{MENTION}a: &a [{}]\n{}", ["DBT_PAT"; 9].join(","), rows.concat())
}

/// A path, what lies there, and what is said of it.
fn cases() -> Vec<(&'static str, Vec<u8>, Said)> {
    let spelt = |text: String| (MENTION.to_owned() + &text).into_bytes();
    let module = |to: &str| format!("module \"m\" {{\n  source = \"{to}\"\n}}\n");
    let ladder = |at: usize| {
        format!(
            "      V{at}: ${{{{ env.V{0} || env.W{0} }}}}\n      W{at}: ${{{{ env.V{0} }}}}\n",
            at - 1
        )
    };
    let rungs: String = (1..40).map(ladder).collect();
    vec![
        (WORKFLOW, bomb().into_bytes(), AProblem),
        (WORKFLOW, spelt("a: &a\n  b: *a\n".into()), Either),
        (WORKFLOW, spelt("a: &a\n  <<: *a\n".into()), Either),
        (WORKFLOW, spelt(format!("x: {}\n", nested("[", "]", 50_000))), AProblem),
        (WORKFLOW, spelt(format!("x: {}", "{a: ".repeat(100_000))), AProblem),
        (WORKFLOW, spelt((0..3_000).map(|it| " ".repeat(it) + "k:\n").collect()), AProblem),
        (WORKFLOW, spelt(format!("env:\n  X: {}\n", "A".repeat(3_000_000))), Either),
        (WORKFLOW, spelt("---\nDBT_TOKEN: a\n".repeat(20_000)), Either),
        (
            WORKFLOW,
            spelt((0..100_000).map(|it| format!("k{it}: v\n")).collect::<Vec<_>>().concat()),
            Either,
        ),
        (WORKFLOW, b"on: [push\nenv:\n  DBT_TOKEN: x\njobs: {{{\n".to_vec(), AProblem),
        (WORKFLOW, b"name: caf\xe9\nenv:\n  DBT_TOKEN: x\n".to_vec(), AProblem),
        (WORKFLOW, spelt(format!("jobs:\n  j:\n    env:\n{rungs}")), Either),
        (WORKFLOW, spelt("# \x1b[2J\x1b]8;;http://a.invalid\x07\n".into()), Either),
        (WORKFLOW, Vec::new(), Either),
        ("main.tf", spelt(format!("locals {{ x = {} }}\n", nested("[", "]", 20_000))), AProblem),
        ("main.tf", spelt(format!("locals {{ x = {} }}\n", nested("(", ")", 50_000))), AProblem),
        (
            "main.tf",
            spelt(format!("locals {{ x = {} }}\n", nested("\"${", "}\"", 10_000))),
            AProblem,
        ),
        ("main.tf", spelt(nested("a {\n", "}\n", 10_000)), AProblem),
        ("main.tf", b"provider \"dbtcloud\" {\n  token = \n".to_vec(), AProblem),
        ("main.tf", spelt(module("./")), Either),
        ("a/main.tf", spelt(module("../a")), Either),
        (
            ".mcp.json",
            format!("{{\"DBT_TOKEN\":{}}}", nested("[", "]", 100_000)).into_bytes(),
            AProblem,
        ),
        (
            ".mcp.json",
            format!("{{\"DBT_TOKEN\": 1e99999, \"x\": {}}}", "9".repeat(500_000)).into_bytes(),
            Either,
        ),
        (
            ".dlt/secrets.toml",
            format!("dbt_cloud = {}\n", nested("[", "]", 50_000)).into_bytes(),
            AProblem,
        ),
        (".env", format!("DBT_TOKEN=\"abc\n{}", "x\n".repeat(50_000)).into_bytes(), AProblem),
        ("run.sh", spelt(nested("$(", ")", 20_000)), Either),
        ("run.sh", format!("cat <<EOF\n$DBT_TOKEN\n{}", "x\n".repeat(50_000)).into_bytes(), Either),
        ("run.py", spelt(nested("(", ")", 50_000)), Either),
        ("run.py", spelt(format!("x = \"\"\"{}", "DBT_TOKEN\n".repeat(20_000))), Either),
        ("Jenkinsfile", spelt(nested("node {\n", "}\n", 20_000)), Either),
        ("Dockerfile", spelt("RUN \\\n".repeat(50_000)), Either),
        ("blob.yml", (0..=255).collect::<Vec<u8>>().repeat(4_000), Either),
    ]
}

#[test]
fn what_lies_beside_a_good_file_does_not_hide_it() {
    for (nth, (path, bytes, said)) in cases().into_iter().enumerate() {
        let folder = Folder::new(&format!("hostile-{nth}"));
        folder.write(path, &bytes).write(GOOD, MISUSE);
        let run = folder.keyfit(&["check", "--format", "json"]);
        let shown = format!("case {nth}, {path}");
        assert_eq!((code(&run), text(&run.stderr)), (1, String::new()), "{shown}");
        let report: Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
        let found = report["findings"].as_array().expect("a list").iter();
        let misuse =
            |it: &&Value| it["path"] == GOOD && it["rule"] == "personal-token-in-production";
        assert_eq!(found.filter(misuse).count(), 1, "{shown}");
        let problems = report["problems"].as_array().expect("a list");
        assert!(
            said == Either || problems.iter().any(|it| it["path"] == path),
            "{shown}: {problems:?}"
        );
        assert!(!text(&run.stdout).contains("please report it"), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = Folder::new("hostile-links");
    folder.write(GOOD, MISUSE);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, folder.path(at));
    link("..", ".github/workflows/loop").expect("a link");
    link("/dev/zero", "zero.yml").expect("a link");
    link("/nonexistent", "dangling.yml").expect("a link");
    let pipe = std::process::Command::new("mkfifo").arg(folder.path("main.tf")).status();
    let run = folder.keyfit(&["check", "--format", "json"]);
    assert_eq!(code(&run), 1);
    let report: Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
    assert_eq!(report["findings"].as_array().expect("a list").len(), 1);
    if pipe.is_ok_and(|it| it.success()) {
        assert_eq!(report["problems"][0]["path"], "main.tf");
    }
}
