//! Messages: the sentences of rules with the facts of a case filled in.

use crate::model::{Environment, Exposure, Kind, Rule, Runner, Usage};

/// What the placeholders of a message stand for.
pub struct Facts(Vec<(&'static str, String)>);

impl Facts {
    /// The facts of a usage in a file.
    pub fn of_usage(usage: &Usage, rule: &Rule, path: &str) -> Self {
        let credential = &usage.credential;
        let evidence = |at: Option<usize>| {
            at.and_then(|at| credential.evidence.get(at))
                .map_or_else(String::new, |it| it.says.clone())
        };
        let (first, other) =
            credential.contradiction.map_or((Some(0), Some(1)), |(a, b)| (Some(a), Some(b)));
        Self(vec![
            ("credential", credential_phrase(&credential.name)),
            ("kind", credential.kind.as_str().to_owned()),
            ("kind-title", kind_title(credential.kind).to_owned()),
            ("consumer", usage.consumer_title.clone()),
            ("context", context_phrase(usage)),
            ("environment", usage.context.environment.as_str().to_owned()),
            ("runner", usage.context.runner.as_str().to_owned()),
            ("origin", credential.name.clone()),
            ("declaration", declaration(&credential.name)),
            ("requires", usage.requires.as_str().to_owned()),
            ("because", usage.requires_because.clone()),
            (
                "also-in",
                usage.also_in.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" and "),
            ),
            ("evidence", evidence(first)),
            ("other-evidence", evidence(other)),
            ("rule", rule.id.clone()),
            ("path", path.to_owned()),
        ])
    }

    /// The facts of an exposure in a file.
    pub fn of_exposure(exposure: &Exposure, rule: &Rule, path: &str) -> Self {
        Self(vec![
            ("credential", exposure.credential.clone()),
            ("kind", exposure.kind.as_str().to_owned()),
            ("kind-title", kind_title(exposure.kind).to_owned()),
            ("rule", rule.id.clone()),
            ("path", path.to_owned()),
        ])
    }

    /// The facts of an allowance in a file.
    pub fn of_allowance(rule: &str, until: Option<&str>, path: &str) -> Self {
        let until = until.unwrap_or("no day");
        let facts = [("rule", rule), ("until", until), ("path", path)];
        Self(facts.map(|(name, value)| (name, value.to_owned())).into())
    }
}

/// A sentence with its placeholders filled in. `policy` has refused unknown ones.
pub fn filled(sentence: &str, facts: &Facts) -> String {
    facts.0.iter().fold(sentence.to_owned(), |sentence, (name, value)| {
        sentence.replace(&format!("{{{name}}}"), value)
    })
}

/// A credential as people speak of it: ``the secret `DBT_PAT` ``.
fn credential_phrase(name: &str) -> String {
    match name.split_once(':') {
        Some(("secret", name)) => format!("the secret `{name}`"),
        Some(("setting", name)) => format!("the setting `{name}`"),
        Some(("env", name)) => format!("the environment variable `{name}`"),
        Some(("var" | "tfvars", name)) => format!("the Terraform variable `{name}`"),
        Some(("input", name)) => format!("the input `{name}`"),
        Some(("resource", name)) => format!("the token of `{name}`"),
        Some(("literal", prefix)) => format!("the token `{prefix}`"),
        Some(("attribute", name)) => match name.split_once(':') {
            Some((store, key)) => format!("the secret `{key}` of `{store}`"),
            None => format!("the value of `{name}`"),
        },
        Some(("local", name)) => format!("the local value `{name}`"),
        Some((space, name)) => format!("the {space} `{name}`"),
        None => "the token written out here".to_owned(),
    }
}

/// How the kind of a credential is declared. Settings know names; anything else is declared where it stands.
fn declaration(name: &str) -> String {
    match name.split_once(':') {
        Some(("secret" | "env" | "var", _)) => {
            format!("declare it once in keyfit.toml: `[credentials]` `\"{name}\" = \"service\"`")
        }
        _ => "declare it in a comment on its line: `keyfit: service` or `keyfit: personal`"
            .to_owned(),
    }
}

fn context_phrase(usage: &Usage) -> String {
    match (usage.context.environment, usage.context.runner) {
        (Environment::Production, _) => "production".to_owned(),
        (_, Runner::Unattended) => format!("{}, with no person at it", usage.consumer_title),
        _ => usage.consumer_title.clone(),
    }
}

/// A kind as people call it.
fn kind_title(kind: Kind) -> &'static str {
    match kind {
        Kind::Service => "service token",
        Kind::Personal => "personal access token",
        Kind::Legacy => "user API key",
        Kind::Scim => "SCIM token",
        Kind::Webhook => "webhook secret",
        Kind::Unknown => "token of a kind that nothing proves",
    }
}

/// What a place says of the environment.
pub fn environment_phrase(environment: Environment) -> &'static str {
    match environment {
        Environment::Production => "that is production",
        Environment::Staging => "that is staging",
        Environment::Development => "that is development",
        Environment::Unknown => "that is not known to be production",
    }
}

/// What a place says of the runner.
pub fn runner_phrase(runner: Runner) -> &'static str {
    match runner {
        Runner::Attended => "a person is at it",
        Runner::Unattended => "no person is at it",
        Runner::Unknown => "nothing says who is at it",
    }
}
