//! Tables and outputs in the README and the documents are made from the data and the program that they tell of. Between
//! `<!-- NAME -->` and `<!-- /NAME -->` stands what a test writes; `UPDATE=1 cargo test` rewrites it.

use std::fmt::Write as _;

use keyfit::model::vocabulary::{FIXES, PLACEHOLDERS, WORDS};
use keyfit::model::{Limit, Policy, Safety};

use crate::goldens::read;
use crate::{TODAY, files, folders, keyfit, name, project, text};

#[test]
fn the_table_of_statements_is_made_from_the_data() {
    let policy = policy();
    let mut table =
        String::from("| | The authentication page says | Rules | Worlds |\n|---|---|---|---|\n");
    for statement in policy.vendors.iter().flat_map(|vendor| &vendor.statements) {
        let rules: Vec<String> =
            statement.rules.iter().map(|rule| format!("[`{rule}`](rules/{rule}.md)")).collect();
        let worlds: Vec<String> = statement.rules.iter().map(|rule| worlds(rule)).collect();
        let checked = match &statement.not_checked {
            Some(why) => (format!("none: {why}"), String::new()),
            None => (rules.join("<br>"), worlds.join("<br>")),
        };
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} |",
            statement.id, statement.says, checked.0, checked.1
        );
    }
    hold_in("docs/guidance.md", "statements", &table);
}

#[test]
fn the_table_of_limits_is_made_from_the_limits() {
    let mut table = String::from(
        "| Key under `[limits]` | What it limits | Usual | From | To |\n|---|---|---|---|---|\n",
    );
    let schema = text(&std::fs::read(project("schema/keyfit.schema.json")).expect("it is there"));
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("it is JSON");
    let said = &schema["properties"]["limits"]["properties"];
    for limit in Limit::ALL {
        let ([least, usual, most], key) = (limit.range(), limit.key());
        let says = said[key]["description"].as_str().expect("each limit is described");
        let _ = writeln!(table, "| `{key}` | {says} | {usual} | {least} | {most} |");
    }
    hold_in("docs/configuration.md", "limits", &table);
}

#[test]
fn the_table_of_consumers_is_made_from_the_catalogue() {
    let mut table = String::from(
        "| Consumer | Speaks of it as | Smallest permission sets | Read |\n|---|---|---|---|\n",
    );
    let policy = policy();
    let mut consumers: Vec<_> = policy.vendors.iter().flat_map(|it| &it.consumers).collect();
    consumers.sort_by(|a, b| (a.class, a.family, &a.id).cmp(&(b.class, b.family, &b.id)));
    for consumer in consumers {
        let family = consumer.family.map_or(String::new(), |it| format!(", {}", it.as_str()));
        let sets: Vec<String> = consumer.sets.iter().map(|it| format!("`{it}`")).collect();
        let source = consumer.sources.last().map_or("", String::as_str);
        let _ = writeln!(
            table,
            "| {} (`{}`) | {}{family} | {} | [{}]({source}) |",
            consumer.title,
            consumer.id,
            consumer.class.as_str(),
            sets.join(", "),
            consumer.read,
        );
    }
    hold_in("docs/reads.md", "consumers", &table);
}

#[test]
fn the_vocabulary_is_told_as_it_is() {
    let mut table = String::from("| Judges | Word | Values | What it says |\n|---|---|---|---|\n");
    for word in WORDS {
        let values: Vec<String> = word.values.iter().map(|it| format!("`{it}`")).collect();
        let values = match (values.as_slice(), word.word) {
            ([], "set") => "the id of a permission set".to_owned(),
            ([], _) => "the id of a consumer".to_owned(),
            (values, _) => values.join(", "),
        };
        let _ = writeln!(
            table,
            "| {} | `{}` | {values} | {} |",
            word.subject.as_str(),
            word.word,
            word.doc
        );
    }
    hold_in("rules/README.md", "words", &table);
    let mut table = String::from("| Placeholder | Stands for |\n|---|---|\n");
    for placeholder in PLACEHOLDERS {
        let _ = writeln!(table, "| `{{{}}}` | {} |", placeholder.name, placeholder.doc);
    }
    hold_in("rules/README.md", "placeholders", &table);
    let mut table =
        String::from("| Judges | Change | Made | What it writes |\n|---|---|---|---|\n");
    for fix in FIXES {
        let made = match fix.safety {
            Safety::Safe => "with `--fix`",
            Safety::Unsafe => "with `--fix --unsafe`",
        };
        let subject = fix.subject.as_str();
        let _ = writeln!(table, "| {subject} | `{}` | {made} | {} |", fix.word, fix.doc);
    }
    hold_in("rules/README.md", "fixes", &table);
}

#[test]
fn the_decision_table_is_made_from_the_rules() {
    let matrix = keyfit::lint::matrix(&policy());
    hold_in("docs/matrix.md", "matrix", &keyfit::render::matrix_markdown(&matrix));
}

#[test]
fn the_finding_at_the_top_is_a_real_one() {
    let run = keyfit(&project("fixtures/menagerie"), &["check", "--today", TODAY]);
    let output = text(&run.stdout);
    let finding = output
        .split("\n\n")
        .find(|it| it.starts_with("error[personal-token-in-production-terraform]"));
    let finding = finding.expect("the menagerie holds this misuse");
    hold("finding", &format!("```console\n$ keyfit check\n{finding}\n```\n"));
}

