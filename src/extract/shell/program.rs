//! The program that a command runs, with the wrappers before it taken off.

use std::borrow::Cow;

use super::word::{Command, Piece, Word};
use super::wrapper;

/// A program with its arguments.
pub(super) struct Program<'c> {
    /// The program's own name, without folder and version.
    pub name: String,
    /// Its words, the program first.
    pub words: Vec<&'c Word>,
    /// Assignments that a wrapper makes for it (`env X=1 program`).
    pub assignments: Vec<&'c Word>,
    /// Whether a wrapper fills its environment with the secrets of a store.
    pub is_filled: bool,
}

impl<'c> Program<'c> {
    /// The program of a command; `None` if the command runs none that is written out.
    pub fn of(command: &'c Command) -> Option<Self> {
        let mut words: &[Word] = &command.words;
        let mut assignments = Vec::new();
        let mut is_filled = false;
        while let Some(rest) = unwrapped(words) {
            let wrapper = words.first().and_then(Word::literal);
            is_filled |= wrapper.is_some_and(|it| name_of(&it).is_some_and(wrapper::fills));
            words = rest;
            while let Some((word, after)) = words.split_first()
                && word.assignment().is_some()
            {
                assignments.push(word);
                words = after;
            }
        }
        let text = words.first()?.literal()?;
        let name = name_of(&text)?.to_owned();
        Some(Self { name, words: words.iter().collect(), assignments, is_filled })
    }

    /// The words as text, those that are not literal empty, the program by its own name.
    pub fn literals(&self) -> Vec<Cow<'_, str>> {
        let arguments = self.words.iter().skip(1).map(|word| word.literal().unwrap_or_default());
        std::iter::once(Cow::Borrowed(self.name.as_str())).chain(arguments).collect()
    }

    /// The arguments.
    pub fn arguments(&self) -> impl Iterator<Item = &'c Word> {
        self.words.iter().skip(1).copied()
    }

    /// The values of a flag, written as `--flag value` or `--flag=value`.
    pub fn values(&self, flag: &str) -> Vec<Vec<Piece>> {
        self.values_behind("", flag)
    }

    /// The values of a flag that is written with these dashes before it.
    pub fn values_behind(&self, dashes: &str, flag: &str) -> Vec<Vec<Piece>> {
        let mut values = Vec::new();
        let mut words = self.arguments();
        while let Some(word) = words.next() {
            let beginning = word.beginning();
            let rest = beginning.strip_prefix(dashes).and_then(|it| it.strip_prefix(flag));
            match rest {
                Some("") if word.pieces.len() == 1 => {
                    values.extend(words.next().map(|value| value.pieces.clone()));
                }
                Some(rest) if rest.starts_with('=') => {
                    values.push(word.after(dashes.len() + flag.len() + 1));
                }
                _ => {}
            }
        }
        values
    }
}

/// The name of the program that a text calls, without folder and version.
fn name_of(text: &str) -> Option<&str> {
    let name = text.rsplit('/').next().unwrap_or(text);
    let name = name.split(['@', '=']).next().unwrap_or(name);
    Some(name).filter(|name| !name.is_empty())
}

/// The words behind a wrapper, if the first word is one.
fn unwrapped(words: &[Word]) -> Option<&[Word]> {
    // `time` is a word of the shell and gone already; its flag is left.
    if words.first()?.is_bare("-p") {
        return words.get(1..);
    }
    let text = words.first()?.literal()?;
    let name = name_of(&text)?;
    let is_python = name.starts_with("python") || name == "py";
    if is_python && words.get(1).is_some_and(|word| word.is_bare("-m")) {
        return words.get(2..);
    }
    wrapper::behind_wrapper(name, words)
}

#[cfg(test)]
mod tests {
    use super::Program;
    use crate::extract::shell::lexer;

    #[test]
    fn wrappers_are_taken_off() {
        for (text, expected) in [
            ("terraform apply", "terraform apply"),
            (
                "tfcmt -var env:x apply -- terraform apply -auto-approve",
                "terraform apply -auto-approve",
            ),
            ("tfcmt plan", ""),
            ("aws-vault exec prod -- terraform apply", "terraform apply"),
            ("aws-vault exec -d 1h prod terraform apply", "terraform apply"),
            ("op run --env-file x.env -- dbt build", "dbt build"),
            ("op item get x", "op item get x"),
            ("doppler --project p run -c prd -- dbt build", "dbt build"),
            ("infisical run --env=prod --path /a -- dbt build", "dbt build"),
            ("chamber exec one two -- terraform apply", "terraform apply"),
            ("dotenv -e .env -- dbt build", "dbt build"),
            ("dotenv -f .env run dbt build", "dbt build"),
            ("poetry run dbt build", "dbt build"),
            ("poetry -C a run python -m dbt build", "dbt build"),
            ("uvx --from dbt-core dbt build", "dbt build"),
            ("uv tool run dbt build", "dbt build"),
            ("uv run --env-file .env python a.py", "python a.py"),
            ("time -p terraform apply", "terraform apply"),
            ("sudo -E -u ci terraform apply", "terraform apply"),
            ("env -u A X=1 Y=2 nohup terraform apply", "terraform apply"),
            ("xargs -n 1 -I {} terraform apply {}", "terraform apply {}"),
            ("timeout -k 5 60 dbt build", "dbt build"),
            ("nice -n 5 dbt build", "dbt build"),
            ("conda run -n dbt dbt build", "dbt build"),
            ("python3 -m dbt build", "dbt build"),
            ("sudo", ""),
        ] {
            let reading = lexer::read(text);
            let program = Program::of(&reading.commands[0]);
            let words = program.as_ref().map_or_else(Vec::new, Program::literals);
            assert_eq!(words.join(" "), expected, "{text}");
        }
    }
}
