//! What `keyfit.toml` and comments say, and when it counts.

use serde_json::Value;

use super::{UNDECLARED, code, found, report, with_workflow};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW};

const RULE: &str = "personal-token-in-production";

fn finding(level: &str) -> String {
    format!("{WORKFLOW}:10 {RULE}={level}")
}

fn silenced() -> String {
    format!("({})", finding("error"))
}

#[test]
fn the_plan_turns_what_it_makes_incurable_into_notes() {
    let folder = with_workflow("plan", PERSONAL);
    for (plan, level) in [
        ("developer", "note"),
        ("starter", "note"),
        ("team", "error"),
        ("enterprise", "error"),
        ("enterprise-plus", "error"),
    ] {
        folder.write("keyfit.toml", format!("plan = \"{plan}\"\n"));
        assert_eq!(found(&folder, &[]), [finding(level)], "{plan}");
    }
    folder.write("keyfit.toml", "plan = \"starter\"\n");
    let help = report(&folder, &[])["findings"][0]["help"].clone();
    assert!(help.as_str().is_some_and(|it| it.contains("on this plan")), "{help}");
}

#[test]
fn a_level_is_the_settings_own() {
    let folder = with_workflow("levels", PERSONAL);
    for level in ["error", "warning", "note"] {
        folder
            .write("keyfit.toml", format!("plan = \"starter\"\n[levels]\n{RULE} = \"{level}\"\n"));
        assert_eq!(found(&folder, &[]), [finding(level)]);
    }
    folder.write("keyfit.toml", format!("[levels]\n{RULE} = \"off\"\n"));
    assert_eq!(found(&folder, &[]), Vec::<String>::new());
    assert_eq!(report(&folder, &[])["usages"][0]["kind"], "personal");
}

#[test]
fn a_preset_raises_what_the_rules_say_of_themselves() {
    let folder = with_workflow("preset", UNDECLARED);
    let undeclared = |level: &str| format!("{WORKFLOW}:8 undeclared-token-kind={level}");
    for (settings, level) in [
        ("", "warning"),
        ("preset = \"recommended\"\n", "warning"),
        ("preset = \"strict\"\n", "error"),
        // What a repository sets for one rule is its own.
        ("preset = \"strict\"\n[levels]\nundeclared-token-kind = \"note\"\n", "note"),
    ] {
        folder.write("keyfit.toml", settings);
        assert_eq!(found(&folder, &[]), [undeclared(level)], "{settings}");
    }
    folder
        .write(WORKFLOW, PERSONAL)
        .write("keyfit.toml", "preset = \"strict\"\nplan = \"starter\"\n");
    assert_eq!(
        found(&folder, &[]),
        [finding("warning")],
        "what a plan lowers is raised from there"
    );
}

#[test]
fn settings_may_lie_elsewhere() {
    let folder = with_workflow("config", PERSONAL);
    folder
        .write("keyfit.toml", format!("[levels]\n{RULE} = \"off\"\n"))
        .write("conf/other.toml", format!("[levels]\n{RULE} = \"note\"\n[[allow]]\nrule = \"{RULE}\"\npath = \"x\"\nbecause = \"y\"\n"));
    assert_eq!(
        found(&folder, &["--config", "conf/other.toml"]),
        [finding("note"), "conf/other.toml:4 allowance-unused=warning".to_owned()]
    );
    // Settings below the root are nobody's.
    folder.write("sub/keyfit.toml", "plam = 1\n");
    assert_eq!(found(&folder, &[]), Vec::<String>::new());
}

#[test]
fn a_declared_credential_is_known_in_every_space_and_scope() {
    let terraform =
        "provider \"dbtcloud\" {\n  token = var.dbt_token\n}\nvariable \"dbt_token\" {}\n";
    for (name, path, content, key) in [
        ("declared-secret", WORKFLOW, UNDECLARED, "secret:DBT_API_KEY"),
        // GitHub's secrets are one whatever their case.
        ("declared-secret-case", WORKFLOW, UNDECLARED, "secret:dbt_api_key"),
        ("declared-env", WORKFLOW, UNDECLARED, "env:DBT_API_KEY"),
        ("declared-var", "envs/prod/main.tf", terraform, "var:dbt_token"),
        ("declared-env-file", "app/.env", "DBT_CLOUD_API_TOKEN=\n", "env:DBT_CLOUD_API_TOKEN"),
    ] {
        let folder = Folder::new(name);
        folder.write(path, content);
        for kind in ["service", "personal"] {
            folder.write("keyfit.toml", format!("[credentials]\n\"{key}\" = \"{kind}\"\n"));
            let usage = report(&folder, &[])["usages"][0].clone();
            assert_eq!(usage["kind"], kind, "{key}: {usage}");
            assert_eq!(usage["evidence"][0]["strength"], "declaration", "{key}");
            assert_eq!(usage["evidence"][0]["path"], "keyfit.toml", "{key}");
        }
    }
}

