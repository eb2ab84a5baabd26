//! Inside words: quotes, variables, expressions.

use super::{IN_DOUBLE, Lexer, Mode, Until};
use crate::extract::shell::scan::{self, expression_end, name_end};
use crate::extract::shell::word::Part;

impl Lexer<'_> {
    pub(super) fn backslash(&mut self) {
        if self.follows("\\\n") {
            self.at += 2;
        } else if self.follows("\\\r\n") {
            self.at += 3;
        } else {
            self.escaped();
        }
    }

    /// The character behind a backslash, as text.
    pub(super) fn escaped(&mut self) {
        self.word();
        let start = self.at + 1;
        let length = self.text[start..].chars().next().map_or(0, char::len_utf8);
        self.push_text(start, start + length);
    }

    /// A single-quoted piece; only `${{ … }}` counts inside, since it is filled in before.
    pub(super) fn single(&mut self, mark: usize) {
        self.word();
        let start = self.at + mark;
        let end = self.text[start..].find('\'').map(|length| start + length);
        let until = end.unwrap_or(self.text.len());
        // A quote inside an expression does not end the shell's quote, as in '${{ fromJSON('x') }}'.
        let until = self.widened(start, until);
        for piece in scan::pieces(self.text, start, until, false, &mut self.close) {
            self.word().pieces.push(piece);
        }
        self.advance((until + 1).min(self.text.len()));
    }

    pub(super) fn widened(&mut self, start: usize, until: usize) -> usize {
        let Some(open) = self.text[start..until].rfind("${{").map(|it| start + it) else {
            return until;
        };
        match expression_end(self.text, open, &mut self.close) {
            Some(end) if until < end => {
                self.text[end..].find('\'').map_or(self.text.len(), |length| end + length)
            }
            _ => until,
        }
    }

    pub(super) fn open_double(&mut self) {
        self.word();
        self.advance(self.at + 1);
        self.modes.push(Mode::Double);
    }

    pub(super) fn in_double(&mut self) {
        match self.byte(0) {
            b'"' => {
                self.advance(self.at + 1);
                self.modes.pop();
            }
            b'\\' if matches!(self.byte(1), b'"' | b'\\' | b'$' | b'`') => self.escaped(),
            b'\\' if self.byte(1) == b'\n' => self.at += 2,
            b'\\' if self.follows("\\\r\n") => self.at += 3,
            b'$' => self.dollar(),
            b'`' if self.list().until != Until::Tick => self.tick(),
            _ => self.run_of_text(&IN_DOUBLE),
        }
    }

    pub(super) fn in_brace(&mut self, piece: usize) {
        match self.byte(0) {
            b'}' | b'\n' => {
                let end = self.at + usize::from(self.byte(0) == b'}');
                if let Some(variable) = self.word().pieces.get_mut(piece) {
                    variable.end = end;
                }
                self.modes.pop();
                self.advance(end);
            }
            b'$' => self.dollar(),
            b'\\' => self.at = (self.at + 2).min(self.text.len()),
            _ => self.at += 1,
        }
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    pub(super) fn in_arithmetic(&mut self, depth: usize) {
        let depth = match self.byte(0) {
            b'(' => depth + 1,
            b')' => depth - 1,
            _ => depth,
        };
        self.at += 1;
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        self.modes.pop();
        if 0 < depth {
            self.modes.push(Mode::Arithmetic(depth));
        }
    }

    pub(super) fn tick(&mut self) {
        if self.list().until == Until::Tick {
            self.end_command(false);
            self.at += 1;
            self.close_list();
        } else {
            self.open_list(1, Until::Tick);
        }
    }

    pub(super) fn dollar(&mut self) {
        let start = self.at;
        if self.follows("${{")
            && let Some(end) = expression_end(self.text, start, &mut self.close)
        {
            self.push_part(start, end, Part::Expression);
        } else if self.follows("$((") {
            self.push_part(start, start + 3, Part::Opaque);
            self.modes.push(Mode::Arithmetic(2));
        } else if self.follows("$(") {
            self.open_list(2, Until::Paren);
        } else if self.follows("${") {
            self.braced();
        } else if self.follows("$'") && self.modes.last() == Some(&Mode::List) {
            self.single(2);
        } else {
            self.plain_variable();
        }
    }

    pub(super) fn braced(&mut self) {
        let start = self.at;
        let name_start = start + 2 + usize::from(matches!(self.byte(2), b'!' | b'#'));
        let end = name_end(self.text, name_start);
        let name = self.text[name_start..end].to_owned();
        let closed = self.text.as_bytes().get(end) == Some(&b'}');
        let piece = self.word().pieces.len();
        let part = if name.is_empty() { Part::Opaque } else { Part::Variable(name) };
        self.push_part(start, end + usize::from(closed), part);
        if !closed {
            self.modes.push(Mode::Brace(piece));
        }
    }

    pub(super) fn plain_variable(&mut self) {
        let start = self.at;
        let end = name_end(self.text, start + 1);
        if start + 1 < end {
            let name = self.text[start + 1..end].to_owned();
            self.push_part(start, end, Part::Variable(name));
        } else if matches!(self.byte(1), b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-') {
            self.push_part(start, start + 2, Part::Opaque);
        } else {
            self.push_text(start, start + 1);
        }
    }
}
