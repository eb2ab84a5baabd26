use super::*;
use crate::extract::fixture::{source, vendor};

fn facts_of(text: &str) -> (Source, Facts) {
    let source = source("scripts/x.sh", text);
    let facts = facts(&source, &[vendor()]);
    (source, facts)
}

/// Where a name is taken: `unit`, `lines`, or not at all.
fn taken(text: &str, name: &str) -> Vec<usize> {
    let (_, facts) = facts_of(text);
    let takes = facts.sites.iter().filter(|it| it.gives.is_some()).flat_map(|site| &site.takes);
    takes.filter(|take| take.name.text == name).map(|take| take.name.scope.steps().len()).collect()
}

#[test]
fn what_a_script_does_not_set_comes_from_its_caller() {
    for (text, expected) in [
        ("T=$DBT_TOKEN", vec![1]),
        ("DBT_TOKEN=1\nT=$DBT_TOKEN", vec![2]),
        ("export DBT_TOKEN=${DBT_TOKEN:-x}", vec![1]),
        ("T=1", vec![]),
    ] {
        assert_eq!(taken(text, "DBT_TOKEN"), expected, "{text}");
    }
}

#[test]
fn a_credential_that_is_set_is_seen_by_programs() {
    for (text, expected) in [
        ("export DBT_API_KEY=$KEY", vec!["DBT_API_KEY"]),
        ("DBT_API_KEY=$KEY ./run\nDBT_API_KEY=$OTHER ./run", vec!["DBT_API_KEY"]),
        ("export DBT_TOKEN=$KEY\nexport DATABRICKS_HOST=h", vec![]),
        ("export DBT_WEBHOOK_SECRET=$KEY", vec![]),
        ("echo $DBT_API_KEY", vec![]),
    ] {
        let (_, facts) = facts_of(text);
        let shown = facts.sites.iter().filter(|site| site.presents.is_some());
        let names: Vec<&str> = shown.map(|site| site.takes[0].name.text.as_str()).collect();
        assert_eq!(names, expected, "{text}");
    }
}

#[test]
fn a_secret_of_a_store_has_its_items_name() {
    for (command, expected) in [
        ("op read op://Work/dbt/credential", "op://Work/dbt/credential"),
        ("op item get \"dbt Cloud\" --vault=\"$V\" --fields x", "dbt Cloud"),
        ("aws secretsmanager get-secret-value --secret-id dbt/token | jq -r .x", "dbt/token"),
        ("aws --region eu ssm get-parameter --name /dbt/token", "/dbt/token"),
        ("gcloud secrets versions access latest --secret=dbt-token", "dbt-token"),
        ("vault kv get -field=token kv/$E/dbt", "kv/${E}/dbt"),
        ("grep token-value ~/.dbt/dbt_cloud.yml | awk x", "token-value of dbt_cloud.yml"),
        ("grep account-id ~/.dbt/dbt_cloud.yml", ""),
        ("op whoami", ""),
    ] {
        let (_, facts) = facts_of(&format!("DBT_TOKEN=$({command})"));
        let take = facts.sites[0].takes.first().map_or("", |take| take.name.text.as_str());
        assert_eq!(take, expected, "{command}");
    }
}

#[test]
fn scripts_that_are_run_are_entered() {
    for (text, expected) in [
        ("./a.sh", vec!["script:a.sh"]),
        ("bash -euo pipefail scripts/a.sh x", vec!["script:scripts/a.sh"]),
        ("cd b && sh ../a", vec!["script:a"]),
        ("sh -c './a.sh'", vec!["script:a.sh"]),
        ("bash -ec \"sh -c ./a.sh\"", vec!["script:a.sh"]),
        ("bash $X", vec![]),
        ("python a.py", vec!["python:a.py"]),
        ("exec ./a.sh", vec!["script:a.sh"]),
    ] {
        let (_, facts) = facts_of(text);
        let units: Vec<String> = facts.passages.iter().map(|it| it.to.to_string()).collect();
        assert_eq!(units, expected, "{text}");
    }
}

#[test]
fn what_a_script_in_a_word_says_has_its_place() {
    let (source, facts) = facts_of("sh -c 'export DBT_TOKEN=$KEY'");
    let site = facts.sites.iter().find(|site| site.gives.is_some()).expect("it sets a variable");
    assert_eq!(source.slice(site.span), "$KEY");
}
