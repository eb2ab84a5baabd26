//! Who takes a vendor's credentials, and the slots by which each is recognised.

use super::super::glob::PathGlob;
use super::super::{Environment, ExposureForm, Kind, Requires, Runner};

/// Someone who takes a credential.
#[derive(Clone, Debug, Default)]
pub struct Consumer {
    /// Its id: `terraform-provider`.
    pub id: String,
    /// What messages call it: `the dbt Terraform provider`.
    pub title: String,
    /// Which part of the guidance speaks of it.
    pub class: Class,
    /// What sort of integration it is, for rows of [`Class::Partner`].
    pub family: Option<Family>,
    /// What it cannot do without, whatever the context.
    pub needs: Requires,
    /// Whether it makes tokens of the account.
    pub creates: bool,
    /// The ids of the permission sets that together suffice, the smallest there are; empty where nobody says.
    pub sets: Vec<String>,
    /// The ids of those that are enough as well, where a page asks for more than the calls that are made need.
    pub enough: Vec<String>,
    /// The ids of those that are good for nothing that it is asked.
    pub refuses: Vec<String>,
    /// The kind for which its own vendor asks, where that is another than the guidance asks for.
    pub vendor_says: Requires,
    /// Inputs of CI actions.
    pub actions: Vec<ActionSlot>,
    /// Commands.
    pub commands: Vec<CommandSlot>,
    /// Terraform providers.
    pub providers: Vec<ProviderSlot>,
    /// Keys of configuration files.
    pub keys: Vec<KeySlot>,
    /// Endpoints.
    pub urls: Vec<UrlSlot>,
    /// Environment variables by whose names alone it is presumed.
    pub variables: Vec<VariableSlot>,
    /// Arguments of Terraform resources.
    pub resources: Vec<ResourceSlot>,
    /// Small files in which it is recognised.
    pub examples: Vec<Example>,
    /// Small files that look much the same, in which it is not.
    pub near_misses: Vec<Example>,
    /// Pages that say so, and when they were read.
    pub sources: Vec<String>,
    /// When the sources were read, `YYYY-MM`.
    pub read: String,
}

/// Which part of the guidance speaks of a consumer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A partner or system integration: catalogs, BI, observability, orchestrators, reverse ETL, custom apps.
    Partner,
    /// Infrastructure as code: Terraform, Pulumi.
    Infrastructure,
    /// Callers of the APIs: CI actions, scripts, API clients.
    Api,
    /// A client that works as a user: the dbt CLI.
    Client,
    /// An endpoint that needs a user's own context.
    UserEndpoint,
    /// A process of which nothing more is known.
    #[default]
    Process,
    /// A place that only keeps the value: an env file, an output.
    Store,
}

impl Class {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Infrastructure => "infrastructure",
            Self::Api => "api",
            Self::Client => "client",
            Self::UserEndpoint => "user-endpoint",
            Self::Process => "process",
            Self::Store => "store",
        }
    }
}

/// What sort of integration a consumer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// What asks for metrics.
    SemanticLayer,
    /// Business intelligence and notebooks.
    Bi,
    /// Data catalogs and lineage.
    Catalog,
    /// What watches data and its jobs.
    Observability,
    /// What starts jobs and waits for them.
    Orchestrator,
    /// What brings data to other systems, or from them.
    Pipeline,
    /// What keeps or renews secrets.
    Secrets,
    /// Another application.
    Application,
}

impl Family {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SemanticLayer => "semantic-layer",
            Self::Bi => "bi",
            Self::Catalog => "catalog",
            Self::Observability => "observability",
            Self::Orchestrator => "orchestrator",
            Self::Pipeline => "pipeline",
            Self::Secrets => "secrets",
            Self::Application => "application",
        }
    }
}

/// A small file that shows how a consumer is handed a credential, or is not.
#[derive(Clone, Debug)]
pub struct Example {
    /// The path at which it would lie in a repository.
    pub file: String,
    /// What stands in it.
    pub text: String,
}

/// An input of a CI action.
#[derive(Clone, Debug)]
pub struct ActionSlot {
    /// A glob over the action without its version: `fal-ai/dbt-cloud-action`.
    pub uses: String,
    /// The input that takes the token.
    pub input: String,
    /// The kind that the input's own name declares.
    pub kind: Option<Kind>,
}

