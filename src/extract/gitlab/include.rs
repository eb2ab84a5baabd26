//! `include:` of files of the repository. Their jobs run in this pipeline; what they set, its jobs see.

use super::pipeline::Pipeline;
use crate::extract::ci::file::File;
use crate::extract::shell::folder;
use crate::model::{Carry, Node, Passage, Reach, Scope, Space, Span};

/// A file that is included.
pub(super) struct Included {
    pub path: String,
    pub span: Span,
}

/// How many files are looked at.
const MANY: usize = 100;

/// The files of the repository that a file includes by their full path.
pub(super) fn files(root: &Node) -> Vec<Included> {
    let Some(include) = root.get("include") else { return Vec::new() };
    let one = std::iter::once(include).filter(|it| it.items().is_empty());
    let nodes = one.chain(include.items()).take(MANY);
    nodes.filter_map(|node| included(node.get("local").unwrap_or(node))).collect()
}

fn included(node: &Node) -> Option<Included> {
    let text = node.text().filter(|it| !it.contains("://") && !it.contains(['*', '$']))?;
    let path = folder::join("", text.trim_start_matches('/'))?;
    Some(Included { path, span: node.span })
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
