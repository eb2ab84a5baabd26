//! A token is followed from the resource that mints it, through the store that keeps it, to the job that presents it.

use crate::{TODAY, keyfit, project, text};

/// The steps of the only finding in a world of `broader-than-needed`, each as its path and what it says.
#[track_caller]
fn assert_trace(world: &str, expected: &[(&str, &str)]) {
    let folder = project("fixtures").join("broader-than-needed").join(world);
    let run = keyfit(&folder, &["check", ".", "--format", "json", "--today", TODAY]);
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    let findings = report["findings"].as_array().expect("the report lists findings");
    let [finding] = findings.as_slice() else { panic!("{world}: {}", text(&run.stdout)) };
    assert_eq!(finding["rule"], "broader-than-needed");
    let message = finding["message"].as_str().expect("a finding has a message");
    assert!(message.contains("needs Semantic Layer Only and Metadata Only"), "{message}");
    let told = |step: &serde_json::Value| {
        let of = |key: &str| step[key].as_str().expect("a step has its words").to_owned();
        (of("path"), of("says"))
    };
    let steps = finding["trace"].as_array().expect("a finding has a trace");
    let steps: Vec<(String, String)> = steps.iter().map(told).collect();
    let steps: Vec<(&str, &str)> =
        steps.iter().map(|(path, says)| (path.as_str(), says.as_str())).collect();
    assert_eq!(steps, expected, "{world}");
    let usage = &report["usages"][finding["usage"].as_u64().expect("it is a usage") as usize];
    assert_eq!(usage["kind"], "service");
    assert_eq!(usage["evidence"][0]["strength"], "resource");
}

const WORKFLOW: &str = ".github/workflows/metrics.yml";

#[test]
fn a_token_is_followed_through_the_secrets_of_github() {
    assert_trace(
        "kept-by-github-actions",
        &[
            ("main.tf", "`dbtcloud_service_token.metrics` mints a service token"),
            ("main.tf", "`github_actions_secret.metrics` keeps it in GitHub Actions"),
            (WORKFLOW, "`DBT_METRICS_TOKEN` is what GitHub Actions keeps"),
            (WORKFLOW, "the environment of step 1 sets `DBT_TOKEN`"),
            (WORKFLOW, "step 1 calls the API with `curl`"),
        ],
    );
}

#[test]
fn a_token_is_followed_through_a_secret_manager() {
    assert_trace(
        "kept-by-a-secret-manager",
        &[
            ("infra/token.tf", "`dbtcloud_service_token.metrics` mints a service token"),
            (
                "infra/version.tf",
                "`aws_secretsmanager_secret_version.metrics` keeps it in AWS Secrets Manager",
            ),
            (WORKFLOW, "`dbt/metrics` is `dbt/metrics` of AWS Secrets Manager"),
            (WORKFLOW, "step 1 sets `DBT_TOKEN`"),
            (WORKFLOW, "step 1 calls the API with `curl`"),
        ],
    );
}

#[test]
fn a_token_is_followed_through_a_module_and_an_external_secret() {
    let manifest = "deploy/metrics.yaml";
    assert_trace(
        "kept-by-a-module-and-an-external-secret",
        &[
            ("infra/token/main.tf", "`dbtcloud_service_token.metrics` mints a service token"),
            (
                "infra/token/main.tf",
                "output `token` hands on `dbtcloud_service_token.metrics.token_string`",
            ),
            ("infra/main.tf", "module `token` gives its outputs back"),
            ("infra/main.tf", "`aws_ssm_parameter.metrics` keeps it in the AWS Parameter Store"),
            (manifest, "`/dbt/metrics` is `dbt/metrics` of the AWS Parameter Store"),
            (
                manifest,
                "ExternalSecret `dbt-metrics` fills `dbt-metrics/token` from `/dbt/metrics` of its store",
            ),
            (manifest, "CronJob `metrics` sets `DBT_TOKEN` to `token` of `dbt-metrics`"),
            (manifest, "CronJob `metrics` calls the API with `curl`"),
        ],
    );
}

#[test]
fn a_token_that_pulumi_mints_is_followed_too() {
    assert_trace(
        "minted-by-pulumi",
        &[
            ("Pulumi.yaml", "`metrics` mints a service token"),
            ("Pulumi.yaml", "`secret` keeps it in GitHub Actions"),
            (WORKFLOW, "`DBT_METRICS_TOKEN` is what GitHub Actions keeps"),
            (WORKFLOW, "the environment of step 1 sets `DBT_TOKEN`"),
            (WORKFLOW, "step 1 calls the API with `curl`"),
        ],
    );
}
