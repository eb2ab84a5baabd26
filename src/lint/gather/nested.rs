//! Pipelines of projects that lie in a folder: what they lead to lies in that folder, or it is seen from the root.

use std::collections::HashSet;

use crate::discover::Paths;
use crate::extract::home;
use crate::model::{Held, Passage, Scope, Sources, Span};

/// Of two passages that differ only in whether a path is seen from the project or from the root, keep the one that
/// leads to something. Where both do, a project has its own way, and a part of the root's pipeline the root's.
pub(super) fn settle(passages: &mut Held<Passage>, sources: &Sources, files: &Paths) {
    let is_nested = |it: &&Passage| home::of(sources.path(it.span.source)).is_some();
    let known: HashSet<(Span, Scope, Scope)> =
        passages.iter().filter(is_nested).map(ends).collect();
    if known.is_empty() {
        return;
    }
    let mut gone: HashSet<(Span, Scope, Scope)> = HashSet::new();
    for (span, from, to) in &known {
        let path = sources.path(span.source);
        let Some(home) = home::of(path) else { continue };
        let nested = (*span, seen_from(home, from), seen_from(home, to));
        let twins =
            [(*span, from.clone(), nested.2.clone()), (*span, nested.1.clone(), to.clone())];
        for (twin, [ours, theirs]) in twins.into_iter().zip([[&nested.2, to], [&nested.1, from]]) {
            if ours == theirs || !known.contains(&twin) {
                continue;
            }
            let is_part = files.has(&path[home.len() + 1..]);
            let keeps_root = is_there(files, theirs) && (is_part || !is_there(files, ours));
            gone.insert(if keeps_root { twin } else { (*span, from.clone(), to.clone()) });
        }
    }
    passages.retain(|it| !gone.contains(&ends(it)));
}

fn ends(passage: &Passage) -> (Span, Scope, Scope) {
    (passage.span, passage.from.clone(), passage.to.clone())
}

/// A scope with the path of its unit as a project sees it.
fn seen_from(home: &str, scope: &Scope) -> Scope {
    let Some((kind, path)) = scope.root().and_then(|unit| unit.split_once(':')) else {
        return scope.clone();
    };
    let slash = if path.is_empty() { "" } else { "/" };
    scope.moved_to(&format!("{kind}:{home}{slash}{path}"))
}

/// Whether there is what a unit stands for: a file, or a folder with files of Terraform.
fn is_there(files: &Paths, scope: &Scope) -> bool {
    let Some((kind, path)) = scope.root().and_then(|unit| unit.split_once(':')) else {
        return false;
    };
    if kind != "terraform" {
        // A unit of a part of a file has the part's name behind the file's.
        return files.has(path.split('#').next().unwrap_or(path));
    }
    let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
    let below = files.below(&folder).map(|(_, file)| &file[folder.len()..]);
    let mut direct = below.filter(|name| !name.contains('/'));
    direct.any(|name| {
        [".tf", ".tf.json", ".tofu", ".tofu.json", ".hcl"]
            .iter()
            .any(|ending| name.ends_with(ending))
    })
}
