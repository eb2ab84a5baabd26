//! Which resources start programs, who runs these, and where their environment stands: one row a sort of resource.

/// A sort of resource that starts programs.
pub(super) struct Row {
    /// Globs over the resource's type.
    pub types: &'static [&'static str],
    /// Who runs the programs, in words.
    pub by: &'static str,
    /// Where their environment stands.
    pub places: &'static [Place],
}

/// A place in a resource at which variables are set.
pub(super) struct Place {
    /// The way there: blocks and keys, through lists. A block may be written as a `dynamic` one.
    pub path: &'static str,
    /// How variables are written there.
    pub form: Form,
}

/// How variables are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A map of names and values.
    Map,
    /// A map of names and the addresses of secrets.
    Kept,
    /// Blocks or maps, each with its name at this key and with its value, or where that is kept.
    Pairs(&'static str),
    /// Settings of a chart: values however deep, each named by its path.
    Settings,
    /// Settings of a chart one by one, each with its path at `name`.
    Set,
}

const fn map(path: &'static str) -> Place {
    Place { path, form: Form::Map }
}

const fn kept(path: &'static str) -> Place {
    Place { path, form: Form::Kept }
}

const fn pairs(path: &'static str) -> Place {
    Place { path, form: Form::Pairs("name") }
}

const fn keyed(path: &'static str) -> Place {
    Place { path, form: Form::Pairs("key") }
}

const fn row(types: &'static [&'static str], by: &'static str, places: &'static [Place]) -> Row {
    Row { types, by, places }
}

const AWS: &str = "AWS";
const GOOGLE: &str = "Google Cloud";
const AZURE: &str = "Azure";
const CLUSTER: &str = "a cluster";

/// Where the containers of a pod's template stand.
const POD: &[Place] =
    &[pairs("spec.template.spec.container.env"), pairs("spec.template.spec.init_container.env")];

/// Every sort of resource that starts programs.
pub(super) const ROWS: &[Row] = &[
    row(&["aws_lambda_function"], AWS, &[map("environment.variables")]),
    row(
        &["aws_ecs_task_definition"],
        AWS,
        &[pairs("container_definitions.environment"), pairs("container_definitions.secrets")],
    ),
    row(
        &["aws_batch_job_definition"],
        AWS,
        &[
            pairs("container_properties.environment"),
            pairs("container_properties.secrets"),
            pairs("ecs_properties.taskProperties.containers.environment"),
            pairs("ecs_properties.taskProperties.containers.secrets"),
        ],
    ),
    row(
        &["aws_apprunner_service"],
        AWS,
        &[
            map("source_configuration.*.*.runtime_environment_variables"),
            map("source_configuration.*.*.*.runtime_environment_variables"),
            kept("source_configuration.*.*.runtime_environment_secrets"),
            kept("source_configuration.*.*.*.runtime_environment_secrets"),
        ],
    ),
    row(&["aws_codebuild_project"], AWS, &[pairs("environment.environment_variable")]),
    row(&["aws_elastic_beanstalk_environment"], AWS, &[pairs("setting")]),
    row(&["aws_glue_job"], AWS, &[map("default_arguments")]),
    row(&["aws_mwaa_environment"], AWS, &[map("airflow_configuration_options")]),
    row(&["google_cloud_run_service"], GOOGLE, &[pairs("template.spec.containers.env")]),
    row(
        &["google_cloud_run_v2_service", "google_cloud_run_v2_worker_pool"],
        GOOGLE,
        &[pairs("template.containers.env")],
    ),
    row(&["google_cloud_run_v2_job"], GOOGLE, &[pairs("template.template.containers.env")]),
    row(
        &["google_cloudfunctions_function"],
        GOOGLE,
        &[
            map("environment_variables"),
            map("build_environment_variables"),
            keyed("secret_environment_variables"),
        ],
    ),
    row(
        &["google_cloudfunctions2_function"],
        GOOGLE,
        &[
            map("service_config.environment_variables"),
            map("build_config.environment_variables"),
            keyed("service_config.secret_environment_variables"),
        ],
    ),
    row(&["google_composer_environment"], GOOGLE, &[map("config.software_config.env_variables")]),
    row(&["google_app_engine_*_app_version"], GOOGLE, &[map("env_variables")]),
    row(
        &["azurerm_container_app", "azurerm_container_app_job"],
        AZURE,
        &[pairs("template.container.env"), pairs("template.init_container.env")],
    ),
    row(
        &["azurerm_container_group"],
        AZURE,
        &[map("container.environment_variables"), map("container.secure_environment_variables")],
    ),
    row(
        &[
            "azurerm_*function_app*",
            "azurerm_*web_app*",
            "azurerm_app_service",
            "azurerm_logic_app_standard",
        ],
        AZURE,
        &[map("app_settings")],
    ),
    row(
        &[
            "kubernetes_deployment*",
            "kubernetes_stateful_set*",
            "kubernetes_daemonset*",
            "kubernetes_daemon_set*",
            "kubernetes_replication_controller*",
            "kubernetes_job*",
        ],
        CLUSTER,
        POD,
    ),
    row(
        &["kubernetes_cron_job*"],
        CLUSTER,
        &[
            pairs("spec.job_template.spec.template.spec.container.env"),
            pairs("spec.job_template.spec.template.spec.init_container.env"),
        ],
    ),
    row(
        &["kubernetes_pod", "kubernetes_pod_v1"],
        CLUSTER,
        &[pairs("spec.container.env"), pairs("spec.init_container.env")],
    ),
    row(
        &["helm_release"],
        CLUSTER,
        &[
            Place { path: "set", form: Form::Set },
            Place { path: "set_sensitive", form: Form::Set },
            Place { path: "set_wo", form: Form::Set },
            Place { path: "values", form: Form::Settings },
        ],
    ),
    row(
        &["databricks_job", "databricks_cluster"],
        "Databricks",
        &[
            map("spark_env_vars"),
            map("new_cluster.spark_env_vars"),
            map("job_cluster.new_cluster.spark_env_vars"),
            map("task.new_cluster.spark_env_vars"),
            map("task.notebook_task.base_parameters"),
            map("task.python_wheel_task.named_parameters"),
        ],
    ),
    row(
        &["heroku_config", "heroku_app_config_association"],
        "Heroku",
        &[map("vars"), map("sensitive_vars")],
    ),
];
