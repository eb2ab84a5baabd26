//! The tool and all that it can say: its rules, found or not, and what it tells of a run.

use crate::model::Rule;

use super::super::tree::{Tree, message, text};
use super::{HOME, rules};

/// What is told of a run beside its results, in the order in which the tool lists it.
#[derive(Clone, Copy)]
pub(super) enum Notice {
    Unread,
    LeftOut,
    Shortened,
}

impl Notice {
    pub(super) fn id(self) -> &'static str {
        ["unread-input", "results-left-out", "results-shortened"][self as usize]
    }

    fn descriptor(self) -> Tree {
        let (name, level, says, help) = match self {
            Self::Unread => (
                "UnreadInput",
                "warning",
                "An input could not be wholly read.",
                "What was not read was not judged; make the input readable, or leave it out of the check.",
            ),
            Self::LeftOut => (
                "ResultsLeftOut",
                "error",
                "There is more to tell than those who read this log take.",
                "Only the gravest findings are in this log; the other formats hold all of them.",
            ),
            Self::Shortened => (
                "ResultsShortened",
                "warning",
                "The whole log would be larger than those who read it take.",
                "No result shows the way of its value or the lines around it; the other formats do.",
            ),
        };
        Tree::object([
            ("id", text(self.id())),
            ("name", text(name)),
            ("shortDescription", message(says)),
            ("fullDescription", message(format!("{says} {help}"))),
            ("messageStrings", Some(Tree::object([("default", message("{0}."))]))),
            ("defaultConfiguration", Some(Tree::object([("level", text(level))]))),
            ("help", message(help)),
        ])
    }
}

/// The tool with its rules in the order in which results count them.
pub(super) fn driver(rules: &[&Rule]) -> Tree {
    let version = env!("CARGO_PKG_VERSION");
    let notices = [Notice::Unread, Notice::LeftOut, Notice::Shortened];
    Tree::object([
        ("name", text("keyfit")),
        ("organization", text("keyfit")),
        ("fullName", text(format!("keyfit {version}"))),
        ("version", text(version)),
        ("semanticVersion", text(version)),
        ("informationUri", text(HOME)),
        ("rules", Tree::list(rules.iter().map(|rule| rules::descriptor(rule)))),
        ("notifications", Tree::list(notices.map(Notice::descriptor))),
    ])
}
