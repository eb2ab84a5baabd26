//! Dockerfiles: what an image is built with and what stays in it. An image runs where no person is.

use super::layers;
use super::room::{Found, Room, env};
use crate::extract::reference::references;
use crate::model::{Facts, Matter, Name, Scalar, Scope, Source, Space, Style, Vendor};

const CONSUMER: &str = "process";

/// Whether a file is a Dockerfile: `Dockerfile`, `Dockerfile.worker`, `api.Dockerfile`, `Containerfile`.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let mut words = name.split('.');
    let is_word = |word: &str| matches!(word, "dockerfile" | "containerfile");
    let other = [".md", ".dockerignore", ".sh", ".py", ".json", ".yml", ".yaml", ".j2"];
    words.any(is_word) && !other.iter().any(|ending| name.ends_with(ending))
}

/// What a Dockerfile says.
pub fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "image");
    let is_personal = source.path.split('/').any(|step| step == ".devcontainer");
    let (matter, says) = if is_personal {
        (Matter::Attended, "a person works in a development container")
    } else {
        (Matter::Unattended, "an image runs where no person is")
    };
    room.circumstance(matter, says.to_owned());
    let instructions = instructions(&source.text);
    for (at, instruction) in instructions.iter().enumerate() {
        read(&mut room, at, instruction);
    }
    let lines = lines(&room);
    layers::append(&mut room, &lines, &instructions);
    room.facts
}

/// An instruction: its word in capitals, and where the rest of it stands.
pub(super) struct Instruction {
    pub word: String,
    pub start: usize,
    pub end: usize,
}

