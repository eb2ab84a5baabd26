//! The top of the page: what was found, in numbers and in one sentence, and what could not be read.

use crate::model::Verdict;

use super::super::map;
use super::super::scene::Scene;
use super::super::summary::{self, counted};
use super::markup::{badge, capital, text};

/// The verdicts, worst first, with the word for each.
const VERDICTS: [(Verdict, &str); 4] = [
    (Verdict::Violation, "violation"),
    (Verdict::Warning, "warning"),
    (Verdict::Unknown, "unknown"),
    (Verdict::Ok, "ok"),
];

/// The headline of a report.
pub(super) fn of_report(scene: &Scene<'_>) -> String {
    let summary = scene.report.summary;
    let counts = [
        (summary.errors, "error", "violation"),
        (summary.warnings, "warning", "warning"),
        (summary.notes, "note", "note"),
    ];
    let loud: Vec<String> = counts
        .iter()
        .filter(|(count, ..)| 0 < *count)
        .map(|(count, noun, class)| {
            format!("<span class=\"{class}\">{}</span>", counted(*count, noun))
        })
        .collect();
    let title =
        if loud.is_empty() { "No finding".to_owned() } else { loud.join("<span>, </span>") };
    // Without a finding, the usual last line says with care what that means.
    let line = if scene.findings().next().is_none() {
        summary::line(scene)
    } else {
        map::sum(scene, map::groups(&scene.report.usages).len())
    };
    headline(scene, &title, &line)
}

/// The headline of a map.
pub(super) fn of_map(scene: &Scene<'_>) -> String {
    let usages = &scene.report.usages;
    let credentials = map::groups(usages).len();
    let title =
        format!("{} of {}", counted(usages.len(), "use"), counted(credentials, "credential"));
    headline(scene, &title, &map::sum(scene, credentials))
}

fn headline(scene: &Scene<'_>, title: &str, line: &str) -> String {
    format!(
        "<div class=\"headline\">\n<h1>{title}</h1>\n<p>{}.</p>\n{}{}</div>\n",
        text(&capital(&scene.line(line))),
        bar(scene),
        unread(scene),
    )
}

/// How the verdicts on the uses are shared out: a bar, and the same in words.
fn bar(scene: &Scene<'_>) -> String {
    let usages = &scene.report.usages;
    if usages.is_empty() {
        return String::new();
    }
    let count = |verdict| usages.iter().filter(|it| scene.verdict(it.id) == verdict).count();
    let mut at = 0;
    let pieces = VERDICTS.map(|(verdict, word)| {
        let (start, width) = (at, count(verdict) * 1000 / usages.len());
        at += width;
        format!("<rect class=\"{word}\" x=\"{start}\" width=\"{width}\" height=\"8\"/>")
    });
    let words = VERDICTS
        .map(|(verdict, word)| format!("<li>{} {}</li>", badge(word, word), count(verdict)));
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 {at} 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">{}</svg>\n<ul class=\"shares\" aria-label=\"Verdicts on the uses\">{}</ul>\n",
        pieces.concat(),
        words.concat(),
    )
}

/// What was not looked at is no good news, so it stands at the top.
fn unread(scene: &Scene<'_>) -> String {
    let summary = scene.report.summary;
    let line = |count: usize, says: &str| match count {
        0 => String::new(),
        _ => format!("<li>{says}</li>\n"),
    };
    let problems = counted(summary.problems, "input");
    let grants = counted(summary.unread_grants, "service token");
    let files = counted(summary.unfollowed, "file");
    let lines = [
        line(
            summary.problems,
            &format!("<a href=\"#problems\">{problems} could not be wholly read</a>"),
        ),
        line(summary.unread_grants, &format!("the permissions of {grants} could not be read")),
        line(
            summary.unfollowed,
            &format!("{files} in languages that keyfit does not follow, naming a dbt credential"),
        ),
    ]
    .concat();
    if lines.is_empty() {
        return "<p class=\"whole\">All that should be read could be read.</p>\n".to_owned();
    }
    format!(
        "<div class=\"unread\"><p>Not looked at, and so not judged:</p><ul>\n{lines}</ul></div>\n"
    )
}
