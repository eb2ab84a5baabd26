//! GitHub Actions: workflows, and actions that are kept in the repository.
//!
//! Names come in as secrets, settings and inputs, go on through environments, outputs and calls, and end in an
//! action's input, a command or a process. What starts a job and what it deploys to is stated, not judged.

pub mod expression;
mod token;
mod file;
mod known;
mod environment;
mod triggers;
mod asked;
mod condition;
mod cases;
mod computed;
mod inputs;
mod workflow;
mod matrix;
mod job;
mod step;
mod forks;
mod brought;
mod trust;
mod uses;
mod image;
mod fetched;
mod unset;
mod call;
mod terraform;
mod action;
#[cfg(test)]
mod tests;

use super::shell::folder;
use crate::model::{Document, Facts, Source, Vendor};

/// Whether this dialect claims a file: a workflow in a `.github/workflows` at any depth, or an action. What lies in
/// a folder there is no workflow, GitHub does not look at it.
pub fn claims(path: &str) -> bool {
    is_workflow(path) || is_action(path)
}

/// What a workflow or an action says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        facts.append(if is_action(&source.path) {
            action::facts(source, root, vendors)
        } else {
            workflow::facts(source, root, vendors)
        });
    }
    facts
}

const WORKFLOWS: &str = ".github/workflows";

fn is_workflow(path: &str) -> bool {
    let Some((folder, name)) = path.rsplit_once('/') else { return false };
    let before = folder.strip_suffix(WORKFLOWS);
    let is_there = before.is_some_and(|before| before.is_empty() || before.ends_with('/'));
    let ending = name.rsplit('.').next().unwrap_or_default();
    is_there && (ending.eq_ignore_ascii_case("yml") || ending.eq_ignore_ascii_case("yaml"))
}

fn is_action(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    (name == "action.yml" || name == "action.yaml") && !is_workflow(path)
}

/// The folder that GitHub would take for the root of the repository: the one that holds `.github`.
fn root_of(path: &str) -> &str {
    if path.starts_with(".github/") {
        return "";
    }
    path.find("/.github/").map_or("", |at| &path[..at])
}

/// The path of something local that a `uses: ./…` names.
fn local(root: &str, uses: &str) -> Option<String> {
    let relative = uses.strip_prefix("./").or_else(|| (uses == ".").then_some(""))?;
    folder::join(root, relative)
}
