//! What is known of a vendor's credentials: how they look, what they are called, who takes them.
//!
//! All of it is data, read from `rules/vendors/<vendor>/`; each row there has its source and its date.

use super::{Environment, Kind, Requires, Runner, glob};

/// A vendor whose credentials are known.
#[derive(Clone, Debug, Default)]
pub struct Vendor {
    /// Its id, the name of its folder: `dbt`.
    pub id: String,
    /// Its name in messages.
    pub title: String,
    /// How its tokens begin.
    pub prefixes: Vec<Prefix>,
    /// What its credentials are called.
    pub names: Vec<NameRow>,
    /// Words in a name that speak for a kind.
    pub words: Vec<WordRow>,
    /// Who takes its credentials.
    pub consumers: Vec<Consumer>,
    /// The functions of libraries by which consumers are handed one.
    pub calls: Vec<CallSlot>,
    /// What the guidance asks, by class and context; the first row that fits counts.
    pub requirements: Vec<Requirement>,
    /// Which infrastructure objects need a certain kind of token.
    pub objects: Vec<ObjectRow>,
    /// Which resources mint tokens.
    pub mints: Vec<MintRow>,
    /// What words and branches say of the environment.
    pub environments: Vec<EnvironmentRow>,
    /// Host name patterns of the vendor's own APIs.
    pub hosts: Vec<String>,
    /// Hosts under those patterns that take no token.
    pub not_hosts: Vec<String>,
    /// The statements of the guidance, each with the rules that hold it.
    pub statements: Vec<Statement>,
}

/// How a kind of token begins.
#[derive(Clone, Debug)]
pub struct Prefix {
    /// The first characters: `dbtu_`. Case counts.
    pub text: String,
    /// The kind that it proves.
    pub kind: Kind,
    /// How many characters follow in a real token; a value of another length is evidence but no leak.
    pub body: Option<usize>,
    /// Where this is said.
    pub source: String,
}

/// A pattern of credential names.
#[derive(Clone, Debug)]
pub struct NameRow {
    /// Globs over the normalised name (lower case, words joined by `_`, wrappers such as `TF_VAR_` taken off).
    pub globs: Vec<String>,
    /// Globs that make a name another product's credential after all.
    pub but: Vec<String>,
    /// Names of neighbours in the same environment that make it another product's credential.
    pub beside: Vec<String>,
    /// What it is: [`Kind::Unknown`] for an API token of either kind, [`Kind::Webhook`] for no API token at all.
    pub kind: Kind,
    /// Where this is said.
    pub source: String,
}

/// A word in a name that speaks for a kind.
#[derive(Clone, Debug)]
pub struct WordRow {
    /// The words, each a whole segment of the normalised name, or several joined by `_`.
    pub words: Vec<String>,
    /// The kind.
    pub kind: Kind,
    /// Where this is said.
    pub source: String,
}

/// Someone who takes a credential.
#[derive(Clone, Debug)]
pub struct Consumer {
    /// Its id: `terraform-provider`.
    pub id: String,
    /// What messages call it: `the dbt Terraform provider`.
    pub title: String,
    /// Which part of the guidance speaks of it.
    pub class: Class,
    /// What it cannot do without, whatever the context.
    pub needs: Requires,
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
    /// Pages that say so, and when they were read.
    pub sources: Vec<String>,
    /// When the sources were read, `YYYY-MM`.
    pub read: String,
}

/// Which part of the guidance speaks of a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
#[derive(Clone, Debug)]
pub struct CommandSlot {
    /// The program's file name: `dbt-jobs-as-code`; also found behind `uv run`, `python -m`, `npx` and the like.
    pub program: String,
    /// The first argument that must follow, if any.
    pub subcommand: Option<String>,
    /// Environment variables that it reads by itself.
    pub env: Vec<EnvSlot>,
    /// Flags that take a token.
    pub flags: Vec<EnvSlot>,
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
#[derive(Clone, Debug)]
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
}

/// A key of a configuration file.
#[derive(Clone, Debug)]
pub struct KeySlot {
    /// Globs over the path.
    pub files: Vec<String>,
    /// The key's path: `projects[].token-value`; `[]` is any item, `*` any key.
    pub path: String,
    /// A sibling key that makes its value personal or service evidence: `token-name`.
    pub beside: Option<String>,
    /// A text without which the file holds no such key, so that it need not be parsed.
    pub mention: Option<String>,
    /// Who reads such files, where that is known of all of them.
    pub runner: Option<Runner>,
    /// What such files are for, where that is known of all of them.
    pub environment: Option<Environment>,
    /// The kind that the key's own name declares.
    pub kind: Option<Kind>,
}

