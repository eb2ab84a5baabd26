//! The one test binary. Worlds under `fixtures/` say on the line what is wrong with them; laws hold the house
//! together; goldens hold what people and machines read.
#![expect(clippy::panic, reason = "a test says what is wrong by failing")]

mod folder;
mod worlds;
mod stores;
mod laws;
mod goldens;
mod sarif;
mod docs;
mod book;
mod exceptions;
mod catalogue;
mod knowledge;
mod matrix;
mod commands;
mod change;
mod baseline;
mod hostile;
mod smoke;
mod injection;
mod leaks;
mod properties;
mod formats;
mod sessions;
mod editor;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use keyfit::lint::{Options, Progress};
use keyfit::model::Report;

/// The day on which every world is judged.
const TODAY: &str = "2026-06-30";

/// A workflow that runs production with a person's token; its finding stands on line 10.
const PERSONAL: &str = "\
on:
  push:
    branches: [main]
jobs:
  run:
    runs-on: ubuntu-latest
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
";

/// Where a workflow lies.
const WORKFLOW: &str = ".github/workflows/run.yml";

/// A path inside the project.
fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Run the binary in a folder.
fn keyfit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyfit"));
    command.args(arguments).current_dir(folder).env_remove("COLUMNS").env_remove("NO_COLOR");
    // On GitHub the tests are a step of their own.
    command.env_remove("GITHUB_STEP_SUMMARY");
    // A pipeline of Azure tells of itself in SARIF that is written for it.
    command.env_remove("TF_BUILD");
    command.output().expect("the binary was built for this test")
}

/// What a run in this process is asked of a folder.
fn options(folder: &Path, threads: usize) -> Options {
    Options { threads, ..Options::of(vec![folder.to_owned()], TODAY.to_owned()) }
}

/// What is said of the folder of a run in this process.
fn reported(options: &Options) -> Report {
    match keyfit::lint(options, &Progress::default()) {
        Ok((report, _)) => report,
        Err(failure) => panic!("{:?} cannot be read: {failure:?}", options.paths),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is part of the project") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// The folders directly below a folder, sorted.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is part of the project");
    let mut folders: Vec<PathBuf> =
        entries.filter_map(|it| Some(it.ok()?.path())).filter(|it| it.is_dir()).collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
