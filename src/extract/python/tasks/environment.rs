//! The environment that a task gives its program: a dictionary, objects of Kubernetes' client, or a secret of Airflow's.

use std::ops::Range;

use super::{Operator, given};
use crate::extract::deployment::environment::Variable;
use crate::extract::python::module::{Call, Module};
use crate::extract::python::value;
use crate::model::{Most, Name, Scope, Space, Within as _};

/// How many variables of one task are looked at.
const MANY: Most = Most::new(200, "variables of a task");

/// Whether a call makes an object that sets a variable of a pod.
pub(super) fn sets(call: &Call) -> bool {
    let is_secret = call.path.starts_with("airflow.") && call.path.ends_with(".Secret");
    is_secret || is_of_client(call)
}

fn is_of_client(call: &Call) -> bool {
    call.path.rsplit('.').next() == Some("V1EnvVar")
}

/// The variables that a call sets, which makes an operator or such an object.
pub(super) fn variables(module: &Module<'_>, call: &Call) -> Vec<Variable> {
    if let Some(operator) = Operator::of(call) {
        let arguments = module.arguments(call.open).into_iter();
        let is_environment = |keyword: &str| operator.environment.contains(&keyword);
        let given = arguments.filter(|it| it.keyword.is_some_and(is_environment));
        return given.flat_map(|it| entries(module, &it.value, call.block)).collect();
    }
    let of_object = if is_of_client(call) { of_client } else { of_secret };
    of_object(module, call).into_iter().collect()
}

/// `{"NAME": value}`, also where it stands under a name.
pub(super) fn entries(module: &Module<'_>, value: &Range<usize>, block: usize) -> Vec<Variable> {
    let (value, block) = given::written(module, value, block);
    let entries = module.entries(&value).into_iter().within(MANY);
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