/// An endpoint.
#[derive(Clone, Debug)]
pub struct UrlSlot {
    /// A glob over the path of the URL, `*` for any run of characters: `*/users/*/credentials/*`.
    pub path: String,
    /// A glob over the host; without one, any of the vendor's hosts.
    pub host: Option<String>,
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
    /// The kind that the argument's own name declares.
    pub kind: Option<Kind>,
}

/// What the guidance asks in a context.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The classes that it speaks of; empty for all.
    pub classes: Vec<Class>,
    /// The runners; empty for all.
    pub runners: Vec<Runner>,
    /// The environments; empty for all.
    pub environments: Vec<Environment>,
    /// What is asked.
    pub requires: Requires,
    /// Why, as a clause.
    pub because: String,
    /// Where it is said.
    pub source: String,
}

/// An infrastructure object that needs a certain kind of token.
#[derive(Clone, Debug)]
pub struct ObjectRow {
    /// Globs over the object's type, `data.` before data sources: `data.dbtcloud_azure_dev_ops_project`.
    pub types: Vec<String>,
    /// Arguments that must be set, `name` or `name=value`, for the row to count.
    pub with: Vec<String>,
    /// The kind that it needs; [`Kind::Unknown`] where either serves.
    pub kind: Kind,
    /// Where it is said.
    pub source: String,
}

/// A resource that mints tokens.
#[derive(Clone, Debug)]
pub struct MintRow {
    /// The resource types.
    pub types: Vec<String>,
    /// The attribute that holds the token.
    pub attribute: String,
    /// The kind that it mints.
    pub kind: Kind,
    /// Where it is said.
    pub source: String,
}

/// What words and branches say of the environment.
#[derive(Clone, Debug)]
pub struct EnvironmentRow {
    /// The environment.
    pub environment: Environment,
    /// Words that name it, as whole segments.
    pub words: Vec<String>,
    /// Branches whose push deploys to it, as globs.
    pub branches: Vec<String>,
    /// Where it is said.
    pub source: String,
}

/// A statement of the guidance.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its number in the table: `A3`.
    pub id: String,
    /// What it says, in our words.
    pub says: String,
    /// The rules that hold it; empty with `not_checked` set.
    pub rules: Vec<String>,
    /// Why nothing checks it, where nothing does.
    pub not_checked: Option<String>,
    /// Where it is said.
    pub source: String,
}

impl Vendor {
    /// The prefix with which a value begins, if it is one of the vendor's.
    pub fn prefix_of(&self, value: &str) -> Option<&Prefix> {
        self.prefixes.iter().find(|prefix| value.starts_with(&prefix.text))
    }

    /// The row under which a name is known, if it is the name of one of the vendor's credentials.
    pub fn name_row(&self, name: &str) -> Option<&NameRow> {
        let name = normalised(name);
        self.names.iter().find(|row| {
            row.globs.iter().any(|glob| glob::matches(glob, &name))
                && !row.but.iter().any(|glob| glob::matches(glob, &name))
        })
    }

    /// The kind that a name speaks for: its row's own, else its words'; none where no word does or two disagree.
    pub fn kind_of_name(&self, name: &str) -> Option<Kind> {
        let own = self.name_row(name).map(|row| row.kind);
        if let Some(kind) = own.filter(|kind| !matches!(kind, Kind::Unknown | Kind::Webhook)) {
            return Some(kind);
        }
        let name = format!("_{}_", normalised(name));
        let mut kinds = self
            .words
            .iter()
            .filter(|row| row.words.iter().any(|word| name.contains(&format!("_{word}_"))))
            .map(|row| row.kind);
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }

    /// The consumer of an id.
    pub fn consumer(&self, id: &str) -> Option<&Consumer> {
        self.consumers.iter().find(|consumer| consumer.id == id)
    }

    /// Who takes the input of an action. `uses` may carry a version.
    pub fn action_input(&self, uses: &str, input: &str) -> Option<(&Consumer, &ActionSlot)> {
        let uses = uses.split('@').next().unwrap_or(uses).to_lowercase();
        self.slots(|consumer| &consumer.actions).find(|(_, slot)| {
            glob::matches(&slot.uses.to_lowercase(), &uses)
                && slot.input.eq_ignore_ascii_case(input)
        })
    }

    /// Who a command is. `words` are the command's words, wrappers taken off; those that are not literal are empty.
    pub fn command(&self, words: &[&str]) -> Vec<(&Consumer, &CommandSlot)> {
        let Some(program) = words.first().map(|word| word.rsplit('/').next().unwrap_or(word))
        else {
            return Vec::new();
        };
        let fits = |slot: &CommandSlot| {
            slot.program == program
                && slot
                    .subcommand
                    .as_ref()
                    .is_none_or(|it| words[1..].iter().any(|word| word == it))
        };
        self.slots(|consumer| &consumer.commands).filter(|(_, slot)| fits(slot)).collect()
    }