#[test]
fn every_statement_has_worlds_that_hold_it() {
    for statement in policy().vendors.iter().flat_map(|vendor| &vendor.statements) {
        for rule in &statement.rules {
            assert!(
                !folders(&project(&format!("fixtures/{rule}"))).is_empty(),
                "{} names `{rule}`, which has no worlds",
                statement.id
            );
        }
    }
}

#[test]
fn the_readme_names_files_that_are_there() {
    let readme = read("README.md");
    for link in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !link.starts_with("http") && !link.starts_with('#') {
            assert!(project(link).exists(), "the README links to `{link}`");
        }
    }
}

#[test]
fn the_readmes_settings_are_right() {
    let readme = read("README.md");
    let blocks: Vec<&str> =
        readme.split("```toml").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    let policy = policy();
    for block in blocks.iter().filter(|block| !block.contains("title")) {
        if let Err(mistakes) = keyfit::policy::settings(block, "README.md", None, &policy) {
            panic!("{}", keyfit::policy::show(&mistakes, false));
        }
    }
}

fn policy() -> Policy {
    keyfit::policy::builtin()
        .unwrap_or_else(|mistakes| panic!("{}", keyfit::policy::show(&mistakes, false)))
}

/// How many worlds of a rule are flagged, and how many are left alone.
fn worlds(rule: &str) -> String {
    let worlds = folders(&project(&format!("fixtures/{rule}")));
    let marks = |world: &std::path::Path| {
        files(world).iter().any(|file| {
            text(&std::fs::read(file).unwrap_or_default()).contains(&format!("expect: {rule}"))
        })
    };
    let flagged: Vec<String> =
        worlds.iter().filter(|world| marks(world)).map(|world| name(world)).collect();
    format!(
        "[{} flagged, {} left alone](https://github.com/keyfit/keyfit/tree/main/fixtures/{rule})",
        flagged.len(),
        worlds.len() - flagged.len()
    )
}

#[test]
fn the_graph_of_the_docs_is_what_is_printed() {
    let world = "fixtures/token-shared-across-environments/one-secret-for-several-jobs";
    let run = keyfit(&project(""), &["map", world, "--format", "mermaid"]);
    let graph = text(&run.stdout);
    hold_in("docs/report.md", "mermaid", &format!("```mermaid\n{graph}```\n"));
}

/// Compare a part of the README with what it should be, or rewrite it.
fn hold(part: &str, found: &str) {
    hold_in("README.md", part, found);
}

/// Compare a part of a document with what it should be, or rewrite it.
pub fn hold_in(document: &str, part: &str, found: &str) {
    static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one_at_a_time = WRITING.lock();
    let told = read(document);
    let (open, close) = (format!("<!-- {part} -->\n"), format!("<!-- /{part} -->"));
    let start =
        told.find(&open).unwrap_or_else(|| panic!("{document} has no part `{part}`")) + open.len();
    let end = start
        + told[start..].find(&close).unwrap_or_else(|| panic!("the part `{part}` does not end"));
    if std::env::var_os("UPDATE").is_some() {
        let written = format!("{}{found}{}", &told[..start], &told[end..]);
        std::fs::write(project(document), written).expect("the document can be written");
        return;
    }
    assert!(
        &told[start..end] == found,
        "the part `{part}` of {document} is not what it should be:\n{found}\nUPDATE=1 cargo test rewrites it"
    );
}

/// The table itself is made by `.ci/linked`, which asks cargo.
#[test]
fn every_dependency_has_its_reason_and_its_row() {
    let told = read("docs/supply-chain.md");
    let manifest: toml::Table = read("Cargo.toml").parse().expect("cargo reads it, too");
    let platforms = manifest["target"].as_table().expect("a table").values();
    let everywhere = ["dependencies", "dev-dependencies"].map(|it| &manifest[it]);
    for part in platforms.map(|it| &it["dependencies"]).chain(everywhere) {
        for name in part.as_table().expect("a table").keys() {
            assert!(told.contains(&format!("`{name}`")), "nothing says why `{name}` is there");
        }
    }
    let lock = read("Cargo.lock");
    let table = |part: &str| {
        let found = told.split(&format!("<!-- {part} -->")).nth(1);
        found.and_then(|it| it.split("<!--").next()).expect("the document has the table").lines()
    };
    for row in table("linked").skip(3).chain(table("musl").skip(3)) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if let [_, name, version, ..] = cells[..]
            && !name.contains(' ')
        {
            let locked = lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n"));
            assert!(locked, "{name} {version} is no more: `.ci/linked` prints the table");
        }
    }
}

/// Every test that the page on security names is there.
#[test]
fn each_test_that_the_page_on_security_names_is_there() {
    let page = read("docs/security.md");
    let named: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("- `")?.strip_suffix('`')).collect();
    assert!(20 < named.len(), "{named:?}");
    for name in named {
        let (file, test) = name.split_once("::").expect("a file and a test");
        let file =
            if file.starts_with("src/") { file.to_owned() } else { format!("tests/suite/{file}") };
        let source = read(&format!("{file}.rs"));
        let lines: Vec<&str> = source.lines().map(str::trim).collect();
        let is_there =
            |pair: &[&str]| pair[0] == "#[test]" && pair[1].starts_with(&format!("fn {test}()"));
        assert!(lines.windows(2).any(is_there), "{name}");
    }
}
