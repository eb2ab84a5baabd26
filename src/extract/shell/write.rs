//! What a script writes into files: lines for `$GITHUB_ENV` and its like, and `dbt_cloud.yml`.

use std::collections::HashMap;

use super::program::Program;
use super::run::Run;
use super::word::{self, Command, Part, Piece, Way, Word};
use crate::model::{Most, Name, Space, Span, Take, Vendor};

/// How many groups with a redirection are looked into.
const GROUPS: Most = Most::new(200, "groups whose output goes to a file");

/// A value that is written under a name into a file that a variable names, or printed as a workflow command.
#[derive(Clone, Debug)]
pub struct Written {
    /// The variable that names the file: `GITHUB_ENV`; the workflow command's name where it is printed: `set-output`.
    pub file: String,
    /// The name under which the value goes on.
    pub name: String,
    /// Where the value stands.
    pub span: Span,
    /// The names that it is made of.
    pub takes: Vec<Take>,
    /// The value, if it is written out.
    pub literal: Option<String>,
}

/// Whether a command prints its arguments.
pub(super) fn prints(command: &Command) -> bool {
    let name = command.words.first().and_then(Word::literal).unwrap_or_default();
    matches!(&*name, "echo" | "printf" | "eval")
}

/// What is written; what goes into `dbt_cloud.yml` becomes sites.
pub(super) fn written(run: &mut Run<'_>) -> Vec<Written> {
    let mut files: Vec<(String, Vec<Line>)> = Vec::new();
    for (target, writers) in targets(run) {
        let lines: Vec<Line> =
            writers.iter().flat_map(|index| lines(&run.reading.commands[*index])).collect();
        let path = run.rendered(&target.pieces);
        if path.to_lowercase().trim_end_matches(['"', '\'']).ends_with("dbt_cloud.yml") {
            cli_config(run, &target, &writers, &lines);
        } else if let Some(name) = target.lone_variable() {
            if let Some((_, before)) = files.iter_mut().find(|(file, _)| file == name) {
                before.extend(lines);
            } else if GROUPS.has_room(files.len()) {
                files.push((name.to_owned(), lines));
            }
        }
    }
    let mut all = Vec::new();
    for (file, lines) in files {
        assigned(run, &file, &lines, &mut all);
    }
    reported(run, &mut all);
    all
}

pub(super) type Line = Vec<Piece>;

/// The files that are written, each with the commands that write it, in order.
pub(super) fn targets(run: &Run<'_>) -> Vec<(Word, Vec<usize>)> {
    let mut targets = Vec::new();
    let mut pipes: HashMap<usize, usize> = HashMap::new();
    let mut groups = 0;
    for (index, command) in run.reading.commands.iter().enumerate() {
        let writer = pipes.get(&command.shell).copied().filter(|_| command.bodies.is_empty());
        let source = writer.unwrap_or(index);
        for word in files_of(command) {
            match command.group {
                Some(start) if command.words.is_empty() && GROUPS.has_room(groups) => {
                    groups += 1;
                    targets.push((word.clone(), group(run, index, start)));
                }
                _ => targets.push((word.clone(), vec![source])),
            }
        }
        if command.piped {
            pipes.insert(command.shell, source);
        } else {
            pipes.remove(&command.shell);
        }
    }
    targets
}

fn group(run: &Run<'_>, end: usize, start: usize) -> Vec<usize> {
    let before = run.reading.commands[..end].iter().enumerate().rev();
    let mut inside: Vec<usize> =
        before.take_while(|(_, it)| start <= it.start).map(|(index, _)| index).collect();
    inside.reverse();
    inside
}

/// The files into which a command's output goes.
fn files_of(command: &Command) -> impl Iterator<Item = &Word> {
    let is_tee = command.words.iter().take(2).any(|word| word.is_bare("tee"));
    let arguments =
        command.words.iter().skip(1).filter(move |word| {
            is_tee && !word.beginning().starts_with('-') && !word.is_bare("tee")
        });
    let redirects = command.redirects.iter().filter(|it| it.way == Way::Out);
    redirects.map(|redirect| &redirect.target).chain(arguments)
}

/// What a command prints, line by line.
pub(super) fn lines(command: &Command) -> Vec<Line> {
    let name = command.words.first().and_then(Word::literal).unwrap_or_default();
    let mut pieces: Vec<Piece> = Vec::new();
    if matches!(&*name, "echo" | "printf" | "eval") {
        let words = command.words.iter().skip(1).skip_while(|word| is_flag(word));
        pieces.extend(words.flat_map(|word| word.pieces.clone()));
    }
    pieces.extend(command.bodies.iter().flat_map(|body| body.pieces.clone()));
    word::split(pieces, '\n')
}

fn is_flag(word: &Word) -> bool {
    ["-e", "-n", "-E", "-en", "-ne", "--"].iter().any(|flag| word.is_bare(flag))
}

fn word_of(line: &Line) -> Word {
    Word { start: 0, end: 0, pieces: line.clone() }
}

