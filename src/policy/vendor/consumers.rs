//! `[[consumer]]`: who takes a vendor's credentials, and by which slots.

use globset::Glob;

use crate::model::glob::PathGlob;
use crate::model::vendor::{
    ActionSlot, CallSlot, CommandSlot, EnvSlot, Example, KeySlot, ProviderSlot, ResourceSlot,
    UrlSlot, VariableSlot,
};
use crate::model::{Class, Consumer, Kind, Vendor};

use crate::policy::choices::{CLASSES, ENVIRONMENTS, FAMILIES, FORMS, KINDS, REQUIRES, RUNNERS};
use crate::policy::mistake::quoted;
use crate::policy::rule::is_id;
use crate::policy::table::Table;
use crate::policy::value::Value;

use super::{Promises, month};

/// Add the consumers of a file, and the functions of their libraries.
pub(super) fn consumers(table: &mut Table, vendor: &mut Vendor, promises: &mut Promises) {
    for mut row in table.tables("consumer", "consumer") {
        let calls = slots(&mut row, "calls", call);
        let consumer = consumer(row, promises);
        let named = |slot| CallSlot { consumer: consumer.id.clone(), ..slot };
        vendor.calls.extend(calls.into_iter().map(named));
        vendor.consumers.push(consumer);
    }
}

fn consumer(mut row: Table, promises: &mut Promises) -> Consumer {
    let id = row.need("id").and_then(|value| id(&value, promises));
    let title = row.need_text("title");
    let class = row.need("class").and_then(|value| value.choice(CLASSES));
    let family = row.take("family").and_then(|value| value.choice(FAMILIES));
    if family.is_none() && class == Some(Class::Partner) {
        let help = "say in `family` what sort of integration it is".to_owned();
        row.file().mistake(row.span(), "`family` is missing", Some(help));
    }
    let needs = row.take("needs").and_then(|value| value.choice(REQUIRES));
    let [sets, enough, refuses] = ["sets", "enough", "refuses"]
        .map(|key| row.take(key).map(|value| sets(&value, promises)).unwrap_or_default());
    let creates = row.flag("creates-tokens");
    let vendor_says = row.take("vendor-says").and_then(|value| value.choice(REQUIRES));
    let sources = row.need_texts("source");
    let read = row.need("read").and_then(|value| month(&value));
    let consumer = Consumer {
        id: id.unwrap_or_default(),
        title: title.unwrap_or_default(),
        // A file with a mistake is never used; the consumer stays known so that rules about it are no mistakes too.
        class: class.unwrap_or_default(),
        family,
        needs: needs.unwrap_or_default(),
        sets,
        enough,
        refuses,
        creates,
        vendor_says: vendor_says.unwrap_or_default(),
        actions: slots(&mut row, "actions", action),
        commands: slots(&mut row, "commands", command),
        providers: slots(&mut row, "providers", provider),
        keys: slots(&mut row, "keys", key),
        urls: slots(&mut row, "urls", url),
        variables: slots(&mut row, "variables", variable),
        resources: slots(&mut row, "resources", resource),
        examples: examples(&mut row, "examples"),
        near_misses: examples(&mut row, "near-misses"),
        sources,
        read: read.unwrap_or_default(),
    };
    row.finish();
    consumer
}

/// Small files, at least one.
fn examples(row: &mut Table, key: &'static str) -> Vec<Example> {
    row.need(key);
    slots(row, key, |mut example| {
        let (file, text) = (example.need_text("file"), example.need_text("text"));
        example.finish();
        Some(Example { file: file?, text: text? })
    })
}

/// Ids of permission sets.
pub(super) fn sets(value: &Value, promises: &mut Promises) -> Vec<String> {
    let items = value.some_items();
    let named: Vec<_> = items.iter().filter_map(|it| Some((it.text()?, it.span()))).collect();
    promises.sets.extend(named.iter().cloned());
    named.into_iter().map(|(id, _)| id).collect()
}

fn id(value: &Value, promises: &mut Promises) -> Option<String> {
    let id = value.text()?;
    if !is_id(&id) {
        let message = format!("{} cannot be the id of a consumer", quoted(&id));
        value.mistake(message, "write it in lower case, words joined by `-`");
    }
    promises.ids.push(("consumer", id.clone(), value.span()));
    Some(id)
}

fn slots<T>(row: &mut Table, key: &'static str, read: fn(Table) -> Option<T>) -> Vec<T> {
    row.tables(key, "slot").into_iter().filter_map(read).collect()
}

fn kind(slot: &mut Table) -> Option<Kind> {
    slot.take("kind").and_then(|value| value.choice(KINDS))
}

fn action(mut slot: Table) -> Option<ActionSlot> {
    let (uses, input) = (slot.need_text("uses"), slot.need_text("input"));
    let kind = kind(&mut slot);
    slot.finish();
    Some(ActionSlot { uses: uses?, input: input?, kind })
}

