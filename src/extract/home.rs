//! Projects that lie in a folder of a repository: from where their pipelines see files.

use super::shell::folder;

/// Folders that hold a project's pipelines and lie at its top.
const HOLDERS: [&str; 6] =
    [".github", ".circleci", ".gitlab", ".buildkite", ".azure-pipelines", ".woodpecker"];

/// The folder whose project a pipeline's file would be of, if that is not the whole repository: the one that holds
/// the file, or the folder that is there for pipelines.
pub fn of(path: &str) -> Option<&str> {
    let (mut home, _) = path.rsplit_once('/')?;
    let mut start = 0;
    for step in path.split('/') {
        if HOLDERS.contains(&step) {
            home = path[..start].trim_end_matches('/');
            break;
        }
        start += step.len() + 1;
    }
    (!home.is_empty()).then_some(home)
}

/// The folders in which a script of a pipeline may start: those of its own project first, then those of the
/// repository. Which of them there are is not known here.
pub fn folders(path: &str, folders: &[String]) -> Vec<String> {
    let nested = of(path).into_iter();
    let nested = nested.flat_map(|home| folders.iter().filter_map(|it| folder::join(home, it)));
    nested.chain(folders.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_nested_pipeline_has_a_project_of_its_own() {
        for (path, expected) in [
            (".gitlab-ci.yml", None),
            ("team/.gitlab-ci.yml", Some("team")),
            ("a/b/.gitlab/ci/x.yml", Some("a/b")),
            (".gitlab/ci/x.yml", None),
            ("team/.circleci/config.yml", Some("team")),
            ("cloudbuild.yaml", None),
        ] {
            assert_eq!(of(path), expected, "{path}");
        }
    }
}
