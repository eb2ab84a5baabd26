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

use super::led;
use crate::model::{Document, Facts, Node, Source, Vendor};

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

/// Whether a file may be a part of a pipeline that includes it, as its words tell.
pub fn holds(path: &str, bytes: &[u8], _: &[Vendor]) -> bool {
    let is_yaml = matches!(path.rsplit('.').next(), Some("yml" | "yaml"));
    let has = |word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    is_yaml && !claims(path) && !super::is_within(path, ".github") && PART.into_iter().any(has)
}

/// Words of which a part of a pipeline has one at least that matters here.
const PART: [&str; 3] = ["script:", "variables:", "secrets:"];

/// What a file says: of one that no name tells, that it may be a part of a pipeline.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    if claims(&source.path) {
        return whole(source, document, vendors);
    }
    let mut facts = Facts::default();
    if let Some(root) = document.roots.iter().find(|root| is_part(root)) {
        facts.passages.push(led::waits(source, root));
    }
    facts
}

/// Whether a tree has variables for all jobs, or a job.
fn is_part(root: &Node) -> bool {
    const OF_JOBS: [&str; 5] = ["script", "before_script", "extends", "variables", "secrets"];
    let is_job = |node: &Node| OF_JOBS.iter().any(|key| node.get(key).is_some());
    root.get("variables").is_some() || root.entries().iter().any(|it| is_job(&it.value))
}

/// What a pipeline file says, or a part that one includes.
pub fn whole(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        facts.append(pipeline::facts(source, root, vendors));
    }
    facts
}
