//! `--fix`: what is changed, and that nothing else is.

use std::collections::BTreeMap;

use crate::folder::Folder;
use crate::{TODAY, WORKFLOW, files, folders, project, text};

const FIX: [&str; 6] = ["check", "--fix", "--today", TODAY, "--fail-on", "never"];

fn fix(folder: &Folder, more: &[&str]) -> std::process::Output {
    folder.keyfit(&[&FIX, more].concat())
}

/// Every file of a folder with its bytes.
fn contents(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let root = folder.path("");
    let read = |path: &std::path::PathBuf| std::fs::read(path).expect("the test wrote it");
    let name = |path: &std::path::Path| {
        path.strip_prefix(&root).expect("it lies below").to_string_lossy().into_owned()
    };
    files(&root).iter().map(|path| (name(path), read(path))).collect()
}

#[test]
fn a_second_run_changes_nothing_and_each_change_only_adds_or_exchanges_lines() {
    let mut changed = 0;
    for rule in folders(&project("fixtures")) {
        for world in folders(&rule) {
            let folder = Folder::like("fix-world", &world);
            let before = contents(&folder);
            fix(&folder, &["--unsafe"]);
            let once = contents(&folder);
            if once == before {
                continue;
            }
            fix(&folder, &["--unsafe"]);
            assert_eq!(once, contents(&folder), "{}: the second run changes more", world.display());
            for (path, after) in &once {
                let Some(before) = before.get(path) else {
                    assert_eq!(path, ".gitignore", "{}", world.display());
                    continue;
                };
                if before != after {
                    changed += 1;
                    let (before, after) = (text(before), text(after));
                    let lost = lost(&before, &after);
                    assert!(lost.is_empty(), "{}: {path}: {lost:?}", world.display());
                }
            }
        }
    }
    assert!(5 <= changed, "{changed}");
}

/// The lines of a text of which another keeps not even the beginning, but what bounds only the set that goes.
fn lost<'t>(before: &'t str, after: &str) -> Vec<&'t str> {
    let begins = |line: &str| line.chars().take(12).collect::<String>();
    let kept: Vec<String> = after.lines().map(begins).collect();
    let bounds = |line: &str| line.trim_start().starts_with("writable_environment_categories");
    before.lines().filter(|line| !kept.contains(&begins(line)) && !bounds(line)).collect()
}

#[test]
fn a_dry_run_prints_a_patch_and_writes_nothing() {
    let world = project("fixtures/broader-than-needed/handed-to-a-connector");
    let folder = Folder::like("fix-dry", &world);
    let before = contents(&folder);
    let run = fix(&folder, &["--unsafe", "--dry-run"]);
    assert_eq!(before, contents(&folder));
    let patch = text(&run.stdout);
    assert!(patch.contains("--- a/main.tf\n+++ b/main.tf\n"), "{patch}");
    assert!(patch.contains("\n-    permission_set = \"job_admin\""), "{patch}");
    assert!(patch.contains("\n+    permission_set = \"readonly\""), "{patch}");
    folder.write("fix.patch", &patch);
    if folder.git(&["init", "--quiet"]) {
        folder.git(&["apply", "fix.patch"]);
        assert!(folder.read("main.tf").contains("\"readonly\""));
    }
}

#[test]
fn what_changes_the_meaning_is_only_done_when_asked_for() {
    let folder =
        Folder::like("fix-safe", &project("fixtures/broader-than-needed/handed-to-a-connector"));
    let before = contents(&folder);
    fix(&folder, &[]);
    assert_eq!(before, contents(&folder));
    for wrong in [&["check", "--unsafe"], &["check", "--dry-run"]] {
        assert_eq!(folder.keyfit(wrong).status.code(), Some(2));
    }
}

#[test]
fn a_file_keeps_its_line_ends_and_its_mark() {
    let folder = Folder::new("fix-bytes");
    let workflow = super::UNDECLARED.replace('\n', "\r\n");
    folder.write(WORKFLOW, format!("\u{feff}{workflow}"));
    fix(&folder, &["--unsafe"]);
    let after = folder.read(WORKFLOW);
    assert!(after.starts_with("\u{feff}on:\r\n"), "{after:?}");
    assert!(after.contains("\r\n      # keyfit: service\r\n      DBT_API_KEY:"), "{after:?}");
    assert!(!after.replace("\r\n", "").contains('\n'), "{after:?}");
}

#[test]
fn a_patch_shows_no_value() {
    let folder = Folder::new("fix-hidden");
    let body: String = ('a'..='z').rev().chain(('A'..='X').rev()).collect();
    folder.write(
        WORKFLOW,
        super::UNDECLARED.replace("    env:\n", &format!("    env:\n      OTHER: dbtu_{body}\n")),
    );
    let run = fix(&folder, &["--unsafe", "--dry-run"]);
    let patch = text(&run.stdout);
    assert!(patch.contains("# keyfit: service"), "{patch}");
    assert!(patch.contains("dbtu_…") && !patch.contains(&body[..8]), "{patch}");
}

#[test]
fn a_patch_shows_no_value_in_a_line_that_it_makes() {
    let folder = Folder::new("fix-made");
    let body: String = ('a'..='z').rev().chain(('A'..='X').rev()).collect();
    let provider = "provider \"dbtcloud\" {\n  token = var.dbt_pat\n}\n";
    for (line, expected) in [
        ("variable \"dbt_pat\" { default = \"dbtu_BODY\" }", "\n+  default = \"dbtu_…\""),
        ("variable \"dbt_pat\" { description = \"dbtu_BODY\" }", "\"dbtu_…\""),
        ("variable \"dbt_pat\" {} // dbtu_BODY", "// dbtu_…"),
    ] {
        folder.write("main.tf", format!("{}\n{provider}", line.replace("BODY", &body)));
        let patch = text(&fix(&folder, &["--dry-run"]).stdout);
        let made = patch.lines().filter(|line| line.starts_with("+ ")).count();
        assert!(0 < made && patch.contains(expected), "{patch}");
        assert!(!patch.contains(&body[..8]), "{line}: a body is shown");
    }
}

#[test]
fn a_line_is_added_to_gitignore_once() {
    let folder =
        Folder::like("fix-ignore", &project("fixtures/cli-config-in-repository/with-its-value"));
    folder.write(".gitignore", "target");
    fix(&folder, &[]);
    fix(&folder, &[]);
    assert_eq!(folder.read(".gitignore"), "target\ndbt_cloud.yml\n");
}

#[test]
fn what_a_token_has_in_excess_goes_with_all_that_belongs_to_it() {
    let block = |set: &str, project: &str| {
        format!(
            "  service_token_permissions {{\n    permission_set = \"{set}\"\n    all_projects   = false\n    project_id     = dbtcloud_project.{project}.id\n  }}\n"
        )
    };
    for (world, kept) in [
        ("beside-a-set-that-does", format!("\n{}}}\n", block("readonly", "core"))),
        ("with-environments-that-it-may-write", format!("{}}}\n", block("readonly", "core"))),
    ] {
        let folder =
            Folder::like("fix-excess", &project(&format!("fixtures/broader-than-needed/{world}")));
        fix(&folder, &["--unsafe"]);
        let after = folder.read("main.tf").replace(" # expect: broader-than-needed", "");
        let expected = format!("  name = \"fivetran\"\n{kept}");
        assert!(after.contains(&expected), "{world}: {after}");
    }
}