/// The instructions of a text. A line goes on behind its last `\` (or what `# escape=` names), comments and empty
/// lines inside it are passed over, and a heredoc belongs to it up to its end.
fn instructions(text: &str) -> Vec<Instruction> {
    let escape = escape(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line = line_end(text, at);
        let trimmed = text[at..line].trim_start();
        let start = line - trimmed.len();
        if trimmed.trim().is_empty() || trimmed.starts_with('#') {
            at = line + 1;
            continue;
        }
        let mut end = line;
        while goes_on(&text[at..end], escape) && end + 1 < text.len() {
            at = end + 1;
            end = line_end(text, at);
        }
        let length = text[start..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = text[start..start + length].to_ascii_uppercase();
        let rest = start + length;
        if matches!(word.as_str(), "RUN" | "COPY" | "ADD") {
            end = behind_heredocs(text, rest.min(end), end);
        }
        found.push(Instruction { word, start: rest.min(end), end });
        at = end + 1;
    }
    found
}

fn escape(text: &str) -> char {
    let mut lines = text.lines().take_while(|line| line.starts_with('#'));
    let directive = lines.find_map(|line| {
        let (key, value) = line[1..].split_once('=')?;
        key.trim().eq_ignore_ascii_case("escape").then(|| value.trim().chars().next())?
    });
    directive.unwrap_or('\\')
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

/// Whether a line goes on in the next one. A comment or an empty line inside an instruction does not end it.
fn goes_on(line: &str, escape: char) -> bool {
    let line = line.trim();
    line.ends_with(escape) || line.starts_with('#')
}

/// The end of an instruction that begins at `start`, with the bodies of its heredocs.
fn behind_heredocs(text: &str, start: usize, end: usize) -> usize {
    let mut past = end;
    for (at, _) in text[start..end].match_indices("<<").take(8) {
        let rest =
            text[start + at + 2..end].trim_start_matches('-').trim_start_matches(['"', '\'']);
        let length =
            rest.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'_').count();
        let delimiter = &rest[..length];
        if delimiter.is_empty() {
            continue;
        }
        let mut line = past + 1;
        while line < text.len() {
            let next = line_end(text, line);
            past = next;
            if text[line..next].trim() == delimiter {
                break;
            }
            line = next + 1;
        }
    }
    past
}

fn read(room: &mut Room<'_>, at: usize, instruction: &Instruction) {
    match instruction.word.as_str() {
        "ARG" | "ENV" => {
            for (start, end, value) in pairs(&room.source.text, instruction) {
                variable(room, &instruction.word, (start, end), value);
            }
        }
        "RUN" => run(room, at, instruction),
        "CMD" | "ENTRYPOINT" => {
            let text = &room.source.text[instruction.start..instruction.end];
            if !text.trim_start().starts_with('[') {
                script(room, at, instruction.start, instruction.end, &instruction.word);
            }
        }
        _ => {}
    }
}

/// Where a name stands, and where its value, if it has one.
pub(super) type Pair = (usize, usize, Option<(usize, usize)>);

/// The pairs of `ENV A=1 B="2 3"`, `ENV A 1` and `ARG A`: where each name stands, and where its value, if it has one.
pub(super) fn pairs(text: &str, instruction: &Instruction) -> Vec<Pair> {
    let mut found = Vec::new();
    let mut at = instruction.start;
    while at < instruction.end {
        let rest = &text[at..instruction.end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', '\\', '`']).len();
        at += blank;
        let rest = &text[at..instruction.end];
        if rest.starts_with('#') {
            at = line_end(text, at).min(instruction.end);
            continue;
        }
        let length =
            rest.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'_').count();
        if length == 0 {
            break;
        }
        let name = (at, at + length);
        let separator = rest[length..].chars().next().map_or(1, char::len_utf8);
        let value = at + length + separator;
        if rest[length..].starts_with('=') {
            let end = value + value_length(&text[value..instruction.end]);
            found.push((name.0, name.1, Some((value, end))));
            at = end;
        } else if instruction.word == "ENV" && found.is_empty() {
            let value = value.min(instruction.end);
            found.push((name.0, name.1, Some((value, instruction.end))));
            break;
        } else {
            found.push((name.0, name.1, None));
            at = name.1;
        }
    }
    found
}

/// How long a value is that ends at a blank outside quotes.
fn value_length(text: &str) -> usize {
    let (mut quote, mut escaped) = (None, false);
    for (at, letter) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if quote == Some(letter) {
            quote = None;
        } else if quote.is_none() && matches!(letter, '"' | '\'') {
            quote = Some(letter);
        } else if quote.is_none() && letter.is_whitespace() {
            return at;
        }
    }
    text.len()
}

fn variable(
    room: &mut Room<'_>,
    word: &str,
    (start, end): (usize, usize),
    value: Option<(usize, usize)>,
) {
    let source = room.source;
    let scope = lines(room);
    let gives = env(&scope, &source.text[start..end]);
    let owner = format!("`{word}`");
    if word == "ARG" {
        // What a build is given goes before the default.
        let outside = Name::new(Space::Argument, &room.unit, gives.text.clone());
        let says = format!("the build is given `{}`", gives.text);
        room.pass(gives.clone(), outside, source.span(start, end), says);
    }
    let Some((from, to)) = value else { return };
    let text = source.text[from..to]
        .trim_matches(|it: char| it.is_whitespace() || it == '"' || it == '\'');
    let from = from + source.text[from..to].find(text).unwrap_or(0);
    let span = source.span(from, from + text.len());
    let scalar = Scalar::verbatim(text, from, Style::Double);
    let found = references(text).into_iter();
    let found = found
        .map(|it| Found { name: env(&scope, it.name), start: it.start, end: it.end })
        .collect();
    if word == "ENV" || !text.is_empty() {
        room.set(gives.clone(), &scalar, span, found, &owner);
    }
    if word == "ENV" {
        room.present(gives, span, CONSUMER, "the image");
    }
}

/// Where what the instructions set holds.
fn lines(room: &Room<'_>) -> Scope {
    room.unit.within("lines", "all")
}

fn run(room: &mut Room<'_>, at: usize, instruction: &Instruction) {
    let text = &room.source.text;
    let mut start = instruction.start;
    loop {
        let rest = &text[start..instruction.end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', '\\', '`']).len();
        start += blank;
        if !text[start..instruction.end].starts_with("--") {
            break;
        }
        let end = start + value_length(&text[start..instruction.end]);
        mount(room, at, start, end);
        start = end;
    }
    let text = &room.source.text[start..instruction.end];
    if let Some(body) = text.strip_prefix("<<") {
        // A heredoc alone is the script itself.
        let line = body.find('\n').map_or(text.len(), |length| length + 3);
        script(room, at, start + line, instruction.end, "RUN");
    } else if !text.starts_with('[') {
        script(room, at, start, instruction.end, "RUN");
    }
}

/// `--mount=type=secret,id=x,env=X` sets a variable for one command.
fn mount(room: &mut Room<'_>, at: usize, start: usize, end: usize) {
    let flag = &room.source.text[start..end];
    let Some(fields) = flag.strip_prefix("--mount=") else { return };
    let of = |key: &str| {
        fields
            .split(',')
            .find_map(|field| field.split_once('=').filter(|it| it.0 == key))
            .map(|it| it.1)
    };
    let (Some("secret"), Some(id), Some(name)) = (of("type"), of("id"), of("env")) else { return };
    let outside = Name::new(Space::Setting, &room.unit, id);
    let gives = env(&lines(room).within("run", at), name);
    let says = format!("the build is given the secret `{id}` as `{name}`");
    room.pass(gives, outside, room.source.span(start, end), says);
}

fn script(room: &mut Room<'_>, at: usize, start: usize, end: usize, word: &str) {
    let scalar = Scalar::verbatim(&room.source.text[start..end], start, Style::Block);
    let scope = lines(room).within("run", at);
    room.script(&scalar, &scope, &[], &format!("`{word}`"));
}
