//! The program that a command runs, with the wrappers before it taken off.

use super::word::{Command, Word};

/// A program with its arguments.
pub(super) struct Program<'c> {
    /// The program's own name, without folder and version.
    pub name: String,
    /// Its words, the program first.
    pub words: Vec<&'c Word>,
    /// Assignments that a wrapper makes for it (`env X=1 program`).
    pub assignments: Vec<&'c Word>,
}

/// Programs that run the program after them.
const PLAIN: [&str; 13] = [
    "sudo", "time", "exec", "nohup", "command", "builtin", "env", "nice", "npx", "uvx", "pnpx",
    "bunx", "xargs",
];
/// Programs that run another behind a word.
const WITH_WORD: [(&str, &str); 14] = [
    ("uv", "run"),
    ("uv", "tool"),
    ("poetry", "run"),
    ("pipx", "run"),
    ("pipenv", "run"),
    ("pdm", "run"),
    ("hatch", "run"),
    ("rye", "run"),
    ("pixi", "run"),
    ("op", "run"),
    ("doppler", "run"),
    ("infisical", "run"),
    ("dotenv", "run"),
    ("bundle", "exec"),
];
/// Flags of wrappers that take the next word.
const VALUED: [&str; 14] = [
    "--with",
    "--from",
    "--python",
    "-p",
    "--project",
    "--directory",
    "--env-file",
    "--group",
    "--extra",
    "--only-group",
    "--spec",
    "-u",
    "-n",
    "--package",
];

impl<'c> Program<'c> {
    /// The program of a command; `None` if the command runs none that is written out.
    pub fn of(command: &'c Command) -> Option<Self> {
        let mut words: &[Word] = &command.words;
        let mut assignments = Vec::new();
        while let Some(rest) = unwrapped(words) {
            words = rest;
            while let Some((word, after)) = words.split_first()
                && word.assignment().is_some()
            {
                assignments.push(word);
                words = after;
            }
        }
        let name = name_of(words.first()?)?;
        Some(Self { name, words: words.iter().collect(), assignments })
    }

    /// The words as text, those that are not literal empty, the program by its own name.
    pub fn literals(&self) -> Vec<String> {
        let arguments = self.words.iter().skip(1).map(|word| word.literal().unwrap_or_default());
        std::iter::once(self.name.clone()).chain(arguments).collect()
    }

    /// The arguments.
    pub fn arguments(&self) -> impl Iterator<Item = &'c Word> {
        self.words.iter().skip(1).copied()
    }

    /// The values of a flag, written as `--flag value` or `--flag=value`.
    pub fn values(&self, flag: &str) -> Vec<Vec<super::word::Piece>> {
        let mut values = Vec::new();
        let mut words = self.arguments();
        while let Some(word) = words.next() {
            let beginning = word.beginning();
            if beginning == flag && word.pieces.len() == 1 {
                values.extend(words.next().map(|value| value.pieces.clone()));
            } else if beginning.strip_prefix(flag).is_some_and(|rest| rest.starts_with('=')) {
                values.push(word.after(flag.len() + 1));
            }
        }
        values
    }
}

fn name_of(word: &Word) -> Option<String> {
    let text = word.literal()?;
    let name = text.rsplit('/').next().unwrap_or(&text);
    let name = name.split(['@', '=']).next().unwrap_or(name);
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// The words behind a wrapper, if the first word is one.
fn unwrapped(words: &[Word]) -> Option<&[Word]> {
    let name = name_of(words.first()?)?;
    let second = words.get(1).and_then(Word::literal).unwrap_or_default();
    let is_python = name.starts_with("python") || name == "py";
    if PLAIN.contains(&name.as_str()) {
        Some(behind_flags(&words[1..]))
    } else if WITH_WORD.iter().any(|(first, word)| *first == name && *word == second) {
        let rest = behind_flags(&words[2..]);
        let is_tool = second == "tool" && rest.first().is_some_and(|word| word.is_bare("run"));
        Some(if is_tool { behind_flags(&rest[1..]) } else { rest })
    } else if is_python && second == "-m" {
        Some(&words[2..])
    } else if name == "timeout" && 2 < words.len() {
        Some(behind_flags(&words[1..]).get(1..).unwrap_or_default())
    } else {
        None
    }
}

fn behind_flags(words: &[Word]) -> &[Word] {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = word.beginning();
        if text == "--" {
            return &words[at + 1..];
        }
        if !text.starts_with('-') {
            break;
        }
        at += if VALUED.contains(&text.as_str()) { 2 } else { 1 };
    }
    words.get(at..).unwrap_or_default()
}
