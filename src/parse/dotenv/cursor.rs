//! A place in a text that only ever moves on.

/// Where the reader stands.
pub(super) struct Cursor<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// The next byte to be read.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn is_at_line_end(&self) -> bool {
        self.line_end() == self.at
    }

    /// The end of the line, before its line break.
    pub(super) fn line_end(&self) -> usize {
        line_end(self.bytes(), self.at)
    }

    /// Go past the line break.
    pub(super) fn skip_line(&mut self) {
        let found = memchr::memchr(b'\n', &self.bytes()[self.at..]);
        self.at = found.map_or(self.text.len(), |found| self.at + found + 1);
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    /// Go past a word that is followed by a blank, and past the blanks.
    pub(super) fn skip_word(&mut self, word: &str) -> bool {
        let end = self.at + word.len();
        let is_word = self.text[self.at..].starts_with(word)
            && self.bytes().get(end).copied().is_some_and(is_blank);
        if is_word {
            self.at = end;
            self.skip_blanks();
        }
        is_word
    }

    /// Go past what stands between two words of a shell's line; false where no word follows.
    pub(super) fn skip_to_next_word(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|byte| is_blank(byte) || matches!(byte, b';' | b'&')) {
            self.at += 1;
        }
        self.skip_word("export");
        start < self.at && !self.is_at_line_end()
    }

    /// Take a key. Libraries take more characters in one than a shell.
    pub(super) fn take_key(&mut self, library: bool) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let also: &[u8] = if library { b".-[]" } else { b"" };
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || also.contains(&byte);
        let length = rest.bytes().take_while(|byte| fits(*byte)).count();
        let first = rest.bytes().next()?;
        let begins =
            first.is_ascii_alphabetic() || first == b'_' || library && first.is_ascii_digit();
        if !begins {
            return None;
        }
        self.at += length;
        Some(&rest[..length])
    }

    /// Go past `=`, and for libraries past `: ` too.
    pub(super) fn skip_separator(&mut self, library: bool) -> bool {
        let next = self.bytes().get(self.at + 1).copied();
        let colon_counts = library && next.is_none_or(|byte| is_blank(byte) || is_break(byte));
        let found = match self.peek() {
            // `==` is a comparison of a shell.
            Some(b'=') => library || next != Some(b'='),
            Some(b':') => colon_counts,
            _ => false,
        };
        self.at += usize::from(found);
        found
    }
}

/// The end of the line in which `at` lies, before its line break.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
    if at < end && bytes[end - 1] == b'\r' { end - 1 } else { end }
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\x0b' | b'\x0c')
}

pub(super) fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}
