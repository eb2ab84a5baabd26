//! What people and machines read, whole: every format over `fixtures/menagerie`, and the help of every command.
//! `UPDATE=1 cargo test` rewrites the files; read the difference before you keep it.

use std::path::Path;

use crate::{TODAY, keyfit, project, text};

#[test]
fn the_menagerie_is_told_in_every_format_as_before() {
    for (format, file) in [
        ("human", "human.txt"),
        ("concise", "concise.txt"),
        ("json", "json"),
        ("sarif", "sarif"),
        ("github", "github.txt"),
        ("markdown", "md"),
        ("gitlab", "gitlab.json"),
        ("junit", "junit.xml"),
        ("rdjson", "rdjson.json"),
        ("csv", "csv"),
        ("html", "html"),
    ] {
        let run = keyfit(
            &project(""),
            &["check", "fixtures/menagerie", "--today", TODAY, "--format", format],
        );
        assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
        // Git may change the ends of a table's lines.
        hold(
            &format!("fixtures/golden/menagerie.{file}"),
            &text(&run.stdout).replace("\r\n", "\n"),
        );
    }
    for (format, file) in [("human", "txt"), ("markdown", "md"), ("csv", "csv")] {
        let run = keyfit(
            &project(""),
            &["map", "fixtures/menagerie", "--today", TODAY, "--format", format],
        );
        let page = text(&run.stdout).replace("\r\n", "\n");
        hold(&format!("fixtures/golden/menagerie.map.{file}"), &page);
    }
    for (format, file) in [("mermaid", "mmd"), ("dot", "dot")] {
        let run = keyfit(&project(""), &["map", "fixtures/menagerie", "--format", format]);
        hold(&format!("fixtures/golden/menagerie.{file}"), &text(&run.stdout));
    }
}

#[test]
fn the_help_of_every_command_is_as_before() {
    let page = |command: &str| {
        let arguments: Vec<&str> =
            [command, "--help"].into_iter().filter(|it| !it.is_empty()).collect();
        let run = keyfit(&project(""), &arguments);
        format!("$ keyfit {}\n{}\n", arguments.join(" "), text(&run.stdout))
    };
    let pages = [
        "",
        "check",
        "map",
        "rules",
        "explain",
        "init",
        "test",
        "show",
        "completions",
        "man",
        "lsp",
    ]
    .map(page);
    hold("fixtures/golden/help.txt", &pages.concat());
}

#[test]
fn the_help_names_every_format() {
    let help = |command: &str| {
        let page = text(&keyfit(&project(""), &[command, "--help"]).stdout);
        page.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (check, map) = (help("check"), help("map"));
    for format in keyfit::render::Format::ALL {
        let name = format.as_str();
        let is_named = |page: &str| page.split([' ', ',']).any(|word| word == name);
        assert!(is_named(&check) || !format.tells_findings(), "{name}");
        assert!(is_named(&map) || !keyfit::render::Format::OF_MAPS.contains(&format), "{name}");
    }
}

#[test]
fn the_rules_and_their_pages_are_as_before() {
    let rules = keyfit(&project(""), &["rules"]);
    let page = keyfit(&project(""), &["explain", "personal-token-in-production-terraform"]);
    hold("fixtures/golden/rules.txt", &(text(&rules.stdout) + "\n" + &text(&page.stdout)));
}

#[test]
fn the_json_of_the_menagerie_fits_its_schema() {
    let schema = read("schema/keyfit-check.schema.json");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let report: serde_json::Value =
        serde_json::from_str(&read("fixtures/golden/menagerie.json")).expect("the report is JSON");
    let errors: Vec<String> = validator.iter_errors(&report).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Compare with a golden file, or rewrite it.
pub fn hold(path: &str, found: &str) {
    let file = project(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))
            .expect("the folder can be made");
        std::fs::write(&file, found).expect("the golden file can be written");
        return;
    }
    let held = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = held.lines().zip(found.lines()).position(|(held, found)| held != found);
    let line = differs.unwrap_or_else(|| held.lines().count().min(found.lines().count()));
    assert!(
        held == found,
        "{path} differs from line {} on:\n  held  {:?}\n  found {:?}\nUPDATE=1 cargo test rewrites it",
        line + 1,
        held.lines().nth(line),
        found.lines().nth(line)
    );
}

/// A file of the project as text.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(project(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
