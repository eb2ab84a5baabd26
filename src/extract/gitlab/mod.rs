//! GitLab CI: pipeline files, and the files that they include.
//!
//! Jobs are put together as GitLab does: from what they extend, what they refer to, and the defaults. A job whose
//! name begins with a dot never runs by itself. Variables that no file sets come from the project's settings.

mod pipeline;
mod job;
mod script;
mod secrets;
mod rules;
mod condition;
mod include;

use crate::model::{Document, Facts, Source, Vendor};

/// Whether this dialect claims a file: a pipeline, or a part of one in `.gitlab`.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some(stem) = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")) else {
        return false;
    };
    let folder = path.strip_suffix(name).unwrap_or_default();
    let in_folder = folder.starts_with(".gitlab/") || folder.contains("/.gitlab/");
    // What `.gitlab` holds beside pipelines is for other parts of GitLab.
    let other = ["/agents/", "/issue_templates/", "/merge_request_templates/"];
    stem.ends_with(".gitlab-ci") || in_folder && !other.iter().any(|it| path.contains(it))
}

/// What a pipeline file says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        facts.append(pipeline::facts(source, root, vendors));
    }
    facts
}
