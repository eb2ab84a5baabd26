//! The connections that operators, sensors and hooks of Airflow use: told as an argument, told for all tasks of a DAG,
//! or the default one.

use std::ops::Range;

use super::connection;
use super::module::{Call, Module};
use super::orchestrated::Kept;
use super::stretch::Argument;
use crate::model::vendor::CallSlot;
use crate::model::{Most, Within as _, glob};

/// How many places of one argument are looked at.
const PLACES: Most = Most::new(200, "operators with one argument");

/// `{"dbt_cloud_conn_id": value}`, wherever such a dictionary goes, and `args["dbt_cloud_conn_id"] = value`.
fn entries(module: &Module<'_>, argument: &str) -> Vec<Range<usize>> {
    let spells = |at: &usize| module.plain(*at) == Some(argument);
    let places = module.reading.strings().filter(|at| 0 < *at).filter(spells).within(PLACES);
    let value = |at: usize| match (module.word(at - 1), module.word(at + 1)) {
        ("{" | ",", ":") => {
            let around = module.token(at)?.around;
            let end = module.token(around)?.mate.min(module.reading.of_lines);
            module.parts(&(at + 2..end), ",").into_iter().next()
        }
        ("[", "]") if module.word(at + 2) == "=" => Some(at + 3..module.line_end(at)),
        _ => None,
    };
    places.filter_map(value).filter(|it| !it.is_empty()).collect()
}

/// The connections that dictionaries name, as the arguments of all tasks do.
pub(super) fn by_entries<'v>(module: &Module<'_>, slot: &'v CallSlot) -> Vec<Kept<'v>> {
    let found = entries(module, &slot.argument).into_iter();
    found
        .filter_map(|value| connected(module, slot, value.clone(), module.block_of(value.start)))
        .collect()
}

/// Whatever is called: operators of one's own have the argument, too.
pub(super) fn by_arguments<'v>(module: &Module<'_>, slot: &'v CallSlot) -> Vec<Kept<'v>> {
    let mut found = Vec::new();
    let is_spelt = module.spells(&slot.argument);
    for call in module.calls.iter().filter(|call| is_spelt || is_hook(call, slot)) {
        let arguments = module.arguments(call.open);
        let given = arguments.iter().find(|it| it.keyword == Some(slot.argument.as_str()));
        let by_place =
            || arguments.first().filter(|it| is_hook(call, slot) && is_by_place(module, it));
        if let Some(argument) = given.or_else(by_place) {
            found.extend(connected(module, slot, argument.value.clone(), call.block));
        }
    }
    found
}

/// A hook takes its connection as the first argument.
fn is_hook(call: &Call, slot: &CallSlot) -> bool {
    call.path.ends_with("Hook") && is_of(call, slot)
}

fn is_by_place(module: &Module<'_>, argument: &Argument<'_>) -> bool {
    argument.keyword.is_none() && !module.word(argument.value.start).starts_with('*')
}

fn is_of(call: &Call, slot: &CallSlot) -> bool {
    let path = call.path.strip_suffix(".partial").unwrap_or(&call.path);
    let own = path.rsplit('.').next().unwrap_or(path);
    glob::matches(&slot.function, own)
}

/// The connection that an argument names.
pub(super) fn connected<'v>(
    module: &Module<'_>,
    slot: &'v CallSlot,
    at: Range<usize>,
    block: usize,
) -> Option<Kept<'v>> {
    let id = connection::id(module, &at, block)?;
    let name = connection::name(module, id)?;
    let says = if id.of_variable {
        format!("Airflow uses the connection whose id is in `{}`", name.text)
    } else {
        format!("Airflow uses the connection `{}`", name.text)
    };
    Some(Kept { name, at, block, consumer: &slot.consumer, says })
}

/// An operator of the provider that is told no connection, in a file that tells none for all of its tasks.
pub(super) fn by_default<'v>(module: &Module<'_>, slot: &'v CallSlot) -> Option<Kept<'v>> {
    let uses_default = |call: &&Call| {
        call.path.starts_with("airflow.providers.") && is_of(call, slot) && {
            let arguments = module.arguments(call.open);
            let names = |it: &Argument<'_>| it.keyword == Some(slot.argument.as_str());
            let unfolds = |it: &Argument<'_>| module.word(it.value.start).starts_with('*');
            let by_place = is_hook(call, slot) && arguments.iter().any(|it| it.keyword.is_none());
            !by_place && !arguments.iter().any(|it| names(it) || unfolds(it))
        }
    };
    let call = module.calls.iter().find(uses_default)?;
    if !entries(module, &slot.argument).is_empty() || tells_for_all(module, &slot.argument) {
        return None;
    }
    let id = format!("{}_default", slot.argument.strip_suffix("_conn_id")?);
    let says = format!("Airflow uses the connection `{id}`, as none is named");
    let at = call.open - 1..call.open;
    Some(Kept {
        name: connection::called(&id)?,
        at,
        block: call.block,
        consumer: &slot.consumer,
        says,
    })
}

/// Whether the arguments of all tasks name a connection, or stand in another file where they may.
fn tells_for_all(module: &Module<'_>, argument: &str) -> bool {
    module.calls.iter().any(|call| {
        let arguments = module.arguments(call.open);
        let is_dict = call.path == "dict";
        arguments.iter().any(|it| {
            is_dict && it.keyword == Some(argument)
                || it.keyword == Some("default_args") && is_elsewhere(module, call, &it.value)
        })
    })
}

fn is_elsewhere(module: &Module<'_>, call: &Call, value: &Range<usize>) -> bool {
    let is_written = |at: usize| module.word(at) == "{" || module.word(at) == "dict";
    if is_written(value.start) {
        return false;
    }
    let home = module.home(call.block, module.word(value.start));
    let mut given = home.into_iter().flat_map(|home| module.given(home, module.word(value.start)));
    value.len() != 1 || !given.any(|it| is_written(it.value.start))
}
