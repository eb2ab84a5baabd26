//! Which files are the repository's, and what a PATH means.

use super::{UNDECLARED, code, found, report};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW, text};

/// A secret that a job hands to a Terraform root two folders away.
fn through_terraform(name: &str) -> Folder {
    Folder::like(
        name,
        &crate::project("fixtures/personal-token-in-production-terraform/through-terraform"),
    )
}

const IN_PROVIDER: &str = "infra/main.tf:2 personal-token-in-production-terraform=error";

#[test]
fn a_file_selects_what_is_reported_and_the_whole_is_linked() {
    for git in [false, true] {
        let folder = through_terraform(if git { "select-git" } else { "select" });
        folder.write("other/main.tf", "locals {}\n").write(WORKFLOW, UNDECLARED);
        if git && !folder.git(&["init", "--quiet"]) {
            return;
        }
        let undeclared = format!("{WORKFLOW}:8 undeclared-token-kind=warning");
        assert_eq!(found(&folder, &[]), [undeclared.as_str(), IN_PROVIDER]);
        for (paths, expected) in [
            (&["infra/main.tf"][..], vec![IN_PROVIDER]),
            (&["./infra/../infra/main.tf"], vec![IN_PROVIDER]),
            // What passes through a file is reported with it.
            (&["infra/variables.tf"], vec![IN_PROVIDER]),
            (&[".github/workflows/deploy.yml"], vec![IN_PROVIDER]),
            (&[WORKFLOW], vec![undeclared.as_str()]),
            (&[WORKFLOW, "infra/main.tf"], vec![undeclared.as_str(), IN_PROVIDER]),
            (&["infra", "other"], vec![IN_PROVIDER]),
            (&["other", "other/main.tf"], vec![]),
        ] {
            assert_eq!(found(&folder, paths), expected, "{paths:?}");
        }
    }
}

#[test]
fn the_root_of_a_file_is_its_repository_wherever_the_run_begins() {
    let folder = through_terraform("root-of-file");
    folder.write("keyfit.toml", "[levels]\npersonal-token-in-production-terraform = \"note\"\n");
    if !folder.git(&["init", "--quiet"]) {
        return;
    }
    let run = crate::keyfit(&folder.path("infra"), &["check", "main.tf", "--format", "concise"]);
    let told = text(&run.stdout);
    assert!(told.starts_with("infra/main.tf:2:11: note["), "{told}");
}

#[test]
fn a_file_outside_of_the_root_is_refused() {
    let (inside, outside) = (Folder::new("inside"), Folder::new("outside"));
    let file = outside.write("a.tf", "").path("a.tf");
    let run = inside.keyfit(&["check", &file.to_string_lossy()]);
    assert_eq!((code(&run), text(&run.stdout)), (2, String::new()));
    assert!(text(&run.stderr).contains("lies outside of"), "{}", text(&run.stderr));
}

#[test]
fn a_folder_is_its_own_root_whatever_encloses_it() {
    let folder = Folder::new("own-root");
    let nested = format!("parts/one/{WORKFLOW}");
    folder
        .write(&nested, PERSONAL)
        .write(WORKFLOW, UNDECLARED)
        .write(".gitignore", "parts/\n")
        .write("keyfit.toml", "[levels]\npersonal-token-in-production = \"off\"\n");
    for git in [false, true] {
        if git && !folder.git(&["init", "--quiet"]) {
            return;
        }
        let nested_finding = format!("{WORKFLOW}:10 personal-token-in-production=error");
        assert_eq!(found(&folder, &["parts/one"]), [nested_finding], "git: {git}");
        assert_eq!(
            found(&folder, &[]),
            [format!("{WORKFLOW}:8 undeclared-token-kind=warning")],
            "git: {git}"
        );
    }
}

#[test]
fn an_ignored_file_is_the_repositorys_only_if_it_is_tracked() {
    let folder = Folder::new("ignored");
    folder.write(WORKFLOW, PERSONAL).write(".gitignore", ".github/\n");
    let finding = format!("{WORKFLOW}:10 personal-token-in-production=error");
    // Without git every file is.
    assert_eq!(found(&folder, &[]), [finding.as_str()]);
    if !folder.git(&["init", "--quiet"]) {
        return;
    }
    assert_eq!(found(&folder, &[]), Vec::<String>::new());
    assert!(folder.git(&["add", "--force", WORKFLOW]));
    assert_eq!(found(&folder, &[]), [finding.as_str()]);
    // The index says so in its other forms too.
    assert!(folder.git(&["update-index", "--index-version", "4"]));
    assert_eq!(found(&folder, &[]), [finding]);
    assert!(folder.git(&["rm", "--cached", "--quiet", WORKFLOW]));
    assert_eq!(found(&folder, &[]), Vec::<String>::new());
}

#[test]
fn a_linked_work_tree_knows_what_it_tracks() {
    let folder = Folder::new("work-tree");
    folder.write("main/.gitignore", ".github/\n").write(&format!("main/{WORKFLOW}"), PERSONAL);
    let git = |arguments: &[&str]| {
        let identity = ["-C", "main", "-c", "user.name=a", "-c", "user.email=a@example.com"];
        folder.git(&[&identity, arguments].concat())
    };
    if !git(&["init", "--quiet"]) {
        return;
    }
    git(&["add", "--force", "."]);
    git(&["-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify", "--message", "a"]);
    git(&["worktree", "add", "--quiet", "../linked"]);
    let finding = format!("{WORKFLOW}:10 personal-token-in-production=error");
    assert_eq!(found(&folder, &["linked"]), [finding]);
}

#[test]
fn a_path_that_was_not_read_is_not_clean() {
    let folder = Folder::new("asked-but-ignored");
    folder.write(".env", "A=b\n").write(".gitignore", ".env\n").write("main.tf", "");
    if !folder.git(&["init", "--quiet"]) {
        return;
    }
    for (path, expected) in [(".env", 1), (".git", 1), (".git/config", 1), ("main.tf", 0)] {
        let problems = report(&folder, &[path, ".gitignore"])["problems"].clone();
        let problems = problems.as_array().expect("a list").len();
        assert_eq!(problems, expected, "{path}");
    }
    assert_eq!(code(&folder.keyfit(&["check", ".env", "--strict"])), 3);
}

#[test]
fn nothing_is_read_through_a_link() {
    #[cfg(unix)]
    {
        let (outside, folder) = (Folder::new("linked-to"), Folder::new("links"));
        outside.write("run.yml", PERSONAL);
        folder.write(".github/workflows/.keep", "");
        std::os::unix::fs::symlink(outside.path("run.yml"), folder.path(WORKFLOW))
            .expect("a link is made");
        std::os::unix::fs::symlink(outside.path(""), folder.path("infra")).expect("a link is made");
        assert_eq!(found(&folder, &[]), Vec::<String>::new());
    }
}
