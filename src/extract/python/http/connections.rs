//! Connections of Airflow with which a vendor's API is called: `HttpOperator(http_conn_id="dbt", endpoint="api/v2/…")`,
//! and a hook that is asked to run an endpoint.
//!
//! Where the call brings a header of its own, that one holds the credential, and the connection the address.

use std::ops::Range;

use super::addresses::{Addresses, Said};
use super::called;
use super::carriers::{Calls, carriers};
use crate::extract::python::module::{Call, Module};
use crate::extract::python::operators;
use crate::extract::python::orchestrated::Kept;
use crate::extract::python::render::Renderer;
use crate::model::vendor::CallSlot;
use crate::model::{Most, Vendor, Within as _};

/// How many connections of a file are looked at.
const MANY: Most = Most::new(200, "connections of a web service");

/// The connections that a file names for calls of a vendor's API.
pub(in crate::extract::python) fn connections<'v>(
    module: &Module<'_>,
    vendors: &[Vendor],
    slot: &'v CallSlot,
) -> Vec<Kept<'v>> {
    if !module.spells(&slot.argument) {
        return Vec::new();
    }
    let addresses = Addresses { renderer: Renderer::new(module), vendors };
    let calls = Calls::of(module);
    let connection = |call: &Call| {
        let arguments = module.arguments(call.open).into_iter();
        arguments.into_iter().find(|it| it.keyword == Some(slot.argument.as_str()))
    };
    let named = module.calls.iter().filter_map(|call| Some((call, connection(call)?.value)));
    let named = named.within(MANY);
    let used = named.filter(|(call, value)| {
        let chained = chained(module, call);
        let carried = carriers(module, &calls, value.start, call.block).calls.into_iter();
        let asked: Vec<&Call> = carried.chain(&chained).collect();
        let asks = |call: &&Call| matches!(called(module, &addresses, call), Said::Vendor(_));
        let is_known = asked.iter().any(|it| is_of_vendor(module, it, value, vendors));
        is_known && asked.iter().any(asks) && !asked.iter().any(|it| brings_header(module, it))
    });
    used.filter_map(|(call, value)| operators::connected(module, slot, value, call.block)).collect()
}

/// Whether more than `accounts` in its path says that a call is for a vendor: others have such a path, too. What lies
/// below, or the connection's own name, does.
fn is_of_vendor(
    module: &Module<'_>,
    call: &Call,
    connection: &Range<usize>,
    vendors: &[Vendor],
) -> bool {
    const BELOW: [&str; 6] = ["/jobs", "/runs", "/run/", "/projects", "/environments", "/users"];
    let text = |range: Range<usize>| module.source.slice(module.span(&range)).to_lowercase();
    let (name, asked) = (text(connection.clone()), text(call.open..module.behind(call.open)));
    vendors.iter().any(|it| name.contains(it.id.as_str()))
        || BELOW.iter().any(|it| asked.contains(it))
        || asked.contains("://")
}

/// The call of a method of what a call gives: `HttpHook(…).run(…)`.
fn chained(module: &Module<'_>, call: &Call) -> Option<Call> {
    let behind = module.behind(call.open);
    let is_method = module.word(behind) == "." && module.word(behind + 2) == "(";
    let method = module.word(behind + 1).to_owned();
    is_method.then(|| Call {
        path: method.clone(),
        written: method,
        block: call.block,
        open: behind + 2,
    })
}

/// Whether a call is given the header, or headers of which that is not known.
fn brings_header(module: &Module<'_>, call: &Call) -> bool {
    let arguments = module.arguments(call.open);
    let by_place = || arguments.get(2).filter(|it| it.keyword.is_none());
    let headers = arguments.iter().find(|it| it.keyword == Some("headers")).or_else(by_place);
    headers.is_some_and(|it| may_hold(module, &it.value, call.block))
}

fn may_hold(module: &Module<'_>, headers: &Range<usize>, block: usize) -> bool {
    if is_written(module, headers) {
        return holds(module, headers);
    }
    let name = module.word(headers.start);
    let is_added = module.home(block, &format!("{name}[Authorization]")).is_some();
    let mut given = module.home(block, name).into_iter().flat_map(|it| module.given(it, name));
    let is_known = headers.len() == 1 && module.home(block, name).is_some();
    !is_known
        || is_added
        || given.any(|it| !is_written(module, &it.value) || holds(module, &it.value))
}

fn is_written(module: &Module<'_>, headers: &Range<usize>) -> bool {
    module.word(headers.start) == "{" && module.behind(headers.start) == headers.end
}

/// Whether headers that are written out hold the one, or others that stand elsewhere.
fn holds(module: &Module<'_>, headers: &Range<usize>) -> bool {
    let mut entries = module.entries(headers).into_iter();
    let is_it = |name: &str| name.eq_ignore_ascii_case("authorization");
    entries.any(|(name, _)| is_it(name))
        || module.find(&module.inside(headers.start), "**").is_some()
}
