//! Under which conditions a file of Python runs, as far as its path and its imports say.

use super::module::Module;
use super::{connection, orchestrated, servers};
use crate::model::{Circumstance, Matter, Name, Vendor};

/// What the file says of its own runs.
pub(super) fn circumstances(module: &Module<'_>, vendors: &[Vendor]) -> Vec<Circumstance> {
    let path = &module.source.path;
    let mut said = Vec::new();
    // The folders may say where it runs; its own name says what it does (`live_tail.py`).
    if let Some((folders, _)) = path.rsplit_once('/') {
        said.push((Matter::Path(format!("{folders}/")), "the file's path".to_owned()));
    }
    if let Some(what) = example(path) {
        said.push((Matter::Example, format!("`{}` is {what}", module.source.file_name())));
    }
    if let Some(says) = unattended(module, vendors) {
        said.push((Matter::Unattended, says.to_owned()));
    }
    let scope = &module.blocks[0].scope;
    let circumstance =
        |(matter, says)| Circumstance { scope: scope.clone(), matter, span: None, says };
    said.into_iter().map(circumstance).collect()
}

/// Whether nothing runs a file for its own sake.
pub(super) fn is_example(path: &str) -> bool {
    example(path).is_some()
}

/// What a file is that nothing runs for its own sake.
fn example(path: &str) -> Option<&'static str> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let lies_in = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
    let is_test = name == "conftest.py" || name.starts_with("test_") || name.ends_with("_test.py");
    if is_test || lies_in(&["test", "tests"]) {
        Some("a test")
    } else if lies_in(&["example", "examples", "sample", "samples"]) {
        Some("an example")
    } else {
        None
    }
}

/// Why no person is at the keyboard when the file runs.
fn unattended(module: &Module<'_>, vendors: &[Vendor]) -> Option<&'static str> {
    let path = &module.source.path;
    let imports = |package: &str| {
        let inside = |path: &String| path.split('.').next() == Some(package);
        module.imports.values().any(inside)
    };
    let calls = |names: &[&str]| {
        module.calls.iter().any(|call| names.contains(&call.path.rsplit('.').next().unwrap_or("")))
    };
    let in_dags = path.split('/').rev().skip(1).any(|folder| folder == "dags");
    let kept = std::cell::OnceCell::new();
    let names = |of: fn(&Name) -> bool| {
        let kept = kept.get_or_init(|| orchestrated::kept(module, vendors));
        kept.iter().any(|kept| of(&kept.name))
    };
    if imports("airflow") && (in_dags || calls(&["DAG", "dag"]))
        || names(|name| name.scope == connection::home())
    {
        Some("an Airflow DAG is run by the scheduler")
    } else if imports("dagster") {
        Some("Dagster runs its definitions")
    } else if (imports("prefect") || imports("prefect_dbt"))
        && (servers::decorators(module, &["flow", "task"]).next().is_some() || calls(&["save"]))
        || names(|name| name.scope == orchestrated::blocks())
    {
        Some("Prefect runs its flows")
    } else {
        servers::says(module)
    }
}
