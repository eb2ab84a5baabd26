//! What needs a token of one kind beside the Terraform provider.

use keyfit::model::{Kind, glob};

use super::{report, vendors};

/// Objects of the provider that a token of one kind serves, and the rule that speaks where the other kind is given.
const OBJECTS: [(Kind, &str, &str, &str); 11] = {
    const PERSONAL: &str = "service-token-where-personal-required";
    const CREATES: &str = "personal-token-creates-service-token";
    const SERVICE: &str = "personal-token-where-service-required";
    [
        (Kind::Personal, "data", "dbtcloud_azure_dev_ops_project", PERSONAL),
        (Kind::Personal, "data", "dbtcloud_azure_dev_ops_repository", PERSONAL),
        (Kind::Personal, "data", "dbt_cloud_azure_dev_ops_project", PERSONAL),
        (Kind::Personal, "resource", "dbtcloud_repository", PERSONAL),
        (Kind::Personal, "resource", "dbt_cloud_repository", PERSONAL),
        (Kind::Service, "resource", "dbtcloud_service_token", CREATES),
        (Kind::Service, "resource", "dbt_cloud_service_token", CREATES),
        (Kind::Service, "resource", "dbtcloud_group_partial_permissions", SERVICE),
        (Kind::Service, "resource", "dbtcloud_partial_notification", SERVICE),
        (Kind::Service, "resource", "dbtcloud_scim_group_permissions", SERVICE),
        (Kind::Service, "resource", "dbtcloud_scim_group_partial_permissions", SERVICE),
    ]
};

#[test]
fn each_object_that_needs_a_kind_refuses_the_other() {
    for (kind, block, object, rule) in OBJECTS {
        let (right, wrong) = match kind {
            Kind::Personal => ("dbt_pat", "dbt_service_token"),
            _ => ("dbt_service_token", "dbt_pat"),
        };
        let root = |variable: &str| {
            format!(
                "variable \"{variable}\" {{\n  sensitive = true\n}}\n\
                 provider \"dbtcloud\" {{\n  token = var.{variable}\n}}\n\
                 {block} \"{object}\" \"it\" {{\n  provider = dbtcloud\n  gitlab_project_id = 1\n  \
                 git_clone_strategy = \"deploy_token\"\n}}\n"
            )
        };
        let (rightly, wrongly) = (findings(&root(right)), findings(&root(wrong)));
        assert!(rightly.is_empty(), "{object} with `{right}`: {rightly:?}");
        assert_eq!(wrongly, [rule], "{object} with `{wrong}`");
    }
}

#[test]
fn every_object_of_the_data_is_tried() {
    for vendor in &vendors() {
        for object in vendor.objects.iter().flat_map(|row| &row.types) {
            let kind = object.trim_start_matches("data.");
            let tried = OBJECTS.iter().any(|(_, _, it, _)| glob::matches(kind, it));
            assert!(tried, "nothing tries `{object}`");
        }
    }
}

#[test]
fn a_call_for_the_installations_of_github_needs_a_person() {
    let call = |variable: &str, url: &str| {
        findings(&format!(
            "variable \"{variable}\" {{\n  sensitive = true\n}}\ndata \"http\" \"it\" {{\n  url = \"{url}\"\n  \
             request_headers = {{\n    Authorization = \"Token ${{var.{variable}}}\"\n  }}\n}}\n"
        ))
    };
    for url in [
        "https://cloud.getdbt.com/api/v2/integrations/github/installations/",
        "${var.dbt_host_url}/v2/integrations/github/installations/",
    ] {
        assert_eq!(call("dbt_service_token", url), ["service-token-on-user-endpoint"], "{url}");
        assert!(call("dbt_pat", url).is_empty(), "{url}");
    }
}

/// The rules that speak in a staging root, where a personal token is otherwise right. What is out of date and what
/// only recommends are left out.
fn findings(text: &str) -> Vec<String> {
    let findings = report("envs/staging/main.tf", text).findings.into_iter();
    let rules = findings.map(|it| it.rule);
    rules.filter(|it| it != "legacy-provider-source").collect()
}
