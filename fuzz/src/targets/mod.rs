//! What fuzzing calls: bytes → a broken promise, or nothing.
//!
//! A target is a function of bytes and one row of `TARGETS`. libFuzzer calls it from `fuzz_targets/`, the test suite
//! with every seed. A new format is a row of `Format::ALL`; a new dialect is met by the paths of its worlds.

mod seeds;
mod formats;
mod tree;
mod place;
mod world;
mod told;
mod dialects;
mod pipeline;
mod fixes;
mod mistakes;
mod settings;
mod rules;
mod comments;
mod editor;

pub use comments::comments;
pub use dialects::{at, documents, programs};
pub use editor::editor;
pub use formats::{dotenv, hcl, hcl_json, json, toml, yaml};
pub use pipeline::pipeline;
pub use rules::rules;
pub use seeds::{seeds, words};
pub use settings::{baseline, settings};

use std::sync::OnceLock;

use keyfit::model::Policy;
use keyfit::policy;

/// Something that is called with arbitrary bytes and panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: &[(&str, Target)] = &[
    ("hcl", hcl),
    ("hcl_json", hcl_json),
    ("yaml", yaml),
    ("dotenv", dotenv),
    ("json", json),
    ("toml", toml),
    ("documents", documents),
    ("programs", programs),
    ("settings", settings),
    ("baseline", baseline),
    ("rules", rules),
    ("comments", comments),
    ("editor", editor),
    ("pipeline", pipeline),
];

/// The day on which everything is judged.
const TODAY: &str = "2026-06-30";

/// The built-in policy.
fn beliefs() -> &'static Policy {
    static BELIEFS: OnceLock<Policy> = OnceLock::new();
    BELIEFS.get_or_init(|| policy::builtin().expect("the built-in rules hold no mistake"))
}
