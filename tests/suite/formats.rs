//! Every format tells the same findings, read by the rules of those who read it; what one is bound to leave out, it
//! counts. `.ci/formats` hands the same pages to the readers themselves.

pub mod github;
pub mod read;

use std::collections::BTreeMap;
use std::path::Path;

use keyfit::render::Format;
use serde_json::Value;

use crate::folder::Folder;
use crate::goldens::read as file;
use crate::{TODAY, keyfit, project, text};
use read::{Row, rows};

/// The names of all formats.
pub fn names() -> Vec<&'static str> {
    Format::ALL.into_iter().filter(|it| it.tells_findings()).map(Format::as_str).collect()
}

/// What a run says in each format.
pub fn pages(folder: &Path, more: &[&str]) -> BTreeMap<&'static str, String> {
    let page = |format: &'static str| {
        let arguments = [&["check", "--today", TODAY, "--format", format], more].concat();
        let run = keyfit(folder, &arguments);
        assert!(run.status.code().is_some_and(|it| it < 2), "{format}: {}", text(&run.stderr));
        (format, text(&run.stdout))
    };
    names().into_iter().map(page).collect()
}

/// Formats that do not tell what others tell.
fn differing(pages: &BTreeMap<&'static str, String>) -> Vec<String> {
    let json = rows("json", &pages["json"]);
    let differs = |(format, page): (&&'static str, &String)| {
        let (told, left_out) = rows(format, page);
        let missing: Vec<&Row> = json.0.iter().filter(|it| !told.contains(it)).collect();
        let made_up: Vec<&Row> = told.iter().filter(|it| !json.0.contains(it)).collect();
        let is_whole = told.len() + left_out == json.0.len() && missing.len() <= left_out;
        (!is_whole || !made_up.is_empty()).then(|| {
            format!(
                "{format} tells {} of {}; missing {missing:?}; made up {made_up:?}",
                told.len(),
                json.0.len()
            )
        })
    };
    pages.iter().filter_map(differs).collect()
}

#[test]
fn every_format_tells_the_findings_of_the_menagerie() {
    let pages = pages(&project(""), &["fixtures/menagerie"]);
    assert_eq!(differing(&pages), Vec::<String>::new());
    assert!(2 < rows("json", &pages["json"]).0.len());
}

/// What may stand in a name of a file, with text beyond the first plane among it.
pub const NAMES: [&str; 16] = [
    "plain",
    "a b  c",
    "🚀名-größe",
    "a|b||c",
    "`a`b",
    "\"a\",b;'c'",
    "=cmd()",
    "@team #12 GH-1",
    "<b onclick=x>",
    "&lt;amp&amp;",
    "50%0A::error",
    "::error::x",
    "[x](https:..a.b) ![y](z)",
    "a\nb\r::warning::c",
    "\u{1b}[31m\u{202e}x",
    "*a* _b_ ~~c~~ $d$",
];

/// A workflow with a finding of a level in it, behind wide text on its line.
fn workflow(nth: usize) -> String {
    let secret = if nth.is_multiple_of(2) { "DBT_PAT" } else { "DBT_API_KEY" };
    format!(
        "on:\n  push:\n    branches: [main]\njobs:\n  run:\n    steps:\n      - uses: fal-ai/dbt-cloud-action@main\n        with: {{note: \"🚀名\", dbt_cloud_token: \"${{{{ secrets.{secret} }}}}\"}}\n"
    )
}

/// Three workflows for each name.
#[cfg(unix)]
fn hostile(name: &str) -> Folder {
    let folder = Folder::new(name);
    for (nth, name) in (0..3).flat_map(|_| NAMES).enumerate() {
        folder.write(&format!(".github/workflows/{name}{nth}.yml"), workflow(nth));
    }
    folder.write(".github/workflows/broken|`@x.yml", "on: [push\nenv: DBT\njobs: \"\n");
    folder.write("keyfit.toml", "[levels]\ntoken-in-url = \"off\"\n");
    folder
}