/// The values in lines of `NAME=value` and `NAME<<END`.
fn assigned(run: &Run<'_>, file: &str, lines: &[Line], all: &mut Vec<Written>) {
    let mut lines = lines.iter();
    while let Some(line) = lines.next() {
        let word = word_of(line);
        let beginning = word.beginning();
        let beginning = beginning.trim_start();
        let indent = word.beginning().len() - beginning.len();
        if let Some((name, value)) = named(&word, beginning, indent) {
            all.extend(value_written(run, file, name, &value));
        } else if let Some((name, _)) = beginning.split_once("<<") {
            let end: String = word.after(indent + name.len() + 2).iter().map(spelling).collect();
            let name = name.to_owned();
            let value: Line =
                lines.by_ref().take_while(|line| !ends(line, &end)).flatten().cloned().collect();
            all.extend(value_written(run, file, name, &value));
        }
    }
}

fn named(word: &Word, beginning: &str, indent: usize) -> Option<(String, Vec<Piece>)> {
    let (name, _) = beginning.split_once('=')?;
    let plain = name.chars().all(|it| it.is_alphanumeric() || it == '_' || it == '-');
    (plain && !name.is_empty()).then(|| (name.to_owned(), word.after(indent + name.len() + 1)))
}

fn spelling(piece: &Piece) -> String {
    match &piece.part {
        Part::Text(text) => text.clone(),
        Part::Variable(name) => format!("${{{name}}}"),
        _ => String::new(),
    }
}

fn ends(line: &Line, end: &str) -> bool {
    line.iter().map(spelling).collect::<String>().trim() == end.trim()
}

fn value_written(run: &Run<'_>, file: &str, name: String, value: &[Piece]) -> Option<Written> {
    let content = super::word::content(value)?;
    Some(Written {
        file: file.to_owned(),
        name,
        span: run.span(content.start, content.end),
        takes: run.takes(value),
        literal: super::word::literal(value),
    })
}

/// `echo "::set-output name=x::value"`.
fn reported(run: &Run<'_>, all: &mut Vec<Written>) {
    for command in run.reading.commands.iter().filter(|command| prints(command)) {
        for line in lines(command) {
            let word = word_of(&line);
            let beginning = word.beginning();
            let parts = beginning.strip_prefix("::").and_then(|rest| rest.split_once(" name="));
            let Some((order, rest)) = parts else { continue };
            let Some((name, _)) = rest.split_once("::") else { continue };
            let from = "::".len() + order.len() + " name=".len() + name.len() + "::".len();
            all.extend(value_written(run, order, name.to_owned(), &word.after(from)));
        }
    }
}

/// What is written into the dbt CLI's configuration.
fn cli_config(run: &mut Run<'_>, target: &Word, writers: &[usize], lines: &[Line]) {
    let whole = matches!(lines, [line] if line.len() == 1 && line[0].text().is_none());
    for line in lines {
        let text: String = line.iter().filter_map(Piece::text).collect();
        if whole || TOKEN_KEYS.iter().any(|key| text.contains(key)) {
            config_site(run, line);
        }
    }
    if lines.is_empty() {
        generated(run, target, writers);
    }
}

const TOKEN_KEYS: [&str; 3] = ["token-value", "token_value", "api-key"];

fn config_site(run: &mut Run<'_>, line: &Line) {
    let values: Vec<Piece> = line.iter().filter(|piece| piece.text().is_none()).cloned().collect();
    let Some(first) = values.first() else { return };
    let word = Word { start: first.start, end: first.end, pieces: Vec::new() };
    let says = format!("{} writes it into `dbt_cloud.yml`", run.script.label);
    let site = run.presented(&word, &values, says, "dbt-cli");
    run.configured.extend(site.takes.iter().cloned());
    if !site.takes.is_empty() {
        run.facts.sites.push(site);
    }
}

/// A program whose output becomes the configuration has its token from the environment, if only one is there.
fn generated(run: &mut Run<'_>, target: &Word, writers: &[usize]) {
    let mut commands = writers.iter().filter_map(|index| run.reading.commands.get(*index));
    if !commands.any(|it| Program::of(it).is_some_and(|it| it.name != "cat")) {
        return;
    }
    let visible = (run.script.visible)();
    let [name] = visible.as_slice() else { return };
    let label = &run.script.label;
    let says = format!("{label} writes `dbt_cloud.yml` with a program that sees `{name}`");
    let mut site = run.presented(target, &[], says, "dbt-cli");
    let name = Name::new(Space::Env, &run.script.scope, name.clone());
    site.takes = vec![Take { name, span: site.span }];
    run.configured.extend(site.takes.iter().cloned());
    run.facts.sites.push(site);
}

/// Whether a name is that of an API token of a vendor.
pub fn is_credential(vendors: &[Vendor], name: &str) -> bool {
    let rows = vendors.iter().filter_map(|vendor| vendor.name_row(name));
    rows.into_iter().any(|row| row.kind != crate::model::Kind::Webhook)
}
