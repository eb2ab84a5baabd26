//! SARIF for each of its readers, and GitLab's own report: what they demand and what they refuse.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::folder::Folder;
use crate::goldens::{hold, read};
use crate::{TODAY, keyfit, project, text};

const PROFILES: [&str; 3] = ["github", "gitlab", "azure"];

fn menagerie(arguments: &[&str]) -> String {
    let all = [&["check", "fixtures/menagerie", "--today", TODAY][..], arguments].concat();
    text(&keyfit(&project(""), &all).stdout)
}

fn log(profile: &str) -> Value {
    let page = menagerie(&["--format", "sarif", "--sarif-profile", profile]);
    serde_json::from_str(&page).expect("it is JSON")
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().expect("a list")
}

#[test]
fn the_menagerie_is_told_to_each_reader_as_before() {
    let usual = menagerie(&["--format", "sarif"]);
    assert_eq!(menagerie(&["--format", "sarif", "--sarif-profile", "github"]), usual);
    for profile in ["gitlab", "azure"] {
        let page = menagerie(&["--format", "sarif", "--sarif-profile", profile]);
        hold(&format!("fixtures/golden/menagerie.{profile}.sarif"), &page);
    }
    hold("fixtures/golden/menagerie.gitlab-sast.json", &menagerie(&["--format", "gitlab-sast"]));
}

#[test]
fn silenced_findings_are_told_to_those_who_heed_that_they_are() {
    for profile in PROFILES {
        let log = log(profile);
        let silenced: Vec<&Value> =
            results(&log).iter().filter(|it| !it["suppressions"].is_null()).collect();
        let counted = log["runs"][0]["properties"]["suppressed"].as_u64();
        assert!(0 < counted.unwrap_or(0), "the menagerie silences something");
        let expected = if profile == "github" { 0 } else { counted.unwrap_or(0) };
        assert_eq!(silenced.len() as u64, expected, "{profile}");
        for result in silenced {
            let said = &result["suppressions"][0];
            assert!(["inSource", "external"].iter().any(|kind| said["kind"] == *kind));
            assert!(said["status"] == "accepted" && said["justification"].is_string(), "{said}");
        }
    }
}

/// What Azure Pipelines says of a run.
const PIPELINE: [(&str, &str); 10] = [
    ("TF_BUILD", "True"),
    ("SYSTEM_COLLECTIONURI", "https://dev.azure.com/fabrikam/"),
    ("SYSTEM_TEAMPROJECTID", "2b3c4d5e-0000-4000-8000-000000000002"),
    ("SYSTEM_DEFINITIONID", "12"),
    ("BUILD_DEFINITIONNAME", "checks"),
    ("SYSTEM_PHASEID", "3c4d5e6f-0000-4000-8000-000000000003"),
    ("SYSTEM_PHASENAME", "Job"),
    ("BUILD_SOURCEBRANCH", "refs/heads/main"),
    ("BUILD_BUILDID", "77"),
    ("BUILD_REPOSITORY_URI", "https://me:word@dev.azure.com/fabrikam/p/_git/r"),
];

#[test]
fn only_azure_reads_the_pipeline_and_no_password() {
    for profile in PROFILES {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyfit"));
        command.args(["check", "fixtures/menagerie", "--today", TODAY]);
        command.args(["--format", "sarif", "--sarif-profile", profile]);
        let run = command.current_dir(project("")).envs(PIPELINE).output().expect("it runs");
        let page = text(&run.stdout);
        let log: Value = serde_json::from_str(&page).expect("it is JSON");
        let details = &log["runs"][0]["automationDetails"];
        let id = details["id"].as_str().unwrap_or_default();
        let is_azure = profile == "azure";
        assert_eq!(id.starts_with("azuredevops/pipeline/build/fabrikam/"), is_azure, "{id}");
        let number = &details["properties"]["azuredevops/pipeline/build/buildDefinitionId"];
        assert_eq!(number.as_str(), is_azure.then_some("12"));
        let repository = &log["runs"][0]["versionControlProvenance"][0]["repositoryUri"];
        let expected = is_azure.then_some("https://dev.azure.com/fabrikam/p/_git/r");
        assert_eq!(repository.as_str(), expected);
        assert!(!page.contains("word@"), "{profile}");
    }
}

#[test]
fn no_text_is_longer_than_its_readers_take() {
    for profile in PROFILES {
        let log = log(profile);
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list");
        for rule in rules {
            let id = &rule["id"];
            let length = |it: &Value| it.as_str().map_or(0, |it| it.chars().count());
            for text in [&rule["shortDescription"]["text"], &rule["fullDescription"]["text"]] {
                assert!((1..=1024).contains(&length(text)), "{id}");
            }
            assert!((1..=255).contains(&length(&rule["name"])) && rule["name"] != *id, "{id}");
            let tags = rule["properties"]["tags"].as_array().expect("a list");
            assert!(tags.len() <= 10 && tags.contains(&"security".into()), "{id}");
            let weaknesses = tags.iter().filter_map(|it| it.as_str()?.strip_prefix("cwe-"));
            for number in weaknesses {
                assert!(tags.contains(&format!("external/cwe/cwe-{number}").into()), "{id}");
            }
        }
        for result in results(&log) {
            let words = result["message"]["text"].as_str().expect("a text");
            assert!(words.ends_with('.') && words.chars().count() <= 2048, "{words}");
            let rank = result["rank"].as_u64().expect("a number");
            assert!((10..=100).contains(&rank), "{words}");
        }
    }
}

