//! How values come into a folder, pass through it and leave it.

use super::check;

#[test]
fn a_variable_is_set_from_outside_before_its_default() {
    check(
        "infra/variables.tf",
        r#"
variable "plain" {}
variable "with_default" {
  default = "none-yet"
}
variable "empty" {
  default = ""
}
"#,
        &[
            "`plain` gives var:plain <- argument:plain else tfvars:plain else env:TF_VAR_plain",
            "`none-yet` gives var:with_default <- argument:with_default else tfvars:with_default else env:TF_VAR_with_default written out",
            "`empty` gives var:empty <- argument:empty else tfvars:empty else env:TF_VAR_empty",
        ],
    );
}

#[test]
fn a_description_speaks_of_one_kind_or_of_none() {
    check(
        "variables.tf",
        r#"
variable "a" {
  description = "Service account token of dbt Cloud"
}
variable "b" {
  description = "Your PAT"
}
variable "c" {
  description = "A personal access token, or a service token"
}
variable "d" {
  description = "The user who runs this service"
}
variable "e" {
  description = "Starts with dbtc_"
}
"#,
        &[
            "`a` gives var:a <- argument:a else tfvars:a else env:TF_VAR_a (service by prose)",
            "`b` gives var:b <- argument:b else tfvars:b else env:TF_VAR_b (personal by prose)",
            "`c` gives var:c <- argument:c else tfvars:c else env:TF_VAR_c",
            "`d` gives var:d <- argument:d else tfvars:d else env:TF_VAR_d",
            "`e` gives var:e <- argument:e else tfvars:e else env:TF_VAR_e (service by prose)",
        ],
    );
}

#[test]
fn a_local_may_have_fields() {
    check(
        "main.tf",
        r#"
locals {
  one    = var.a
  either = var.prod ? var.a : var.b
  tokens = { prod = var.a, dev = "x" }
}
provider "dbtcloud" {
  token = local.tokens.prod
}
provider "dbtcloud" {
  alias = "b"
  token = local.tokens[var.env]
}
"#,
        &[
            "`var.a` gives local:one <- var:a",
            "`var.prod ? var.a : var.b` gives local:either <- var:a, var:b",
            r#"` prod = var.a, dev = "x" ` gives local:tokens <- local:tokens.prod, local:tokens.dev"#,
            "`var.a` gives local:tokens.prod <- var:a",
            "`x` gives local:tokens.dev written out",
            "`local.tokens.prod` gives provider:dbtcloud <- local:tokens.prod else local:tokens => terraform-provider Proven",
            "`local.tokens[var.env]` gives provider:dbtcloud.b <- local:tokens => terraform-provider Proven",
            "path main.tf @ terraform:",
        ],
    );
}

#[test]
fn what_is_no_name_is_not_taken() {
    check(
        "main.tf",
        r"
locals {
  a = each.value.token
  b = terraform.workspace
  c = path.module
  d = self.token
  e = [for it in var.tokens : it.token]
}
",
        &[
            "`each.value.token` gives local:a",
            "`terraform.workspace` gives local:b",
            "`path.module` gives local:c",
            "`self.token` gives local:d",
            "`[for it in var.tokens : it.token]` gives local:e <- var:tokens",
        ],
    );
}

#[test]
fn a_module_call_hands_arguments_and_providers_in_and_outputs_back() {
    check(
        "envs/prod/main.tf",
        r#"
module "dbt" {
  source    = "../../modules/dbt"
  dbt_token = var.dbt_token
  name      = "x"
  providers = {
    dbtcloud     = dbtcloud.prod
    dbtcloud.pat = dbtcloud.pat
  }
}
output "token" {
  value     = module.dbt.token
  sensitive = true
}
"#,
        &[
            "`module.dbt.token` gives output:token <- output:token @ terraform:envs/prod / module:dbt",
            "`var.dbt_token` gives argument:dbt_token <- var:dbt_token @ terraform:envs/prod",
            "`x` gives argument:name written out",
            "`dbtcloud.prod` gives provider:dbtcloud <- provider:dbtcloud.prod @ terraform:envs/prod",
            "`dbtcloud.pat` gives provider:dbtcloud.pat <- provider:dbtcloud.pat @ terraform:envs/prod",
            "`../../modules/dbt` terraform:envs/prod / module:dbt -> terraform:modules/dbt: argument Here, input Here, provider Here, env Outwards",
            "`../../modules/dbt` terraform:modules/dbt -> terraform:envs/prod / module:dbt: output Here",
            "path envs/prod/main.tf @ terraform:envs/prod",
        ],
    );
}

