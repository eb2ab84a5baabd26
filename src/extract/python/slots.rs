//! Calls that a vendor's catalogue knows by the function's name, and the argument that takes a credential.

use std::ops::Range;

use super::module::{Call, Module};
use super::{longest, orchestrated};
use crate::model::vendor::CallSlot;
use crate::model::{Consumer, Vendor, glob};

/// A credential that is handed to a function.
pub(super) struct Handed<'v> {
    pub value: Range<usize>,
    pub block: usize,
    pub consumer: &'v Consumer,
    pub slot: &'v CallSlot,
}

/// The credentials that a file hands to functions of the catalogue.
pub(super) fn handed<'v>(module: &Module<'_>, vendors: &'v [Vendor]) -> Vec<Handed<'v>> {
    let mut handed = Vec::new();
    let takes_token =
        |slot: &CallSlot| !orchestrated::is_connection(slot) && !orchestrated::is_block(slot);
    // What is called by no name that the file spells is called nowhere in it.
    let is_spelt = |slot: &CallSlot| takes_token(slot) && module.spells(longest(&slot.function));
    let spelt = vendors.iter().filter(|vendor| vendor.calls.iter().any(is_spelt));
    let vendors: Vec<&Vendor> = spelt.collect();
    for call in &module.calls {
        for (consumer, slot) in vendors.iter().flat_map(|vendor| vendor.call(&call.path)) {
            if takes_token(slot)
                && let Some((value, block)) = argument(module, call, &slot.argument)
                && slot.with.iter().all(|it| has(module, call, it))
            {
                handed.push(Handed { value, block, consumer, slot });
            }
        }
    }
    handed
}

/// Whether an argument is given as `name=value` asks for it.
fn has(module: &Module<'_>, call: &Call, wanted: &str) -> bool {
    let (name, pattern) = wanted.split_once('=').unwrap_or((wanted, "*"));
    argument(module, call, name).is_some_and(|(value, _)| {
        let text = (value.len() == 1).then(|| module.plain(value.start)).flatten();
        text.is_some_and(|text| glob::matches(pattern, text))
    })
}

/// The value of an argument: by its name, by its place, or as an entry of a dictionary that is handed over.
fn argument(module: &Module<'_>, call: &Call, name: &str) -> Option<(Range<usize>, usize)> {
    let place: Option<usize> = name.parse().ok();
    let arguments = module.arguments(call.open);
    for (at, argument) in arguments.iter().enumerate() {
        if argument.keyword == Some(name) || argument.keyword.is_none() && place == Some(at) {
            return Some((argument.value.clone(), call.block));
        }
    }
    let by_place = arguments.iter().filter(|it| it.keyword.is_none());
    by_place.map(|it| &it.value).find_map(|value| {
        // `**settings` and a dictionary under a name.
        let start = if module.word(value.start) == "**" { value.start + 1 } else { value.start };
        let value = start..value.end;
        entry(module, &value, name).map(|value| (value, call.block)).or_else(|| {
            let variable =
                (value.len() == 1 && module.is_name(start)).then(|| module.word(start))?;
            let home = module.home(call.block, variable)?;
            let mut given = module.given(home, variable).take(16);
            given.find_map(|it| Some((entry(module, &it.value, name)?, it.read_in)))
        })
    })
}

fn entry(module: &Module<'_>, value: &Range<usize>, name: &str) -> Option<Range<usize>> {
    module.entries(value).into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}
