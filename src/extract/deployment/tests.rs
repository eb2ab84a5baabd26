use super::*;
use crate::extract::fixture::{Tree, document, source, vendor};
use crate::model::{Matter, Name, Word};

/// What is shown to programs: the name, and where it is taken from.
fn shown(facts: &Facts) -> Vec<String> {
    let sites = facts.sites.iter().filter(|site| site.presents.is_some());
    let line = |name: &Name| {
        let given = facts.sites.iter().filter(|it| it.gives.as_ref() == Some(name));
        let taken: Vec<String> = given
            .map(|site| {
                let written = site.literal.as_ref().map(|it| format!("'{}'", it.expose()));
                let taken = site.takes.iter().map(|take| take.name.to_string());
                written.into_iter().chain(taken).collect::<Vec<_>>().join(" ")
            })
            .collect();
        format!("{} <- {}", name.text, taken.join(", "))
    };
    sites.map(|site| line(&site.takes[0].name)).collect()
}

fn of_text(path: &str, text: &str) -> Facts {
    facts_of_text(&source(path, text), &[vendor()])
}

#[test]
fn a_text_is_known_by_its_path() {
    for (path, expected) in [
        ("a/x.service", true),
        ("x.service.d/env.conf", true),
        ("x.conf", false),
        ("service.py", false),
        ("crontab", true),
        ("etc/cron.d/x", true),
        ("cron.d/x.sh", false),
        ("a.cron", true),
        ("cron.py", false),
        ("Procfile", true),
        ("Procfile.dev", false),
    ] {
        assert_eq!(is_text(path), expected, "{path}");
    }
}

#[test]
fn a_service_has_the_environment_of_its_unit() {
    for (text, expected) in [
        ("Environment=DBT_PAT=a", &["DBT_PAT <- 'a'"][..]),
        (
            "Environment=\"DBT_PAT=a b\" 'DBT_API_KEY=c'",
            &["DBT_PAT <- 'a b'", "DBT_API_KEY <- 'c'"],
        ),
        ("Environment=A=1 \\\n  DBT_PAT=b", &["DBT_PAT <- 'b'"]),
        ("Environment=A=1 \\\r\n  DBT_PAT=b\r\n", &["DBT_PAT <- 'b'"]),
        ("#Environment=DBT_PAT=a\n; Environment=DBT_PAT=a", &[]),
        ("LoadCredential=DBT_PAT:/etc/x", &["DBT_PAT <- secret:DBT_PAT"]),
        ("Environment=", &[]),
        ("Environment=\"DBT_PAT=é", &["DBT_PAT <- 'é'"]),
        ("Environment=\"\\", &[]),
    ] {
        assert_eq!(shown(&of_text("x.service", text)), expected, "{text}");
    }
}

