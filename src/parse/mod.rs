//! What a file says, whatever its format: `Source` → `Document`, one file a format.
//!
//! Parsing never fails and never panics: it answers with what it could read and with a `Problem` for each part
//! that it could not. It reads no meaning into what is said; that is `extract`'s work.

use crate::model::{Document, Limits, Problem, Source};

pub mod hcl;
pub mod hcl_json;
pub mod yaml;
pub mod dotenv;
pub mod json;
pub mod toml;
pub mod lines;
mod bound;
mod decode;

pub use bound::shortened;

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
    /// HCL: `.tf`, `.tofu`, `.tfvars`, `.hcl`.
    Hcl,
    /// HCL in JSON: `.tf.json`, `.tofu.json`, `.tfvars.json`.
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
    if ends(".tf.json") || ends(".tofu.json") || ends(".tfvars.json") {
        Some(Format::HclJson)
    } else if [".tf", ".tofu", ".tfvars", ".hcl"].into_iter().any(ends) {
        Some(Format::Hcl)
    } else if ends(".yml") || ends(".yaml") {
        Some(Format::Yaml)
    } else if ends(".json") || ends(".jsonc") {
        Some(Format::Json)
    } else if ends(".toml") {
        Some(Format::Toml)
    } else if is_dotenv(&name) {
        Some(Format::Dotenv)
    } else {
        None
    }
}

/// Whether a file name in lower case is one of the dotenv family: `.env`, `.env.local`, `prod.env`, `.envrc`, and
/// templates such as `.env.example`, `env.sample`, `app.env.template`. Another format may follow `.env.`.
fn is_dotenv(name: &str) -> bool {
    let is_env = |name: &str| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "env");
    let family = is_env(name) || name.starts_with(".envrc");
    let template = [".example", ".sample", ".template", ".dist", ".tmpl", ".tpl", ".default"]
        .iter()
        .filter_map(|ending| name.strip_suffix(ending))
        .any(|stem| stem == "env" || is_env(stem) || stem.starts_with(".env"));
    let others = [
        "js", "cjs", "mjs", "ts", "tsx", "py", "rb", "go", "rs", "php", "java", "kt", "ps1", "md",
        "mdx", "rst", "html", "xml", "ini", "enc", "gpg", "asc", "age", "zip", "vault", "keys",
    ];
    let ending = name.rsplit('.').next().unwrap_or_default();
    family || template || name.starts_with(".env.") && !others.contains(&ending)
}

/// Read a source in a format: all of it, or as much as is parsed of one file.
pub fn document(source: &Source, format: Format) -> Parsed {
    within(source, format, Limits::default())
}

/// Read a source in a format, within the limits of a run.
pub fn within(source: &Source, format: Format, limits: Limits) -> Parsed {
    let Some((short, problem)) = bound::shortened(source) else {
        return whole(source, format, limits);
    };
    let mut parsed = whole(&short, format, limits);
    parsed.problems.push(problem);
    parsed
}

fn whole(source: &Source, format: Format, limits: Limits) -> Parsed {
    match format {
        Format::Hcl => hcl::read(source),
        Format::HclJson => hcl_json::read(source),
        Format::Yaml => yaml::within(source, limits),
        Format::Dotenv => dotenv::read(source),
        Format::Json => json::read(source),
        Format::Toml => toml::read(source),
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, format_of};

    #[test]
    fn a_path_has_its_format() {
        for (path, format) in [
            ("a/.env", Some(Format::Dotenv)),
            (".env.local", Some(Format::Dotenv)),
            (".env.example", Some(Format::Dotenv)),
            (".envrc.example", Some(Format::Dotenv)),
            ("devcontainer-template.env", Some(Format::Dotenv)),
            ("app.env.sample", Some(Format::Dotenv)),
            ("env.example", Some(Format::Dotenv)),
            ("prod.env", Some(Format::Dotenv)),
            (".env.json", Some(Format::Json)),
            (".env.yaml", Some(Format::Yaml)),
            (".env.d.ts", None),
            (".env.vault", None),
            ("README.env.md", None),
            ("env.py", None),
            ("a.tf.json", Some(Format::HclJson)),
            ("a.tofu", Some(Format::Hcl)),
            ("a.tofu.json", Some(Format::HclJson)),
            ("a.toml", Some(Format::Toml)),
        ] {
            assert_eq!(format_of(path), format, "{path}");
        }
    }
}
