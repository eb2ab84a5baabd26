//! What a word, a branch or a path says of the environment.

use crate::model::vendor::{has_word, normalised};
use crate::model::{Environment, Vendor, glob};

/// The environment that a word such as `prod-eu` or `nonprod` names.
pub fn of_word(word: &str, vendor: &Vendor) -> Option<Environment> {
    let word = normalised(word);
    vendor
        .environments
        .iter()
        .find(|row| row.words.iter().any(|it| has_word(&word, it)))
        .map(|row| row.environment)
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
pub fn of_folders(path: &str, vendor: &Vendor) -> Option<Environment> {
    let (folders, _) = path.rsplit_once('/')?;
    folders
        .rsplit('/')
        .filter(|folder| !matches!(*folder, ".github" | "workflows"))
        .find_map(|folder| of_word(folder, vendor))
}

/// The environment that a file's own name names.
pub fn of_file(path: &str, vendor: &Vendor) -> Option<Environment> {
    let name = path.rsplit('/').next()?;
    of_word(name, vendor)
}