/// A command.
#[derive(Clone, Debug, Default)]
pub struct CommandSlot {
    /// The program's file name: `dbt-jobs-as-code`; also found behind `uv run`, `python -m`, `npx` and the like.
    pub program: String,
    /// The first argument that must follow, if any.
    pub subcommand: Option<String>,
    /// Globs over the arguments, one of which must fit an argument as far as that is written out; empty for any.
    pub with: Vec<String>,
    /// Variables of its environment with globs over their values, `DISABLE_SQL=*alse`, one of which must fit; empty for
    /// any. Of two rows that fit one command, such a row goes before one without.
    pub amid: Vec<String>,
    /// Environment variables that it reads by itself.
    pub env: Vec<EnvSlot>,
    /// Flags that take a token.
    pub flags: Vec<EnvSlot>,
    /// Whether it takes no token and asks a person to sign in. The subcommand is its first argument then.
    pub signs_in: bool,
    /// Arguments with which it does not.
    pub but: Vec<String>,
}

/// An environment variable or flag that a command reads.
#[derive(Clone, Debug)]
pub struct EnvSlot {
    /// Its name.
    pub name: String,
    /// The kind that its own name declares.
    pub kind: Option<Kind>,
}

/// A Terraform provider.
#[derive(Clone, Debug, Default)]
pub struct ProviderSlot {
    /// The provider's local names.
    pub names: Vec<String>,
    /// Its source addresses, without a registry host; a local name counts only with one of these, or where no
    /// source is declared.
    pub sources: Vec<String>,
    /// The argument that takes the token.
    pub argument: String,
    /// The variable that it reads where the argument is not given.
    pub env: Option<String>,
    /// The kind that the argument's own name declares.
    pub kind: Option<Kind>,
    /// Those of its source addresses that it has left.
    pub legacy_sources: Vec<String>,
    /// Globs over the types that its objects had there.
    pub legacy_types: Vec<String>,
}

/// A key of a configuration file.
#[derive(Clone, Debug)]
pub struct KeySlot {
    /// Patterns of the path.
    pub files: Vec<PathGlob>,
    /// The key's path: `projects[].token-value`; `[]` is any item, `*` any key.
    pub path: String,
    /// A text without which the file holds no such key, so that it need not be parsed.
    pub mention: Option<String>,
    /// Who reads such files, where that is known of all of them.
    pub runner: Option<Runner>,
    /// What such files are for, where that is known of all of them.
    pub environment: Option<Environment>,
    /// The kind that the key's own name declares.
    pub kind: Option<Kind>,
    /// How the file shows what stands at the key. No consumer is known to read it there: it does not belong there.
    pub reveals: Option<ExposureForm>,
    /// Whether a program stands at the key that is started: its command, its arguments and the files of its variables.
    pub starts: bool,
}

/// An endpoint.
#[derive(Clone, Debug, Default)]
pub struct UrlSlot {
    /// A glob over the path of the URL, `*` for any run of characters: `*/users/*/credentials/*`.
    pub path: String,
    /// A glob over the host; without one, any of the vendor's hosts.
    pub host: Option<String>,
    /// The method of the calls that it speaks of, in capitals; without one, any. A call of which the method is not
    /// known may have any.
    pub method: Option<String>,
    /// The scheme where that is none of the web's: `jdbc:arrow-flight-sql`.
    pub scheme: Option<String>,
    /// The parameter of the URL that may hold the token. Without one only a header does.
    pub parameter: Option<String>,
    /// Parameters of which one makes the endpoint the vendor's where the host is filled in.
    pub beside: Vec<String>,
    /// Environment variables that hold such a URL whole, token and all.
    pub variables: Vec<String>,
}

/// An environment variable.
#[derive(Clone, Debug)]
pub struct VariableSlot {
    /// A glob over its name.
    pub name: String,
    /// Globs over names of which one must stand in the same environment; none where its own name says enough.
    pub beside: Vec<String>,
}

/// An argument of a Terraform resource.
#[derive(Clone, Debug)]
pub struct ResourceSlot {
    /// A glob over the resource's type: `fivetran_connector`.
    pub kind: String,
    /// The argument, blocks and keys before it: `config.api_key`.
    pub argument: String,
    /// Arguments that must be set, `name=value`.
    pub with: Vec<String>,
}

/// A function of a library.
#[derive(Clone, Debug)]
pub struct CallSlot {
    /// The id of the consumer whose library it is.
    pub consumer: String,
    /// A glob over the last parts of its dotted name, from one of the dots on: `SemanticLayerClient`.
    pub function: String,
    /// The argument that takes the token: its name, or its place counted from 0. It may also be an entry of a
    /// dictionary that the function is given.
    pub argument: String,
    /// Arguments that must be given, each as `name=value` with a glob for the value; empty for any.
    pub with: Vec<String>,
    /// The kind that the argument's own name declares.
    pub kind: Option<Kind>,
}
