//! What a program prints or logs: `print(token)`, `logging.info(f"with {token}")`.
//!
//! Only a value that is shown whole counts: a length, a comparison, a piece of it is none.

use crate::model::{Most, Within as _};
use std::ops::Range;

use super::module::{Call, Module};
use super::reads::ends_with;

/// A value that is printed.
pub(super) struct Printed<'m> {
    pub value: Range<usize>,
    pub block: usize,
    /// What prints it, as it is written.
    pub by: &'m str,
}

/// How many values of one file are looked at.
const MOST: Most = Most::new(500, "values that are printed");
/// How many entries of one dictionary are looked at.
const ENTRIES: Most = Most::new(500, "entries of one dictionary");
/// Functions that print what they are given, as the ends of their dotted names.
const PRINTERS: [&str; 12] = [
    "print",
    "pprint",
    "pp",
    "sys.stdout.write",
    "sys.stderr.write",
    "click.echo",
    "click.secho",
    "typer.echo",
    "typer.secho",
    "console.print",
    "console.log",
    "warnings.warn",
];
/// Methods of loggers.
const LEVELS: [&str; 8] =
    ["debug", "info", "warning", "warn", "error", "critical", "exception", "log"];
/// How loggers are called.
const LOGGERS: [&str; 5] = ["logging", "logger", "log", "_logger", "_log"];
/// What makes of a value another one that does not show it.
const TURNS: [&str; 12] =
    ["==", "!=", "<", ">", "<=", ">=", "is", "in", "not", "and", "replace", "if"];

/// The values that a file prints.
pub(super) fn printed<'m>(module: &'m Module<'_>) -> Vec<Printed<'m>> {
    let mut printed = Vec::new();
    for call in module.calls.iter().filter(|call| prints(call)) {
        let arguments = module.arguments(call.open);
        let elsewhere = arguments.iter().any(|it| {
            it.keyword == Some("file")
                && !module.word(it.value.end.saturating_sub(1)).starts_with("std")
        });
        if elsewhere || MOST.is_met(printed.len()) {
            continue;
        }
        let by_place = arguments.into_iter().filter(|it| it.keyword.is_none());
        let shown = by_place.flat_map(|it| shown(module, it.value));
        printed.extend(shown.map(|value| Printed { value, block: call.block, by: &call.written }));
    }
    printed
}

/// The expressions of an argument that are shown as they are: the argument itself, or those in the braces of a text.
fn shown(module: &Module<'_>, value: Range<usize>) -> Vec<Range<usize>> {
    let holes = match module.text(value.start) {
        Some((text, _)) if value.len() == 1 => text.holes.clone(),
        _ => vec![value],
    };
    holes.into_iter().filter(|it| !turns(module, it)).collect()
}

/// The entries of a dictionary that is shown whole under its name: with `headers` goes `headers[Authorization]`.
pub(super) fn entries<'m>(
    module: &'m Module<'_>,
    value: &Range<usize>,
    block: usize,
) -> Vec<(usize, &'m str)> {
    let (parts, next) = module.chain(value.start);
    let name = parts.join(".");
    let home = module.home(block, &name).filter(|_| next == value.end);
    let Some(home) = home.filter(|_| module.is_name(value.start)) else { return Vec::new() };
    let own = module.assignments.iter().filter(|it| it.block == home);
    let entry = own.filter(|it| {
        it.target
            .strip_prefix(&name)
            .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'))
    });
    entry.map(|it| (home, it.target.as_str())).within(ENTRIES).collect()
}

/// What was added to a dictionary that is shown whole: `session.headers.update(headers)`. Each with where it is read.
pub(super) fn added(module: &Module<'_>, value: &Range<usize>) -> Vec<(Range<usize>, usize)> {
    let (parts, next) = module.chain(value.start);
    let update = format!("{}.update", parts.join("."));
    let is_whole = module.is_name(value.start) && next == value.end;
    let calls = module.calls.iter().filter(|call| is_whole && call.written == update);
    let first = |call: &Call| {
        let argument = module.arguments(call.open).into_iter().next()?;
        argument.keyword.is_none().then_some((argument.value, call.block))
    };
    calls.filter_map(first).within(ENTRIES).collect()
}

fn turns(module: &Module<'_>, range: &Range<usize>) -> bool {
    range.clone().any(|at| TURNS.contains(&module.word(at)))
}

fn prints(call: &Call) -> bool {
    let (before, last) = call.written.rsplit_once('.').unwrap_or(("", &call.written));
    let logger = before.rsplit('.').next().unwrap_or_default();
    let logs = LEVELS.contains(&last) && LOGGERS.contains(&logger.to_lowercase().as_str());
    logs || PRINTERS.iter().any(|it| {
        let is_plain = !it.contains('.');
        if is_plain {
            call.written == *it || call.path.strip_prefix("pprint.") == Some(*it)
        } else {
            ends_with(&call.written, it)
        }
    })
}
