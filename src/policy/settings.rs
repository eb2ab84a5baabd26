//! `keyfit.toml` → [`Settings`].

use std::ops::Range;

use globset::GlobBuilder;

use crate::model::{
    Allowance, ContextRow, Credentials, Level, Limit, Limits, Settings, SourceId, Span,
};

use super::choices::{ENVIRONMENTS, KNOWN_KINDS, LEVELS, PLANS, PRESETS, RUNNERS};
use super::date::until;
use super::file::File;
use super::mistake::quoted;
use super::suggest::did_you_mean;
use super::table::Table;
use super::value::Value;

/// What is known of the run while its settings are read.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The ids of all rules.
    pub(super) rules: &'a [&'a str],
    /// Which source of the run the file is, if it is one.
    pub(super) source: Option<SourceId>,
}

impl Known<'_> {
    fn span(self, span: &Range<usize>) -> Option<Span> {
        self.source.map(|source| Span::new(source, span.start, span.end))
    }
}

/// The settings of a file, if it is TOML.
pub(super) fn settings(file: &File, known: Known) -> Option<Settings> {
    file.read("settings file", |mut table| {
        let settings = Settings {
            plan: table.take("plan").and_then(|value| value.choice(PLANS)),
            preset: table
                .take("preset")
                .and_then(|value| value.choice(PRESETS))
                .unwrap_or_default(),
            credentials: entries(&mut table, "credentials", |value| credential(value, known)),
            levels: entries(&mut table, "levels", |value| level(value, known)),
            contexts: rows(&mut table, "context", |row| context(row, known)),
            allowances: rows(&mut table, "allow", |row| allowance(row, known)),
            limits: limits(&mut table),
        };
        table.finish();
        settings
    })
}

fn limits(table: &mut Table) -> Limits {
    let mut limits = Limits::default();
    let table = table.take("limits").and_then(|value| value.table("table of limits"));
    let Some(mut table) = table else { return limits };
    for limit in Limit::ALL {
        let value = table.take(limit.key());
        if let Some(number) = value.and_then(|value| within(&value, limit)) {
            limits.set(limit, number);
        }
    }
    table.finish();
    limits
}

/// A number in the range of a limit.
fn within(value: &Value, limit: Limit) -> Option<u32> {
    let number = value.number()?;
    let [least, usual, most] = limit.range();
    if !(least..=most).contains(&number) {
        let message = format!("`{}` is out of range", limit.key());
        value.mistake(
            message,
            format!("write a number from {least} to {most}; it is usually {usual}"),
        );
    }
    Some(number)
}

fn entries<T>(table: &mut Table, key: &'static str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let table = table.take(key).and_then(|value| value.table("entry"));
    table.map(|table| table.entries().iter().filter_map(read).collect()).unwrap_or_default()
}

fn rows<T>(table: &mut Table, key: &'static str, read: impl Fn(Table) -> Option<T>) -> Vec<T> {
    table.tables(key, key).into_iter().filter_map(read).collect()
}

fn credential(value: &Value, known: Known) -> Option<Credentials> {
    let name = value.key();
    let (space, rest) = name.split_once(':').unwrap_or(("", name));
    if !["secret", "env", "var"].contains(&space) || rest.trim().is_empty() {
        let message = format!("{} does not say where the name lives", quoted(name));
        let help = "write `secret:NAME`, `env:NAME` or `var:NAME`, in quotes";
        value.mistake_at_key(message, help);
    } else if rest.contains(char::is_whitespace) {
        let message = format!("{} holds white space, which no name does", quoted(name));
        value.mistake_at_key(message, "write the name as it stands in the files");
    }
    let kind = value.choice(KNOWN_KINDS)?;
    let span = known.span(&(value.key_span().start..value.span().end));
    Some(Credentials { name: name.to_owned(), kind, span })
}

fn level(value: &Value, known: Known) -> Option<(String, Option<Level>)> {
    let rule = value.key();
    if !known.rules.contains(&rule) {
        let message = format!("unknown rule {}", quoted(rule));
        value.mistake_at_key(message, no_rule(rule, known));
    }
    Some((rule.to_owned(), value.choice(LEVELS)?))
}

/// What to write instead of a rule that does not exist.
fn no_rule(rule: &str, known: Known) -> String {
    let near = did_you_mean(rule, known.rules);
    if near.starts_with("did you mean") { near } else { "`keyfit rules` lists them".to_owned() }
}

fn context(mut row: Table, known: Known) -> Option<ContextRow> {
    let path = row.need("path").and_then(|value| glob(&value));
    let environment = row.take("environment");
    let runner = row.take("runner");
    if environment.is_none() && runner.is_none() {
        let help = "give `environment`, `runner` or both".to_owned();
        row.file().mistake(row.span(), "this context says nothing", Some(help));
    }
    let span = known.span(&row.span());
    row.finish();
    Some(ContextRow {
        environment: environment.and_then(|value| value.choice(ENVIRONMENTS)),
        runner: runner.and_then(|value| value.choice(RUNNERS)),
        path: path?,
        span,
    })
}

fn allowance(mut row: Table, known: Known) -> Option<Allowance> {
    let rule = row.need("rule");
    let span = rule.as_ref().and_then(|value| known.span(&value.span()));
    let rule = rule.and_then(|value| self::rule(&value, known));
    let path = row.take("path").and_then(|value| glob(&value));
    // An allowance without a reason is a finding, not a mistake, and so is one whose reason is blank.
    let because = row.take("because").and_then(|value| value.text_or_blank());
    let until = row.take("until").and_then(|value| until(&value));
    let owner = row.text("owner");
    row.finish();
    Some(Allowance { rule: rule?, path, because, until, owner, span })
}

fn rule(value: &Value, known: Known) -> Option<String> {
    let rule = value.text()?;
    if !known.rules.contains(&rule.as_str()) {
        value.mistake(format!("unknown rule {}", quoted(&rule)), no_rule(&rule, known));
    }
    Some(rule)
}

/// A glob over paths from the root. One that can match no such path is a mistake.
fn glob(value: &Value) -> Option<String> {
    let glob = value.text()?;
    let outside = glob.starts_with('/') || glob.split('/').any(|part| matches!(part, "." | ".."));
    if let Err(error) = GlobBuilder::new(&glob).literal_separator(true).build() {
        value.mistake(
            format!("{} is no glob: {}", quoted(&glob), error.kind()),
            "`*` is any run within a folder, `**` any folders, `?` one character, `[ab]` one of these",
        );
    } else if outside || glob.contains('\\') {
        let message = format!("{} can match no path", quoted(&glob));
        value.mistake(message, "write paths from the root, with `/`, without `./` before them");
    }
    Some(glob)
}
