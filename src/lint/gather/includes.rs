//! Files that a pipeline includes by a pattern: which of those there are it names.

use crate::discover::Paths;
use crate::model::{Held, Most, Passage, Scope, Within as _, glob};

/// How many files one pattern may name.
const FILES: Most = Most::new(100, "files that one pattern includes");
/// How many patterns all pipelines may have together.
const PATTERNS: Most = Most::new(500, "patterns of included files");

/// Put the files that there are in the place of patterns, in the passages after the first so many.
pub(super) fn name(passages: &mut Held<Passage>, known: usize, files: &Paths) {
    let is_one = |it: &Passage| pattern(&it.from).or_else(|| pattern(&it.to)).is_some();
    let patterns = passages.after(known).filter(|it| is_one(it)).within(PATTERNS);
    let patterns: Vec<Passage> = patterns.cloned().collect();
    if patterns.is_empty() {
        return;
    }
    let mut at = 0;
    passages.retain(|it| {
        at += 1;
        at <= known || !is_one(it)
    });
    for passage in patterns {
        let from = meant(&passage.from, files);
        for to in meant(&passage.to, files) {
            for from in from.iter().filter(|from| **from != to) {
                passages.push(Passage { from: from.clone(), to: to.clone(), ..passage.clone() });
            }
        }
    }
}

/// The pattern of a unit, and what stands behind it.
fn pattern(scope: &Scope) -> Option<(&str, &str)> {
    let path = scope.root()?.strip_prefix("gitlab:")?;
    let (path, _) = path.split_at(path.find('#').unwrap_or(path.len()));
    let part = &scope.root()?["gitlab:".len() + path.len()..];
    path.contains('*').then_some((path, part))
}

/// The scopes that one stands for.
fn meant(scope: &Scope, files: &Paths) -> Vec<Scope> {
    let Some((pattern, part)) = pattern(scope) else { return vec![scope.clone()] };
    let folder = &pattern[..pattern.find('*').unwrap_or_default()];
    let folder = &folder[..folder.rfind('/').map_or(0, |at| at + 1)];
    let there = files.below(folder).map(|(_, path)| path).filter(|it| fits(pattern, it));
    there.within(FILES).map(|path| scope.moved_to(&format!("gitlab:{path}{part}"))).collect()
}

/// Whether a path is one of those that a pattern names: `*` stays in its folder, `**` does not.
fn fits(pattern: &str, path: &str) -> bool {
    let deep = |text: &str| text.matches('/').count();
    glob::matches(pattern, path) && (pattern.contains("**") || deep(pattern) == deep(path))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn one_star_stays_in_its_folder() {
        for (pattern, path, expected) in [
            ("ci/*.yml", "ci/a.yml", true),
            ("ci/*.yml", "ci/a/b.yml", false),
            ("ci/**.yml", "ci/a/b.yml", true),
            ("ci/**.yml", "ci/a.yml", true),
            ("ci/**/*.yml", "ci/a/b.yml", true),
            ("ci/**/*.yml", "ci/a.yml", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern}: {path}");
        }
    }
}
