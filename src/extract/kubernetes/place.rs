//! Which folder a file belongs to.

use crate::model::Scope;

/// The unit of a file: its chart's folder or its own.
pub(super) fn unit(path: &str) -> Scope {
    folder(path.rsplit_once("/templates/").map_or_else(|| parent(path), |(chart, _)| chart))
}

/// The unit of a folder.
pub(super) fn folder(folder: &str) -> Scope {
    let folder = folder.strip_prefix("templates/").unwrap_or(folder);
    Scope::unit("kubernetes", if folder == "templates" { "" } else { folder })
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file holds the values of a chart: `values.yaml`, `values-prod.yaml`, `values.staging.yml`.
pub(super) fn is_values(path: &str) -> bool {
    variant(path).is_some()
}

/// What tells a file of values from others of its chart: `prod` of `values-prod.yaml`; empty for `values.yaml`.
pub(super) fn variant(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    let rest = stem.strip_prefix("values")?;
    let is_word = rest.is_empty() || rest.starts_with(['-', '_', '.']);
    is_word.then(|| rest.trim_start_matches(['-', '_', '.']))
}

/// Whether a file's name says that it is an example. A `template` here is what objects are made of.
pub(super) fn is_example(name: &str) -> bool {
    let words = ["example", "examples", "sample", "samples"];
    let name = name.to_lowercase();
    name.split(|it: char| !it.is_alphanumeric()).any(|word| words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_is_one_folder() {
        for (path, expected) in [
            ("charts/app/templates/web/deployment.yaml", "kubernetes:charts/app"),
            ("charts/app/values.yaml", "kubernetes:charts/app"),
            ("templates/job.yaml", "kubernetes:"),
            ("job.yaml", "kubernetes:"),
        ] {
            assert_eq!(unit(path).to_string(), expected, "{path}");
        }
    }

    #[test]
    fn values_are_known_by_their_name() {
        for (path, expected) in [
            ("a/values.yaml", Some("")),
            ("values-prod.yml", Some("prod")),
            ("values.eu.staging.yaml", Some("eu.staging")),
            ("valuesets.yaml", None),
            ("values.json", None),
        ] {
            assert_eq!(variant(path), expected, "{path}");
        }
    }
}
