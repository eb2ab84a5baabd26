//! Folders and files, relative to the root of the repository.

use crate::model::{Most, Within as _};
/// Where CI checks the repository out; paths below it are paths of the repository.
pub const WORKSPACE: &str = "/github/workspace";

/// A path as seen from a folder of the repository; `None` if it lies outside.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let (base, path) = match path.strip_prefix(WORKSPACE) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => ("", rest),
        _ if path.starts_with(['/', '~']) => return None,
        _ => (folder, path),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in base.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/")).filter(|joined| joined.len() <= LENGTH)
}

/// The path as seen from each of several folders.
pub fn join_all(folders: &[String], paths: &[String]) -> Vec<String> {
    let all = folders.iter().flat_map(|folder| paths.iter().filter_map(|path| join(folder, path)));
    let mut joined: Vec<String> = Vec::new();
    for path in all.within(MANY) {
        if !joined.contains(&path) {
            joined.push(path);
        }
    }
    joined
}

/// How long a path may be; systems take no longer one.
const LENGTH: usize = 4096;

/// How many values of one place are looked at.
pub const MANY: Most = Most::new(16, "values of one path");

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_are_seen_from_the_root() {
        for (folder, path, expected) in [
            ("", "infra", Some("infra")),
            ("", "./infra/", Some("infra")),
            ("a/b", "../c", Some("a/c")),
            ("a", ".", Some("a")),
            ("a", "..", Some("")),
            ("", "..", None),
            ("a", "/etc", None),
            ("a", "~/x", None),
            ("a", "/github/workspace/infra", Some("infra")),
        ] {
            assert_eq!(join(folder, path).as_deref(), expected, "{path} from {folder}");
        }
    }
}
