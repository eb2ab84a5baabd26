//! Which files are of this dialect, and how much of a hostile one is read.

use super::{claims, facts, holds};
use crate::extract::fixture::{Tree, document, vendor};

#[test]
fn a_manifest_is_known_by_the_lines_that_it_has() {
    for (path, text, expected) in [
        ("a/job.yaml", "kind: Job\napiVersion: batch/v1\n", true),
        ("a/job.yaml", "# made\napiVersion: batch/v1\nkind: Job\n", true),
        ("a/job.json", "kind: Job\napiVersion: batch/v1\n", false),
        ("a/job.yaml", "on:\n  kind: Job\n  apiVersion: batch/v1\n", false),
        ("a/job.yaml", "kind: Job\n", false),
        ("a/values-prod.yaml", "env: {}\n", true),
        ("a/evaluates.yaml", "env: {}\n", false),
    ] {
        assert_eq!(holds(path, text.as_bytes(), &[]), expected, "{path}: {text}");
    }
    assert!(claims("overlays/prod/kustomization.yaml") && !claims("kustomization.md"));
}

#[test]
fn an_object_of_any_shape_is_read() {
    let kinds = [
        "Secret",
        "ConfigMap",
        "SealedSecret",
        "ExternalSecret",
        "List",
        "Pod",
        "SecretProviderClass",
    ];
    for kind in kinds {
        for path in ["a.yaml", "values.yaml", "kustomization.yaml"] {
            let (source, document) = document(path, &odd(kind));
            let facts = facts(&source, &document, &[vendor()]);
            assert!(facts.sites.iter().all(|it| it.presents.is_none()), "{kind} in {path}");
        }
    }
}

/// An object that has lists where others have maps, and texts that break off.
fn odd(kind: &str) -> Tree<'_> {
    let item = || Tree::Map(vec![("name", Tree::Text("{{ $"))]);
    let list = || Tree::List(vec![Tree::Null, Tree::Text("x=$("), item()]);
    let keys = ["metadata", "spec", "data", "stringData", "items", "env", "envFrom", "containers"];
    let mut tree = vec![("apiVersion", Tree::Text("v1")), ("kind", Tree::Text(kind))];
    tree.extend(keys.map(|key| (key, list())));
    Tree::Map(tree)
}
