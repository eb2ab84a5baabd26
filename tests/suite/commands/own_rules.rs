//! Rules of one's own have all the power of those that are built in.

use serde_json::Value;

use super::{UNDECLARED, found, report, with_workflow};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW, text};

fn rule(level: &str, on: &str, when: &str, rest: &str) -> String {
    format!(
        "title = \"A rule of our own\"\nlevel = \"{level}\"\non = \"{on}\"\nwhen = {{ {when} }}\n\
         say = \"{{rule}} in {{path}}\"\nhelp = \"ask us\"\nwhy = \"we agreed so\"\n\
         source = [\"https://example.com\"]\n{rest}"
    )
}

#[test]
fn a_rule_of_ones_own_finds_stands_in_lists_and_is_explained() {
    let folder = with_workflow("own-rule", UNDECLARED);
    let text_of_rule = rule("error", "usage", "kind = \"unknown\", runner = \"unattended\"", "");
    folder.write("our/rules/kind-left-open.toml", text_of_rule);
    let own = ["--rules", "our/rules"];
    assert_eq!(
        found(&folder, &own),
        [
            format!("{WORKFLOW}:8 kind-left-open=error"),
            format!("{WORKFLOW}:8 undeclared-token-kind=warning"),
        ]
    );
    let finding = report(&folder, &own)["findings"][0].clone();
    assert_eq!(finding["message"], format!("kind-left-open in {WORKFLOW}"));
    assert_eq!(finding["help"], "ask us");
    let listed = text(&folder.keyfit(&["rules", "--rules", "our/rules"]).stdout);
    assert!(listed.contains("kind-left-open") && listed.contains("A rule of our own"), "{listed}");
    let page = folder.keyfit(&["explain", "kind-left-open", "--rules", "our/rules"]);
    assert!(text(&page.stdout).contains("we agreed so"), "{}", text(&page.stdout));
    // It is set and allowed like any other, and is unknown where it is not loaded.
    folder.write("keyfit.toml", "[levels]\nkind-left-open = \"note\"\n");
    assert_eq!(found(&folder, &own)[0], format!("{WORKFLOW}:8 kind-left-open=note"));
    assert_eq!(folder.keyfit(&["check"]).status.code(), Some(2));
}

#[test]
fn a_more_specific_rule_of_ones_own_speaks_instead() {
    let folder = with_workflow("own-precedence", PERSONAL);
    for (precedence, expected) in [(1, "person-at-work"), (900, "personal-token-in-production")] {
        let rule =
            rule("error", "usage", "kind = \"personal\"", &format!("precedence = {precedence}\n"));
        folder.write("r/person-at-work.toml", rule.replace("precedence", "\nprecedence"));
        assert_eq!(found(&folder, &["--rules", "r"]), [format!("{WORKFLOW}:10 {expected}=error")]);
    }
}

#[test]
fn a_case_sets_level_and_help_whatever_the_rule_judges() {
    let folder = with_workflow("own-cases", PERSONAL);
    folder.write(".env", format!("DBT_CLOUD_API_TOKEN=dbtu_{}\n", token_body())).write(
        "keyfit.toml",
        "[[allow]]\nrule = \"token-in-repository\"\npath = \"x\"\nbecause = \"y\"\n",
    );
    let case = |when: &str| {
        format!("[[case]]\nlevel = \"note\"\nwhen = {{ {when} }}\nhelp = \"ask them\"\n")
    };
    folder
        .write(
            "r/one-usage.toml",
            rule("error", "usage", "kind = \"personal\"", &case("environment = \"production\"")),
        )
        .write(
            "r/one-exposure.toml",
            rule("error", "exposure", "form = \"literal\"", &case("kind = \"personal\"")),
        )
        .write(
            "r/one-allowance.toml",
            rule("error", "allowance", "place = \"config\"", &case("state = \"unused\"")),
        );
    let report = report(&folder, &["--rules", "r"]);
    let own: Vec<&Value> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|it| it["rule"].as_str().is_some_and(|rule| rule.starts_with("one-")))
        .filter(|it| it["path"] != ".env" || it["rule"] == "one-exposure")
        .collect();
    assert_eq!(own.len(), 3, "{own:#?}");
    assert!(own.iter().all(|it| it["level"] == "note" && it["help"] == "ask them"), "{own:#?}");
}

#[test]
fn every_placeholder_is_filled() {
    let folder = with_workflow("own-placeholders", PERSONAL);
    folder
        .write(".env", format!("DBT_CLOUD_API_TOKEN=dbtu_{}\n", token_body()))
        .write("keyfit.toml", "[[allow]]\nrule = \"token-in-repository\"\npath = \"x\"\nbecause = \"y\"\nuntil = 2026-01-01\n");
    for (on, when, subject) in [
        ("usage", "kind = \"personal\"", keyfit::model::Subject::Usage),
        ("exposure", "form = \"literal\"", keyfit::model::Subject::Exposure),
        ("allowance", "place = \"config\"", keyfit::model::Subject::Allowance),
    ] {
        let placeholders: String = keyfit::model::vocabulary::PLACEHOLDERS
            .iter()
            .filter(|it| it.subjects.contains(&subject))
            .flat_map(|it| [it.name, "={", it.name, "};"])
            .collect();
        let rule = rule("note", on, when, "").replace("{rule} in {path}", &placeholders);
        folder.write(&format!("r/own-{on}.toml"), rule);
    }
    let report = report(&folder, &["--rules", "r"]);
    let findings = report["findings"].as_array().expect("a list");
    for rule in ["own-usage", "own-exposure", "own-allowance"] {
        let finding = findings.iter().find(|it| it["rule"] == rule).expect(rule);
        let message = finding["message"].as_str().expect("a message");
        assert!(!message.contains(['{', '}']), "{rule}: {message}");
    }
    let allowance = findings.iter().find(|it| it["rule"] == "own-allowance").expect("it is found");
    assert_eq!(
        allowance["message"],
        "rule=token-in-repository;near=;path=keyfit.toml;until=2026-01-01;"
    );
    let exposure = findings.iter().find(|it| it["rule"] == "own-exposure").expect("it is found");
    assert_eq!(
        exposure["message"],
        "credential=a token `dbtu_…`;kind=personal;kind-title=personal access token;rule=own-exposure;path=.env;"
    );
}

#[test]
fn rows_of_ones_own_stand_before_those_that_were_known() {
    let folder = Folder::new("own-rows");
    folder
        .write(WORKFLOW, PERSONAL.replace("DBT_PAT", "ACME_ROBOT_KEY"))
        .write(
            "r/vendors/dbt/acme.toml",
            "[[name]]\nglobs = [\"acme_robot_key\"]\nkind = \"service\"\nexamples = [\"ACME_ROBOT_KEY\"]\nnear-misses = [\"ACME_ROBOT\"]\nsource = \"https://example.com\"\nread = \"2026-01\"\n",
        );
    let kind = |arguments: &[&str]| report(&folder, arguments)["usages"][0]["kind"].clone();
    assert_eq!((kind(&[]), kind(&["--rules", "r"])), ("unknown".into(), "service".into()));
}

fn token_body() -> String {
    "aB3dEfGhIjKlMnOpQrStUvWxYz5830417296-_".chars().cycle().take(50).collect()
}