#[test]
fn an_env_file_of_the_repository_is_loaded() {
    for (text, expected) in [
        ("WorkingDirectory=/opt/a\nEnvironmentFile=-/opt/a/c/.env", Some("file:c/.env")),
        ("EnvironmentFile=/etc/default/a", None),
    ] {
        let facts = of_text("x.service", text);
        let file = facts.passages.get(0).map(|it| it.from.to_string());
        assert_eq!(file.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_crontab_starts_commands() {
    for (path, text, expected) in [
        ("crontab", "0 5 * * * ./a.sh", Some("script:a.sh")),
        ("crontab", "@daily ./a.sh", Some("script:a.sh")),
        ("cron.d/x", "0 5 * * mon-fri app ./a.sh", Some("script:a.sh")),
        ("crontab", "0 5 * * * root ./a.sh", Some("script:a.sh")),
        ("crontab", "# 0 5 * * * ./a.sh", None),
        ("crontab", "0 5 * *", None),
        ("crontab", "run these every ten minutes: ./a.sh", None),
        ("crontab", "@daily", None),
    ] {
        let facts = of_text(path, text);
        let script = facts.passages.get(0).map(|it| it.to.to_string());
        assert_eq!(script.as_deref(), expected, "{text}");
        assert!(facts.circumstances.iter().any(|it| it.matter == Matter::Unattended));
    }
}

#[test]
fn a_crontab_sets_variables() {
    let facts = of_text("crontab", "MAILTO=\"\"\nDBT_PAT = \"a\"\n");
    assert_eq!(shown(&facts), ["DBT_PAT <- 'a'"]);
}

#[test]
fn a_process_of_an_app_starts_a_command() {
    let facts = of_text("a/Procfile", "web: ./a.sh\nno command\n");
    let scripts: Vec<String> = facts.passages.iter().map(|it| it.to.to_string()).collect();
    assert_eq!(scripts, ["script:a/a.sh"]);
}

#[test]
fn a_tree_is_known_by_its_path_and_bytes() {
    let vendors = [vendor()];
    for (path, text, expected) in [
        ("serverless.yml", "dbt", true),
        ("a/serverless.prod.yaml", "dbt", true),
        ("serverless.ts", "dbt", false),
        ("serverless.yml", "nothing", false),
        ("serverlesser.yml", "dbt", false),
        ("render.yaml", "dbt", true),
        ("rendered.yaml", "dbt", false),
        ("x.yml", "AWSTemplateFormatVersion dbt", true),
        ("x.json", "\"containerDefinitions\" dbt", true),
        ("x.md", "AWSTemplateFormatVersion dbt", false),
        ("x.yml", "dbt", false),
    ] {
        assert_eq!(holds(path, text.as_bytes(), &vendors), expected, "{path}");
    }
}

#[test]
fn an_app_is_handed_what_its_platform_keeps() {
    let pair =
        |key, value| Tree::Map(vec![("key", Tree::Text("DBT_PAT")), (key, Tree::Text(value))]);
    for (item, expected) in [
        (pair("sync", "false"), "DBT_PAT <- secret:DBT_PAT"),
        (pair("value", "EV[1:a]"), "DBT_PAT <- secret:DBT_PAT"),
        (pair("value", "@dbt-pat"), "DBT_PAT <- secret:dbt-pat"),
        (pair("value", "{{secrets/a/DBT_API_KEY}}"), "DBT_PAT <- secret:DBT_API_KEY"),
        (pair("valueFrom", "dbt-token"), "DBT_PAT <- secret:dbt-token"),
        (pair("value", "${A}"), "DBT_PAT <- env:A"),
        (pair("value", "a"), "DBT_PAT <- 'a'"),
    ] {
        let service = Tree::Map(vec![("envVars", Tree::List(vec![item]))]);
        let tree = Tree::Map(vec![("services", Tree::List(vec![service]))]);
        let (source, document) = document("render.yaml", &tree);
        assert_eq!(shown(&facts(&source, &document, &[vendor()])), [expected]);
    }
}

#[test]
fn what_is_set_for_a_target_says_so() {
    let pat = || Tree::Map(vec![("DBT_PAT", Tree::Text("a"))]);
    let context = Tree::Map(vec![("production", Tree::Map(vec![("environment", pat())]))]);
    let (source, document) = document("netlify.toml", &Tree::Map(vec![("context", context)]));
    let facts = facts(&source, &document, &[vendor()]);
    let target = Matter::Target(vec![Word::Text("production".to_owned())]);
    assert!(facts.circumstances.iter().any(|it| it.matter == target));
}

#[test]
fn a_template_that_turns_in_circles_is_read() {
    let mut tree = Tree::Text("DBT_PAT");
    for _ in 0..50 {
        tree =
            Tree::Map(vec![("Fn::Join", Tree::List(vec![Tree::Text(""), Tree::List(vec![tree])]))]);
    }
    let variables = Tree::Map(vec![("Variables", Tree::Map(vec![("DBT_PAT", tree)]))]);
    let function =
        Tree::Map(vec![("Type", Tree::Text("AWS::Lambda::Function")), ("Environment", variables)]);
    let resources = Tree::Map(vec![("Resources", Tree::Map(vec![("F", function)]))]);
    let (source, document) = document("x.json", &resources);
    let facts = cloudformation::facts(&source, &document, &[vendor()]);
    assert_eq!(shown(&facts), ["DBT_PAT <- "]);
}

#[test]
fn files_of_other_tools_are_left_alone() {
    let vendors = [vendor()];
    for (path, text, expected) in [
        ("a.yml", "- hosts: all\n  tasks:\n    dbt", true),
        ("ingress.yml", "hosts: [dbt]", false),
        ("roles/a/tasks/main.yml", "dbt", true),
        ("group_vars/prod/a.yml", "dbt", true),
        ("src/main/resources/application.yml", "dbt", false),
        ("resources/a.yml", "resources: {jobs: {}} # dbt, jobs:", true),
        ("databricks.yml", "dbt", true),
    ] {
        assert_eq!(holds(path, text.as_bytes(), &vendors), expected, "{path}");
    }
}
