//! Between words: separators, redirections, subshells, comments, the bodies of heredocs.

use super::{Awaits, Heredoc, IN_LIST, Lexer, Mode, Until};
use crate::extract::shell::scan;
use crate::extract::shell::word::{Way, Word};

impl Lexer<'_> {
    pub(super) fn in_list(&mut self) {
        match self.byte(0) {
            b' ' | b'\t' | b'\r' => self.blank(),
            b'\n' => self.line_end(),
            b'#' if self.list().word.is_none() => self.comment(),
            b';' | b'&' | b'|' => self.separator(),
            b'<' | b'>' => self.redirect(),
            b'(' => self.open_paren(),
            b')' => self.close_paren(),
            b'\\' => self.backslash(),
            b'\'' => self.single(1),
            b'"' => self.open_double(),
            b'`' => self.tick(),
            b'$' => self.dollar(),
            _ => self.run_of_text(&IN_LIST),
        }
    }

    pub(super) fn blank(&mut self) {
        self.end_word();
        self.at += 1;
    }

    pub(super) fn comment(&mut self) {
        let start = self.at;
        self.at = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        self.reading.comments.push(start..self.at);
    }

    pub(super) fn line_end(&mut self) {
        self.end_command(false);
        self.at += 1;
        let heredocs = std::mem::take(&mut self.list().heredocs);
        for heredoc in heredocs {
            self.heredoc_body(&heredoc);
        }
    }

    pub(super) fn heredoc_body(&mut self, heredoc: &Heredoc) {
        let start = self.at;
        let mut end = self.text.len();
        let mut at = start;
        for line in self.text[start..].split_inclusive('\n') {
            if line.trim() == heredoc.delimiter {
                end = at;
                at += line.len();
                break;
            }
            at += line.len();
        }
        self.at = at;
        let pieces = scan::pieces(self.text, start, end, !heredoc.quoted, &mut self.close);
        let body = Word { start, end, pieces };
        if let Some(command) = heredoc.command.and_then(|it| self.reading.commands.get_mut(it)) {
            command.bodies.push(body);
        }
    }

    pub(super) fn separator(&mut self) {
        let (first, second) = (self.byte(0), self.byte(1));
        if first == b'&' && second == b'>' {
            self.end_word();
            self.at += if self.byte(2) == b'>' { 3 } else { 2 };
            self.list().awaits = Some(Awaits::Target(Way::Out));
            return;
        }
        let piped = first == b'|' && second != b'|';
        self.end_command(piped);
        self.at += if second == first || piped && second == b'&' { 2 } else { 1 };
    }

    pub(super) fn redirect(&mut self) {
        let descriptor = self.descriptor();
        let out = self.byte(0) == b'>';
        let target = |way| Awaits::Target(if descriptor == Some(2) { Way::Other } else { way });
        let (length, awaits) = match (out, self.byte(1), self.byte(2)) {
            (_, b'(', _) => return self.open_list(2, Until::Paren),
            (false, b'<', b'<') => (3, Awaits::HereString),
            (false, b'<', b'-') => (3, Awaits::Delimiter),
            (false, b'<', _) => (2, Awaits::Delimiter),
            (_, b'&', _) => (2, Awaits::Target(Way::Other)),
            (true, b'>' | b'|', _) => (2, target(Way::Out)),
            (true, ..) => (1, target(Way::Out)),
            (false, ..) => (1, target(Way::In)),
        };
        self.at += length;
        self.list().awaits = Some(awaits);
    }

    /// The number just before a redirection; any other word there has ended.
    pub(super) fn descriptor(&mut self) -> Option<u32> {
        let number = self.list().word.as_ref().and_then(Word::literal);
        let number = number.and_then(|text| text.parse().ok());
        if number.is_some() {
            self.list().word = None;
        } else {
            self.end_word();
        }
        number
    }

    pub(super) fn open_paren(&mut self) {
        let fresh = self.list().word.is_none() && self.list().command.words.is_empty();
        let loop_head = self.list().command.words.first().is_some_and(|it| it.is_bare("for"));
        if self.byte(1) == b'(' && (fresh || loop_head) {
            self.at += 2;
            self.modes.push(Mode::Arithmetic(2));
            return;
        }
        self.end_command(false);
        let start = self.at;
        self.at += 1;
        self.shells += 1;
        let shell = self.shells;
        let list = self.list();
        list.subshells.push((start, list.shell, list.parent));
        list.parent = list.shell;
        list.shell = shell;
    }

    pub(super) fn close_paren(&mut self) {
        self.end_command(false);
        let until = self.list().until;
        if let Some((start, shell, parent)) = self.list().subshells.pop() {
            self.at += 1;
            let list = self.list();
            (list.shell, list.parent) = (shell, parent);
            list.command.group = Some(start);
        } else if until == Until::Paren {
            self.at += 1;
            self.close_list();
        } else {
            self.at += 1;
        }
    }
}
