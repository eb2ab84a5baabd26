//! Functions that tasks of Airflow call: `python_callable=run` with the arguments in `op_kwargs` and `op_args`.

use super::module::{Assignment, Call, Module, Way};
use crate::model::{Most, Within as _};

/// How many arguments of one function are looked at.
const MANY: Most = Most::new(200, "arguments of a task's function");

/// What tasks hand to the functions that they call, as assignments of the parameters.
pub(super) fn assignments(module: &Module<'_>) -> Vec<Assignment> {
    module.calls.iter().flat_map(|call| handed(module, call)).collect()
}

fn handed(module: &Module<'_>, call: &Call) -> Vec<Assignment> {
    let arguments = module.arguments(call.open);
    let value = |name: &str| {
        let named = arguments.iter().find(|it| it.keyword == Some(name));
        named.map(|it| it.value.clone()).filter(|it| !it.is_empty())
    };
    let Some(callable) = value("python_callable").filter(|it| it.len() == 1) else {
        return Vec::new();
    };
    let Some(function) = module.function(call.block, &[module.word(callable.start)]) else {
        return Vec::new();
    };
    let parameters = &module.blocks[function].parameters;
    let named = value("op_kwargs").map(|it| module.entries(&it)).unwrap_or_default();
    let named = named.into_iter().map(|(name, value)| (name.to_owned(), value));
    let named = named.filter(|(name, _)| parameters.contains(name));
    let listed = value("op_args").filter(|it| module.word(it.start) == "[");
    let listed = listed.map(|it| module.parts(&module.inside(it.start), ",")).unwrap_or_default();
    let by_place = parameters.iter().cloned().zip(listed);
    let given = named.chain(by_place).within(MANY);
    given
        .map(|(target, value)| Assignment {
            block: function,
            read_in: call.block,
            target,
            value,
            way: Way::Called,
            reads: Vec::new(),
        })
        .collect()
}
