//! What could not be read, as problems in plain words.

use std::ops::Range;

use crate::model::{Problem, Source};

/// How many losses of a file are told one by one.
const TOLD: usize = 20;

/// The losses of a file.
pub(in crate::parse) struct Losses<'a> {
    source: &'a Source,
    problems: Vec<Problem>,
    untold: usize,
}

impl<'a> Losses<'a> {
    /// No loss yet.
    pub(in crate::parse) fn new(source: &'a Source) -> Self {
        Self { source, problems: Vec::new(), untold: 0 }
    }

    /// Whether nothing was lost so far.
    pub(in crate::parse) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Note that something at a range could not be read.
    pub(in crate::parse) fn add(&mut self, range: Range<usize>, message: impl Into<String>) {
        if TOLD <= self.problems.len() {
            self.untold += 1;
            return;
        }
        // What was made up to close a broken file stands behind what was kept of it, wherever that is.
        let text = &self.source.text;
        let within = |at: usize| {
            (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
        };
        let span = Some(self.source.span(within(range.start), within(range.end)));
        self.problems.push(Problem {
            path: self.source.path.clone(),
            span,
            message: message.into(),
        });
    }

    /// The problems, with one that counts those that are not told one by one.
    pub(in crate::parse) fn into_problems(mut self) -> Vec<Problem> {
        if 0 < self.untold {
            let message = format!("{} more parts of this file could not be read", self.untold);
            self.problems.push(Problem { path: self.source.path.clone(), span: None, message });
        }
        self.problems
    }
}

/// Why the parser refused a text. Its own words are long and may change.
pub(super) fn reason(error: &hcl_edit::parser::Error) -> &'static str {
    const REASONS: [(&str, &str); 11] = [
        ("nesting depth", "it is nested more than 64 levels deep"),
        ("binary operation", "it chains more than 128 operators"),
        ("redefined", "a key is written twice"),
        ("heredoc end", "a heredoc does not end"),
        ("unicode", "a string holds an escape that is no character"),
        ("escape sequence", "a string holds an escape that HCL does not know"),
        ("object item", "an object's item does not end where it should"),
        ("object value assignment", "an object's key has no value"),
        ("block body", "a block does not end where it should"),
        ("newline", "something follows on its line"),
        ("invalid expression", "a value is missing or malformed"),
    ];
    let message = error.message();
    let known = REASONS.iter().find(|(mark, _)| message.contains(mark));
    known.map_or("its syntax is not HCL", |(_, reason)| reason)
}
