//! `keyfit init`: the first files of a repository, none of which takes the place of another.

use super::{UNDECLARED, code, found, with_workflow};
use crate::{WORKFLOW, text};

const DECLARATION: &str = "\"secret:DBT_API_KEY\" = \"service\"";

#[test]
fn the_first_settings_hold_the_declarations_that_are_missing() {
    let folder = with_workflow("init", UNDECLARED);
    let run = folder.keyfit(&["init"]);
    assert_eq!(
        (code(&run), text(&run.stdout)),
        (0, "wrote keyfit.toml: say in it whose 1 credential is, then run `keyfit check`\n".into())
    );
    let settings = folder.read("keyfit.toml");
    let asked = format!("# {WORKFLOW}:8: a program of the job\n# {DECLARATION}");
    assert!(settings.contains(&asked), "{settings}");
    // As it is written it says nothing; once the line is uncommented nothing is left to say.
    assert_eq!(found(&folder, &[]), [format!("{WORKFLOW}:8 undeclared-token-kind=warning")]);
    folder.write("keyfit.toml", settings.replace(&format!("# {DECLARATION}"), DECLARATION));
    assert_eq!(found(&folder, &[]), Vec::<String>::new());
}

#[test]
fn settings_that_are_there_are_not_touched() {
    let folder = with_workflow("init-again", UNDECLARED);
    folder.write("keyfit.toml", "plan = \"team\"\n");
    let run = folder.keyfit(&["init"]);
    assert_eq!(code(&run), 2);
    assert!(text(&run.stderr).contains("`keyfit.toml` is there already"), "{}", text(&run.stderr));
    folder.write(".pre-commit-config.yaml", "repos: []\n");
    let run = folder.keyfit(&["init", "--hook", "--ci", "github"]);
    let told = text(&run.stdout);
    assert_eq!(code(&run), 0, "{told}");
    assert!(told.contains("config.yaml is there already and was left as it is; add this to it"));
    assert!(told.contains("wrote .github/workflows/keyfit.yml"), "{told}");
    assert_eq!(folder.read("keyfit.toml"), "plan = \"team\"\n");
    assert_eq!(folder.read(".pre-commit-config.yaml"), "repos: []\n");
    let run = folder.keyfit(&["init", "none"]);
    assert_eq!((code(&run), text(&run.stderr)), (2, "error: there is no folder `none`\n".into()));
}

#[test]
fn what_is_written_is_found_right() {
    let folder = with_workflow("init-all", "on: push\njobs: {}\n");
    let systems = ["--ci", "github", "--ci", "gitlab", "--ci", "azure"];
    let shown = folder.keyfit(&[&["init", "--hook", "--dry-run"][..], &systems].concat());
    let shown = text(&shown.stdout);
    assert!(!folder.path("keyfit.toml").exists(), "a dry run writes nothing");
    let run = folder.keyfit(&[&["init", "--hook"][..], &systems].concat());
    assert_eq!(code(&run), 0, "{}", text(&run.stderr));
    for path in [
        "keyfit.toml",
        ".pre-commit-config.yaml",
        ".github/workflows/keyfit.yml",
        ".gitlab/keyfit.yml",
        "keyfit-pipeline.yml",
    ] {
        let said = folder.read(path);
        assert!(shown.contains(&format!("# {path}\n{said}")), "{path}: {shown}");
    }
    assert_eq!(found(&folder, &["--strict"]), Vec::<String>::new());
    let run = folder.keyfit(&["init", "--ci", "jenkins"]);
    assert_eq!(code(&run), 2);
    assert!(text(&run.stderr).contains("there are steps for github, gitlab, azure"));
}