#[cfg(unix)]
#[test]
fn every_format_tells_the_findings_of_a_hostile_repository() {
    let folder = hostile("formats-hostile");
    let pages = pages(&folder.path(""), &["."]);
    assert_eq!(differing(&pages), Vec::<String>::new());
    let (told, _) = rows("json", &pages["json"]);
    assert!(30 < told.len(), "{}", told.len());
    for (format, page) in pages {
        assert!(page.contains("broken"), "{format} does not tell what it could not read");
        assert!(page.contains("token-in-url"), "{format} does not tell what is loosened");
    }
}

/// A page of Markdown fits into a comment, however much there is to tell, and the rest is counted.
#[test]
fn a_page_for_a_comment_counts_what_does_not_fit() {
    let folder = Folder::new("formats-many");
    for nth in 0..300 {
        folder.write(&format!(".github/workflows/{nth}.yml"), workflow(nth));
    }
    let arguments = ["check", "--format", "markdown", "--today", TODAY];
    let page = text(&folder.keyfit(&arguments).stdout);
    let (told, left_out) = rows("markdown", &page);
    assert!(page.chars().count() < 65_536 && 0 < left_out, "{}", page.len());
    assert_eq!(told.len() + left_out, 300);
    // A whole finding is told or none of it.
    assert_eq!(page.matches("\nWhat to do: ").count(), told.len());
    // The loudest are those that are told.
    assert!(told.iter().all(|it| it.rule == "personal-token-in-production"), "{told:#?}");
}

#[test]
fn the_diagnostics_of_the_menagerie_keep_to_the_format_of_reviewdog() {
    let schema: Value = serde_json::from_str(&file("tests/suite/formats/rdjson.schema.json"))
        .expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let report: Value = serde_json::from_str(&file("fixtures/golden/menagerie.rdjson.json"))
        .expect("the report is JSON");
    let errors: Vec<String> = validator.iter_errors(&report).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let broken = serde_json::json!({ "diagnostics": [{ "severity": "FATAL" }] });
    assert!(!validator.is_valid(&broken));
}

/// The page about formats knows all of them, and every column of the table.
#[test]
fn the_page_tells_of_every_format_and_column() {
    let page = file("docs/formats.md");
    for name in names() {
        assert!(
            page.contains(&format!("\n| `{name}` | "))
                || page.contains(&format!("\n| [`{name}`](")),
            "{name}"
        );
    }
    let table = file("fixtures/golden/menagerie.csv");
    for column in table.lines().next().into_iter().flat_map(|it| it.split(',')) {
        assert!(page.contains(&format!("`{column}`")), "{column}");
    }
}

/// The job's page holds what is appended, and where it cannot be written, the verdict stands.
#[test]
fn a_step_on_github_has_its_summary() {
    let folder = Folder::new("formats-summary");
    folder.write(".github/workflows/a.yml", workflow(0));
    let outside = Folder::new("formats-summary-page");
    outside.write("page.md", "before\n");
    let run = |format: &str, path: &Path| {
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_keyfit"));
        run.args(["check", "--format", format]).current_dir(folder.path(""));
        run.env("GITHUB_STEP_SUMMARY", path).output().expect("the binary was built for this test")
    };
    let github = run("github", &outside.path("page.md"));
    assert_eq!((github.status.code(), text(&github.stderr)), (Some(1), String::new()));
    let page = outside.read("page.md");
    let told = text(&folder.keyfit(&["check", "--format", "markdown"]).stdout);
    assert_eq!(page, format!("before\n\n{told}"));
    run("concise", &outside.path("page.md"));
    assert_eq!(outside.read("page.md"), page);
    let nowhere = run("github", &outside.path("no/such/page.md"));
    assert_eq!((nowhere.status.code(), text(&nowhere.stdout)), (Some(1), text(&github.stdout)));
    let said = text(&nowhere.stderr);
    assert!(
        said.starts_with("warning: cannot write the summary") && said.lines().count() == 1,
        "{said}"
    );
}
