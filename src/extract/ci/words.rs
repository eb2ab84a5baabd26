//! A program and its arguments as a list of words, which no shell reads unless they hand one a script.

use super::woven::Woven;
use crate::model::{Scalar, SourceId, Style};

/// Shells that take a script behind `-c`.
const SHELLS: [&str; 5] = ["sh", "bash", "ash", "dash", "zsh"];

/// What words run, as text for a shell: the script behind `-c`, or the words as one line.
pub fn run(words: &[&Scalar]) -> Option<Scalar> {
    let name = words.first()?.text.rsplit('/').next().unwrap_or_default();
    let is_flag = |it: &&Scalar| it.text.starts_with('-') && it.text.ends_with('c');
    match words.iter().position(is_flag) {
        Some(at) if SHELLS.contains(&name) || at == 0 => words.get(at + 1).map(|it| (*it).clone()),
        _ => line(words),
    }
}

fn line(words: &[&Scalar]) -> Option<Scalar> {
    let mut woven = Woven::default();
    for (at, word) in words.iter().enumerate() {
        let start = word.span_of(SourceId(0), 0, 0).start;
        let quote = if is_broken(&word.text) { "\"" } else { "" };
        if 0 < at {
            woven.put(" ", start..start + 1);
        }
        woven.put(quote, start..start + 1);
        woven.copy(word, 0..word.text.len());
        woven.put(quote, start..start + 1);
    }
    let scalar = woven.scalar()?;
    Some(Scalar { style: Style::Block, ..scalar })
}

/// Whether a shell would take a word apart, and quotes help against it.
fn is_broken(word: &str) -> bool {
    word.contains([' ', '\t', '\n', ';', '&', '|', '<', '>']) && !word.contains(['"', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_a_line_or_hand_on_a_script() {
        for (words, expected) in [
            (&["sh", "-c", "a; b"][..], Some("a; b")),
            (&["/bin/bash", "-eu", "-xc", "a"], Some("a")),
            (&["-c", "a b"], Some("a b")),
            (&["dbt", "-c", "x y", "--token", "$T"], Some("dbt -c \"x y\" --token $T")),
            (&["sh", "-c"], None),
            (&[], None),
        ] {
            let scalars: Vec<Scalar> =
                words.iter().map(|it| Scalar::verbatim(*it, 0, Style::Plain)).collect();
            let found = run(&scalars.iter().collect::<Vec<_>>()).map(|it| it.text);
            assert_eq!(found.as_deref(), expected, "{words:?}");
        }
    }
}