#[test]
fn a_module_inherits_default_providers() {
    check(
        "main.tf",
        r#"
module "dbt" {
  source = "./modules/dbt"
}
"#,
        &[
            "`dbt` gives provider:dbt <- provider:dbt @ terraform:",
            "`dbt` gives provider:dbt_cloud <- provider:dbt_cloud @ terraform:",
            "`dbt` gives provider:dbtcloud <- provider:dbtcloud @ terraform:",
            "`./modules/dbt` terraform: / module:dbt -> terraform:modules/dbt: argument Here, input Here, provider Here, env Outwards",
            "`./modules/dbt` terraform:modules/dbt -> terraform: / module:dbt: output Here",
            "path main.tf @ terraform:",
        ],
    );
}

#[test]
fn a_module_two_deep_is_called_from_its_own_folder() {
    check(
        "modules/dbt/main.tf",
        r#"
variable "dbt_token" {}
module "inner" {
  source    = "./inner"
  dbt_token = var.dbt_token
  providers = { dbtcloud = dbtcloud }
}
"#,
        &[
            "`dbt_token` gives var:dbt_token <- argument:dbt_token else tfvars:dbt_token else env:TF_VAR_dbt_token",
            "`var.dbt_token` gives argument:dbt_token <- var:dbt_token @ terraform:modules/dbt",
            "`dbtcloud` gives provider:dbtcloud <- provider:dbtcloud @ terraform:modules/dbt",
            "`./inner` terraform:modules/dbt / module:inner -> terraform:modules/dbt/inner: argument Here, input Here, provider Here, env Outwards",
            "`./inner` terraform:modules/dbt/inner -> terraform:modules/dbt / module:inner: output Here",
            "path modules/dbt/main.tf @ terraform:modules/dbt",
        ],
    );
}

#[test]
fn a_module_above_the_root_is_not_of_this_repository() {
    check(
        "infra/main.tf",
        r#"
module "dbt" {
  source    = "../../other/dbt"
  name      = "x"
  secret    = var.dbt_token
}
module "registry" {
  source          = "acme/dbt/cloud"
  dbt_cloud_token = local.t
  other           = var.other
}
"#,
        &[
            "`var.dbt_token` gives argument:secret <- var:dbt_token @ terraform:infra => terraform-module Presumed",
            "`local.t` gives argument:dbt_cloud_token <- local:t @ terraform:infra => terraform-module Presumed",
            "path infra/main.tf @ terraform:infra",
        ],
    );
}

#[test]
fn an_instance_of_a_module_has_the_same_outputs() {
    check(
        "main.tf",
        r#"
locals {
  a = module.m[0].token
  b = module.m["prod"].token
  c = module.m.creds.token
}
"#,
        &[
            "`module.m[0].token` gives local:a <- output:token @ terraform: / module:m",
            r#"`module.m["prod"].token` gives local:b <- output:token @ terraform: / module:m else output:prod @ terraform: / module:m"#,
            "`module.m.creds.token` gives local:c <- output:token @ terraform: / module:m else output:creds @ terraform: / module:m",
        ],
    );
}

#[test]
fn an_automatic_variable_file_enters_its_folder() {
    check(
        "infra/prod.auto.tfvars",
        r#"
dbt_token = "changeme"
regions   = ["a", "b"]
nothing   = ""
dbt = {
  account_id = 1
  dbt_token  = "changeme"
}
"#,
        &[
            "`changeme` gives tfvars:dbt_token written out",
            "`changeme` gives tfvars:dbt written out",
            "`` file:infra/prod.auto.tfvars -> terraform:infra: tfvars Here",
            "path infra/prod.auto.tfvars @ file:infra/prod.auto.tfvars",
        ],
    );
}

#[test]
fn a_variable_file_waits_for_its_command_line() {
    check(
        "infra/prod.tfvars",
        r#"
dbt_token = "changeme"
"#,
        &[
            "`changeme` gives tfvars:dbt_token written out",
            "path infra/prod.tfvars @ file:infra/prod.tfvars",
        ],
    );
}

#[test]
fn the_default_variable_file_in_json_enters_too() {
    check(
        "terraform.tfvars.json",
        r#"
{
  "dbt_token": "changeme"
}
"#,
        &[
            "`changeme` gives tfvars:dbt_token written out",
            "`` file:terraform.tfvars.json -> terraform:: tfvars Here",
            "path terraform.tfvars.json @ file:terraform.tfvars.json",
        ],
    );
}

