//! Messages: the sentences of rules with the facts of a case filled in.

use crate::model::{
    Credential, Environment, Exposure, Fit, Grant, Kind, Permission, Rule, Runner, Step, Usage,
    Vendor,
};

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
            ("credential", Credential::phrase(&credential.name)),
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
            ("account", account(usage.other_account.as_ref().map(|(own, _)| own))),
            ("other-account", account(usage.other_account.as_ref().map(|(_, other)| other))),
            ("demands", demands(usage)),
            ("movable", movable(usage)),
            ("legacy", usage.legacy.as_ref().map_or_else(String::new, |it| it.says.clone())),
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

    /// The facts of a declared token in a file.
    pub fn of_grant(grant: &Grant, vendor: &Vendor, rule: &Rule, path: &str) -> Self {
        Self(vec![
            ("token", format!("`{}`", grant.name)),
            ("excess", excess(grant)),
            ("needed", needed(grant, vendor)),
            ("beyond", beyond(grant, vendor)),
            ("consumers", consumers(grant, vendor)),
            ("rule", rule.id.clone()),
            ("path", path.to_owned()),
            ("title", grant.title.clone().unwrap_or_default()),
        ])
    }

    /// The same with those of one permission.
    pub fn of_permission(mut self, permission: &Permission, vendor: &Vendor) -> Self {
        let id = permission.set.as_deref().unwrap_or_default();
        let set = vendor.set(id);
        let because = permission
            .needed_by
            .as_ref()
            .map(|it| it.says.clone())
            .or_else(|| set?.not_assignable.clone())
            .unwrap_or_default();
        let title = set.map_or_else(|| format!("`{id}`"), |set| set.title.clone());
        self.0.extend([
            ("set", title),
            ("does", set.map(|set| set.does.clone()).unwrap_or_default()),
            ("set-because", because),
        ]);
        self
    }

    /// The facts of an allowance in a file.
    pub fn of_allowance(rule: &str, near: Option<&str>, until: Option<&str>, path: &str) -> Self {
        let until = until.unwrap_or("no day");
        let near = near.map(|it| format!("did you mean `{it}`? ")).unwrap_or_default();
        let facts = [("rule", rule), ("near", &near), ("until", until), ("path", path)];
        Self(facts.map(|(name, value)| (name, value.to_owned())).into())
    }
}

/// A sentence with its placeholders filled in. `policy` has refused unknown ones.
pub fn filled(sentence: &str, facts: &Facts) -> String {
    facts.0.iter().fold(sentence.to_owned(), |sentence, (name, value)| {
        sentence.replace(&format!("{{{name}}}"), value)
    })
}

fn account(step: Option<&Step>) -> String {
    step.map(|it| it.says.clone()).unwrap_or_default()
}

/// What stands beside a provider and needs a kind, each once.
fn demands(usage: &Usage) -> String {
    let mut says: Vec<&str> = Vec::new();
    for demand in usage.demands.iter().filter(|it| it.kind != Kind::Unknown) {
        if !says.contains(&demand.says.as_str()) {
            says.push(&demand.says);
        }
    }
    listed(&says)
}

/// What could use another provider, each once.
fn movable(usage: &Usage) -> String {
    let mut names: Vec<String> = Vec::new();
    for demand in usage.movable() {
        let name = format!("`{}`", demand.object);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    listed(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Things as people list them, the first few of many.
fn listed(things: &[&str]) -> String {
    const MOST: usize = 4;
    let more = things.len().saturating_sub(MOST);
    let things = &things[..things.len() - more];
    match (things, more) {
        (_, 1..) => format!("{} and {more} more", things.join(", ")),
        ([], _) => String::new(),
        ([only], _) => (*only).to_owned(),
        ([first @ .., last], _) => format!("{} and {last}", first.join(", ")),
    }
}

/// What a token may write and nobody needs, in words.
fn excess(grant: &Grant) -> String {
    let words: Vec<String> = grant.excess.iter().map(|it| it.replace('-', " ")).collect();
    listed(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The sets that would serve all consumers of a token, of which it is not told to take what it has.
fn needed(grant: &Grant, vendor: &Vendor) -> String {
    let has = |id: &&str| grant.permissions.iter().any(|it| it.set.as_deref() == Some(*id));
    let all: Vec<&str> = grant.needed.iter().map(String::as_str).collect();
    if all.is_empty() {
        return "a permission set for what is asked there".to_owned();
    }
    let missing: Vec<&str> = all.iter().copied().filter(|id| !has(id)).collect();
    titles(if missing.is_empty() { &all } else { &missing }, vendor)
}

/// The sets that go beyond what the consumers of a token need.
fn beyond(grant: &Grant, vendor: &Vendor) -> String {
    let beyond = grant.permissions.iter().filter(|it| it.beyond);
    let mut ids: Vec<&str> = beyond.filter_map(|it| it.set.as_deref()).collect();
    ids.dedup();
    titles(&ids, vendor)
}

fn titles(ids: &[&str], vendor: &Vendor) -> String {
    let titles = ids.iter().map(|id| vendor.set(id).map_or(*id, |set| set.title.as_str()));
    listed(&titles.collect::<Vec<_>>())
}

/// The consumers of a token, each with what it needs. Where the token is refused, those that refuse it.
fn consumers(grant: &Grant, vendor: &Vendor) -> String {
    let phrase = |need: &crate::model::Need| {
        let ids: Vec<&str> = need.sets.iter().map(String::as_str).collect();
        if ids.is_empty() {
            format!("{}, which refuses it whatever it is asked", need.title)
        } else {
            format!("{}, which needs {}", need.title, titles(&ids, vendor))
        }
    };
    let needs = grant.consumers.iter();
    let told = needs.filter(|it| it.is_refused || grant.fit != Fit::Narrower);
    let phrases: Vec<String> = told.map(phrase).collect();
    phrases.join("; ")
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
