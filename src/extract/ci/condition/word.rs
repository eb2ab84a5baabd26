//! The words of a condition: names with their steps, texts, patterns, lists, calls.

use super::Asked;

/// A word of a condition.
#[derive(Debug, PartialEq)]
pub(super) enum Word {
    /// A name, `a.b['c']` as `a.b.c`.
    Name(String),
    /// What a call asks of a name: `branch.startsWith('x')`.
    Test(String, Asked),
    Text(String),
    /// A regular expression, without its slashes.
    Pattern(String),
    List(Vec<String>),
    Truth(bool),
    Null,
    Unknown,
}

/// A condition that is being read.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// Methods that leave a text in essence as it is.
const SAME: [&str; 6] = ["trim", "toString", "toLowerCase", "toUpperCase", "toBoolean", "strip"];

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Nothing more is read.
    pub fn give_up(&mut self) {
        self.at = self.text.len() + 1;
    }

    /// Whether all of it was read.
    pub fn is_done(&mut self) -> bool {
        self.skip();
        self.at == self.text.len()
    }

    /// Whether a sign follows, which is then behind.
    pub fn takes(&mut self, sign: &str) -> bool {
        self.skip();
        let follows = self.rest().starts_with(sign);
        // `!=` and `!~` are signs of their own.
        let is_longer = sign == "!" && self.rest()[usize::from(follows)..].starts_with(['=', '~']);
        if follows && !is_longer {
            self.at += sign.len();
        }
        follows && !is_longer
    }

    /// The same for a sign that is a word.
    pub fn takes_word(&mut self, word: &str) -> bool {
        self.skip();
        let follows = self.steps() == word.len() && self.rest().starts_with(word);
        if follows {
            self.at += word.len();
        }
        follows
    }

    /// The next word.
    pub fn word(&mut self) -> Word {
        self.skip();
        match self.rest().bytes().next() {
            Some(quote @ (b'\'' | b'"')) => self.quoted(quote),
            Some(b'/') => self.pattern(),
            Some(b'[') => self.list(),
            Some(byte) if is_part(byte) => self.name(),
            _ => self.lost(),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn steps(&self) -> usize {
        self.rest().bytes().take_while(|it| is_part(*it)).count()
    }

    /// A text up to its quote, the quotes behind.
    fn text(&mut self, quote: u8) -> Option<&'t str> {
        let mut bytes = self.rest().bytes().enumerate().skip(1);
        let end = loop {
            match bytes.next()? {
                (_, b'\\') => {
                    bytes.next();
                }
                (at, byte) if byte == quote => break at,
                _ => {}
            }
        };
        let text = self.rest().get(1..end)?;
        self.at += end + 1;
        Some(text)
    }

    fn quoted(&mut self, quote: u8) -> Word {
        let Some(text) = self.text(quote) else {
            return self.lost();
        };
        // `"${name}"` is the name.
        let inside = text.strip_prefix("${").and_then(|it| it.strip_suffix('}'));
        let bare = inside.or_else(|| text.strip_prefix('$')).filter(|_| quote == b'"');
        match bare {
            Some(name) if name.bytes().all(is_part) => Word::Name(name.to_owned()),
            _ => Word::Text(text.to_owned()),
        }
    }

    fn pattern(&mut self) -> Word {
        let Some(text) = self.text(b'/') else {
            return self.lost();
        };
        // Flags of the pattern.
        self.at += self.steps();
        Word::Pattern(text.to_owned())
    }

    fn list(&mut self) -> Word {
        self.at += 1;
        let mut items = Vec::new();
        while !self.takes("]") {
            let Word::Text(text) = self.word() else { return self.lost() };
            items.push(text);
            self.takes(",");
        }
        if !self.takes(".contains(") {
            return Word::List(items);
        }
        let item = self.word();
        self.takes(")");
        if let Word::Name(name) = item {
            Word::Test(name, Asked::OneOf(items))
        } else {
            Word::Unknown
        }
    }

    /// A name with its steps, its subscripts and its calls.
    fn name(&mut self) -> Word {
        let mut steps: Vec<String> = Vec::new();
        loop {
            let length = self.steps();
            let part = &self.rest()[..length];
            steps.extend(part.split(['.', '?']).filter(|it| !it.is_empty()).map(str::to_owned));
            self.at += length;
            if self.rest().starts_with('[') {
                self.at += 1;
                let Word::Text(text) = self.word() else { return self.lost() };
                steps.push(text);
                if !self.takes("]") {
                    return self.lost();
                }
            } else if self.rest().starts_with('(') {
                self.at += 1;
                if let Some(word) = self.call(&mut steps) {
                    return word;
                }
            } else {
                break;
            }
        }
        match steps.join(".").as_str() {
            "true" => Word::Truth(true),
            "false" => Word::Truth(false),
            "null" | "nil" => Word::Null,
            name => Word::Name(name.to_owned()),
        }
    }

    fn lost(&mut self) -> Word {
        self.give_up();
        Word::Unknown
    }

    /// A call, behind its open parenthesis. `None` where its value is that of the name so far.
    fn call(&mut self, steps: &mut Vec<String>) -> Option<Word> {
        let Some(method) = steps.pop() else { return Some(self.lost()) };
        if self.takes(")") {
            return if SAME.contains(&method.as_str()) { None } else { Some(Word::Unknown) };
        }
        let argument = self.word();
        if !self.takes(")") {
            return Some(self.lost());
        }
        let name = steps.join(".");
        let asked = match (method.as_str(), argument) {
            // `build.env("X")` is a name, too.
            ("env" | "get" | "getProperty", Word::Text(text)) => {
                steps.extend([method, text]);
                return None;
            }
            ("equals" | "equalsIgnoreCase", Word::Text(text)) => text,
            ("startsWith", Word::Text(text)) => format!("{text}*"),
            ("endsWith", Word::Text(text)) => format!("*{text}"),
            ("contains", Word::Text(text)) => format!("*{text}*"),
            _ => return Some(Word::Unknown),
        };
        Some(Word::Test(name, Asked::OneOf(vec![asked])))
    }
}

/// Whether a byte may stand in a name; `?` stands before a step that may be missing.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'?')
}
