//! `before_script`, `script` and `after_script`: the first two are one script to the shell.

use super::job::Lineage;
use super::pipeline::{Pipeline, referred};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::Layer;
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::woven;
use crate::model::{Node, Scalar, Scope};

/// How deep lists of commands may lie in each other, as GitLab allows.
const DEPTH: usize = 10;

/// Read the scripts of a job in its scope. Whether it has any of its own.
pub(super) fn read(
    file: &mut File<'_>,
    pipeline: &Pipeline<'_>,
    lineage: &Lineage<'_>,
    layers: &[&Layer],
    scope: &Scope,
    owner: &str,
) -> bool {
    let around = |key: &str| {
        let root = pipeline.root;
        lineage.get(key).or_else(|| root.at(&["default", key])).or_else(|| root.get(key))
    };
    let Some(own) = lineage.get("script") else { return false };
    let mut commands = commands(pipeline.root, around("before_script"));
    commands.extend(self::commands(pipeline.root, Some(own)));
    let after = self::commands(pipeline.root, around("after_script"));
    for (name, commands) in [("script", commands), ("after_script", after)] {
        let Some(scalar) = woven::joined(commands) else { continue };
        let process = Process {
            scope: scope.within("script", name),
            label: owner.to_owned(),
            layers: layers.to_vec(),
            folders: vec![String::new()],
        };
        process::script(file, &process, &scalar);
    }
    true
}

/// Whether a job without a script of its own may have one from another file.
pub(super) fn of_other_files(lineage: &Lineage<'_>) -> bool {
    lineage.get("script").is_none() && lineage.get("trigger").is_none()
}

/// The commands of a script: a text, or lists of texts.
fn commands<'a>(root: &'a Node, node: Option<&'a Node>) -> Vec<&'a Scalar> {
    let mut commands = Vec::new();
    let mut open: Vec<(&Node, usize)> = node.map(|node| (node, 0)).into_iter().collect();
    while let Some((node, depth)) = open.pop() {
        let node = referred(root, node);
        commands.extend(node.scalar());
        if depth < DEPTH {
            open.extend(node.items().iter().rev().map(|item| (item, depth + 1)));
        }
    }
    commands
}
