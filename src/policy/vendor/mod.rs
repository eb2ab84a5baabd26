//! One file of a vendor's folder → rows of data. Every file may hold rows of every sort.

use std::ops::Range;

use crate::model::vendor::{
    AccountRow, Alone, AsideRow, EnvironmentRow, ForeignRow, KindRow, MintRow, NameRow, NobodyRow,
    ObjectRow, PermissionSlot, Prefix, Requirement, ShownRow, Statement, WordRow,
};
use crate::model::{Environment, Kind, Requires, Vendor};

use super::choices::{CLASSES, ENVIRONMENTS, KINDS, KNOWN_ENVIRONMENTS, REQUIRES, RUNNERS};
use super::file::File;
use super::mistake::quoted;
use super::table::Table;
use super::value::Value;

mod consumers;
mod patterns;
mod permissions;
mod stores;

use patterns::{check_hosts, is_month, name_globs, words};

/// What the rows of a file promise of others, to be held against the whole when all files are read.
#[derive(Default)]
pub(super) struct Promises {
    /// Names that a row must know: the name, where it stands, the globs of its row.
    pub(super) examples: Vec<(String, Range<usize>, Vec<String>)>,
    /// Names that no row may know.
    pub(super) near_misses: Vec<(String, Range<usize>)>,
    /// Powers that must exist.
    pub(super) powers: Vec<(String, Range<usize>)>,
    /// Permission sets that must exist.
    pub(super) sets: Vec<(String, Range<usize>)>,
    /// Rules that must exist.
    pub(super) rules: Vec<(String, Range<usize>)>,
    /// Ids that may stand once only, each with its sort.
    pub(super) ids: Vec<(&'static str, String, Range<usize>)>,
}

/// Add what a file says to a vendor.
pub(super) fn add(file: &File, vendor: &mut Vendor) -> Promises {
    let mut promises = Promises::default();
    file.read("vendor file", |mut table| {
        head(&mut table, vendor, &mut promises);
        kinds(&mut table, vendor, &mut promises);
        names(&mut table, vendor, &mut promises);
        consumers::consumers(&mut table, vendor, &mut promises);
        guidance(&mut table, vendor, &mut promises);
        terraform(&mut table, vendor, &mut promises);
        permissions::permissions(&mut table, vendor, &mut promises);
        vendor.stores.extend(rows(&mut table, "store", |row| stores::store(row, &mut promises)));
        table.finish();
    });
    promises
}

/// Each row of a key, read by `read`. A row with a mistake is kept as far as it goes: the file is refused anyway, and
/// without the row others would seem wrong, too.
fn rows<T>(table: &mut Table, key: &'static str, read: impl FnMut(Table) -> T) -> Vec<T> {
    table.tables(key, "row").into_iter().map(read).collect()
}

/// Where a row is said, and when that was read if the row tells it.
fn source(row: &mut Table) -> String {
    if let Some(read) = row.take("read") {
        month(&read);
    }
    row.need_text("source").unwrap_or_default()
}

/// The kind that a row speaks for.
fn kind(row: &mut Table) -> Kind {
    row.need("kind").and_then(|value| value.choice(KINDS)).unwrap_or(Kind::Unknown)
}

/// The month in which a source was read.
fn month(value: &Value) -> Option<String> {
    let month = value.text()?;
    if !is_month(&month) {
        value.mistake(format!("{} is no month", quoted(&month)), "write it as `\"2026-08\"`");
    }
    Some(month)
}

fn head(table: &mut Table, vendor: &mut Vendor, promises: &mut Promises) {
    if let Some(value) = table.take("title") {
        promises.ids.push(("title", "title".to_owned(), value.span()));
        vendor.title = value.text().unwrap_or_default();
    }
    for (key, hosts) in [("hosts", &mut vendor.hosts), ("not-hosts", &mut vendor.not_hosts)] {
        if let Some(value) = table.take(key) {
            check_hosts(&value);
            hosts.extend(value.texts());
        }
    }
    vendor.prefixes.extend(rows(table, "prefix", |mut row| {
        let text = row.need("text");
        let kind = kind(&mut row);
        let body = row.take("body").and_then(|value| value.number());
        let source = source(&mut row);
        row.finish();
        let text = text.and_then(|value| Some((value.text()?, value.span())));
        let (text, span) = text.unwrap_or_default();
        promises.ids.push(("prefix", text.clone(), span));
        Prefix { text, kind, body: body.map(|body| body as usize), source }
    }));
}

fn kinds(table: &mut Table, vendor: &mut Vendor, promises: &mut Promises) {
    vendor.kinds.extend(rows(table, "kind", |mut row| {
        let kind = row.need("kind");
        let ids = kind.iter().map(|it| ("kind", it.text().unwrap_or_default(), it.span()));
        promises.ids.extend(ids);
        let kind = kind.and_then(|value| value.choice(KINDS)).unwrap_or(Kind::Unknown);
        let [title, whose, usage] =
            ["title", "whose", "use"].map(|key| row.need_text(key).unwrap_or_default());
        let read = row.need("read").and_then(|value| month(&value)).unwrap_or_default();
        let sources = row.need_texts("source");
        row.finish();
        KindRow { kind, title, whose, usage, sources, read }
    }));
}

fn names(table: &mut Table, vendor: &mut Vendor, promises: &mut Promises) {
    vendor.names.extend(rows(table, "name", |row| name(row, promises)));
    vendor.foreign.extend(rows(table, "foreign", |mut row| {
        let names = row.need("names").map(|value| name_globs(&value)).unwrap_or_default();
        let [actions, environments, hosts] =
            ["actions", "environments", "hosts"].map(|key| row.texts(key));
        row.need("read");
        let source = source(&mut row);
        row.finish();
        ForeignRow { names, actions, environments, hosts, source }
    }));
    vendor.words.extend(rows(table, "word", |mut row| {
        let words = row.need("words").map(|value| words(&value)).unwrap_or_default();
        let kind = kind(&mut row);
        row.need("read");
        let source = source(&mut row);
        row.finish();
        WordRow { words, kind, source }
    }));
    vendor.nobodies.extend(rows(table, "nobody", |mut row| {
        let [words, answers] = ["words", "answers"]
            .map(|key| row.need(key).map(|value| words(&value)).unwrap_or_default());
        row.need("read");
        let source = source(&mut row);
        row.finish();
        NobodyRow { words, answers, source }
    }));
}

fn name(mut row: Table, promises: &mut Promises) -> NameRow {
    let globs = row.need("globs").map(|value| name_globs(&value)).unwrap_or_default();
    let but = row.take("but").map(|value| name_globs(&value)).unwrap_or_default();
    let beside = row.texts("beside");
    let alone = row.take("alone").and_then(|it| it.table("table of what is run")).map(alone);
    let kind = kind(&mut row);
    let examples = row.need("examples").map(|value| value.some_items()).unwrap_or_default();
    let near_misses = row.need("near-misses").map(|value| value.some_items()).unwrap_or_default();
    row.need("read");
    let source = source(&mut row);
    row.finish();
    let text = |value: &Value| Some((value.text()?, value.span()));
    let examples = examples.iter().filter_map(text).map(|(name, at)| (name, at, globs.clone()));
    promises.examples.extend(examples);
    promises.near_misses.extend(near_misses.iter().filter_map(text));
    NameRow { globs, but, beside, alone, kind, source }
}

fn alone(mut row: Table) -> Alone {
    let [packages, commands] = ["packages", "commands"].map(|key| row.need_texts(key));
    let but = row.texts("but");
    row.finish();
    Alone { packages, commands, but }
}

fn guidance(table: &mut Table, vendor: &mut Vendor, promises: &mut Promises) {
    vendor.requirements.extend(rows(table, "requirement", |mut row| {
        let classes = row.take("class").map(|value| value.choices(CLASSES));
        let runners = row.take("runner").map(|value| value.choices(RUNNERS));
        let environments = row.take("environment").map(|value| value.choices(ENVIRONMENTS));
        let requires = row.need("requires").and_then(|value| value.choice(REQUIRES));
        let because = row.need_text("because");
        let source = source(&mut row);
        row.finish();
        Requirement {
            classes: classes.unwrap_or_default(),
            runners: runners.unwrap_or_default(),
            environments: environments.unwrap_or_default(),
            requires: requires.unwrap_or(Requires::Either),
            because: because.unwrap_or_default(),
            source,
        }
    }));
    vendor.environments.extend(rows(table, "environment", environment));
    vendor.asides.extend(rows(table, "aside", |mut row| {
        let (folders, but_within) = (row.need_texts("folders"), row.texts("but-within"));
        row.need("read");
        let source = source(&mut row);
        row.finish();
        AsideRow { folders, but_within, source }
    }));
    vendor.shown.extend(rows(table, "shown", |mut row| {
        let folders = row.need_texts("folders");
        row.need("read");
        let source = source(&mut row);
        row.finish();
        ShownRow { folders, source }
    }));
    vendor.accounts.extend(rows(table, "account", |mut row| {
        let keys = row.need("keys").map(|value| name_globs(&value)).unwrap_or_default();
        let beside = row.need("beside").map(|value| words(&value)).unwrap_or_default();
        let [hosts, paths] = ["hosts", "paths"].map(|key| row.need_texts(key));
        row.need("read");
        let source = source(&mut row);
        row.finish();
        AccountRow { keys, beside, hosts, paths, source }
    }));
    vendor.statements.extend(rows(table, "statement", |row| statement(row, promises)));
}

fn environment(mut row: Table) -> EnvironmentRow {
    let environment = row.need("name").and_then(|value| value.choice(KNOWN_ENVIRONMENTS));
    let words = row.take("words").map(|value| words(&value)).unwrap_or_default();
    let around = row.take("around").map(|value| self::words(&value)).unwrap_or_default();
    let branches = row.texts("branches");
    let source = source(&mut row);
    if words.is_empty() && branches.is_empty() {
        let help = "give `words`, `branches` or both".to_owned();
        row.file().mistake(row.span(), "this row names no word and no branch", Some(help));
    }
    row.finish();
    EnvironmentRow {
        environment: environment.unwrap_or(Environment::Unknown),
        words,
        around,
        branches,
        source,
    }
}

fn statement(mut row: Table, promises: &mut Promises) -> Statement {
    let id = row.need("id").and_then(|value| Some((value.text()?, value.span())));
    let says = row.need_text("says");
    let rules = row.take("rules").map(|value| value.some_items()).unwrap_or_default();
    let not_checked = row.text("not-checked");
    let source = source(&mut row);
    if rules.is_empty() == not_checked.is_none() {
        let help = "give `rules`, or say in `not-checked` why nothing checks it".to_owned();
        row.file().mistake(row.span(), "a statement is held by rules or not checked", Some(help));
    }
    row.finish();
    let rules: Vec<_> =
        rules.iter().filter_map(|value| Some((value.text()?, value.span()))).collect();
    promises.rules.extend(rules.iter().cloned());
    promises.ids.extend(id.iter().map(|(id, span)| ("statement", id.clone(), span.clone())));
    let rules = rules.into_iter().map(|(rule, _)| rule).collect();
    Statement {
        id: id.unwrap_or_default().0,
        says: says.unwrap_or_default(),
        rules,
        not_checked,
        source,
    }
}

fn terraform(table: &mut Table, vendor: &mut Vendor, promises: &mut Promises) {
    vendor.objects.extend(rows(table, "object", |mut row| {
        let (types, with) = (row.need_texts("types"), row.texts("with"));
        let kind = kind(&mut row);
        let sets = row.take("sets").map(|value| consumers::sets(&value, promises));
        let source = source(&mut row);
        row.finish();
        ObjectRow { types, with, kind, sets: sets.unwrap_or_default(), source }
    }));
    vendor.mints.extend(rows(table, "mint", |mut row| {
        let (types, attribute) = (row.need_texts("types"), row.need_text("attribute"));
        let kind = kind(&mut row);
        let permissions = row.take("permissions").and_then(|it| it.table("table of permissions"));
        let permissions = permissions.map(permission_slot);
        let source = source(&mut row);
        row.finish();
        MintRow { types, attribute: attribute.unwrap_or_default(), kind, permissions, source }
    }));
}

fn permission_slot(mut row: Table) -> PermissionSlot {
    let [block, set, all_projects, project, environments] =
        ["block", "set", "all-projects", "project", "environments"]
            .map(|key| row.need_text(key).unwrap_or_default());
    let off = row.texts("off");
    row.finish();
    PermissionSlot { block, set, all_projects, project, environments, off }
}
