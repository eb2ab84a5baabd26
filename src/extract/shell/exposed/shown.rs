//! Which pieces of a word show a value whole: a variable, an expression, what `echo` prints into a word. What is cut
//! off, counted or replaced is not shown, and neither is a variable that is made of such a piece.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::extract::shell::run::Run;
use crate::extract::shell::store;
use crate::extract::shell::word::{Command, Part, Piece, Reading, is_name};
use crate::extract::shell::write;
use crate::model::{Name, Space, Span, Take};

/// How deep variables and substitutions are looked through.
const DEPTH: usize = 4;

/// What the variables of a script are made of, found once somebody asks.
pub(super) struct Shown<'r> {
    assigned: OnceCell<HashMap<String, Vec<Vec<Piece>>>>,
    reading: &'r Reading,
}

/// A value that is shown, with where it stands.
pub(super) struct Value {
    pub takes: Vec<Take>,
    pub span: Span,
}

impl<'r> Shown<'r> {
    /// What the commands of a script assign.
    pub fn of(reading: &'r Reading) -> Self {
        Self { assigned: OnceCell::new(), reading }
    }

    fn assigned(&self) -> &HashMap<String, Vec<Vec<Piece>>> {
        self.assigned.get_or_init(|| assigned(self.reading))
    }

    /// The values that pieces show.
    pub fn values(&self, run: &Run<'_>, pieces: &[Piece]) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for value in pieces.iter().filter_map(|piece| self.value(run, piece, 0)) {
            // `${A:-$B}` is two pieces, one within the other, and shows one value.
            if values.last().is_none_or(|before| !before.span.contains(value.span)) {
                values.push(value);
            }
        }
        values
    }

    fn value(&self, run: &Run<'_>, piece: &Piece, depth: usize) -> Option<Value> {
        let span = run.span(piece.start, piece.end);
        let takes = match &piece.part {
            Part::Variable(name) if is_name(name) && self.is_whole(run, piece, name, depth) => {
                vec![Take { name: Name::new(Space::Env, &run.script.scope, name.clone()), span }]
            }
            Part::Expression => (run.script.expression)(piece),
            Part::Substitution(shell) if depth < DEPTH => self.printed(run, *shell, depth),
            _ => Vec::new(),
        };
        (!takes.is_empty()).then_some(Value { takes, span })
    }

    /// Whether a variable is written without cutting it, and was not made of something that is cut.
    fn is_whole(&self, run: &Run<'_>, piece: &Piece, name: &str, depth: usize) -> bool {
        let text = run.script.scalar.text.get(piece.start..piece.end).unwrap_or_default();
        let rest = text.strip_prefix("${").map(|it| it.strip_prefix(name));
        // `${X:-…}`, `${X?…}`, `${X,,}` and `${X:0:20}` show it; `${#X}`, `${X:0:4}`, `${X%…}` and `${X:+…}` do not.
        let plain = match rest {
            None => true,
            Some(None) => false,
            Some(Some(rest)) => {
                rest.is_empty()
                    || rest.starts_with(['}', ',', '^', '@', '-', '?', '='])
                    || [":-", ":?", ":="].iter().any(|it| rest.starts_with(it))
                    || rest.strip_prefix(':').is_some_and(is_long)
            }
        };
        plain
            && self.assigned().get(name).is_none_or(|values| {
                depth < DEPTH
                    && values.iter().any(|pieces| self.is_made_whole(run, pieces, depth + 1))
            })
    }

    fn is_made_whole(&self, run: &Run<'_>, pieces: &[Piece], depth: usize) -> bool {
        pieces.iter().any(|piece| self.value(run, piece, depth).is_some())
    }

    /// What the commands of a substitution print into the word.
    fn printed(&self, run: &Run<'_>, shell: usize, depth: usize) -> Vec<Take> {
        let mut takes = Vec::new();
        for index in run.inside.get(&shell).into_iter().flatten() {
            let Some(command) = self.reading.commands.get(*index) else { continue };
            takes.extend(store::printed(run, command));
            if !command.piped {
                takes.extend(self.of_command(run, command, depth + 1));
            }
        }
        takes
    }

    fn of_command(&self, run: &Run<'_>, command: &Command, depth: usize) -> Vec<Take> {
        let words = if write::prints(command) { command.words.get(1..) } else { None };
        let pieces = words.unwrap_or_default().iter().flat_map(|word| &word.pieces);
        pieces.filter_map(|piece| self.value(run, piece, depth)).flat_map(|it| it.takes).collect()
    }
}

/// What the commands of a script assign.
fn assigned(reading: &Reading) -> HashMap<String, Vec<Vec<Piece>>> {
    let mut assigned: HashMap<String, Vec<Vec<Piece>>> = HashMap::new();
    for command in &reading.commands {
        for word in command.assignments.iter().chain(&command.words) {
            if let Some((name, value)) = word.assignment() {
                assigned.entry(name).or_default().push(value);
            }
        }
    }
    assigned
}

/// Whether a piece, `0:20` of a value, is long enough to tell more than which token it is.
fn is_long(piece: &str) -> bool {
    const LONG: usize = 16;
    const LEFT_OUT: usize = 8;
    // What may stand in it is another such piece, so that only its beginning is looked at.
    let end = piece.find(|it: char| !matches!(it, '0'..='9' | ':' | ' ')).unwrap_or(piece.len());
    let (piece, behind) = piece.split_at(end);
    if !matches!(behind, "" | "}") {
        return false;
    }
    let (from, length) = piece.split_once(':').map_or((piece, None), |(it, to)| (it, Some(to)));
    let number = |text: &str| text.trim().parse::<usize>().ok();
    match length {
        Some(length) => number(from).is_some() && LONG <= number(length).unwrap_or(0),
        None => number(from).is_some_and(|from| from <= LEFT_OUT),
    }
}
