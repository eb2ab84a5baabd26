//! The Serverless Framework: the environment of the provider, which all functions see, and that of each function.

mod reference;
mod settings;

use super::environment::{self, Variable};
use super::setting;
use crate::extract::container::room::Room;
use crate::model::{Document, Entry, Facts, Matter, Node, Scope, Source, Vendor, Word};

/// Whether a file is a service's: `serverless.yml`, `serverless.prod.yaml`.
pub(super) fn holds(path: &str, _: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let rest = stem.strip_prefix("serverless");
    let is_own = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']));
    is_own && matches!(ending, "yml" | "yaml" | "json")
}

/// What such a file says.
pub(super) fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "serverless");
    room.circumstance(Matter::Unattended, "functions run where no person is".to_owned());
    for root in document.roots.iter().filter(|root| root.get("provider").is_some()) {
        stage(&mut room, root);
        let mut settings = settings::Settings::new(root);
        let shared = room.unit.within("environment", "provider");
        let provider = root.at(&["provider", "environment"]);
        variables(&mut room, &mut settings, provider, &shared, "the functions");
        for entry in root.get("functions").map(Node::entries).unwrap_or_default() {
            let scope = shared.within("function", &entry.key.text);
            let owner = format!("function `{}`", entry.key.text);
            let environment = entry.value.get("environment");
            variables(&mut room, &mut settings, environment, &scope, &owner);
        }
        settings.tell(&mut room);
    }
    room.facts
}

/// The stage, where it is no option. The default of an option is what a person deploys who names none.
fn stage(room: &mut Room<'_>, service: &Node) {
    let stage = service.at(&["provider", "stage"]).and_then(Node::text);
    if let Some(stage) = stage.filter(|it| !it.contains("${")) {
        let word = Word::Text(stage.to_owned());
        room.circumstance(Matter::Target(vec![word]), format!("the stage is `{stage}`"));
    }
}

fn variables<'n>(
    room: &mut Room<'_>,
    settings: &mut settings::Settings<'n>,
    node: Option<&'n Node>,
    scope: &Scope,
    owner: &str,
) {
    let variable = |entry: &'n Entry| {
        let scalar = entry.value.scalar()?;
        let takes = reference::takes(room, scalar, entry.value.span);
        let literal = (!setting::is_open(scalar)).then(|| scalar.text.clone());
        Some(Variable::new(&*entry.key.text, entry.value.span, takes, literal))
    };
    let entries = node.map(Node::entries).unwrap_or_default();
    let variables: Vec<Variable> = entries.iter().filter_map(variable).collect();
    for take in variables.iter().flat_map(|it| &it.takes) {
        settings.want(&take.name);
    }
    environment::set(room, variables, scope, owner);
}
