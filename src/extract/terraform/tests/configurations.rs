//! Provider configurations, what their objects need, and the surroundings of a folder.

use super::check;

#[test]
fn an_alias_is_a_configuration_of_its_own() {
    check(
        "infra/main.tf",
        r#"
terraform {
  required_providers {
    dbtcloud = { source = "registry.terraform.io/dbt-labs/dbtcloud" }
  }
}
provider "dbtcloud" {
  token = var.dbt_token
}
provider "dbtcloud" {
  alias = "pat"
  token = var.dbt_pat
}
data "dbtcloud_azure_dev_ops_project" "p" {
  provider = dbtcloud.pat
}
resource "dbtcloud_job" "j" {}
"#,
        &[
            "`var.dbt_token` gives provider:dbtcloud <- var:dbt_token => terraform-provider Proven",
            "`var.dbt_pat` gives provider:dbtcloud.pat <- var:dbt_pat => terraform-provider Proven",
            "`dbtcloud_job` needs unknown of provider:dbtcloud @ terraform:infra",
            "`dbtcloud_azure_dev_ops_project` needs personal of provider:dbtcloud.pat @ terraform:infra",
            "path infra/main.tf @ terraform:infra",
        ],
    );
}

#[test]
fn a_provider_without_a_token_reads_the_environment() {
    check(
        "versions.tf",
        r#"
provider "dbtcloud" {}
provider "dbtcloud" {
  alias = "b"
  token = null
}
provider "dbtcloud" {
  alias = "c"
  token = ""
}
"#,
        &[
            "`dbtcloud` gives provider:dbtcloud <- env:DBT_CLOUD_TOKEN => terraform-provider Presumed",
            "`dbtcloud` gives provider:dbtcloud.b <- env:DBT_CLOUD_TOKEN => terraform-provider Presumed",
            "`dbtcloud` gives provider:dbtcloud.c <- env:DBT_CLOUD_TOKEN => terraform-provider Presumed",
            "path versions.tf @ terraform:",
        ],
    );
}

#[test]
fn a_token_that_is_written_out_is_a_literal() {
    check(
        "main.tf",
        r#"
provider "dbtcloud" {
  token = "changeme"
}
"#,
        &[
            "`changeme` gives provider:dbtcloud written out => terraform-provider Proven",
            "path main.tf @ terraform:",
        ],
    );
}

#[test]
fn an_argument_may_declare_the_kind() {
    check(
        "examples/main.tf",
        r#"
terraform {
  required_providers {
    dbt = {
      source = "hashicorp.com/3lvia/dbt"
    }
  }
}
provider "dbt" {
  service_token = var.token
}
"#,
        &[
            "`var.token` gives provider:dbt <- var:token => terraform-provider Proven (service by slot)",
            "path examples/main.tf @ terraform:examples",
        ],
    );
}

#[test]
fn without_a_source_the_argument_tells_which_provider_it_is() {
    check(
        "main.tf",
        r#"
provider "dbt" {
  service_token = var.token
}
"#,
        &[
            "`var.token` gives provider:dbt <- var:token => terraform-provider Proven (service by slot)",
            "path main.tf @ terraform:",
        ],
    );
}

#[test]
fn the_old_provider_is_known_by_its_source() {
    check(
        "main.tf",
        r#"
terraform {
  required_providers {
    anything = { source = "GtheSheep/dbt-cloud" }
  }
}
provider "anything" {
  token = var.dbt_cloud_token
}
resource "dbt_cloud_job" "j" {
  provider = anything
}
"#,
        &[
            "`var.dbt_cloud_token` gives provider:anything <- var:dbt_cloud_token => terraform-provider Proven",
            "`dbt_cloud_job` needs unknown of provider:anything @ terraform:",
            "path main.tf @ terraform:",
        ],
    );
}

#[test]
fn a_provider_of_another_vendor_is_left_alone() {
    check(
        "main.tf",
        r#"
terraform {
  required_providers {
    dbt = { source = "somebody/dbt" }
  }
}
provider "databricks" {
  token = var.databricks_token
}
provider "dbt" {
  token = var.dbt_token
}
resource "dbt_cloud_job" "j" {}
resource "dbtcloud_job" "j" {
  provider = dbt
}
"#,
        &["path main.tf @ terraform:"],
    );
}

