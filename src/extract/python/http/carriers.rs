//! The calls to which a header is carried: by the brackets around it, and by the names that it is given.

use std::collections::HashMap;
use std::ops::Range;

use super::places::makes_dictionary;
use crate::extract::python::module::{Call, Module};
use crate::model::Arrange as _;

/// How many calls are looked at for one header.
const CALLS: usize = 64;

/// The calls of a file by what they are given and by what they belong to.
#[derive(Default)]
pub(super) struct Calls {
    given: HashMap<String, Vec<usize>>,
    of: HashMap<String, Vec<usize>>,
    by_token: HashMap<usize, usize>,
}

impl Calls {
    pub fn of(module: &Module<'_>) -> Self {
        let mut calls = Self::default();
        for (index, call) in module.calls.iter().enumerate() {
            calls.by_token.insert(call.open, index);
            if let Some((before, _)) = call.written.rsplit_once('.') {
                calls.of.entry(before.to_owned()).or_default().push(index);
            }
            for argument in module.arguments(call.open) {
                if module.is_name(argument.value.start) {
                    let (parts, next) = module.chain(argument.value.start);
                    if next == argument.value.end {
                        calls.given.entry(parts.join(".")).or_default().push(index);
                    }
                }
            }
        }
        calls
    }
}

/// What carries a header to a call.
pub(super) struct Carriers<'c> {
    pub calls: Vec<&'c Call>,
}

pub(super) fn carriers<'m>(
    module: &'m Module<'_>,
    calls: &Calls,
    at: usize,
    block: usize,
) -> Carriers<'m> {
    let mut found: Vec<usize> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut around = module.token(at).map_or(usize::MAX, |it| it.around);
    let mut outermost = at;
    for _ in 0..4 {
        let Some(open) = module.token(around) else { break };
        outermost = around;
        let call = calls.by_token.get(&around);
        if let Some(index) = call.filter(|index| !makes_dictionary(&module.calls[**index])) {
            let written = module.calls[*index].written.as_str();
            let holder =
                ["headers.update", "add_header"].iter().find_map(|it| written.strip_suffix(it));
            match holder {
                Some(holder) => names.push(holder.trim_end_matches('.').to_owned()),
                None => found.push(*index),
            }
        }
        around = open.around;
    }
    names.extend(targets(module, at, outermost));
    for name in names {
        let holder = name.strip_suffix(".headers").unwrap_or(&name).to_owned();
        // The calls behind the header come first.
        let given = calls.given.get(&name).map_or(&[][..], Vec::as_slice);
        let (before, after) =
            given.split_at(given.partition_point(|call| module.calls[*call].open < at));
        let near = after.iter().chain(before).take(CALLS);
        let same = near.filter(|call| same_name(module, &module.calls[**call], &name, block, at));
        found.extend(same);
        if holder != "self" {
            found.extend(calls.of.get(&holder).into_iter().flatten().take(CALLS));
        }
    }
    found.arrange();
    found.dedup();
    Carriers { calls: found.into_iter().map(|index| &module.calls[index]).collect() }
}

/// The variables to which the statement that ends in this header gives its value.
fn targets(module: &Module<'_>, at: usize, outermost: usize) -> Vec<String> {
    if module.word(at - 1) == "[" {
        // `session.headers["Authorization"] = …`.
        let mut first = at.saturating_sub(2);
        while 1 < first && module.word(first - 1) == "." {
            first -= 2;
        }
        return vec![module.chain(first).0.join(".")];
    }
    let holds = |range: &Range<usize>| range.start <= outermost && outermost < range.end;
    module.assigned_around(at).filter(|it| holds(&it.value)).map(|it| it.target.clone()).collect()
}

/// Whether a call means this header by a name: the name holds in the same block, and is not given anew in between.
fn same_name(module: &Module<'_>, call: &Call, name: &str, block: usize, at: usize) -> bool {
    let Some(home) = module.home(call.block, name) else { return true };
    if module.home(block, name) != Some(home) {
        return false;
    }
    if call.block != block {
        return true;
    }
    let given = module.given(home, name).map(|it| it.value.start).take(CALLS);
    let between = given.filter(|start| at < *start && *start < call.open).count();
    at < call.open && between == 0
}
