//! `[[permission-set]]` and `[[plan]]`: what service tokens may be given, and on which plans.

use crate::model::Vendor;
use crate::model::settings::Plan;
use crate::model::vendor::{PermissionSet, PlanRow, Reach};

use crate::policy::choices::{PLANS, REACHES};
use crate::policy::table::Table;

use super::consumers::sets;
use super::{Promises, rows, source};

/// Add the powers, permission sets and plans of a file.
pub(super) fn permissions(table: &mut Table, vendor: &mut Vendor, promises: &mut Promises) {
    vendor.powers.extend(table.texts("powers"));
    vendor.sets.extend(rows(table, "permission-set", |row| set(row, promises)));
    vendor.plans.extend(rows(table, "plan", |row| plan(row, promises)).into_iter().flatten());
}

fn set(mut row: Table, promises: &mut Promises) -> PermissionSet {
    let id = row.need("id").and_then(|value| Some((value.text()?, value.span())));
    let (title, does) = (row.need_text("title"), row.need_text("does"));
    let reach = row.need("reach").and_then(|value| value.choice(REACHES));
    let breadth = row.need("breadth").and_then(|value| value.number());
    let not_assignable = row.text("not-assignable");
    let [identity, by_environment] = ["identity", "by-environment"].map(|key| row.flag(key));
    let [reads, writes, but, maybe] =
        ["reads", "writes", "but", "maybe"].map(|key| powers(&mut row, key, promises));
    row.need("read");
    let source = source(&mut row);
    row.finish();
    promises.ids.extend(id.iter().map(|(id, at)| ("permission set", id.clone(), at.clone())));
    PermissionSet {
        id: id.unwrap_or_default().0,
        title: title.unwrap_or_default(),
        reach: reach.unwrap_or(Reach::Account),
        breadth: breadth.unwrap_or_default(),
        identity,
        by_environment,
        reads,
        writes,
        but,
        maybe,
        not_assignable,
        does: does.unwrap_or_default(),
        source,
    }
}

/// The powers of a key; `*` stands for all.
fn powers(row: &mut Table, key: &'static str, promises: &mut Promises) -> Vec<String> {
    let items = row.take(key).map(|value| value.some_items()).unwrap_or_default();
    let powers = items.iter().filter_map(|value| Some((value.text()?, value.span())));
    let powers: Vec<(String, _)> = powers.collect();
    promises.powers.extend(powers.iter().filter(|(power, _)| power != "*").cloned());
    powers.into_iter().map(|(power, _)| power).collect()
}

fn plan(mut row: Table, promises: &mut Promises) -> Option<PlanRow> {
    let plan: Option<Plan> = row.need("name").and_then(|value| value.choice(PLANS));
    let sets = row.need("sets").map(|value| sets(&value, promises)).unwrap_or_default();
    row.need("read");
    let source = source(&mut row);
    row.finish();
    Some(PlanRow { plan: plan?, sets, source })
}
