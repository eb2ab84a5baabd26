//! Credentials that an orchestrator keeps and a program only calls by a name: connections of Airflow, blocks of
//! Prefect.
//!
//! A row of the catalogue tells them from tokens: the argument `…_conn_id` is Airflow's word for the id of a
//! connection, and `.load` is Prefect's method that looks a block up.

use std::collections::HashSet;
use std::ops::Range;

use super::connection;
use super::module::{Argument, Call, Module};
use crate::model::vendor::CallSlot;
use crate::model::{Name, Scope, Space, Vendor, glob};

/// A credential that is called by its name.
pub(super) struct Kept<'v> {
    pub name: Name,
    /// Where it is named.
    pub at: Range<usize>,
    pub block: usize,
    pub consumer: &'v str,
    pub says: String,
}

/// How many places of one argument are looked at.
const PLACES: usize = 200;

/// Whether a row's argument names a connection.
pub(super) fn is_connection(slot: &CallSlot) -> bool {
    slot.argument.ends_with("_conn_id")
}

/// Whether a row's function looks a block up.
pub(super) fn is_block(slot: &CallSlot) -> bool {
    matches!(slot.function.rsplit_once('.'), Some((_, "load" | "aload")))
}

/// Where the names of blocks hold.
pub(super) fn blocks() -> Scope {
    Scope::unit("prefect", "blocks")
}

/// What a file calls by its name, each connection and block once.
pub(super) fn kept<'v>(module: &Module<'_>, vendors: &'v [Vendor]) -> Vec<Kept<'v>> {
    let mut found = Vec::new();
    let slots = || vendors.iter().flat_map(|vendor| &vendor.calls);
    let mut arguments = HashSet::new();
    for slot in slots().filter(|slot| is_connection(slot)) {
        if arguments.insert(&slot.argument) {
            found.extend(by_entries(module, slot));
        }
        found.extend(by_arguments(module, slot));
        found.extend(by_default(module, slot));
    }
    for slot in slots().filter(|slot| is_block(slot)) {
        found.extend(by_block(module, slot));
    }
    found.sort_by_key(|it| it.at.start);
    let mut told = HashSet::new();
    found.retain(|it| told.insert((it.consumer, it.name.clone())));
    found
}

/// `{"dbt_cloud_conn_id": value}`, wherever such a dictionary goes, and `args["dbt_cloud_conn_id"] = value`.
fn entries(module: &Module<'_>, argument: &str) -> Vec<Range<usize>> {
    let spells = |at: &usize| module.plain(*at) == Some(argument);
    let places = (1..module.reading.of_lines).filter(spells).take(PLACES);
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

fn by_entries<'v>(module: &Module<'_>, slot: &'v CallSlot) -> Vec<Kept<'v>> {
    let found = entries(module, &slot.argument).into_iter();
    found
        .filter_map(|value| connected(module, slot, value.clone(), module.block_of(value.start)))
        .collect()
}

/// Whatever is called: operators of one's own have the argument, too.
fn by_arguments<'v>(module: &Module<'_>, slot: &'v CallSlot) -> Vec<Kept<'v>> {
    let mut found = Vec::new();
    for call in &module.calls {
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

fn connected<'v>(
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
fn by_default<'v>(module: &Module<'_>, slot: &'v CallSlot) -> Option<Kept<'v>> {
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

/// `DbtCloudCredentials.load("name")`.
fn by_block<'v>(module: &Module<'_>, slot: &'v CallSlot) -> Vec<Kept<'v>> {
    let looks_up = |call: &&Call| {
        let end = call.path.strip_suffix(slot.function.as_str());
        end.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let named = |call: &Call| {
        let arguments = module.arguments(call.open);
        let argument = arguments.iter().find(|it| matches!(it.keyword, None | Some("name")))?;
        let id = connection::id(module, &argument.value, call.block)?;
        let (_, text) =
            module.text(id.at).filter(|(_, text)| !text.is_empty() && text.len() < 200)?;
        Some(Kept {
            name: Name::new(Space::Secret, &blocks(), text),
            at: argument.value.clone(),
            block: call.block,
            consumer: &slot.consumer,
            says: format!("the block `{text}` is looked up"),
        })
    };
    module.calls.iter().filter(looks_up).filter_map(named).collect()
}
