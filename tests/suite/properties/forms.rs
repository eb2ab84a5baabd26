//! The same said in another form is the same: other line ends, other indentation, other quotes, a comment more.

use super::generator::Meant;
use super::verdicts::{Said, World, hold, hold_by};

#[test]
fn the_same_in_another_form_is_judged_the_same() {
    let changed =
        hold("form", |world| changed(world, |path, text| Some(reformed(path, text))), lower);
    assert!(500 < changed, "only {changed} worlds");
}

/// A text with other quotes, wider indentation, comments around it, blank lines behind it and a carriage return at
/// each end of a line: as many of these as its format takes.
fn reformed(path: &str, text: &str) -> String {
    let mut text = text.to_owned();
    if is_yaml(path) {
        text = indented_twice(&requoted(&text));
    }
    if takes_comments(path) {
        text = format!("# Something else.\n\n{text}# The end.\n");
    }
    format!("{text}\n\n \n").replace('\n', "\r\n")
}

fn lower(it: &Said) -> Said {
    let line = if 0 < it.line && takes_comments(&it.path) { it.line + 2 } else { it.line };
    Said { line, ..it.clone() }
}

/// A world with other texts; none where all are as they were.
fn changed(world: &World, change: impl Fn(&str, &str) -> Option<String>) -> Option<World> {
    let mut other = world.clone();
    for (path, bytes) in &mut other {
        let text = std::str::from_utf8(bytes).ok().and_then(|text| change(path, text));
        if let Some(text) = text {
            *bytes = text.into_bytes();
        }
    }
    (other != *world).then_some(other)
}

fn ends(path: &str, endings: &[&str]) -> bool {
    let path = path.to_lowercase();
    endings.iter().any(|it| path.ends_with(it))
}

fn is_yaml(path: &str) -> bool {
    ends(path, &[".yml", ".yaml"])
}

/// Where `#` begins a comment and the first line is like any other.
fn takes_comments(path: &str) -> bool {
    ends(path, &[".yml", ".yaml", ".tf", ".tfvars", ".tofu", ".toml", ".env"])
}

fn indented_twice(text: &str) -> String {
    let wider = |line: &str| {
        let rest = line.trim_start_matches([' ', '-']);
        let (lead, rest) = line.split_at(line.len() - rest.len());
        // A dash and its blank are an indentation of their own.
        let wide = lead.replace("- ", "-   ");
        let blanks = lead.len() - lead.trim_start_matches(' ').len();
        " ".repeat(blanks) + &wide + rest
    };
    text.split_inclusive('\n').map(wider).collect()
}

/// A text in which single quotes around a whole value are double ones, and the other way round.
fn requoted(text: &str) -> String {
    let line = |line: &str| {
        let (body, end) = line.split_at(line.trim_end().len());
        let Some((head, value)) = body.split_once(": ") else { return line.to_owned() };
        let turned = [("'", "\""), ("\"", "'")].into_iter().find_map(|(quote, other)| {
            let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
            let plain = !inner.contains(['\'', '"', '\\']);
            plain.then(|| format!("{head}: {other}{inner}{other}{end}"))
        });
        turned.unwrap_or_else(|| line.to_owned())
    };
    text.split_inclusive('\n').map(line).collect()
}

/// JSON is YAML, so a workflow may be written in it; where its comments say nothing to keyfit, it says the same. Nor
/// does it matter which key of a map comes first.
#[test]
fn a_workflow_in_json_with_its_keys_reversed_is_judged_the_same() {
    let written = |path: &str, text: &str| {
        let is_workflow = is_yaml(path) && path.contains(".github/") && !text.contains("keyfit:");
        is_workflow.then(|| as_json(path, text)).flatten()
    };
    let placeless = |it: &Said| Said { line: 0, ..it.clone() };
    let changed = hold_by("json", |world| changed(world, written), placeless, placeless);
    assert!(100 < changed, "only {changed} worlds");
}

/// The text of a YAML file's only document as JSON; none where a tag, an alias or a template says more than its tree.
fn as_json(path: &str, text: &str) -> Option<String> {
    let source = super::spans::source(path, text);
    let parsed = keyfit::parse::document(&source, keyfit::parse::Format::Yaml);
    let [root] = parsed.document.roots.as_slice() else { return None };
    let template = text.replace("${{", "").contains("{{");
    let plain = parsed.problems.is_empty() && !text.contains(['!', '&', '*']) && !template;
    plain.then(|| super::printers::json(&reversed(super::printed::meant(root))))
}

/// A value with the last key of each map first.
fn reversed(value: Meant) -> Meant {
    match value {
        Meant::List(items) => Meant::List(items.into_iter().map(reversed).collect()),
        Meant::Map(entries) => {
            Meant::Map(entries.into_iter().rev().map(|(key, it)| (key, reversed(it))).collect())
        }
        other => other,
    }
}
