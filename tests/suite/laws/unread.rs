//! What is not parsed, because nothing that was read needs it, would have changed nothing.

use std::path::{Path, PathBuf};

use keyfit::lint::Options;
use keyfit::model::Report;

use crate::folder::Folder;
use crate::{options, project, reported};

#[test]
fn what_is_passed_over_would_change_no_verdict() {
    for tree in trees() {
        let (some, all) = (report(&tree, false), report(&tree, true));
        let shown = tree.display();
        let told = |report: &Report| format!("{:#?}\n{:#?}", report.findings, report.usages);
        similar(&told(&some), &told(&all), &shown.to_string());
        assert!(some.summary.read <= all.summary.read, "{shown}");
    }
}

fn similar(some: &str, all: &str, tree: &str) {
    let differing = some.lines().zip(all.lines()).find(|(one, other)| one != other);
    assert!(some == all, "{tree}: {differing:?}");
}

/// Every world by itself, and all in one tree, where most of a world's files lie among those of others.
fn trees() -> Vec<PathBuf> {
    let mut trees: Vec<PathBuf> = super::spans::worlds();
    trees.extend(["fixtures", "fixtures/menagerie", "."].map(project));
    trees
}

fn report(tree: &Path, everything: bool) -> Report {
    reported(&Options { everything, ..options(tree, 2) })
}

const PROVIDER: &str = "provider \"dbtcloud\" {\n  token = var.token\n}\n";
const VARIABLE: &str = "variable \"token\" {\n  type = string\n}\n";
const APPLIES: &str = "on: push\njobs:\n  a:\n    runs-on: x\n    env:\n      TF_VAR_token: ${{ secrets.MY_PAT }}\n    steps:\n      - run: terraform apply\n";

/// A file that spells no vendor, another that does, and whether the first is needed.
#[test]
fn a_file_is_read_if_a_value_may_pass_it() {
    let module = "module \"x\" {\n  source = \"../../parts/x\"\n  token  = var.token\n}\n";
    for (path, text, other, expected) in [
        (".github/workflows/a.yml", APPLIES, "main.tf", true),
        (".github/workflows/a.yml", APPLIES, "deep/down/main.tf", true),
        ("elsewhere/.github/workflows/a.yml", APPLIES, "infra/main.tf", false),
        ("infra/variables.tf", VARIABLE, "infra/main.tf", true),
        ("infra/variables.tf", VARIABLE, "other/main.tf", false),
        ("envs/prod/main.tf", module, "parts/x/main.tf", true),
        ("envs/prod/main.tf", module, "things/y/main.tf", false),
        ("a/b/c.tf", "module \"up\" {\n  source = \"../..\"\n}\n", "main.tf", true),
        ("hidden/x.tf", "# \\u0064bt\n", "main.tf", true),
    ] {
        let folder = Folder::new("unread");
        folder.write(path, text);
        folder.write(other, PROVIDER);
        let read = report(&folder.path(""), false).summary.read;
        assert_eq!(read, 1 + usize::from(expected), "{path} beside {other}");
    }
}

#[test]
fn where_nothing_spells_a_vendor_nothing_is_parsed() {
    let folder = Folder::new("unspelt");
    folder.write("main.tf", VARIABLE);
    folder.write(".github/workflows/a.yml", APPLIES);
    assert_eq!(report(&folder.path(""), false).summary.read, 0);
    assert_eq!(report(&folder.path(""), true).summary.read, 2);
}
