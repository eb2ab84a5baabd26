//! Names under which deployment targets go: `environment`, `DEPLOY_ENV`, `matrix.stage`.

use crate::model::vendor;

/// Words of which one in a name makes it that of a deployment target.
const WORDS: [&str; 9] = [
    "env",
    "environment",
    "target",
    "stage",
    "tier",
    "workspace",
    "deploy",
    "envs",
    "environments",
];

/// Whether a name is that of a deployment target.
pub(super) fn names_one(name: &str) -> bool {
    vendor::normalised(name).split('_').any(|word| WORDS.contains(&word))
}
