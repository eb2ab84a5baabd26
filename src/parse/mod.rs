//! What a file says, whatever its format: `Source` → `Document`, one file a format.
//!
//! Parsing never fails and never panics: it answers with what it could read and with a `Problem` for each part
//! that it could not. It reads no meaning into what is said; that is `extract`'s work.

use crate::model::{Document, Problem, Source};

pub mod hcl;
pub mod hcl_json;
pub mod yaml;
pub mod dotenv;
pub mod json;
pub mod toml;
pub mod lines;

/// What could be read of a source, and what could not.
#[derive(Debug)]
pub struct Parsed {
    /// The tree of what could be read.
    pub document: Document,
    /// What could not.
    pub problems: Vec<Problem>,
}

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HCL: `.tf`, `.tfvars`, `.hcl`.
    Hcl,
    /// HCL in JSON: `.tf.json`, `.tfvars.json`.
    HclJson,
    /// YAML.
    Yaml,
    /// The dotenv family: `.env`, `.env.*`, `*.env`, `.envrc`.
    Dotenv,
    /// JSON, with comments and trailing commas where editors write them.
    Json,
    /// TOML.
    Toml,
}

/// The format of a file by its path; `None` if it is none that keyfit parses.
pub fn format_of(path: &str) -> Option<Format> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    if ends(".tf.json") || ends(".tfvars.json") {
        Some(Format::HclJson)
    } else if ends(".tf") || ends(".tfvars") {
        Some(Format::Hcl)
    } else if ends(".yml") || ends(".yaml") {
        Some(Format::Yaml)
    } else if name == ".env"
        || name.starts_with(".env.")
        || ends(".env")
        || name.starts_with(".envrc")
    {
        Some(Format::Dotenv)
    } else if ends(".json") || ends(".jsonc") {
        Some(Format::Json)
    } else if ends(".toml") {
        Some(Format::Toml)
    } else {
        None
    }
}

/// Read a source in a format.
pub fn document(source: &Source, format: Format) -> Parsed {
    match format {
        Format::Hcl => hcl::read(source),
        Format::HclJson => hcl_json::read(source),
        Format::Yaml => yaml::read(source),
        Format::Dotenv => dotenv::read(source),
        Format::Json => json::read(source),
        Format::Toml => toml::read(source),
    }
}
