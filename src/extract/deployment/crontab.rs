//! Crontabs: variables, and commands that run by the clock.

use super::environment::{self, Variable};
use crate::extract::container::room::Room;
use crate::model::{Facts, Matter, Scalar, Source, Style, Vendor};

const OWNER: &str = "the commands of the crontab";

/// Whether a file is a crontab: `crontab`, `crontab.txt`, `x.cron`, `x.crontab`, what lies in `cron.d`.
pub(super) fn claims(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_named = matches!(name, "crontab" | "crontab.txt" | "crontabs");
    let ends = [".cron", ".crontab"].iter().any(|ending| name.ends_with(ending));
    let is_script = [".sh", ".py", ".rb", ".md"].iter().any(|ending| name.ends_with(ending));
    is_named || ends || (folder == "cron.d" || folder.ends_with("/cron.d")) && !is_script
}

/// What a crontab says.
pub(super) fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "crontab");
    room.circumstance(Matter::Unattended, "the clock starts it".to_owned());
    let scope = room.unit.within("lines", "all");
    let mut start = 0;
    let mut variables = Vec::new();
    for line in source.text.split_inclusive('\n') {
        let text = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(variable) = variable(source, text, at) {
            variables.push(variable);
        } else if let Some(length) = schedule_length(text) {
            let command = command(source, &text[length..]);
            let scalar = Scalar::verbatim(command, at + text.len() - command.len(), Style::Block);
            room.script(&scalar, &scope.within("line", at), &[String::new()], "the crontab");
        }
    }
    environment::set(&mut room, variables, &scope, OWNER);
    environment::from_outside(&mut room, "the environment in which cron runs");
    room.facts
}

/// `NAME=value`, where nothing is filled in.
fn variable(source: &Source, text: &str, at: usize) -> Option<Variable> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim_end();
    let is_name =
        !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    let blank = value.len() - value.trim_start().len();
    let from = at + text.len() - value.len() + blank;
    let value = value.trim();
    is_name.then(|| {
        let literal = value.trim_matches(['"', '\'']).to_owned();
        let span = source.span(from, from + value.len());
        Variable::new(name, span, Vec::new(), Some(literal))
    })
}

/// How long the five fields of a schedule are, or the one word that stands for them.
fn schedule_length(text: &str) -> Option<usize> {
    let fields = if text.starts_with('@') { 1 } else { 5 };
    let mut at = 0;
    for _ in 0..fields {
        at += text[at..].find(char::is_whitespace)?;
        at += text[at..].find(|it: char| !it.is_whitespace())?;
    }
    let is_field = |it: char| it.is_ascii_alphanumeric() || "*/,-@?#".contains(it);
    text[..at].split_whitespace().all(|field| field.chars().all(is_field)).then_some(at)
}

/// The command of a line. A crontab of the system names a user before it.
fn command<'t>(source: &Source, text: &'t str) -> &'t str {
    let is_of_system = source.path.contains("cron.d/") || source.path.ends_with("etc/crontab");
    match text.split_once(char::is_whitespace) {
        Some((user, rest)) if is_of_system || user == "root" => rest.trim_start(),
        _ => text,
    }
}
