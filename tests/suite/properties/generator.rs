//! Trees of values that nobody would write, the same in every run.

/// A value, as a generator means it.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    Nothing,
    Text(String),
    List(Vec<Meant>),
    Map(Vec<(String, Meant)>),
}

/// A repeatable run of numbers.
pub struct Dice(u64);

/// What is special somewhere: to a format, to a shell, to a template, or to a reader that counts bytes.
const TEXTS: [&str; 44] = [
    "",
    " ",
    "a",
    "true",
    "null",
    "~",
    "1e3",
    "0x1F",
    "2026-06-30",
    "a: b",
    "a:",
    "x #y",
    "#x",
    "it's",
    "''",
    "say \"x\"",
    "\\",
    "a\\nb",
    "C:\\x\\",
    "é 名 🚀",
    "\u{feff}x",
    "tab\tx",
    "line\nbreak",
    "\n",
    "a\n\nb\n",
    "  indented\nless",
    "trailing ",
    "- x",
    "? x",
    "*a",
    "&a b",
    "!t",
    "|",
    ">-",
    "@x",
    "`x`",
    "%x",
    "a,b",
    "[",
    "}}",
    "$X ${Y}",
    "%{ if x }",
    "<<",
    "---",
];

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(0x9e37_79b9_7f4a_7c15))
    }

    /// A number below another.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    pub fn text(&mut self) -> String {
        let one = TEXTS[self.below(TEXTS.len())];
        let other = TEXTS[self.below(TEXTS.len())];
        if self.below(3) == 0 { format!("{one}{other}") } else { one.to_owned() }
    }

    /// A map of some entries that nest so deep.
    pub fn map(&mut self, depth: usize) -> Meant {
        let mut entries: Vec<(String, Meant)> = Vec::new();
        for _ in 0..=self.below(4) {
            let key = if self.below(2) == 0 { self.text() } else { format!("k{}", self.below(99)) };
            if entries.iter().all(|(it, _)| *it != key) && key != "<<" && key != "//" {
                entries.push((key, self.value(depth)));
            }
        }
        Meant::Map(entries)
    }

    /// A map of names to texts, as an env file can hold it.
    pub fn names(&mut self) -> Meant {
        let count = self.below(5);
        let entry = |at| (format!("K{at}"), Meant::Text(self.text().replace(['\'', '\\'], "")));
        Meant::Map((0..count).map(entry).collect())
    }

    fn value(&mut self, depth: usize) -> Meant {
        match self.below(if depth == 0 { 4 } else { 7 }) {
            0 => Meant::Nothing,
            1..=3 => Meant::Text(self.text()),
            4 => Meant::List((0..self.below(4)).map(|_| self.value(depth - 1)).collect()),
            _ => self.map(depth - 1),
        }
    }
}