    /// Who a Terraform provider is, by its local name and its declared source address (registry host and all).
    pub fn provider(&self, name: &str, source: Option<&str>) -> Option<(&Consumer, &ProviderSlot)> {
        let address = source.map(|source| {
            source
                .rsplit('/')
                .take(2)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<Vec<_>>()
                .join("/")
                .to_lowercase()
        });
        let fits = |slot: &ProviderSlot| match &address {
            Some(address) => slot.sources.iter().any(|it| it.eq_ignore_ascii_case(address)),
            None => slot.names.iter().any(|it| it == name),
        };
        self.slots(|consumer| &consumer.providers).find(|(_, slot)| fits(slot))
    }

    /// Whether a host is one of the vendor's API hosts.
    pub fn is_host(&self, host: &str) -> bool {
        let host = host.to_lowercase();
        self.hosts.iter().any(|glob| glob::matches(glob, &host))
            && !self.not_hosts.iter().any(|glob| glob::matches(glob, &host))
    }

    /// Who answers at a URL (scheme, host and path; the host may hold a variable). The most specific row first in the file counts.
    pub fn url(&self, host: &str, path: &str) -> Option<&Consumer> {
        let fits = |slot: &UrlSlot| {
            let host_fits = slot.host.as_ref().map_or_else(
                || self.is_host(host),
                |glob| glob::matches(glob, &host.to_lowercase()),
            );
            host_fits && glob::matches(&slot.path, path)
        };
        self.slots(|consumer| &consumer.urls)
            .find(|(_, slot)| fits(slot))
            .map(|(consumer, _)| consumer)
    }

    /// Who takes the arguments of a function, by its dotted name.
    pub fn call(&self, path: &str) -> Vec<(&Consumer, &CallSlot)> {
        let ends = path.match_indices('.').map(|(dot, _)| &path[dot + 1..]);
        let ends: Vec<&str> = std::iter::once(path).chain(ends).collect();
        let fits = |slot: &&CallSlot| ends.iter().any(|end| glob::matches(&slot.function, end));
        let slots = self.calls.iter().filter(fits);
        slots.filter_map(|slot| Some((self.consumer(&slot.consumer)?, slot))).collect()
    }

    fn slots<'a, T: 'a>(
        &'a self,
        of: impl Fn(&'a Consumer) -> &'a Vec<T>,
    ) -> impl Iterator<Item = (&'a Consumer, &'a T)> {
        self.consumers
            .iter()
            .flat_map(move |consumer| of(consumer).iter().map(move |slot| (consumer, slot)))
    }
}

/// A name as the rows of data spell it: lower case, words joined by single `_`, and the wrappers `TF_VAR_` and
/// `INPUT_` taken off. `dbtCloudAPIToken`, `dbt-cloud-api-token` and `INPUT_DBT_CLOUD__API_TOKEN` are one name.
pub fn normalised(name: &str) -> String {
    let mut words = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if starts_word || !letter.is_alphanumeric() {
            words.push('_');
        }
        if letter.is_alphanumeric() {
            words.extend(letter.to_lowercase());
        }
    }
    let mut name = words.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    for wrapper in ["tf_var_", "input_"] {
        if let Some(rest) = name.strip_prefix(wrapper) {
            name = rest.to_owned();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Kind, NameRow, Vendor, WordRow, normalised};

    #[test]
    fn a_row_of_names_may_say_the_kind() {
        let row = |glob: &str, kind| NameRow {
            globs: vec![glob.into()],
            but: Vec::new(),
            beside: Vec::new(),
            kind,
            source: String::new(),
        };
        let word =
            |word: &str, kind| WordRow { words: vec![word.into()], kind, source: String::new() };
        let vendor = Vendor {
            names: vec![row("acme_*", Kind::Service), row("dbt_*", Kind::Unknown)],
            words: vec![word("pat", Kind::Personal), word("svc", Kind::Service)],
            ..Vendor::default()
        };
        for (name, expected) in [
            ("ACME_PAT", Some(Kind::Service)),
            ("DBT_PAT", Some(Kind::Personal)),
            ("DBT_SVC_PAT", None),
            ("DBT_KEY", None),
        ] {
            assert_eq!(vendor.kind_of_name(name), expected, "{name}");
        }
    }

    #[test]
    fn spellings_of_one_name_are_one() {
        for name in [
            "dbtCloudAPIToken",
            "dbt-cloud-api-token",
            "INPUT_DBT_CLOUD__API_TOKEN",
            "TF_VAR_dbt_cloud_api_token",
        ] {
            assert_eq!(normalised(name), "dbt_cloud_api_token", "{name}");
        }
    }
}