fn command(mut slot: Table) -> Option<CommandSlot> {
    let program = slot.need_text("program");
    let subcommand = slot.text("subcommand");
    let (with, amid) = (slot.texts("with"), slot.texts("amid"));
    let env = slot.take("env").map(|value| names(&value)).unwrap_or_default();
    let flags = slot.take("flags").map(|value| names(&value)).unwrap_or_default();
    let (signs_in, but) = (slot.flag("signs-in"), slot.texts("but"));
    slot.finish();
    Some(CommandSlot { program: program?, subcommand, with, amid, env, flags, signs_in, but })
}

/// Names of variables or flags: a bare name, or one with the kind that it declares.
fn names(value: &Value) -> Vec<EnvSlot> {
    value.items().iter().filter_map(name).collect()
}

fn name(value: &Value) -> Option<EnvSlot> {
    if value.node().as_table().is_none() {
        return value.text().map(|name| EnvSlot { name, kind: None });
    }
    let mut slot = value.table("slot")?;
    let name = slot.need_text("name");
    let kind = kind(&mut slot);
    slot.finish();
    Some(EnvSlot { name: name?, kind })
}

fn provider(mut slot: Table) -> Option<ProviderSlot> {
    let (names, sources) = (slot.need_texts("names"), slot.need_texts("sources"));
    let argument = slot.need_text("argument");
    let env = slot.text("env");
    let kind = kind(&mut slot);
    let (legacy_sources, legacy_types) = (slot.texts("legacy-sources"), slot.texts("legacy-types"));
    slot.finish();
    let argument = argument?;
    Some(ProviderSlot { names, sources, argument, env, kind, legacy_sources, legacy_types })
}

fn key(mut slot: Table) -> Option<KeySlot> {
    let files = slot.need("files").map(|value| globs(&value)).unwrap_or_default();
    let files = files.into_iter().map(PathGlob::new).collect();
    let path = slot.need_text("path");
    let mention = slot.text("mention");
    let runner = slot.take("runner").and_then(|value| value.choice(RUNNERS));
    let environment = slot.take("environment").and_then(|value| value.choice(ENVIRONMENTS));
    let kind = kind(&mut slot);
    let reveals = slot.take("reveals").and_then(|value| value.choice(FORMS));
    let starts = slot.flag("starts");
    slot.finish();
    Some(KeySlot { files, path: path?, mention, runner, environment, kind, reveals, starts })
}

fn globs(value: &Value) -> Vec<String> {
    let items = value.some_items();
    for item in &items {
        // Nothing else can be wrong in a glob, and most have none of these.
        let text = item.node().as_text().filter(|text| text.contains(['[', ']', '{', '}', '\\']));
        if let Some(Err(error)) = text.map(Glob::new) {
            item.mistake(format!("this is no glob: {}", error.kind()), "mend or quote the pattern");
        }
    }
    items.iter().filter_map(Value::text).collect()
}

fn url(mut slot: Table) -> Option<UrlSlot> {
    let (path, host) = (slot.need_text("path"), slot.text("host"));
    let method = slot.take("method").and_then(|value| method(&value));
    let (scheme, parameter) = (slot.text("scheme"), slot.text("parameter"));
    let (beside, variables) = (slot.texts("beside"), slot.texts("variables"));
    slot.finish();
    Some(UrlSlot { path: path?, host, method, scheme, parameter, beside, variables })
}

/// A method of HTTP.
fn method(value: &Value) -> Option<String> {
    let text = value.text()?;
    if text.is_empty() || !text.bytes().all(|it| it.is_ascii_uppercase()) {
        let message = format!("{} is no method", quoted(&text));
        value.mistake(message, "write it in capitals: `\"POST\"`");
    }
    Some(text)
}

fn variable(mut slot: Table) -> Option<VariableSlot> {
    let (name, beside) = (slot.need_text("name"), slot.texts("beside"));
    slot.finish();
    Some(VariableSlot { name: name?, beside })
}

fn resource(mut slot: Table) -> Option<ResourceSlot> {
    let (kind, argument) = (slot.need_text("type"), slot.need_text("argument"));
    let with = slot.texts("with");
    slot.finish();
    Some(ResourceSlot { kind: kind?, argument: argument?, with })
}

/// A function; whose it is, is known where its row is read.
fn call(mut slot: Table) -> Option<CallSlot> {
    let function = slot.need("function").and_then(|value| function(&value));
    let argument = slot.need_text("argument");
    let with = slot.texts("with");
    let kind = kind(&mut slot);
    slot.finish();
    Some(CallSlot { consumer: String::new(), function: function?, argument: argument?, with, kind })
}

/// A glob over a dotted name.
fn function(value: &Value) -> Option<String> {
    let text = value.text()?;
    let fits = |it: char| it.is_alphanumeric() || matches!(it, '_' | '.' | '*');
    let names = text.chars().any(char::is_alphanumeric);
    if !names || !text.chars().all(fits) || text.starts_with('.') || text.ends_with('.') {
        let message = format!("{} can match no function", quoted(&text));
        value.mistake(message, "write its dotted name, or the end of it, without parentheses");
    }
    Some(text)
}