#[test]
fn a_declaration_of_another_space_says_nothing() {
    let folder = with_workflow("declared-elsewhere", UNDECLARED);
    for key in ["var:DBT_API_KEY", "secret:DBT_API", "env:dbt_other"] {
        folder.write("keyfit.toml", format!("[credentials]\n\"{key}\" = \"service\"\n"));
        assert_eq!(report(&folder, &[])["usages"][0]["kind"], "unknown", "{key}");
    }
}

#[test]
fn of_the_contexts_that_match_the_last_counts() {
    let folder = Folder::new("contexts");
    folder.write(
        "infra/root/main.tf",
        "provider \"dbtcloud\" {\n  token = var.dbt_pat\n}\nvariable \"dbt_pat\" {}\n",
    );
    let row = |path: &str, rest: &str| format!("[[context]]\npath = \"{path}\"\n{rest}\n");
    let (production, staging) = ("environment = \"production\"", "environment = \"staging\"");
    for (rows, environment, runner) in [
        (row("infra/**", production), "production", "unknown"),
        (row("infra/**", production) + &row("infra/root/**", staging), "staging", "unknown"),
        (row("infra/root/**", staging) + &row("infra/**", production), "production", "unknown"),
        (row("other/**", staging), "unknown", "unknown"),
        // `*` stays within a folder.
        (row("infra/*", staging), "unknown", "unknown"),
        // Each row counts for what it says.
        (
            row("infra/**", "runner = \"unattended\"") + &row("**/main.tf", production),
            "production",
            "unattended",
        ),
        (
            row("**", "runner = \"attended\"\nenvironment = \"staging\"")
                + &row("**", "runner = \"unknown\""),
            "staging",
            "unknown",
        ),
    ] {
        folder.write("keyfit.toml", &rows);
        let usage = report(&folder, &[])["usages"][0].clone();
        assert_eq!(
            (&usage["environment"], &usage["runner"]),
            (&environment.into(), &runner.into()),
            "{rows}"
        );
    }
}

#[test]
fn an_allowance_matches_any_step_of_the_way() {
    let world = crate::project("fixtures/personal-token-in-production-terraform/through-terraform");
    let folder = Folder::like("allow-steps", &world);
    let rule = "personal-token-in-production-terraform";
    let finding = format!("infra/main.tf:2 {rule}=error");
    for (path, matches) in [
        ("infra/main.tf", true),
        ("infra/variables.tf", true),
        (".github/workflows/*.yml", true),
        ("**", true),
        ("infra/*.tf", true),
        ("*.tf", false),
        ("infra", false),
        ("modules/**", false),
    ] {
        folder.write("keyfit.toml", format!("[[allow]]\nrule = \"{rule}\"\npath = \"{path}\"\nbecause = \"it is agreed\"\nuntil = 2026-12-31\nowner = \"us\"\n"));
        let found = found(&folder, &[]);
        if matches {
            assert_eq!(found, [format!("({finding})")], "{path}");
        } else {
            let unused = "keyfit.toml:2 allowance-unused=warning".to_owned();
            assert_eq!(found, [finding.clone(), unused], "{path}");
        }
    }
    folder.write("keyfit.toml", format!("[[allow]]\nrule = \"{rule}\"\nbecause = \"it is agreed\"\nuntil = \"2026-12-31\"\nowner = \"us\"\n"));
    let suppressed = report(&folder, &[])["findings"][0]["suppressed"].clone();
    let expected = serde_json::json!({
        "by": "config", "because": "it is agreed", "until": "2026-12-31", "owner": "us"
    });
    assert_eq!(suppressed, expected);
    assert_eq!(code(&folder.keyfit(&["check", "--fail-on", "note"])), 0);
}

#[test]
fn an_allowance_names_one_rule_exactly() {
    let folder = with_workflow("allow-other", PERSONAL);
    folder.write(
        "keyfit.toml",
        "[[allow]]\nrule = \"personal-token-in-automation\"\nbecause = \"x\"\n",
    );
    let unused = "keyfit.toml:2 allowance-unused=warning".to_owned();
    assert_eq!(found(&folder, &[]), [finding("error"), unused]);
}

