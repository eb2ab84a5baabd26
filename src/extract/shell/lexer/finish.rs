//! Where words, commands and lists of commands end.

use super::{Awaits, Heredoc, Lexer, List, Mode, Until};
use crate::extract::shell::word::{Part, Redirect, Word};

impl Lexer<'_> {
    /// Begin a list of commands inside a word.
    pub(super) fn open_list(&mut self, mark: usize, until: Until) {
        let start = self.at;
        self.shells += 1;
        let shell = self.shells;
        self.push_part(start, start + mark, Part::Substitution(shell));
        let parent = self.list().shell;
        self.lists.push(List { until, shell, parent, ..List::default() });
        self.modes.push(Mode::List);
    }

    /// End the innermost list; the word around it goes on.
    pub(super) fn close_list(&mut self) {
        self.end_command(false);
        self.lists.pop();
        while self.modes.pop().is_some_and(|mode| mode != Mode::List) {}
        let at = self.at;
        if let Some(word) = self.lists.last_mut().and_then(|list| list.word.as_mut()) {
            word.end = at;
            if let Some(piece) = word.pieces.last_mut() {
                piece.end = at;
            }
        }
    }

    pub(super) fn end_word(&mut self) {
        let list = self.list();
        let Some(word) = list.word.take() else { return };
        match list.awaits.take() {
            Some(Awaits::Target(way)) => {
                list.command.redirects.push(Redirect { way, target: word });
            }
            Some(Awaits::HereString) => list.command.bodies.push(word),
            Some(Awaits::Delimiter) => list.heredocs.push(Heredoc::of(&word)),
            None if word.is_bare("{") && list.names_function() => {
                self.end_command(false);
                self.list().push_word(word);
            }
            None => list.push_word(word),
        }
    }

    pub(super) fn end_command(&mut self, piped: bool) {
        self.end_word();
        let (index, end_of_text) = (self.reading.commands.len(), self.at);
        let list = self.list();
        list.awaits = None;
        let mut command = std::mem::take(&mut list.command);
        (command.shell, command.parent, command.piped) = (list.shell, list.parent, piped);
        // What has a program of its own is no group's redirection: `f() { a; }`.
        command.group = command.group.filter(|_| command.words.is_empty());
        for heredoc in &mut list.heredocs {
            heredoc.command.get_or_insert(index);
        }
        let targets = command.redirects.iter().map(|redirect| &redirect.target);
        let words = command.assignments.iter().chain(&command.words).chain(targets);
        let words = words.chain(&command.bodies);
        let Some((start, end)) =
            words.fold(None, |bounds: Option<(usize, usize)>, word| match bounds {
                None => Some((word.start, word.end)),
                Some((start, end)) => Some((start.min(word.start), end.max(word.end))),
            })
        else {
            // A heredoc without a command before it still needs its index to stay in step, and a group whose output
            // goes to the next command says so where it ends.
            let pipes_a_group = piped && command.group.is_some();
            if pipes_a_group || list.heredocs.iter().any(|it| it.command == Some(index)) {
                (command.start, command.end) = (end_of_text, end_of_text);
                self.reading.commands.push(command);
            }
            return;
        };
        (command.start, command.end) = (start, end);
        self.reading.commands.push(command);
    }
}

/// Words that only begin what follows them.
const LEADS: [&str; 8] = ["then", "else", "elif", "do", "!", "time", "coproc", "in"];
/// Words that begin a group, and are skipped.
const OPENS: [&str; 4] = ["{", "if", "while", "until"];
/// Words that begin a group and stay, since no program follows them.
const HEADS: [&str; 3] = ["for", "case", "select"];
/// Words that end a group.
const CLOSES: [&str; 4] = ["}", "fi", "done", "esac"];

impl List {
    /// Whether what was read of the command is `function name`, behind which its body begins.
    fn names_function(&self) -> bool {
        let [first, _] = self.command.words.as_slice() else { return false };
        first.is_bare("function") && self.command.assignments.is_empty()
    }

    fn push_word(&mut self, word: Word) {
        if !self.command.words.is_empty() {
            self.command.words.push(word);
            return;
        }
        let is_any = |words: &[&str]| words.iter().any(|it| word.is_bare(it));
        if self.command.assignments.is_empty() && is_any(&LEADS) {
            return;
        }
        if self.command.assignments.is_empty() && is_any(&OPENS) {
            self.groups.push(word.start);
        } else if self.command.assignments.is_empty() && is_any(&CLOSES) {
            self.command.group = self.groups.pop();
        } else if word.assignment().is_some() {
            self.command.assignments.push(word);
        } else {
            if is_any(&HEADS) {
                self.groups.push(word.start);
            }
            self.command.words.push(word);
        }
    }
}
