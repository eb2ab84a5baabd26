//! Where the output of commands goes: into the log, or to a program, a file or a variable.

use crate::model::{Arrange, Most, Within as _};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::extract::shell::program::Program;
use crate::extract::shell::word::{Command, Part, Reading, Redirect, Way, Word};

/// How many groups and functions of a script are looked at.
const MANY: Most = Most::new(200, "groups and functions of a script");
/// How deep calls of functions within functions are looked through.
const DEPTH: usize = 4;
/// How many calls of one function are looked at.
const CALLS: usize = 20;

/// Programs that print what they are given, as it is or in a form from which everyone can read it.
const PASS_ON: [&str; 9] = ["cat", "tee", "sort", "tac", "nl", "rev", "base64", "xxd", "hexdump"];
/// Files that are the log.
const LOGS: [&str; 4] = ["/dev/stdout", "/dev/stderr", "/dev/tty", "/proc/self/fd/1"];

/// The outputs of a script's commands. Where they go is found once somebody asks: most scripts print nothing of
/// interest.
pub(super) struct Outputs<'r> {
    reading: &'r Reading,
    text: &'r str,
    ways: OnceCell<Ways>,
}

/// Where the outputs of commands go.
struct Ways {
    /// The shells whose output becomes part of a word.
    caught: HashSet<usize>,
    /// For each command the next one of its shell.
    next: HashMap<usize, usize>,
    /// The groups whose output goes elsewhere.
    away: Vec<Range<usize>>,
    functions: Vec<Function>,
}

struct Function {
    name: String,
    /// Where its definition begins.
    defined: usize,
    body: Range<usize>,
}

impl Ways {
    fn of(reading: &Reading, text: &str) -> Self {
        let commands = &reading.commands;
        let mut next = HashMap::new();
        let mut last: HashMap<usize, usize> = HashMap::new();
        for (index, command) in commands.iter().enumerate() {
            if let Some(before) = last.insert(command.shell, index) {
                next.insert(before, index);
            }
        }
        let ends = commands.iter().filter(|it| it.words.is_empty());
        let away = ends
            .filter(|it| it.piped || leaves(&it.redirects))
            .filter_map(|it| Some(it.group?..it.start))
            .within(MANY)
            .collect();
        let functions = commands.iter().filter_map(|it| function(it, text)).within(MANY).collect();
        Self { caught: caught(commands), next, away, functions }
    }
}

impl<'r> Outputs<'r> {
    /// The outputs of the commands of a text.
    pub fn of(reading: &'r Reading, text: &'r str) -> Self {
        Self { reading, text, ways: OnceCell::new() }
    }

    fn ways(&self) -> &Ways {
        self.ways.get_or_init(|| Ways::of(self.reading, self.text))
    }

    /// Whether what a command prints is to be read in the log.
    pub fn is_shown(&self, index: usize) -> bool {
        self.goes_to_log(index, 0)
    }

    /// The programs through which a command's output goes before it ends in the log; `None` if it does not.
    pub fn through(&self, index: usize) -> Option<Vec<&'r Command>> {
        self.through_at(index, 0)
    }

    /// Whether it is the name of a function of the script.
    pub fn is_function(&self, name: &str) -> bool {
        self.ways().functions.iter().any(|it| it.name == name)
    }

    fn goes_to_log(&self, index: usize, depth: usize) -> bool {
        self.through_at(index, depth).is_some_and(|through| through.into_iter().all(passes_on))
    }

    fn through_at(&self, index: usize, depth: usize) -> Option<Vec<&'r Command>> {
        let (mut at, mut through) = (index, Vec::new());
        loop {
            let command = self.reading.commands.get(at)?;
            if leaves(&command.redirects) {
                return None;
            }
            if !command.piped {
                return self.is_in_the_open(index, depth).then_some(through);
            }
            at = *self.ways().next.get(&at)?;
            through.push(self.reading.commands.get(at)?);
            if MANY.is_met(through.len()) {
                return None;
            }
        }
    }

    /// Whether nothing around a command catches what it prints.
    fn is_in_the_open(&self, index: usize, depth: usize) -> bool {
        let Some(command) = self.reading.commands.get(index) else { return false };
        let start = command.start;
        !self.ways().caught.contains(&command.shell)
            && !self.ways().away.iter().any(|group| group.contains(&start))
            && self.is_called_openly(start, depth)
    }

    /// A function prints where it is called; where nothing here calls it, who does may catch what it prints.
    fn is_called_openly(&self, start: usize, depth: usize) -> bool {
        let inside = self.ways().functions.iter().filter(|it| it.body.contains(&start));
        let Some(function) = inside.min_by_key(|it| it.body.len()) else { return true };
        let calls = self.reading.commands.iter().enumerate().filter(|(_, it)| {
            it.start != function.defined
                && it.words.first().is_some_and(|word| word.is_bare(&function.name))
        });
        depth < DEPTH && calls.take(CALLS).any(|(index, _)| self.goes_to_log(index, depth + 1))
    }
}