#[test]
fn a_credential_of_a_warehouse_is_no_token_of_the_vendor() {
    check(
        "main.tf",
        r#"
resource "dbtcloud_databricks_credential" "c" {
  token = var.databricks_token
}
"#,
        &["`dbtcloud_databricks_credential` needs unknown of provider:dbtcloud @ terraform:"],
    );
}

#[test]
fn an_object_may_need_a_kind_by_what_it_sets() {
    check(
        "main.tf",
        r#"
resource "dbtcloud_repository" "gitlab" {
  gitlab_project_id  = 1
  git_clone_strategy = "deploy_token"
}
resource "dbtcloud_repository" "github" {
  git_clone_strategy = "github_app"
}
resource "dbtcloud_repository" "unset" {
  gitlab_project_id  = null
  git_clone_strategy = "deploy_token"
}
resource "dbtcloud_service_token" "t" {
  provider = dbtcloud.by_account["a"]
}
"#,
        &[
            r#"`dbtcloud_service_token" "t` gives attribute:dbtcloud_service_token.t.token_string (service by resource)"#,
            "`dbtcloud_repository` needs personal of provider:dbtcloud @ terraform:",
            "`dbtcloud_repository` needs unknown of provider:dbtcloud @ terraform:",
            "`dbtcloud_repository` needs unknown of provider:dbtcloud @ terraform:",
            "`dbtcloud_service_token` needs service of provider:dbtcloud.by_account @ terraform:",
        ],
    );
}

#[test]
fn json_says_the_same() {
    check(
        "infra/main.tf.json",
        r#"
{
  "terraform": {"required_providers": {"dbtcloud": {"source": "dbt-labs/dbtcloud"}}},
  "variable": {"dbt_token": {"description": "PAT of an admin"}},
  "provider": {"dbtcloud": [
    {"token": "${var.dbt_token}"},
    {"alias": "b", "token": "${local.b}"}
  ]},
  "locals": {"b": "${var.b}"},
  "module": {"m": {"source": "../m", "dbt_token": "${var.dbt_token}", "providers": {"dbtcloud": "dbtcloud.b"}}},
  "data": {"dbtcloud_azure_dev_ops_project": {"p": {"provider": "dbtcloud.b"}}},
  "output": {"o": {"value": "${module.m.o}"}}
}
"#,
        &[
            "`dbt_token` gives var:dbt_token <- argument:dbt_token else tfvars:dbt_token else env:TF_VAR_dbt_token (personal by prose)",
            "`${var.b}` gives local:b <- var:b",
            "`${module.m.o}` gives output:o <- output:o @ terraform:infra / module:m",
            "`${var.dbt_token}` gives argument:dbt_token <- var:dbt_token @ terraform:infra",
            "`dbtcloud.b` gives provider:dbtcloud <- provider:dbtcloud.b @ terraform:infra",
            "`${var.dbt_token}` gives provider:dbtcloud <- var:dbt_token => terraform-provider Proven",
            "`${local.b}` gives provider:dbtcloud.b <- local:b => terraform-provider Proven",
            "`../m` terraform:infra / module:m -> terraform:m: argument Here, input Here, provider Here, env Outwards",
            "`../m` terraform:m -> terraform:infra / module:m: output Here",
            "`dbtcloud_azure_dev_ops_project` needs personal of provider:dbtcloud.b @ terraform:infra",
            "path infra/main.tf.json @ terraform:infra",
        ],
    );
}

#[test]
fn the_state_tells_which_variant_it_is() {
    check(
        "live/a/backend.tf",
        r#"
terraform {
  backend "s3" {
    bucket = "states"
    key    = "prod/dbt.tfstate"
  }
}
"#,
        &[
            "path live/a/backend.tf @ terraform:live/a",
            r#"Variant([Text("prod/dbt.tfstate")]) @ terraform:live/a"#,
        ],
    );
}

#[test]
fn a_workspace_tells_which_variant_it_is() {
    check(
        "live/b/backend.tf",
        r#"
terraform {
  cloud {
    organization = "acme"
    workspaces {
      name = "dbt-staging"
    }
  }
}
"#,
        &[
            "path live/b/backend.tf @ terraform:live/b",
            r#"Variant([Text("dbt-staging")]) @ terraform:live/b"#,
        ],
    );
}