#[test]
fn a_resource_mints_a_token_that_outputs_and_resources_keep() {
    check(
        "infra/main.tf",
        r#"
resource "dbtcloud_service_token" "bi" {
  count = 1
}
output "bi" {
  value     = dbtcloud_service_token.bi[0].token_string
  sensitive = true
}
output "id" {
  value = dbtcloud_service_token.bi[0].id
}
resource "aws_ssm_parameter" "bi" {
  name  = "/bi/token"
  value = dbtcloud_service_token.bi[0].token_string
}
resource "kubernetes_secret" "bi" {
  metadata {
    name = "bi"
  }
  data = { token = dbtcloud_service_token.bi[0].token_string }
}
resource "aws_ssm_parameter" "other" {
  value = var.dbt_token
}
"#,
        &[
            "`dbtcloud_service_token.bi[0].token_string` gives output:bi <- attribute:dbtcloud_service_token.bi.token_string => terraform-output Presumed",
            "`dbtcloud_service_token.bi[0].id` gives output:id <- attribute:dbtcloud_service_token.bi.id",
            r#"`dbtcloud_service_token" "bi` gives attribute:dbtcloud_service_token.bi.token_string (service by resource)"#,
            "`dbtcloud_service_token.bi[0].token_string` gives attribute:aws_ssm_parameter.bi.value <- attribute:dbtcloud_service_token.bi.token_string => terraform-resource Presumed",
            "` token = dbtcloud_service_token.bi[0].token_string ` gives attribute:kubernetes_secret.bi.data <- attribute:dbtcloud_service_token.bi.token_string => terraform-resource Presumed",
            "`/bi/token` gives attribute:aws_ssm_parameter.bi <- attribute:aws_ssm_parameter:/bi/token",
            "`dbtcloud_service_token.bi[0].token_string` gives attribute:aws_ssm_parameter.bi holds <- attribute:dbtcloud_service_token.bi.token_string",
            "`bi` gives attribute:kubernetes_secret.bi <- attribute:kubernetes_secret:bi",
            "`var.dbt_token` gives attribute:aws_ssm_parameter.other holds <- var:dbt_token",
            "`dbtcloud_service_token` needs service of provider:dbtcloud @ terraform:infra",
        ],
    );
}

#[test]
fn a_store_is_read_under_its_key() {
    check(
        "main.tf",
        r#"
data "aws_ssm_parameter" "dbt" {
  name = "/prod/dbt_cloud_token"
}
data "aws_secretsmanager_secret_version" "dbt" {
  secret_id = data.aws_secretsmanager_secret.dbt.id
}
data "aws_ssm_parameters" "several" {
  names = var.names
}
provider "dbtcloud" {
  token = data.aws_ssm_parameter.dbt.value
}
"#,
        &[
            "`data.aws_ssm_parameter.dbt.value` gives provider:dbtcloud <- attribute:data.aws_ssm_parameter.dbt else attribute:data.aws_ssm_parameter.dbt.value => terraform-provider Proven",
            "`/prod/dbt_cloud_token` gives attribute:data.aws_ssm_parameter.dbt <- attribute:aws_ssm_parameter:/prod/dbt_cloud_token @ repository",
            "`data.aws_secretsmanager_secret.dbt.id` gives attribute:data.aws_secretsmanager_secret_version.dbt <- attribute:data.aws_secretsmanager_secret.dbt else attribute:data.aws_secretsmanager_secret.dbt.id",
            "path main.tf @ terraform:",
        ],
    );
}

#[test]
fn the_name_of_a_field_says_the_kind() {
    for (token, expected) in [
        ("var.tokens[\"dbt_pat\"]", " (personal by name)"),
        ("var.dbt.service_token", " (service by name)"),
        ("jsondecode(data.vault_generic_secret.dbt.data[\"pat\"])", " (personal by name)"),
        ("data.vault_generic_secret.dbt.pat", ""),
        ("coalesce(var.tokens.pat, var.tokens.service)", ""),
        ("var.tokens[0]", ""),
    ] {
        let stated =
            super::stated("main.tf", &format!("provider \"dbtcloud\" {{\n  token = {token}\n}}\n"));
        let line = stated.lines().next().unwrap_or_default();
        let said = line.split_once("Proven").map_or("", |(_, said)| said);
        assert_eq!(said, expected, "{line}");
    }
}

#[test]
fn a_call_of_a_user_endpoint_presents_its_header() {
    check(
        "main.tf",
        r#"
data "http" "installations" {
  url = "https://cloud.getdbt.com/api/v2/integrations/github/installations/"
  request_headers = {
    Authorization = "Bearer ${var.dbt_pat}"
  }
}
data "http" "configured" {
  url = "${var.dbt_host_url}/v2/integrations/github/installations/"
  request_headers = {
    Authorization = "Token ${var.token}"
  }
}
data "http" "formatted" {
  url = format("%s/v2/integrations/github/installations/", var.dbt_host_url)
  request_headers = {
    authorization = local.header
  }
}
data "http" "foreign" {
  url = "https://api.example.com/integrations/github/installations/"
  request_headers = {
    Authorization = "Bearer ${var.dbt_pat}"
  }
}
data "http" "unnamed" {
  url = "${var.host}/v2/integrations/github/installations/"
  request_headers = {
    Authorization = "Token ${var.token}"
  }
}
"#,
        &[
            "`Bearer ${var.dbt_pat}` <- var:dbt_pat => github-installations Proven",
            "`Token ${var.token}` <- var:token => github-installations Proven",
            "`local.header` <- local:header => github-installations Proven",
        ],
    );
}
