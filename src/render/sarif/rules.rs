//! Rules as SARIF's reporting descriptors: what the tool can say, found or not.

use crate::model::rule::MOST_WEAKNESSES;
use crate::model::{Level, Rule, Subject};

use super::super::clean::{clean, inert_markdown, one_line, placeholders};
use super::super::severity::severity;
use super::super::tree::{Tree, message, text};

/// A text of a rule is kept to this, beyond which code scanning refuses a whole upload.
const LONGEST: usize = 1000;

/// The descriptor of a rule.
pub(super) fn descriptor(rule: &Rule) -> Tree {
    let is_page = |page: &&String| page.starts_with("https://") && page.len() <= LONGEST;
    let page = rule.source.first().filter(is_page);
    let why = sentence(&one_line(&rule.why));
    let help = sentence(&one_line(&placeholders(&rule.help)));
    let links = links(rule);
    Tree::object([
        ("id", text(&rule.id)),
        ("name", text(pascal(&rule.id))),
        ("shortDescription", message(sentence(&shortened(&one_line(&rule.title))))),
        ("fullDescription", message(sentence(&shortened(&why)))),
        ("messageStrings", Some(strings())),
        ("defaultConfiguration", Some(configuration(rule))),
        ("helpUri", page.and_then(text)),
        (
            "help",
            Some(Tree::object([
                ("text", text(format!("{why}\nWhat to do: {help}"))),
                (
                    "markdown",
                    text(format!(
                        "{}\n\n**What to do:** {}{links}",
                        inert_markdown(&lines(&rule.why)),
                        inert_markdown(&help)
                    )),
                ),
            ])),
        ),
        ("properties", Some(properties(rule))),
    ])
}

/// A message's template with its placeholders for SARIF: the message, and then the places that it links to.
fn strings() -> Tree {
    Tree::object([("plain", message("{0}.")), ("linked", message("{0}. {1}."))])
}

fn configuration(rule: &Rule) -> Tree {
    match rule.level {
        Some(level) => Tree::object([("level", text(level.as_str()))]),
        None => Tree::object([("enabled", Some(Tree::Flag(false))), ("level", text("none"))]),
    }
}

fn properties(rule: &Rule) -> Tree {
    let level = rule.level.unwrap_or(Level::Note);
    let severity = severity(rule.subject, level);
    let problem = if level == Level::Note { "recommendation" } else { level.as_str() };
    let precision = match (rule.subject, level) {
        (Subject::Exposure | Subject::Allowance | Subject::Permission, _) => "very-high",
        (Subject::Usage | Subject::Grant, Level::Error) => "high",
        (Subject::Usage | Subject::Grant, _) => "medium",
    };
    Tree::object([
        ("tags", Tree::list(tags(rule).into_iter().map(Tree::Text))),
        ("precision", text(precision)),
        ("problem.severity", text(problem)),
        ("security-severity", text(format!("{}.{}", severity / 10, severity % 10))),
    ])
}

/// What a rule is about, at most ten words. GitHub and GitLab each read a weakness in a form of their own.
fn tags(rule: &Rule) -> Vec<String> {
    let weaknesses = rule.weakness.iter().take(MOST_WEAKNESSES);
    let plain = weaknesses.clone().cloned();
    let external = weaknesses.map(|weakness| format!("external/cwe/{weakness}"));
    ["security".to_owned(), "dbt".to_owned()].into_iter().chain(plain).chain(external).collect()
}

fn lines(text: &str) -> String {
    text.trim().lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn links(rule: &Rule) -> String {
    let is_link = |page: &&String| {
        page.starts_with("https://")
            && !page.contains(|it: char| it.is_whitespace() || "<>[]".contains(it))
    };
    let pages = rule.source.iter().filter(is_link);
    let links: Vec<String> = pages.map(|page| format!("- <{page}>")).collect();
    if links.is_empty() { String::new() } else { format!("\n\n{}", links.join("\n")) }
}

/// Words with a full stop behind them.
pub(super) fn sentence(words: &str) -> String {
    if words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}

fn shortened(words: &str) -> String {
    if words.chars().count() <= LONGEST {
        return words.to_owned();
    }
    words.chars().take(LONGEST).chain(['…']).collect()
}

/// `token-in-repository` as `TokenInRepository`.
fn pascal(id: &str) -> String {
    let mut name = String::new();
    for word in id.split(|letter: char| !letter.is_alphanumeric()) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
