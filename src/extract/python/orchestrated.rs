//! Credentials that an orchestrator keeps and a program only calls by a name: connections of Airflow, blocks of
//! Prefect.
//!
//! A row of the catalogue tells them from tokens: the argument `…_conn_id` is Airflow's word for the id of a
//! connection, and `.load` is Prefect's method that looks a block up.

use std::collections::HashSet;
use std::ops::Range;

use super::connection;
use super::http;
use super::module::{Call, Module};
use super::operators;
use crate::model::vendor::CallSlot;
use crate::model::{Arrange as _, Name, Scope, Space, Vendor};

/// A credential that is called by its name.
pub(super) struct Kept<'v> {
    pub name: Name,
    /// Where it is named.
    pub at: Range<usize>,
    pub block: usize,
    pub consumer: &'v str,
    pub says: String,
}

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
    // Whose a connection is that many programs use is told by what is called with it.
    for slot in slots().filter(|slot| is_connection(slot) && !slot.with.is_empty()) {
        found.extend(http::connections(module, vendors, slot));
    }
    for slot in slots().filter(|slot| is_connection(slot) && slot.with.is_empty()) {
        if arguments.insert(&slot.argument) && module.spells(&slot.argument) {
            found.extend(operators::by_entries(module, slot));
        }
        found.extend(operators::by_arguments(module, slot));
        found.extend(operators::by_default(module, slot));
    }
    for slot in slots().filter(|slot| is_block(slot)) {
        found.extend(by_block(module, slot));
    }
    found.arrange_by_key(|it| it.at.start);
    let mut told = HashSet::new();
    found.retain(|it| told.insert((it.consumer, it.name.clone())));
    found
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
