//! Tasks of Airflow that start a program elsewhere: the environment that they give it, `env_vars={…}` of an operator
//! and the objects of Kubernetes' client.
//!
//! What a task does not say itself, its program has from where it runs; that is not looked at.

use std::ops::Range;

use super::module::{Call, Module};
use super::value;
use crate::extract::container::room::Room;
use crate::extract::deployment::environment::{self, Variable};
use crate::model::{Facts, Most, Name, Scope, Space, Vendor, Within as _};

mod given;

/// How many tasks of one file are looked at.
const MANY: Most = Most::new(500, "tasks of a DAG");

/// An operator that starts a program.
struct Operator {
    /// How the name of its class ends, or that of its decorator.
    ending: &'static str,
    /// The arguments that hold its environment.
    environment: &'static [&'static str],
}

/// The operators of Airflow and of its providers, by their pages in Airflow's documentation.
const OPERATORS: [Operator; 9] = [
    Operator { ending: "BashOperator", environment: &["env"] },
    Operator { ending: "task.bash", environment: &["env"] },
    Operator { ending: "PodOperator", environment: &["env_vars"] },
    Operator { ending: "task.kubernetes", environment: &["env_vars"] },
    Operator { ending: "DockerOperator", environment: &["environment", "private_environment"] },
    Operator { ending: "DockerSwarmOperator", environment: &["environment"] },
    Operator { ending: "task.docker", environment: &["environment", "private_environment"] },
    Operator { ending: "SSHOperator", environment: &["environment"] },
    Operator { ending: "VirtualenvOperator", environment: &["env_vars"] },
];

/// Whether a program is one of Airflow's.
pub(super) fn is_dag(module: &Module<'_>) -> bool {
    module.imports.values().any(|path| path.split('.').next() == Some("airflow"))
}

/// What the tasks of a DAG hand to the programs that they start.
pub(super) fn facts(module: &Module<'_>, vendors: &[Vendor]) -> Facts {
    let mut room = Room {
        source: module.source,
        vendors,
        unit: module.blocks[0].scope.clone(),
        facts: Facts::default(),
        doubles_dollars: false,
    };
    if !is_dag(module) {
        return room.facts;
    }
    let told = module.calls.iter().filter_map(|call| {
        let variables = variables(module, call);
        (!variables.is_empty()).then_some((call, variables))
    });
    for (call, variables) in told.within(MANY) {
        let scope = room.unit.within("task", call.open);
        environment::set(&mut room, variables, &scope, &owner(module, call));
    }
    room.facts
}

/// What messages call the task of a call.
fn owner(module: &Module<'_>, call: &Call) -> String {
    let arguments = module.arguments(call.open).into_iter();
    let mut named = arguments.filter(|it| it.keyword == Some("task_id"));
    let id = named.next().and_then(|it| module.plain(it.value.start));
    id.map_or_else(|| "a task's program".to_owned(), |id| format!("the program of task `{id}`"))
}

/// The variables that a call sets.
fn variables(module: &Module<'_>, call: &Call) -> Vec<Variable> {
    let path = call.path.strip_suffix(".partial").unwrap_or(&call.path);
    if let Some(operator) = OPERATORS.iter().find(|it| path.ends_with(it.ending)) {
        let arguments = module.arguments(call.open).into_iter();
        let is_environment = |keyword: &str| operator.environment.contains(&keyword);
        let given = arguments.filter(|it| it.keyword.is_some_and(is_environment));
        return given.flat_map(|it| entries(module, &it.value, call.block)).collect();
    }
    match path.rsplit('.').next() {
        Some("V1EnvVar") => of_client(module, call).into_iter().collect(),
        Some("Secret") if path.starts_with("airflow.") => {
            of_secret(module, call).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// `{"NAME": value}`, also where it stands under a name.
fn entries(module: &Module<'_>, value: &Range<usize>, block: usize) -> Vec<Variable> {
    let (value, block) = given::written(module, value, block);
    let entries = module.entries(&value).into_iter();
    entries.map(|(name, value)| variable(module, name, &value, block)).collect()
}

fn variable(module: &Module<'_>, name: &str, range: &Range<usize>, block: usize) -> Variable {
    let value = value::read(module, range, block);
    let literal = value.literal.as_ref().and_then(|_| module.plain(range.start));
    let literal = literal.filter(|text| !text.contains("{{")).map(str::to_owned);
    let variable = Variable::new(name, module.span(range), value.takes, literal);
    Variable { choice: value.choice, ..variable }
}

/// `V1EnvVar(name="NAME", value=value)`, or with the entry of a secret that holds the value.
fn of_client(module: &Module<'_>, call: &Call) -> Option<Variable> {
    let name = given::argument(module, call.open, "name", 0)?;
    let name = module.plain(name.start).filter(|_| name.len() == 1)?;
    if let Some(value) = given::argument(module, call.open, "value", 1) {
        return Some(variable(module, name, &value, call.block));
    }
    let from = given::argument(module, call.open, "value_from", 2)?;
    let inside = |it: &&Call| from.contains(&it.open) && it.path.ends_with("SecretKeySelector");
    let selector = module.calls.iter().find(inside)?;
    let [secret, key] = ["name", "key"].map(|it| given::argument(module, selector.open, it, 9));
    entry(module, name, &secret?, &key?)
}

/// `Secret("env", "NAME", "secret", "key")`.
fn of_secret(module: &Module<'_>, call: &Call) -> Option<Variable> {
    let text = |name: &str, place: usize| {
        let value = given::argument(module, call.open, name, place)?;
        module.plain(value.start).filter(|_| value.len() == 1)
    };
    let name =
        text("deploy_type", 0).filter(|it| *it == "env").and_then(|_| text("deploy_target", 1))?;
    let secret = given::argument(module, call.open, "secret", 2)?;
    let key = given::argument(module, call.open, "key", 3)?;
    entry(module, name, &secret, &key)
}

/// A variable that holds the entry of a secret of Kubernetes.
fn entry(
    module: &Module<'_>,
    name: &str,
    secret: &Range<usize>,
    key: &Range<usize>,
) -> Option<Variable> {
    let [object, entry] = [secret, key].map(|it| module.plain(it.start));
    let path = format!("{}/{}", object?, entry?);
    let kept = Name::new(Space::Secret, &Scope::unit("kubernetes", ""), path.as_str());
    Some(Variable { kept: Some(path), ..Variable::of(name, module.span(secret), kept) })
}
