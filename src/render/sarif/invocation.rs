//! How the run went: what could not be read, and what of the findings is missing in the log.

use crate::model::Problem;

use super::super::scene::Scene;
use super::super::tree::{Tree, number, text};
use super::driver::Notice;
use super::fit::Fitted;
use super::place;

/// More inputs than this are not told one by one.
pub(super) const PROBLEMS: usize = 500;

/// The run itself was successful: what could not be read is told, and the exit code is the caller's to choose.
pub(super) fn invocation(scene: &Scene<'_>, fitted: &Fitted) -> Tree {
    let problems = scene.report.problems.iter().take(PROBLEMS).map(|problem| {
        let place = problem_place(scene, problem);
        notification(Notice::Unread, "warning", &scene.line(&problem.message), Some(place))
    });
    let missing = missing(scene, fitted)
        .into_iter()
        .map(|(notice, level, words)| notification(notice, level, &words, None));
    Tree::object([
        ("executionSuccessful", Some(Tree::Flag(true))),
        ("toolExecutionNotifications", Tree::list(problems.chain(missing))),
    ])
}

fn missing(scene: &Scene<'_>, fitted: &Fitted) -> Vec<(Notice, &'static str, String)> {
    let (left_out, kept) = (fitted.left_out, fitted.results.len());
    let unread = scene.report.problems.len().saturating_sub(PROBLEMS);
    let results = || format!("{left_out} findings beyond the gravest {kept} are left out");
    let inputs = || format!("{unread} unread inputs beyond the first {PROBLEMS} are left out");
    let short =
        || "the ways of values and the lines around them are left out of every result".into();
    let told = [
        (0 < left_out).then(|| (Notice::LeftOut, "error", results())),
        (0 < unread).then(|| (Notice::LeftOut, "error", inputs())),
        fitted.shortened.then(|| (Notice::Shortened, "warning", short())),
    ];
    told.into_iter().flatten().collect()
}

fn problem_place(scene: &Scene<'_>, problem: &Problem) -> Tree {
    problem
        .span
        .filter(|span| scene.has(*span))
        .map_or_else(|| place::file(scene, &problem.path), |span| place::primary(scene, span))
}

fn notification(notice: Notice, level: &str, words: &str, place: Option<Tree>) -> Tree {
    let words = words.trim_end_matches('.');
    let (id, index) = (text(notice.id()), number(notice as usize));
    Tree::object([
        ("descriptor", Some(Tree::object([("id", id), ("index", index)]))),
        ("level", text(level)),
        (
            "message",
            Some(Tree::object([
                ("text", text(format!("{words}."))),
                ("id", text("default")),
                ("arguments", Tree::list([Tree::Text(words.to_owned())])),
            ])),
        ),
        ("locations", place.and_then(|place| Tree::list([place]))),
    ])
}
