//! A token is followed from the resource that mints it, through the store that keeps it, to the job that presents it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyfit::model::vendor::{FillSlot, StoreRow};

use crate::{TODAY, files, folders, keyfit, project, text};

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

/// Stores of which no file of a repository reads an entry: what they keep is there on a person's machine, or in jobs
/// that something else starts.
const READ_ELSEWHERE: [&str; 2] = ["github-codespaces", "github-dependabot"];

#[test]
fn every_way_into_a_store_has_a_world_in_which_a_token_comes_out_again() {
    let stores = stores();
    let worlds = worlds(&stores);
    let slots = stores.iter().flat_map(|store| store.fills.iter().map(move |slot| (store, slot)));
    let without: Vec<String> = slots
        .filter(|(store, _)| !READ_ELSEWHERE.contains(&store.id.as_str()))
        .filter(|(store, slot)| !worlds.iter().any(|world| world.follows(store, slot)))
        .map(|(store, slot)| format!("{}: {}", store.id, slot.types.join(", ")))
        .collect();
    assert!(without.is_empty(), "followed in no world:\n{}", without.join("\n"));
}

#[test]
fn what_a_store_keeps_that_no_file_reads_is_followed_no_further() {
    let stores = stores();
    let worlds = worlds(&stores);
    for store in stores.iter().filter(|store| READ_ELSEWHERE.contains(&store.id.as_str())) {
        let mut types = store.fills.iter().flat_map(|slot| &slot.types);
        assert!(types.any(|it| worlds.iter().any(|world| world.content.contains(it))));
        let is_kept = |step: &String| step.ends_with(&format!("keeps it in {}", store.title));
        assert!(!worlds.iter().any(|world| world.steps.iter().any(is_kept)), "{}", store.id);
    }
}

fn stores() -> Vec<StoreRow> {
    let Ok(policy) = keyfit::policy::builtin() else { panic!("the built-in rules are right") };
    policy.vendors.into_iter().flat_map(|vendor| vendor.stores).collect()
}

/// A world in which something fills a store.
struct World {
    /// All its files.
    content: String,
    /// What the steps of its findings say before the last, which is where the token is presented.
    steps: Vec<String>,
}

impl World {
    /// Whether a token passes a store by way of a resource that has the arguments of a slot.
    fn follows(&self, store: &StoreRow, slot: &FillSlot) -> bool {
        let end = format!("keeps it in {}", store.title);
        let passes = |kind: &String| {
            let is_of =
                |step: &&String| step.starts_with(&format!("`{kind}.")) && step.ends_with(&end);
            self.steps.iter().any(|step| is_of(&step))
        };
        let named = slot.entry.iter().chain(&slot.label).chain(&slot.each);
        let mut named = named.flat_map(|path| path.split('.'));
        slot.types.iter().any(passes)
            && named.all(|it| self.has_argument(it))
            && slot.value.iter().any(|it| self.has_argument(it))
    }

    fn has_argument(&self, name: &str) -> bool {
        let lines = self.content.lines().filter_map(|line| line.trim_start().strip_prefix(name));
        let mut lines = lines.map(str::trim_start);
        lines.any(|rest| rest.starts_with(['=', '{']))
    }
}

/// The worlds in which a resource stands that fills a store.
fn worlds(stores: &[StoreRow]) -> Vec<World> {
    let slots = stores.iter().flat_map(|store| &store.fills);
    let types: BTreeSet<&str> = slots.flat_map(|it| &it.types).map(String::as_str).collect();
    let folders = folders(&project("fixtures")).into_iter().flat_map(|rule| folders(&rule));
    let world = |folder: PathBuf| {
        let read = |file: &PathBuf| text(&std::fs::read(file).expect("the fixture can be read"));
        let content: String = files(&folder).iter().map(read).collect();
        let fills = types.iter().any(|it| content.contains(it));
        fills.then(|| World { steps: steps(&folder), content })
    };
    folders.filter_map(world).collect()
}

fn steps(folder: &Path) -> Vec<String> {
    let run = keyfit(folder, &["check", ".", "--format", "json", "--today", TODAY]);
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    let findings = report["findings"].as_array().expect("the report lists findings");
    let traces = findings.iter().filter_map(|it| it["trace"].as_array()?.split_last());
    let before = traces.flat_map(|(_, before)| before).filter_map(|step| step["says"].as_str());
    before.map(str::to_owned).collect()
}
