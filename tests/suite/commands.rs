//! The commands as a person or a script meets them: what is refused, what is written where, which exit code.

mod fixes;
mod init;
mod limits;
mod mistakes;
mod outputs;
mod own_rules;
mod paths;
mod settings;
mod shell;
mod tried;
mod trust;
mod unreadable;
mod written;

use std::process::Output;

use serde_json::Value;

use crate::folder::Folder;
use crate::{TODAY, WORKFLOW, text};

/// A workflow of which nothing says whose token it uses.
const UNDECLARED: &str = "\
on:
  push:
    branches: [main]
jobs:
  run:
    runs-on: ubuntu-latest
    env:
      DBT_API_KEY: ${{ secrets.DBT_API_KEY }}
    steps:
      - run: python run_and_monitor_dbt_job.py
";

/// A root of development that is applied with the account's token: worth a note.
const NOTED: &str = "provider \"dbtcloud\" {\n  token = var.dbt_service_token\n}\nvariable \"dbt_service_token\" {}\n";

/// A folder with one workflow.
fn with_workflow(name: &str, workflow: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(WORKFLOW, workflow);
    folder
}

pub fn code(run: &Output) -> i32 {
    run.status.code().expect("the run was not ended by a signal")
}

/// The report of a run, as JSON; the run may have findings but no mistake.
fn report(folder: &Folder, arguments: &[&str]) -> Value {
    let day: &[&str] = if arguments.contains(&"--today") { &[] } else { &["--today", TODAY] };
    let all = [&["check", "--format", "json"], day, arguments].concat();
    let run = folder.keyfit(&all);
    assert!(code(&run) < 2, "{}", text(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("the report is JSON")
}

/// The findings of a run as `path:line rule=level`, those that are silenced in brackets.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let report = report(folder, arguments);
    let told = |it: &Value| {
        let word = |key: &str| it[key].as_str().expect("a finding has its words").to_owned();
        let line = &it["start"]["line"];
        let all = format!("{}:{line} {}={}", word("path"), word("rule"), word("level"));
        if it["suppressed"].is_null() { all } else { format!("({all})") }
    };
    report["findings"].as_array().expect("the report lists findings").iter().map(told).collect()
}
