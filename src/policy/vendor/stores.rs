//! `[[store]]`: stores of secrets, what fills them and what reads them.

use crate::model::vendor::{EntrySlot, FillSlot, StoreRow};

use crate::policy::table::Table;

use super::{Promises, source};

/// A store.
pub(super) fn store(mut row: Table, promises: &mut Promises) -> StoreRow {
    let id = row.need("id").and_then(|value| Some((value.text()?, value.span())));
    promises.ids.extend(id.iter().map(|(id, at)| ("store", id.clone(), at.clone())));
    let title = row.need_text("title");
    let fills = row.tables("fills", "slot").into_iter().map(fill).collect();
    let [names, reads] =
        ["names", "reads"].map(|key| row.tables(key, "slot").into_iter().map(entry).collect());
    let [shared, units, serves, keepers] =
        ["shared", "units", "serves", "keepers"].map(|key| row.texts(key));
    row.need("read");
    let source = source(&mut row);
    row.finish();
    StoreRow {
        id: id.unwrap_or_default().0,
        title: title.unwrap_or_default(),
        fills,
        names,
        keepers,
        reads,
        shared,
        units,
        serves,
        source,
    }
}

fn fill(mut slot: Table) -> FillSlot {
    let [types, entry, value] = ["types", "entry", "value"].map(|key| slot.need_texts(key));
    let [each, field, label, environment, owner] =
        ["each", "field", "label", "environment", "owner"].map(|key| slot.text(key));
    slot.finish();
    FillSlot { types, each, entry, value, field, label, environment, owner }
}

fn entry(mut slot: Table) -> EntrySlot {
    let [types, entry] = ["types", "entry"].map(|key| slot.need_texts(key));
    slot.finish();
    EntrySlot { types, entry }
}
