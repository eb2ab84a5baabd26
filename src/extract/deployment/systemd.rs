//! Units of systemd: the environment of a service, and the commands that it starts.

use super::environment::{self, Variable};
use super::store;
use crate::extract::container::room::Room;
use crate::extract::shell::folder;
use crate::model::{
    Carry, Facts, Matter, Passage, Reach, Scalar, Scope, Source, Space, Style, Vendor,
};

const OWNER: &str = "the service";

/// Whether a file is a service's unit, or one that amends a unit: `x.service`, `x.service.d/env.conf`.
pub(super) fn claims(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let ending = name.rsplit('.').next();
    ending == Some("service") || ending == Some("conf") && folder.ends_with(".service.d")
}

/// What a unit says.
pub(super) fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "service");
    room.circumstance(Matter::Unattended, "systemd starts it".to_owned());
    let scope = room.unit.within("section", "Service");
    let lines = lines(&source.text);
    let is_key = |key: &str| key == "WorkingDirectory";
    let home = lines.iter().find(|it| is_key(it.key)).map(|it| it.value(&source.text));
    for line in &lines {
        read(&mut room, line, &scope, home);
    }
    environment::from_outside(&mut room, "the environment in which systemd starts it");
    room.facts
}

/// A key, and where its value stands.
struct Line<'a> {
    key: &'a str,
    start: usize,
    end: usize,
}

impl Line<'_> {
    fn value<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// The lines of a text that set a key. A value goes on in the next line behind a `\` at the end of one.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        let mut end = line_end(text, at);
        while goes_on(&text[start..end]) && end < text.len() {
            end = line_end(text, end + 1);
        }
        at = end + 1;
        let line = &text[start..end];
        let Some((key, value)) = line.split_once('=') else { continue };
        if !key.trim_start().starts_with(['#', ';']) {
            let blank = value.len() - value.trim_start().len();
            let from = start + key.len() + 1 + blank;
            found.push(Line { key: key.trim(), start: from, end: from + value.trim().len() });
        }
    }
    found
}

/// Whether a line ends in `\`, whatever its line break is.
fn goes_on(line: &str) -> bool {
    line.strip_suffix('\r').unwrap_or(line).ends_with('\\')
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

fn read(room: &mut Room<'_>, line: &Line<'_>, scope: &Scope, home: Option<&str>) {
    let value = line.value(&room.source.text);
    match line.key {
        "Environment" => {
            let variables = assignments(room.source, line);
            environment::set(room, variables, scope, OWNER);
        }
        "EnvironmentFile" => load(room, line, scope, home),
        "LoadCredential" | "LoadCredentialEncrypted" => {
            let name = value.split(':').next().unwrap_or_default();
            let span = room.source.span(line.start, line.start + name.len());
            let variable = Variable::of(name, span, store::secret(room.vendors, name));
            environment::set(room, vec![variable], scope, OWNER);
        }
        key if key.starts_with("Exec") => {
            // These marks say how systemd runs the command, and are no part of it.
            let command = value.trim_start_matches(['-', '@', ':', '+', '!']);
            let start = line.end - command.len();
            let scalar = Scalar::verbatim(command, start, Style::Block);
            room.script(&scalar, &scope.within("exec", line.start), &[String::new()], "the unit");
        }
        _ => {}
    }
}

/// `A=1 "B=2 3"`.
fn assignments(source: &Source, line: &Line<'_>) -> Vec<Variable> {
    let text = line.value(&source.text);
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(length) = text[at..].find(|it: char| !it.is_whitespace() && it != '\\') {
        let start = at + length;
        let quote = text[start..].chars().next().filter(|it| matches!(it, '"' | '\''));
        let from = start + usize::from(quote.is_some());
        let ends = |it: char| quote.map_or(it.is_whitespace(), |quote| it == quote);
        let end = text[from..].find(ends).map_or(text.len(), |length| from + length);
        if let Some((name, value)) = text[from..end].split_once('=') {
            let value = value.trim_matches(['"', '\'']);
            let place = line.start + from + name.len() + 1;
            found.push(Variable::new(
                name,
                source.span(place, line.start + end),
                Vec::new(),
                Some(value.to_owned()),
            ));
        }
        at = (end + usize::from(quote.is_some())).min(text.len());
    }
    found
}

/// An env file is named by its place on the machine. One in the folder in which the service works is that of the
/// repository, if the repository has one.
fn load(room: &mut Room<'_>, line: &Line<'_>, scope: &Scope, home: Option<&str>) {
    let path = line.value(&room.source.text).trim_start_matches('-');
    let inside = home.and_then(|home| path.strip_prefix(home)?.strip_prefix('/'));
    let Some(path) = folder::join("", inside.unwrap_or(path)) else { return };
    room.facts.passages.push(Passage {
        from: Scope::unit("file", &path),
        to: scope.clone(),
        carries: vec![Carry { space: Space::Env, reach: Reach::Here }],
        span: room.source.span(line.start, line.end),
        says: format!("{OWNER} has the variables of `{path}`"),
    });
}
