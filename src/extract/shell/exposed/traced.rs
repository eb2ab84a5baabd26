//! `set -x`: the shell prints each command with its variables filled in before it runs it.

use std::collections::HashSet;

use super::shown::Shown;
use super::site;
use crate::extract::shell::run::Run;
use crate::extract::shell::word::{Command, Word};
use crate::model::{ExposureForm, Name, Site};

/// The first place at which each value is traced.
pub(super) fn sites(run: &Run<'_>, shown: &Shown<'_>) -> Vec<Site> {
    let mut traces = run.is_traced || by_first_line(&run.script.scalar.text);
    let mut seen: HashSet<Name> = HashSet::new();
    let mut sites = Vec::new();
    for command in &run.reading.commands {
        if let Some(switch) = switch(command) {
            traces = switch && !is_asked_for(&run.script.scalar.text, command.start);
        } else if traces {
            for word in command.assignments.iter().chain(&command.words) {
                for value in shown.values(run, &word.pieces) {
                    if value.takes.iter().all(|take| seen.insert(take.name.clone())) {
                        let says = format!(
                            "{} traces its commands, and this one is given it",
                            run.script.label
                        );
                        sites.push(site(run, ExposureForm::Log, value.span, value.takes, says));
                    }
                }
            }
        }
    }
    sites
}

/// `#!/bin/bash -ex`.
fn by_first_line(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let mut words = line.strip_prefix("#!").unwrap_or_default().split_whitespace().skip(1);
    words.any(is_trace)
}

/// Whether `set` turns the trace on or off.
fn switch(command: &Command) -> Option<bool> {
    let (first, rest) = command.words.split_first()?;
    if !first.is_bare("set") {
        return None;
    }
    let mut options = rest.iter().map(Word::beginning).take_while(|it| it != "--").peekable();
    let mut switch = None;
    while let Some(option) = options.next() {
        let named = option.ends_with('o') && options.peek().is_some_and(|it| it == "xtrace");
        if option.starts_with('+') && (named || option.contains('x')) {
            switch = Some(false);
        } else if is_trace(&option) || option.starts_with('-') && named {
            switch = Some(true);
        }
    }
    switch
}

/// Whether a trace is turned on only by somebody who looks for a mistake: `[ "$DEBUG" ] && set -x`.
fn is_asked_for(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end();
    ["&&", "||", "then", "else"].iter().any(|it| before.ends_with(it))
}

/// Whether an option of a shell turns the trace on: `-x`, `-eux`.
pub fn is_trace(option: &str) -> bool {
    option.starts_with('-') && !option.starts_with("--") && option.contains('x')
}
