//! One rule file → one [`Rule`].

use crate::model::rule::{LevelCase, MOST_WEAKNESSES};
use crate::model::vocabulary::{FIXES, PLACEHOLDERS};
use crate::model::{Rule, Subject};

use super::choices::{LEVELS, SUBJECTS};
use super::conditions::{Ids, Vocabulary, conditions, groups};
use super::file::File;
use super::mistake::quoted;
use super::suggest::did_you_mean;
use super::table::Table;
use super::value::Value;

/// The rule of a file, if nothing in it is wrong. `id` is the file's name without `.toml`.
pub(super) fn rule(file: &File, id: &str, ids: &Ids) -> Option<Rule> {
    if !is_id(id) {
        let message = format!("{} cannot be the name of a rule", quoted(id));
        let help = "name the file in lower case, words joined by `-`".to_owned();
        file.mistake(0..0, message, Some(help));
    }
    file.read("rule", |table| read(id, table, ids)).flatten()
}

/// Whether a name is lower case with its words joined by single `-`.
pub(super) fn is_id(id: &str) -> bool {
    id.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    })
}

fn read(id: &str, mut table: Table, ids: &Ids) -> Option<Rule> {
    let title = table.need_text("title");
    let level = table.need("level").and_then(|value| value.choice(LEVELS));
    let subject = table.need("on").and_then(|value| value.choice(SUBJECTS));
    let precedence = table.take("precedence");
    let yields_to = table.take("yields-to");
    let (when, unless) = (table.need("when"), table.take("unless"));
    let say = table.need("say").and_then(|value| message(&value, subject));
    let help = table.need("help").and_then(|value| message(&value, subject));
    let fix = table.take("fix").and_then(|value| fix(&value, subject));
    let weakness = table.take("weakness").map(|value| weaknesses(&value)).unwrap_or_default();
    let why = table.need_text("why");
    let source = table.need_texts("source");
    let cases = table.tables("case", "case");
    table.finish();
    // Without a subject no word can be judged; the subject's own mistake is told already.
    let vocabulary = subject.map(|subject| Vocabulary { subject, ids });
    let rule = Rule {
        id: id.to_owned(),
        title: title.unwrap_or_default(),
        level: level.flatten(),
        subject: subject.unwrap_or(Subject::Usage),
        precedence: precedence.and_then(|value| value.number()),
        yields_to: yields_to.map(|value| others(&value, id, ids)).unwrap_or_default(),
        when: when.map(|value| conditions(&value, vocabulary)).unwrap_or_default(),
        unless: unless.map(|value| groups(&value, vocabulary)).unwrap_or_default(),
        levels: cases.into_iter().map(|case| level_case(case, vocabulary)).collect(),
        say: say.unwrap_or_default(),
        help: help.unwrap_or_default(),
        fix,
        weakness,
        why: why.unwrap_or_default(),
        source,
    };
    subject.map(|_| rule)
}

fn level_case(mut case: Table, vocabulary: Option<Vocabulary>) -> LevelCase {
    let level = case.need("level").and_then(|value| value.choice(LEVELS));
    let when = case.need("when");
    let subject = vocabulary.map(|it| it.subject);
    let say = case.take("say").and_then(|value| message(&value, subject));
    let help = case.take("help").and_then(|value| message(&value, subject));
    case.finish();
    LevelCase {
        level: level.flatten(),
        when: when.map(|value| conditions(&value, vocabulary)).unwrap_or_default(),
        say,
        help,
    }
}

/// The rules that a rule yields to, all of which there are.
fn others(value: &Value, id: &str, ids: &Ids) -> Vec<String> {
    let known: Vec<&str> = ids.rules.iter().map(String::as_str).filter(|it| *it != id).collect();
    let named = |other: &Value| {
        let name = other.text()?;
        if !known.contains(&name.as_str()) {
            let message = format!("there is no other rule {}", quoted(&name));
            other.mistake(message, did_you_mean(&name, &known));
        }
        Some(name)
    };
    value.some_items().iter().filter_map(named).collect()
}

/// The word of a change that can be made for what the rule judges.
fn fix(value: &Value, subject: Option<Subject>) -> Option<String> {
    let word = value.text()?;
    let fits = |it: Subject| subject.is_none_or(|subject| subject == it);
    let known: Vec<&str> = FIXES.iter().filter(|it| fits(it.subject)).map(|it| it.word).collect();
    if !known.contains(&word.as_str()) {
        let message = format!("there is no change {} for what this rule judges", quoted(&word));
        value.mistake(message, did_you_mean(&word, &known));
    }
    Some(word)
}

/// Weaknesses as the public list numbers them, as many as those who read them take.
fn weaknesses(value: &Value) -> Vec<String> {
    let items = value.some_items();
    if MOST_WEAKNESSES < items.len() {
        let message = format!("`weakness` holds {}, and may hold {MOST_WEAKNESSES}", items.len());
        value.mistake(message, "keep those that say most of what is wrong");
    }
    items.iter().filter_map(weakness).collect()
}

fn weakness(value: &Value) -> Option<String> {
    let text = value.text()?;
    if !is_weakness(&text) {
        let message = format!("{} is no number of a weakness", quoted(&text));
        value.mistake(message, "write it as `cwe-798`; https://cwe.mitre.org lists them");
    }
    Some(text)
}

fn is_weakness(text: &str) -> bool {
    let digits = text.strip_prefix("cwe-").unwrap_or_default();
    (1..=5).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|it| it.is_ascii_digit())
}

/// A text whose placeholders all stand for something of what the rule judges.
fn message(value: &Value, subject: Option<Subject>) -> Option<String> {
    let text = value.text()?;
    let fits = |subjects: &[Subject]| subject.is_none_or(|it| subjects.contains(&it));
    let known: Vec<&str> =
        PLACEHOLDERS.iter().filter(|it| fits(it.subjects)).map(|it| it.name).collect();
    for piece in placeholders(&text) {
        let name = piece.trim_matches(['{', '}']);
        if !known.contains(&name) || piece.len() != name.len() + 2 {
            let message = format!("unknown placeholder {}", quoted(piece));
            value.mistake_at(piece, message, did_you_mean(name, &known));
        }
    }
    Some(text)
}

/// The pieces of a text in single braces. `{{ … }}` is another language's and stays as it is.
fn placeholders(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        rest = &rest[at..];
        let foreign = rest.starts_with("{{ ");
        let close = if foreign { " }}" } else { "}" };
        let end = rest.find(close).map_or(rest.len(), |end| end + close.len());
        if !foreign {
            pieces.push(&rest[..end]);
        }
        rest = &rest[end..];
    }
    pieces
}
