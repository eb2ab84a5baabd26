//! What libFuzzer calls. The bodies lie in [`targets`], which the test suite calls as well.

pub mod targets;

use std::path::{Path, PathBuf};

/// A path inside the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