#[test]
fn an_allowance_is_good_through_its_last_day() {
    let folder = with_workflow("until", PERSONAL);
    let expired = |path: &str, line: usize| format!("{path}:{line} allowance-expired=warning");
    for (today, works) in
        [("2026-06-29", true), ("2026-06-30", true), ("2026-07-01", false), ("2027-01-01", false)]
    {
        for until in ["2026-06-30", "\"2026-06-30\""] {
            folder.write(WORKFLOW, PERSONAL).write(
                "keyfit.toml",
                format!("[[allow]]\nrule = \"{RULE}\"\nbecause = \"x\"\nuntil = {until}\n"),
            );
            let expected = if works {
                vec![silenced()]
            } else {
                vec![finding("error"), expired("keyfit.toml", 2)]
            };
            assert_eq!(found(&folder, &["--today", today]), expected, "{today} {until}");
        }
        std::fs::remove_file(folder.path("keyfit.toml")).expect("it was just written");
        folder.write(
            WORKFLOW,
            with_comment(&format!("# keyfit: allow {RULE} because x until 2026-06-30"), 10, false),
        );
        let expected =
            if works { vec![silenced()] } else { vec![finding("error"), expired(WORKFLOW, 10)] };
        let mut found = found(&folder, &["--today", today]);
        found.sort_by_key(|it| it.contains("allowance"));
        assert_eq!(found, expected, "{today} in place");
    }
}

/// The workflow with a comment behind a line, or on a line of its own above it.
fn with_comment(comment: &str, line: usize, above: bool) -> String {
    let mut lines: Vec<String> = PERSONAL.lines().map(str::to_owned).collect();
    if above {
        lines.insert(line - 1, format!("          {comment}"));
    } else {
        lines[line - 1] = format!("{} {comment}", lines[line - 1]);
    }
    lines.join("\n") + "\n"
}

#[test]
fn a_comment_allows_on_its_line_and_on_the_line_below() {
    let folder = Folder::new("comments");
    let allow = format!("# keyfit: allow {RULE} because it is agreed");
    for (comment, line, above, works) in [
        (allow.as_str(), 10, false, true),
        (&allow, 10, true, true),
        (&allow, 9, false, true),
        (&allow, 8, false, false),
        (&allow, 9, true, false),
        (&format!("# keyfit: allow {RULE}"), 10, false, false),
        ("# keyfit: allow personal-token because x", 10, false, false),
        (&format!("# allow {RULE} because x"), 10, false, false),
    ] {
        folder.write(WORKFLOW, with_comment(comment, line, above));
        let found = found(&folder, &["--fail-on", "never"]);
        let loud = found.iter().any(|it| it.contains(RULE) && !it.starts_with('('));
        assert_eq!(!loud, works, "{comment:?} at {line}, above: {above}: {found:?}");
    }
    folder.write(WORKFLOW, with_comment(&allow, 10, true));
    let suppressed = report(&folder, &[])["findings"][0]["suppressed"].clone();
    assert_eq!(
        (&suppressed["by"], &suppressed["because"]),
        (&"comment".into(), &"it is agreed".into())
    );
}

#[test]
fn a_comment_allows_at_any_step_of_the_way() {
    let world = crate::project("fixtures/personal-token-in-production-terraform/through-terraform");
    let rule = "personal-token-in-production-terraform";
    for (path, before) in [
        (".github/workflows/deploy.yml", "      TF_VAR_dbt_token:"),
        ("infra/variables.tf", "variable \"dbt_token\""),
        ("infra/main.tf", "  token ="),
    ] {
        let folder = Folder::like("comment-steps", &world);
        let text = folder.read(path);
        assert!(text.contains(before), "{path}");
        let allowed =
            text.replacen(before, &format!("# keyfit: allow {rule} because x\n{before}"), 1);
        folder.write(path, allowed);
        let found = found(&folder, &[]);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert!(found[0].starts_with('('), "{path}: {found:?}");
    }
}

#[test]
fn a_comment_declares_a_kind_at_any_site_of_the_way() {
    let folder = Folder::new("declared-in-place");
    for (comment, line, kind) in [
        ("# keyfit: service", 8, "service"),
        ("# keyfit: personal", 8, "personal"),
        ("# keyfit: service", 7, "service"),
        ("# keyfit: service", 6, "unknown"),
        ("# keyfit: srevice", 8, "unknown"),
    ] {
        let mut lines: Vec<String> = UNDECLARED.lines().map(str::to_owned).collect();
        lines[line - 1] = format!("{} {comment}", lines[line - 1]);
        folder.write(WORKFLOW, lines.join("\n") + "\n");
        assert_eq!(report(&folder, &[])["usages"][0]["kind"], kind, "{comment} at {line}");
    }
}

#[test]
fn what_is_silenced_is_told_and_does_not_count() {
    let folder = with_workflow("silenced", PERSONAL);
    folder.write("keyfit.toml", format!("[[allow]]\nrule = \"{RULE}\"\nbecause = \"x\"\n"));
    let report: Value = report(&folder, &[]);
    let summary = &report["summary"];
    assert_eq!((&summary["errors"], &summary["suppressed"]), (&0.into(), &1.into()));
    for format in crate::formats::names() {
        let run = folder.keyfit(&["check", "--format", format, "--fail-on", "note"]);
        assert_eq!(code(&run), 0, "{format}");
    }
}
