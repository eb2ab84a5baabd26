//! Objects that a program makes of the classes of Pulumi's packages: `pulumi_dbtcloud.ServiceToken("ci", …)`.

use std::collections::HashMap;

use super::given::Given;
use super::module::{Assignment, Call, Module, Way};
use crate::extract::pulumi::{self, Made};
use crate::model::{Entry, Facts, Form, Key, Most, Node, Value, Vendor, Within as _};

/// How many objects of one file are looked at.
const MANY: Most = Most::new(1_000, "objects that a program makes");

/// What a program says of the resources that it makes.
pub(super) fn facts(module: &Module<'_>, vendors: &[Vendor]) -> Facts {
    let calls = module.calls.iter().filter_map(|call| Some((call, kind(&call.path)?)));
    let calls: Vec<(&Call, String)> = calls.within(MANY).collect();
    if calls.is_empty() {
        return Facts::default();
    }
    let mut objects = Objects::new();
    let names = names(module);
    for (call, _) in &calls {
        let first = first(call);
        let name = names.get(&first).map_or_else(|| unnamed(module, call), String::clone);
        objects.insert(first, name);
    }
    let given = Given::new(module, &objects);
    let made = calls.into_iter().map(|(call, kind)| {
        let (properties, whole) = given.properties(call);
        let span = module.span(&(first(call)..call.open));
        Made { name: objects[&first(call)].clone(), kind, properties, whole, span }
    });
    let made: Vec<Made> = made.collect();
    let exports = module.calls.iter().filter(|call| call.path == "pulumi.export").within(MANY);
    let outputs: Vec<Entry> = exports.filter_map(|call| output(module, &given, call)).collect();
    pulumi::of_objects(module.source, vendors, &made, &outputs)
}

/// The objects of a file: by the token with which each begins, what it is called.
pub(super) type Objects = HashMap<usize, String>;

/// Of a class of a package the type of the resource: `pulumi_aws.ssm.Parameter` is `aws:ssm:Parameter`.
fn kind(path: &str) -> Option<String> {
    let steps: Vec<&str> = path.strip_prefix("pulumi_")?.split('.').collect();
    let (name, steps) = steps.split_last()?;
    let (package, modules) = steps.split_first()?;
    let is_class = name.starts_with(|it: char| it.is_ascii_uppercase()) && !name.ends_with("Args");
    let module = modules.join("/");
    let module = if module.is_empty() { module } else { format!("{module}:") };
    is_class.then(|| format!("{}:{module}{name}", package.replace('_', "-")))
}

/// The token with which a call begins.
fn first(call: &Call) -> usize {
    (call.open + 1).saturating_sub(2 * call.written.split('.').count())
}

/// What the file calls the values that it sets, by their first tokens.
fn names(module: &Module<'_>) -> Objects {
    let mut names = Objects::new();
    for it in module.assignments.iter().filter(|it| it.way == Way::Set) {
        names.entry(it.value.start).or_insert_with(|| name(module, it));
    }
    names
}

/// A name, with the function or class in which it holds.
fn name(module: &Module<'_>, it: &Assignment) -> String {
    let target = it.target.strip_prefix("self.").unwrap_or(&it.target);
    match it.block {
        0 => target.to_owned(),
        block => format!("{}.{target}", module.word(module.blocks[block].at)),
    }
}

/// What an object is called that no name holds: `ServiceToken("ci")`.
fn unnamed(module: &Module<'_>, call: &Call) -> String {
    let class = call.path.rsplit('.').next().unwrap_or_default();
    let text = module.plain(call.open + 1).unwrap_or("…");
    format!("{class}(\"{text}\")")
}

/// `pulumi.export("name", value)`.
fn output(module: &Module<'_>, given: &Given<'_, '_>, call: &Call) -> Option<Entry> {
    let arguments = module.arguments(call.open);
    let [name, value] = arguments.as_slice() else { return None };
    let text = module.plain(name.value.start).unwrap_or("…").to_owned();
    let value = given.node(&value.value, call.block);
    let key = Key { text, span: module.span(&name.value) };
    (value.value != Value::Null).then(|| pair(key, value))
}

pub(super) fn pair(key: Key, value: Node) -> Entry {
    Entry { key, labels: Vec::new(), form: Form::Pair, value }
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn a_class_of_a_package_is_a_type() {
        for (path, expected) in [
            ("pulumi_dbtcloud.ServiceToken", Some("dbtcloud:ServiceToken")),
            ("pulumi_aws.secretsmanager.SecretVersion", Some("aws:secretsmanager:SecretVersion")),
            ("pulumi_kubernetes.core.v1.Secret", Some("kubernetes:core/v1:Secret")),
            ("pulumi_azure_native.keyvault.Secret", Some("azure-native:keyvault:Secret")),
            ("pulumi_dbtcloud.ServiceTokenServiceTokenPermissionArgs", None),
            ("pulumi_dbtcloud.get_service_token", None),
            ("pulumi_dbtcloud.ServiceToken.get", None),
            ("pulumi.Config", None),
            ("dbtcloud.ServiceToken", None),
        ] {
            assert_eq!(kind(path).as_deref(), expected, "{path}");
        }
    }
}
