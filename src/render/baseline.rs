//! A baseline as the text that people keep: one line a finding, sorted, with nothing in it that moves by itself.

use crate::model::{Arrange, Baseline, Known};

use super::scene::Scene;

/// What stands at the head of a new one.
const HEAD: [&str; 3] = [
    "# What keyfit found when this baseline was taken: fingerprint, rule, path.",
    "# A line may end in ` # ` and a reason. Lines in any order and double ones are understood,",
    "# so `*.baseline merge=union` in `.gitattributes` merges two of them.",
];

/// The file of a baseline.
pub(super) fn text(scene: &Scene<'_>, baseline: &Baseline) -> String {
    let mut entries: Vec<&Known> = baseline.entries.iter().collect();
    // Of double lines the one with a reason stays.
    let bare = |it: &Known| (it.because.is_none(), it.comments.is_empty());
    entries.arrange_by(|a, b| (&a.fingerprint, bare(a)).cmp(&(&b.fingerprint, bare(b))));
    entries.dedup_by(|a, b| a.fingerprint == b.fingerprint);
    let is_new = baseline.head.is_empty();
    let head = HEAD.iter().map(|it| (*it).to_owned()).filter(|_| is_new);
    let mut lines: Vec<String> = head.chain(baseline.head.iter().cloned()).collect();
    lines.push(String::new());
    for entry in entries {
        lines.extend(entry.comments.iter().cloned());
        lines.push(line(scene, entry));
    }
    lines.join("\n") + "\n"
}

fn line(scene: &Scene<'_>, entry: &Known) -> String {
    let because = entry.because.as_deref().map(|it| format!(" # {}", scene.line(it)));
    let (rule, path) = (scene.line(&entry.rule), scene.path(&entry.path));
    format!("{} {rule} {path}{}", entry.fingerprint, because.unwrap_or_default())
}
