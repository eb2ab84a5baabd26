//! `include:` of files of the repository. Their jobs run in this pipeline; what they set, its jobs see.

use super::pipeline::Pipeline;
use crate::extract::ci::file::File;
use crate::extract::home;
use crate::extract::shell::folder;
use crate::model::{Carry, Most, Node, Passage, Reach, Scope, Space, Span, Within as _};

/// A file that is included.
pub(super) struct Included {
    pub path: String,
    pub span: Span,
}

/// How many files are looked at.
const MANY: Most = Most::new(100, "included files");

/// The files of the repository that a file includes by their full path.
pub(super) fn files(root: &Node, pipeline: &str) -> Vec<Included> {
    root.get("include").map_or_else(Vec::new, |include| of(include, pipeline))
}

/// The files of the repository that an `include:` names.
fn of(include: &Node, pipeline: &str) -> Vec<Included> {
    let homes = home::folders(pipeline, &[String::new()]);
    let one = std::iter::once(include).filter(|it| it.items().is_empty());
    let nodes = one.chain(include.items()).within(MANY);
    let nodes = nodes.map(|node| node.get("local").unwrap_or(node));
    nodes.flat_map(|node| included(node, &homes)).collect()
}

/// The file of an entry, as each of some folders sees it.
fn included(node: &Node, homes: &[String]) -> Vec<Included> {
    let text = node.text().filter(|it| !it.contains("://") && !it.contains('$'));
    let paths =
        text.map(|text| folder::join_all(homes, &[text.trim_start_matches('/').to_owned()]));
    let paths = paths.into_iter().flatten();
    paths.map(|path| Included { path, span: node.span }).collect()
}

/// State the passages to and from the included files.
pub(super) fn state(file: &mut File<'_>, pipeline: &Pipeline<'_>) {
    let unit = file.unit.clone();
    for included in &pipeline.included {
        let other = Scope::unit("gitlab", &included.path);
        let carry = |space, reach| Carry { space, reach };
        if other == unit {
            continue;
        }
        file.facts.passages.push(Passage {
            from: other.within("variables", ""),
            to: pipeline.scope.clone(),
            carries: vec![carry(Space::Env, Reach::Here)],
            span: included.span,
            says: format!("the pipeline takes the variables of `{}`", included.path),
        });
        file.facts.passages.push(Passage {
            from: pipeline.scope.clone(),
            to: other,
            carries: vec![
                carry(Space::Env, Reach::Outwards),
                carry(Space::Secret, Reach::Outwards),
            ],
            span: included.span,
            says: format!("the pipeline includes `{}`", included.path),
        });
    }
}

/// State the passages to the pipelines that a job starts, which have the variables of the job.
pub(super) fn started(file: &mut File<'_>, include: &Node, job: &Scope) {
    for included in of(include, &file.source.path) {
        let carry = |space| Carry { space, reach: Reach::Outwards };
        file.facts.passages.push(Passage {
            from: job.clone(),
            to: Scope::unit("gitlab", &included.path),
            carries: vec![carry(Space::Env), carry(Space::Secret)],
            span: included.span,
            says: format!("the job starts the pipeline `{}`", included.path),
        });
    }
}
