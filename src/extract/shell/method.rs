//! By which method a command calls an address.

use std::borrow::Cow;

use super::program::Program;
use super::word::{Part, Piece, Word, literal};

/// The method, in any case; none where the arguments do not show it.
pub(super) fn of(program: &Program<'_>) -> Option<String> {
    let words: Vec<&Word> = program.arguments().collect();
    if words.iter().any(|word| may_be_flags(word)) {
        return None;
    }
    match program.name.as_str() {
        "curl" => of_curl(program, &words),
        "wget" => of_wget(program, &words),
        _ => of_httpie(&words),
    }
}

/// Whether a word may become flags: all arguments of a function, an array, `$CURL_OPTS`.
fn may_be_flags(word: &Word) -> bool {
    let [piece] = word.pieces.as_slice() else { return false };
    match &piece.part {
        Part::Opaque => true,
        Part::Variable(name) => {
            let name = name.to_uppercase();
            ["OPT", "ARG", "FLAG"].iter().any(|it| name.contains(it))
        }
        _ => false,
    }
}

fn of_curl(program: &Program<'_>, words: &[&Word]) -> Option<String> {
    if let Some(pieces) = request(program, words) {
        return literal(&pieces);
    }
    let texts: Vec<_> = words.iter().map(|word| word.beginning()).collect();
    let method = ASKED.iter().find(|(_, letter, names)| {
        let asks = |text: &Cow<'_, str>| {
            let name = text.split('=').next().unwrap_or_default();
            letter_at(text, *letter).is_some() || names.contains(&name)
        };
        texts.iter().any(asks)
    });
    Some(method.map_or("GET", |(method, ..)| method).to_owned())
}

/// The methods that flags of `curl` ask for, each with its letter and its names, the stronger first.
const ASKED: [(&str, char, &[&str]); 5] = [
    ("GET", 'G', &["--get"]),
    ("HEAD", 'I', &["--head"]),
    ("PUT", 'T', &["--upload-file"]),
    (
        "POST",
        'd',
        &["--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"],
    ),
    ("POST", 'F', &["--form", "--form-string"]),
];

/// The value of `-X` or `--request`, alone or among other letters.
fn request(program: &Program<'_>, words: &[&Word]) -> Option<Vec<Piece>> {
    let short = words.iter().enumerate().find_map(|(at, word)| {
        let text = word.beginning();
        let letter = letter_at(&text, 'X')?;
        let rest = word.after(letter + 1);
        if rest.is_empty() { words.get(at + 1).map(|next| next.pieces.clone()) } else { Some(rest) }
    });
    short.or_else(|| program.values("--request").into_iter().next())
}

/// Letters of `curl` behind which the rest of the word is a value.
const VALUED: &str = "AbcCDdeEFhHKmoPQrtTuUwxXyYz";

/// Where a letter stands in a word of short flags, if it is one of them.
fn letter_at(text: &str, letter: char) -> Option<usize> {
    let letters = text.strip_prefix('-').filter(|it| !it.starts_with('-'))?;
    let first = letters.find(|it| it == letter || VALUED.contains(it))?;
    letters[first..].starts_with(letter).then_some(first + 1)
}

fn of_wget(program: &Program<'_>, words: &[&Word]) -> Option<String> {
    if let Some(pieces) = program.values("--method").into_iter().next() {
        return literal(&pieces);
    }
    let posts = words.iter().any(|word| word.beginning().starts_with("--post-"));
    Some(if posts { "POST" } else { "GET" }.to_owned())
}

/// `http POST address`. Without a method, what is sent along decides, and that may also come from a pipe.
fn of_httpie(words: &[&Word]) -> Option<String> {
    let first = words.iter().find(|word| !word.beginning().starts_with('-'))?.literal()?;
    (!first.is_empty() && first.bytes().all(|it| it.is_ascii_uppercase()))
        .then(|| first.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::shell::lexer;

    #[test]
    fn the_method_is_told_by_the_arguments() {
        for (text, expected) in [
            ("curl -H \"A: $T\" u", Some("GET")),
            ("curl --header x --head u", Some("HEAD")),
            ("curl -sSL -X POST u", Some("POST")),
            ("curl -sXDELETE u", Some("DELETE")),
            ("curl --request=PATCH u", Some("PATCH")),
            ("curl --request \"$M\" u", None),
            ("curl -X $M u", None),
            ("curl -X", Some("GET")),
            ("curl u -d '{}'", Some("POST")),
            ("curl u -sd@f", Some("POST")),
            ("curl u --json \"$B\"", Some("POST")),
            ("curl -G -d a=b u", Some("GET")),
            ("curl -o -d u", Some("POST")),
            ("curl -Hd u", Some("GET")),
            ("curl -T f u", Some("PUT")),
            ("curl \"$@\" u", None),
            ("curl $CURL_OPTS u", None),
            ("curl \"$URL\"", Some("GET")),
            ("wget u", Some("GET")),
            ("wget --post-data=x u", Some("POST")),
            ("wget --method=PUT u", Some("PUT")),
            ("http --ignore-stdin POST u", Some("POST")),
            ("http u a=b", None),
            ("http", None),
        ] {
            let reading = lexer::read(text);
            let program = Program::of(&reading.commands[0]).expect("a program is written out");
            assert_eq!(of(&program).as_deref(), expected, "{text}");
        }
    }
}
