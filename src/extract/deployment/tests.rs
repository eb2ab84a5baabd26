use super::*;
use crate::extract::fixture::{source, vendor};
use crate::model::{Matter, Name};

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
        let file = facts.passages.first().map(|it| it.from.to_string());
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
        let script = facts.passages.first().map(|it| it.to.to_string());
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