#[test]
fn every_link_of_a_message_has_its_place_and_every_place_its_link() {
    let mut linked = 0;
    for result in results(&log("gitlab")) {
        let words = result["message"]["text"].as_str().expect("a text");
        let related: BTreeSet<String> =
            result["relatedLocations"].as_array().into_iter().flatten().map(id_of).collect();
        let links: BTreeSet<String> = words
            .split("](")
            .skip(1)
            .filter_map(|it| Some(it.split_once(')')?.0.to_owned()))
            .collect();
        assert_eq!(related, links, "{words}");
        linked += links.len();
    }
    assert!(0 < linked);
}

fn id_of(place: &Value) -> String {
    place["id"].to_string()
}

/// All that stands under a key, however deep.
fn found<'a>(value: &'a Value, key: &str, all: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| found(it, key, all)),
        Value::Object(entries) => {
            for (name, it) in entries {
                if name == key {
                    all.push(it);
                }
                found(it, key, all);
            }
        }
        _ => {}
    }
}

#[test]
fn regions_lie_in_their_files_and_count_characters() {
    let folder = Folder::new("sarif-regions");
    let (many, more) = ("aB3dE6hJkM9pQrS2tVwX", "yZ4cF7gKnL");
    let token = format!("dbtu_{many}{many}{more}");
    // Each of these is one character, two units of UTF-16 and four bytes.
    folder.write("𝔊🚀/.env", format!("# 🚀\nDBT_TOKEN={token} # 🚀𝔊 end\n"));
    folder.write("a.sh", format!("echo 🚀𝔊 && curl -H \"Authorization: Token {token}\" x\n"));
    folder.write(".github/workflows/🚀.yml", format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {{ name: \"🚀𝔊\", run: \"dbt\", env: {{ DBT_CLOUD_API_KEY: {token} }} }} # 🚀\n"
    ));
    for profile in PROFILES {
        let run = folder.keyfit(&["check", "--format", "sarif", "--sarif-profile", profile]);
        let log: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
        assert!(2 <= results(&log).len(), "{log}");
        let mut places = Vec::new();
        found(&log, "physicalLocation", &mut places);
        for place in places {
            let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
            assert!(uri.is_ascii() && !uri.starts_with(['/', '.']) || uri.starts_with(".github/"));
            let file = folder.read(&plain(uri));
            for region in [&place["region"], &place["contextRegion"]] {
                assert_inside(&file, region, uri);
            }
        }
        assert!(!text(&run.stdout).contains("aB3d"), "{profile}");
    }
}

/// A URI as the path that it stands for.
fn plain(uri: &str) -> String {
    let mut pieces = uri.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).expect("two digits"));
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).expect("it is a path")
}

#[track_caller]
fn assert_inside(file: &str, region: &Value, uri: &str) {
    if region.is_null() {
        return;
    }
    let number = |key: &str| region[key].as_u64().expect("a number") as usize;
    let lines: Vec<&str> = file.split('\n').collect();
    let (from, to) = (number("startLine"), number("endLine"));
    let (first, last) = (number("startColumn"), number("endColumn"));
    assert!(1 <= from && from <= to && to <= lines.len(), "{uri} {region}");
    assert!(1 <= first && first <= lines[from - 1].chars().count() + 1, "{uri} {region}");
    assert!(last <= lines[to - 1].chars().count() + 1, "{uri} {region}");
    assert!(from < to || first <= last, "{uri} {region}");
    // Where nothing is hidden, what the region shows is what stands there.
    let shown = region["snippet"]["text"].as_str().unwrap_or("…");
    if from == to && !shown.contains('…') {
        let there: String = lines[from - 1].chars().skip(first - 1).take(last - first).collect();
        assert_eq!(shown, there, "{uri}");
    }
}

#[test]
fn settings_from_elsewhere_are_told_without_their_folders() {
    let folder = Folder::new("sarif-elsewhere");
    let settings = Folder::new("sarif-settings");
    settings
        .write("own.toml", "[[allow]]\nrule = \"token-printed\"\npath = \"x\"\nbecause = \"y\"\n");
    let file = settings.path("own.toml");
    let file = file.to_string_lossy();
    for format in ["sarif", "gitlab-sast"] {
        let run = folder.keyfit(&["check", "--config", &file, "--format", format]);
        let page = text(&run.stdout);
        assert!(page.contains("\"own.toml\"") && !page.contains("sarif-settings"), "{page}");
    }
}

#[test]
fn gitlabs_report_fits_its_schema() {
    let schema: Value =
        serde_json::from_str(&read("fixtures/golden/gitlab-sast.schema.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let report: Value =
        serde_json::from_str(&menagerie(&["--format", "gitlab-sast"])).expect("JSON");
    let errors: Vec<String> = validator.iter_errors(&report).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let told = report["vulnerabilities"].as_array().expect("a list");
    assert_eq!(told.len(), results(&log("github")).len());
    let ids: BTreeSet<&str> = told.iter().filter_map(|it| it["id"].as_str()).collect();
    assert_eq!(ids.len(), told.len(), "each has an id of its own");
    assert_eq!(report["scan"]["start_time"], format!("{TODAY}T00:00:00"));
}
