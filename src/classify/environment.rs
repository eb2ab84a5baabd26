//! What a word, a branch or a path says of the environment.

use std::collections::HashSet;

use crate::model::vendor::{EnvironmentRow, has_word, normalised};
use crate::model::{Environment, Facts, Matter, Policy, Vendor, glob};

/// Folders that hold one for each environment, and are called as if they were one of these: `live/dev`, `live/prod`.
pub struct Around<'f>(HashSet<&'f str>);

impl<'f> Around<'f> {
    /// What the paths of all files say.
    pub fn of(facts: &'f Facts, policy: &Policy) -> Self {
        let mut around = HashSet::new();
        for circumstance in &facts.circumstances {
            let Matter::Path(path) = &circumstance.matter else { continue };
            for vendor in &policy.vendors {
                let mut inner_is_one = false;
                for folder in folders(path) {
                    let word = normalised(name(folder));
                    let is_around = |row: &EnvironmentRow| has_any(&word, &row.around);
                    if inner_is_one && vendor.environments.iter().any(is_around) {
                        around.insert(folder);
                    }
                    let mut words = vendor.environments.iter().flat_map(|row| &row.words);
                    inner_is_one = words.any(|it| normalised(it) == word);
                }
            }
        }
        Self(around)
    }
}

/// The folders of a path, innermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(outer(path), |folder| outer(folder))
}

fn outer(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

fn name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

fn has_any(name: &str, words: &[String]) -> bool {
    words.iter().any(|it| has_word(name, it))
}

/// The environment that a word such as `prod-eu` or `nonprod` names.
pub fn of_word(word: &str, vendor: &Vendor) -> Option<Environment> {
    let word = normalised(word);
    let mut rows = vendor.environments.iter();
    rows.find(|row| has_any(&word, &row.words)).map(|row| row.environment)
}

/// The same, of a folder that holds one for each environment.
fn of_holder(word: &str, vendor: &Vendor) -> Option<Environment> {
    let word = normalised(word);
    let names = |row: &EnvironmentRow, it: &String| !row.around.contains(it) && has_word(&word, it);
    let mut rows = vendor.environments.iter();
    rows.find(|row| row.words.iter().any(|it| names(row, it))).map(|row| row.environment)
}

/// The environment to which a push to a branch deploys.
pub fn of_branch(branch: &str, vendor: &Vendor) -> Option<Environment> {
    let branch = branch.strip_prefix("refs/heads/").unwrap_or(branch).to_lowercase();
    // `release/**` in a filter is a family of branches, as is `release/*` in a row.
    let family = branch.replace("**", "*");
    vendor
        .environments
        .iter()
        .find(|row| row.branches.iter().any(|it| glob::matches(it, &branch) || *it == family))
        .map(|row| row.environment)
}

/// The environment that the folders of a path name; of several the innermost counts.
pub fn of_folders(path: &str, vendor: &Vendor, around: &Around<'_>) -> Option<Environment> {
    folders(path).filter(|it| !matches!(name(it), ".github" | "workflows")).find_map(|folder| {
        let is_holder = around.0.contains(folder);
        if is_holder { of_holder(name(folder), vendor) } else { of_word(name(folder), vendor) }
    })
}

/// The environment that a file's own name names.
pub fn of_file(path: &str, vendor: &Vendor) -> Option<Environment> {
    let name = path.rsplit('/').next()?;
    of_word(name, vendor)
}
