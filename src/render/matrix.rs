//! The decision table for a person, and as a part of a document.

use std::fmt::Write as _;

use crate::model::matrix::{Cell, Decision, Group};
use crate::model::{Arrange, Environment, Kind, Level, Runner, Verdict};

use super::look::{Ink, Look};

/// How wide a cell is in a terminal.
const WIDTH: usize = 6;

/// The decision table for a person.
pub(super) fn page(groups: &[Group], look: Look) -> String {
    let mut page = look.block(&legend(), 0);
    for group in groups {
        let rules = rules(group);
        page.push('\n');
        page += &look.paint(Ink::Strong, group.class.as_str());
        page.push('\n');
        page += &look.block(&group.consumers.join(", "), 2);
        page += &head();
        for kind in kinds(group) {
            let cells = of_kind(group, kind);
            let marks = cells.iter().map(|cell| format!("{:<WIDTH$}", mark(cell, &rules)));
            let line = format!("  {:<9}{}", kind.as_str(), marks.collect::<String>());
            let _ = writeln!(page, "{}", line.trim_end());
        }
        for (at, rule) in rules.iter().enumerate() {
            let _ = writeln!(page, "  {}  {rule}", at + 1);
        }
    }
    page
}

/// The decision table as Markdown.
pub(super) fn markdown(groups: &[Group]) -> String {
    let mut page = format!("{}\n", legend());
    for group in groups {
        let rules = rules(group);
        let consumers: Vec<String> = group.consumers.iter().map(|it| format!("`{it}`")).collect();
        let _ = write!(page, "\n### {}\n\n{}\n\n", group.class.as_str(), consumers.join(", "));
        let contexts = of_kind(group, Kind::Service);
        let names = contexts.iter().map(|it| format!(" {} |", context(it)));
        let _ = writeln!(page, "| |{}", names.collect::<String>());
        let _ = writeln!(page, "|---|{}", "---|".repeat(contexts.len()));
        for kind in kinds(group) {
            let cells = of_kind(group, kind);
            let marks = cells.iter().map(|cell| format!(" {} |", mark(cell, &rules)));
            let _ = writeln!(page, "| {} |{}", kind.as_str(), marks.collect::<String>());
        }
        let told = rules.iter().enumerate().map(|(at, rule)| format!("{} `{rule}`", at + 1));
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            let _ = writeln!(page, "\n{}", told.join(", "));
        }
    }
    page
}

fn legend() -> String {
    "E is an error, W a warning, n a note, each with the number of its rule; ok is as the guidance asks, and ? is what \
     nothing proves. Behind a stroke stands what is said on a plan whose service tokens can only query the Semantic \
     Layer, where that differs."
        .to_owned()
}

/// The rules that speak in a group, in the order of their names.
fn rules(group: &Group) -> Vec<String> {
    let cells = group.cells.iter();
    let decisions = cells.flat_map(|cell| [&cell.decision, &cell.bounded]);
    let mut rules: Vec<String> = decisions.filter_map(|it| it.rule.clone()).collect();
    rules.arrange();
    rules.dedup();
    rules
}

fn kinds(group: &Group) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = group.cells.iter().map(|cell| cell.kind).collect();
    kinds.dedup();
    kinds
}

fn of_kind(group: &Group, kind: Kind) -> Vec<&Cell> {
    group.cells.iter().filter(|cell| cell.kind == kind).collect()
}

fn mark(cell: &Cell, rules: &[String]) -> String {
    let (plain, bounded) = (sign(&cell.decision, rules), sign(&cell.bounded, rules));
    if plain == bounded { plain } else { format!("{plain}/{bounded}") }
}

fn sign(decision: &Decision, rules: &[String]) -> String {
    let number = decision.rule.as_ref().and_then(|rule| rules.iter().position(|it| it == rule));
    match (decision.level, number) {
        (Some(level), Some(at)) => format!("{}{}", letter(level), at + 1),
        _ if decision.verdict == Verdict::Unknown => "?".to_owned(),
        _ => "ok".to_owned(),
    }
}

fn letter(level: Level) -> char {
    match level {
        Level::Error => 'E',
        Level::Warning => 'W',
        Level::Note => 'n',
    }
}

fn context(cell: &Cell) -> String {
    format!("{}, {}", runner(cell.runner), environment(cell.environment))
}

fn head() -> String {
    let runners = [Runner::Unattended, Runner::Attended, Runner::Unknown];
    let group = 4 * WIDTH;
    let first = runners.map(|it| format!("{:<group$}", runner(it))).concat();
    let environments = ["prod", "stag", "dev", "?"].map(|it| format!("{it:<WIDTH$}")).concat();
    format!("{:11}{}\n{:11}{}\n", "", first.trim_end(), "", environments.repeat(3).trim_end())
}

fn runner(runner: Runner) -> &'static str {
    match runner {
        Runner::Unattended => "unattended",
        Runner::Attended => "attended",
        Runner::Unknown => "runner unknown",
    }
}

fn environment(environment: Environment) -> &'static str {
    match environment {
        Environment::Unknown => "environment unknown",
        known => known.as_str(),
    }
}
