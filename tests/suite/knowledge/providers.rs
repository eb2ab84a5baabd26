//! Under which names the providers of Terraform and Pulumi take a token, and what is no token of theirs.

use keyfit::model::Kind;

use super::report;

#[test]
fn tokens_of_other_products_are_none_of_dbts() {
    for block in [
        "resource \"dbtcloud_databricks_credential\" \"it\" {\n  token = var.dbt_pat\n}\n",
        "resource \"dbtcloud_lineage_integration\" \"it\" {\n  token = var.dbt_pat\n}\n",
        "resource \"dbtcloud_spark_credential\" \"it\" {\n  token = var.dbt_pat\n}\n",
        "resource \"dbtcloud_webhook\" \"it\" {\n  name = \"it\"\n}\noutput \"it\" {\n  value = dbtcloud_webhook.it.hmac_secret\n}\n",
    ] {
        let report = report("main.tf", &format!("variable \"dbt_pat\" {{}}\n{block}"));
        assert!(report.usages.is_empty() && report.findings.is_empty(), "{block}");
    }
}

#[test]
fn a_resource_mints_tokens_of_its_kind() {
    for (object, kind) in
        [("dbtcloud_service_token", Kind::Service), ("dbtcloud_scim_config_token", Kind::Scim)]
    {
        let text = format!(
            "resource \"{object}\" \"it\" {{\n  name = \"it\"\n}}\n\
             output \"it\" {{\n  value = {object}.it.token_string\n}}\n"
        );
        let kinds: Vec<Kind> =
            report("main.tf", &text).usages.iter().map(|it| it.credential.kind).collect();
        assert_eq!(kinds, [kind], "{object}");
    }
}

#[test]
fn a_provider_is_known_by_every_name_that_it_had() {
    for (local, source, argument) in [
        ("dbtcloud", Some("dbt-labs/dbtcloud"), "token"),
        ("anything", Some("registry.terraform.io/dbt-labs/dbtcloud"), "token"),
        ("dbt", Some("GtheSheep/dbt-cloud"), "token"),
        ("dbt_cloud", Some("gthesheep/dbtcloud"), "token"),
        ("dbtcloud", Some("Hivebrite/dbt-cloud"), "token"),
        ("dbt", Some("3lvia/dbt"), "service_token"),
        ("dbtcloud", None, "token"),
        ("dbt_cloud", None, "token"),
        ("dbt", None, "token"),
        ("dbt", None, "service_token"),
    ] {
        let source = source.map_or_else(String::new, |source| {
            format!("terraform {{\n  required_providers {{\n    {local} = {{\n      source = \"{source}\"\n    }}\n  }}\n}}\n")
        });
        let text = format!(
            "{source}variable \"secret\" {{}}\nprovider \"{local}\" {{\n  {argument} = var.secret\n}}\n"
        );
        assert_eq!(consumers("main.tf", &text), ["terraform-provider"], "{text}");
    }
    let text = "provider \"databricks\" {\n  token = var.dbt_pat\n}\n";
    assert!(consumers("main.tf", text).is_empty());
}

#[test]
fn the_stacks_and_programs_of_pulumi_are_read() {
    for (path, text, kind) in [
        ("Pulumi.prod.yaml", "config:\n  dbtcloud:token: dbtu_sample\n", Kind::Personal),
        (
            "Pulumi.prod.yaml",
            "config:\n  dbtcloud:token:\n    secure: AAABAExample\n",
            Kind::Unknown,
        ),
        (
            "__main__.py",
            "import os\nimport pulumi_dbtcloud as dbtcloud\ndbtcloud.Provider(\"prod\", token=os.environ[\"DBT_PAT\"])\n",
            Kind::Personal,
        ),
    ] {
        let usages = report(path, text).usages;
        let found: Vec<_> =
            usages.iter().map(|it| (it.consumer.as_str(), it.credential.kind)).collect();
        assert_eq!(found, [("pulumi-provider", kind)], "{text}");
    }
}

fn consumers(path: &str, text: &str) -> Vec<String> {
    report(path, text).usages.into_iter().map(|usage| usage.consumer).collect()
}