/// Whether one of the redirections takes the output away from the log.
fn leaves(redirects: &[Redirect]) -> bool {
    redirects.iter().filter(|it| it.way == Way::Out).any(|it| {
        let file = it.target.literal().unwrap_or_default();
        !LOGS.contains(&&*file)
    })
}

fn passes_on(command: &Command) -> bool {
    let Some(program) = Program::of(command) else { return false };
    let decodes = |word: &Word| ["-d", "-D", "--decode", "-r"].iter().any(|it| word.is_bare(it));
    PASS_ON.contains(&program.name.as_str()) && !program.arguments().any(decodes)
}

/// The shells of substitutions, and those inside them.
fn caught(commands: &[Command]) -> HashSet<usize> {
    let mut caught: HashSet<usize> = HashSet::new();
    let words = commands.iter().flat_map(|it| {
        let targets = it.redirects.iter().map(|redirect| &redirect.target);
        it.assignments.iter().chain(&it.words).chain(targets).chain(&it.bodies)
    });
    for piece in words.flat_map(|word| &word.pieces) {
        if let Part::Substitution(shell) = piece.part {
            caught.insert(shell);
        }
    }
    // A shell is opened after the one around it, so that its number is greater.
    let mut shells: Vec<(usize, usize)> = commands.iter().map(|it| (it.shell, it.parent)).collect();
    shells.arrange();
    for (shell, parent) in shells {
        if shell != parent && caught.contains(&parent) {
            caught.insert(shell);
        }
    }
    caught
}

/// `name() {` or `function name {`, with the body up to the brace that stands below its beginning.
fn function(command: &Command, text: &str) -> Option<Function> {
    let [words @ .., name] = command.words.as_slice() else { return None };
    let is_keyword = words.first().is_some_and(|it| it.is_bare("function"));
    let (name, from) = match words {
        [] => (name, command.end),
        [_] if is_keyword && name.is_bare("{") => return None,
        [_] if is_keyword => (name, command.end),
        [_, named] if is_keyword && name.is_bare("{") => (named, named.end),
        _ => return None,
    };
    let rest = text.get(from..)?.trim_start();
    if !is_keyword && !rest.starts_with("()") && !rest.starts_with("( )") {
        return None;
    }
    let start = text[from..].find('{')? + from;
    let body = start..end_of_body(text, command.start, start);
    Some(Function { name: name.literal()?.into_owned(), defined: command.start, body })
}

fn end_of_body(text: &str, name: usize, start: usize) -> usize {
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length);
    let line = text[..name].rfind('\n').map_or(0, |at| at + 1);
    let first = line_end(start);
    if let Some(close) = text[start..first].rfind('}') {
        return start + close;
    }
    let indent = text[line..name].len();
    let mut at = first;
    while at < text.len() {
        let end = line_end(at + 1);
        let body = &text[at + 1..end];
        let before = body.len() - body.trim_start().len();
        if body.trim_start().starts_with('}') && before <= indent {
            return at + 1 + before;
        }
        at = end;
    }
    text.len()
}
