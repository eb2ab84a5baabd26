//! Variables that a deployment sets, and the program that is presumed to read the credentials among them.

use crate::extract::ci::file::File;
use crate::extract::ci::{outside, presumption};
use crate::extract::container::room::{Room, env};
use crate::model::vendor::normalised;
use crate::model::{Choice, Evidence, Few, Name, Scope, Secret, Site, Span, Take};

/// A variable as a deployment sets it.
#[derive(Debug)]
pub(in crate::extract) struct Variable {
    /// Its name.
    pub name: String,
    /// Where its value stands.
    pub span: Span,
    /// What its value is made of.
    pub takes: Vec<Take>,
    /// Whether any of these may come in, or the first that is given.
    pub choice: Choice,
    /// The value, if it is written out.
    pub literal: Option<String>,
    /// What its value's place says of the kind.
    pub evidence: Few<Evidence>,
    /// The path under which its value is kept, where that may say more than the names that it is made of.
    pub kept: Option<String>,
}

impl Variable {
    /// A variable that is made of names, or is written out.
    pub fn new(
        name: impl Into<String>,
        span: Span,
        takes: Vec<Take>,
        literal: Option<String>,
    ) -> Self {
        let (choice, evidence) = (Choice::Any, Few::new());
        Self { name: name.into(), span, takes, choice, literal, evidence, kept: None }
    }

    /// A variable that is what another name holds.
    pub fn of(name: &str, span: Span, from: Name) -> Self {
        Self::new(name, span, vec![Take { name: from, span }], None)
    }
}

/// Set variables in a scope, and show the credentials among them to the program that runs there. `owner` is what
/// messages call it.
pub(in crate::extract) fn set(
    room: &mut Room<'_>,
    variables: Vec<Variable>,
    scope: &Scope,
    owner: &str,
) {
    let names: Vec<String> = variables.iter().map(|it| it.name.clone()).collect();
    let words: std::collections::HashSet<String> = names.iter().map(|it| normalised(it)).collect();
    for variable in variables {
        let is_shown = is_credential(room, &variable)
            && !presumption::is_another_product(room.vendors, &variable.name, |beside| {
                words.contains(&normalised(beside))
            });
        if is_shown {
            let all = names.iter().map(String::as_str);
            let consumer = presumption::consumer(room.vendors, &variable.name, all);
            let mut site = site(&variable, scope, owner, "is in the environment of");
            let name = env(scope, &variable.name);
            site.takes = vec![Take { name, span: variable.span }];
            site.presents = Some(presumption::presumed(consumer).into());
            room.facts.sites.push(site);
        }
        room.facts.sites.push(given(variable, scope, owner));
    }
}

fn given(variable: Variable, scope: &Scope, owner: &str) -> Site {
    let mut site = site(&variable, scope, owner, "is set for");
    site.gives = Some(env(scope, &variable.name));
    site.literal = variable.literal.filter(|it| !it.is_empty()).map(Secret::new);
    site.takes = variable.takes;
    site.choice = variable.choice;
    site.evidence = variable.evidence;
    site
}

fn site(variable: &Variable, scope: &Scope, owner: &str, does: &str) -> Site {
    Site::new(variable.span, scope, format!("`{}` {does} {owner}", variable.name))
}

/// By its own name, or by that of something that it is made of. What holds a secret's name or address is not made of
/// the secret.
fn is_credential(room: &Room<'_>, variable: &Variable) -> bool {
    const ADDRESSES: [&str; 5] = ["_arn", "_name", "_path", "_id", "_url"];
    let own = normalised(&variable.name);
    let is_entry = |path: &String| room.vendors.iter().any(|it| it.is_entry(path, &variable.name));
    room.is_credential(&variable.name)
        || !ADDRESSES.iter().any(|ending| own.ends_with(ending))
            && (variable.takes.iter().any(|take| room.is_credential(&take.name.text))
                || variable.kept.as_ref().is_some_and(is_entry))
}

/// What the commands of a file take and the file does not set comes from where it is deployed.
pub(super) fn from_outside(room: &mut Room<'_>, owner: &str) {
    let facts = std::mem::take(&mut room.facts);
    let mut file =
        File { source: room.source, vendors: room.vendors, unit: room.unit.clone(), facts };
    outside::settings(&mut file, owner);
    room.facts = file.facts;
}
