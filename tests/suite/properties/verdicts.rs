//! What is thought of a tree, in a form that can be compared.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use keyfit::model::{Report, Span};

use crate::folder::Folder;
use crate::{files, options, reported};

/// A world's files by their paths.
pub type World = BTreeMap<String, Vec<u8>>;

/// A finding, a usage or a problem, and the path and line of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    pub path: String,
    pub line: usize,
    pub what: String,
}

pub fn world(folder: &Path) -> World {
    let inside = |file: &PathBuf| {
        let path = file.strip_prefix(folder).expect("it lies in the folder").to_string_lossy();
        (path.replace('\\', "/"), std::fs::read(file).expect("the fixture can be read"))
    };
    files(folder).iter().map(inside).collect()
}

/// Write a world into a folder.
pub fn write(world: &World, folder: &Folder) {
    for (path, bytes) in world {
        folder.write(path, bytes);
    }
}

pub fn report(tree: &Path) -> Report {
    reported(&options(tree, 1))
}

/// All that is in a report but the texts that were read.
pub fn told(it: Report) -> String {
    format!("{:?}", (it.findings, it.usages, it.verdicts, it.exposures, it.problems, it.summary))
}

/// Everything that is thought of a tree, sorted.
fn verdicts(report: &Report) -> Vec<Said> {
    let said = |span: Span, what: String| {
        let source = report.sources.get(span.source).expect("a report keeps what it speaks of");
        Said { path: source.path.clone(), line: source.line_of(span.start as usize), what }
    };
    let findings = report.findings.iter().map(|it| {
        let silenced = if it.suppressed.is_some() { " (silenced)" } else { "" };
        said(it.span, format!("{}={}{silenced}", it.rule, it.level.as_str()))
    });
    let usages = report.usages.iter().zip(&report.verdicts).map(|(it, verdict)| {
        let (kind, runner) = (it.credential.kind, it.context.runner);
        let circumstances = format!("{} {}", runner.as_str(), it.context.environment.as_str());
        said(it.span, format!("{} {kind:?} {circumstances} {}", it.consumer, verdict.as_str()))
    });
    let problems = report.problems.iter().map(|it| Said {
        path: it.path.clone(),
        line: 0,
        what: it.message.clone(),
    });
    let mut all: Vec<Said> = findings.chain(usages).chain(problems).collect();
    all.sort();
    all
}

/// A world, and what is thought and told of it where it lies.
pub struct Known {
    pub folder: PathBuf,
    pub files: World,
    pub before: Vec<Said>,
    pub told: String,
}

/// Every world, read once for all properties.
pub fn worlds() -> &'static [Known] {
    static WORLDS: OnceLock<Vec<Known>> = OnceLock::new();
    WORLDS.get_or_init(|| {
        let known = |folder: &PathBuf| {
            let (files, report) = (world(folder), report(folder));
            let (before, told) = (verdicts(&report), told(report));
            Known { folder: folder.clone(), files, before, told }
        };
        crate::laws::spans::worlds().iter().map(known).collect()
    })
}

/// Hold that each world that `change` changes is thought of as before, but for what `moved` makes of it; answers
/// how many there are.
pub fn hold(
    name: &str,
    change: impl Fn(&World) -> Option<World>,
    moved: impl Fn(&Said) -> Said,
) -> usize {
    hold_by(name, change, moved, Clone::clone)
}

/// The same where also what is found is compared by what `seen` makes of it.
pub fn hold_by(
    name: &str,
    change: impl Fn(&World) -> Option<World>,
    moved: impl Fn(&Said) -> Said,
    seen: impl Fn(&Said) -> Said,
) -> usize {
    let (mut changed, mut wrong) = (0, Vec::new());
    for Known { folder: place, files, before, .. } in worlds() {
        let Some(other) = change(files) else { continue };
        changed += 1;
        let folder = Folder::new(name);
        write(&other, &folder);
        let after = verdicts(&report(&folder.path("")));
        wrong.extend(difference(place, &all(before, &moved), &all(&after, &seen)));
    }
    assert!(wrong.is_empty(), "{} of {changed} differ:\n{}", wrong.len(), wrong.join("\n"));
    changed
}

fn all(said: &[Said], change: impl Fn(&Said) -> Said) -> Vec<Said> {
    let mut all: Vec<Said> = said.iter().map(change).collect();
    all.sort();
    all
}

fn difference(world: &Path, before: &[Said], after: &[Said]) -> Option<String> {
    let lost: Vec<&Said> = before.iter().filter(|it| !after.contains(it)).collect();
    let new: Vec<&Said> = after.iter().filter(|it| !before.contains(it)).collect();
    let shown = world.display();
    (before != after).then(|| format!("{shown}\n  no more: {lost:?}\n  now: {new:?}"))
}
