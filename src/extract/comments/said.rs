//! The words of a comment that speaks to keyfit.

use crate::model::Kind;
use crate::model::suggest::suggest;

/// What a comment says to keyfit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Said<'a> {
    Kind(Kind),
    /// `allow`, and what follows it.
    Allow(&'a str),
    /// `allow` without a rule.
    AllowNothing,
    /// A word that nobody knows, and the one that was meant.
    Misspelt(&'a str, &'static str),
    /// Words that happen to follow keyfit's name.
    Nothing,
}

/// All that a comment says, in its order; nothing where it does not speak to keyfit.
pub(super) fn all(comment: &str) -> Vec<Said<'_>> {
    if !has_mark(comment) {
        return Vec::new();
    }
    let lines = lines(comment).map_while(behind_mark);
    lines.flat_map(pieces).map(said).collect()
}

const MARK: &str = "keyfit:";

const KNOWN: [&str; 3] = ["service", "personal", "allow"];

/// Words by which other tools are told such things.
const MEANT: [(&str, &str); 8] = [
    ("ignore", "allow"),
    ("disable", "allow"),
    ("skip", "allow"),
    ("suppress", "allow"),
    ("noqa", "allow"),
    ("off", "allow"),
    ("user", "personal"),
    ("pat", "personal"),
];

/// The lines of a comment's text from the first that says something, without its marks.
fn lines(comment: &str) -> impl Iterator<Item = &str> {
    let blocks = [("/*", "*/"), ("<!--", "-->")];
    let block = blocks.iter().find_map(|(open, close)| {
        let inside = comment.strip_prefix(open)?;
        Some(inside.strip_suffix(close).unwrap_or(inside))
    });
    let text = block.unwrap_or_else(|| comment.trim_start_matches(['#', '/', ';', '-']));
    let bare = move |line: &'_ str| -> usize {
        let is_mark = |it: char| it.is_whitespace() || block.is_some() && it == '*';
        line.len() - line.trim_start_matches(is_mark).len()
    };
    text.lines().map(move |line| line[bare(line)..].trim_end()).skip_while(|line| line.is_empty())
}

/// Whether the mark stands anywhere in a comment: in hardly one it does.
fn has_mark(comment: &str) -> bool {
    let bytes = comment.as_bytes();
    let mut colons = memchr::memchr_iter(b':', bytes);
    colons.any(|at| {
        let start = (at + 1).checked_sub(MARK.len());
        start.is_some_and(|start| bytes[start..=at].eq_ignore_ascii_case(MARK.as_bytes()))
    })
}

/// What follows the mark at the beginning of a line.
fn behind_mark(line: &str) -> Option<&str> {
    let (mark, rest) = line.split_at_checked(MARK.len())?;
    let is_other = mark != MARK && near(first(rest)).is_none();
    (mark.eq_ignore_ascii_case(MARK) && !is_other).then_some(rest)
}

/// A line at each further mark that a known word follows.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let says = move |at: &usize| {
        let is_apart = line[..*at].ends_with(|it: char| it.is_whitespace() || it == '#');
        is_apart && KNOWN.contains(&first(&line[at + MARK.len()..]))
    };
    let mut from = 0;
    let ends = line.match_indices(MARK).map(|(at, _)| at).filter(says).map(Some);
    ends.chain([None]).map(move |end| {
        let piece = &line[from..end.unwrap_or(line.len())];
        from = end.map_or(line.len(), |at| at + MARK.len());
        if end.is_some() { piece.trim_end_matches(['#', '/', ';', '-', ' ', '\t']) } else { piece }
    })
}

fn first(text: &str) -> &str {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.trim_end_matches([',', '.', ';', ':'])
}

fn said(piece: &str) -> Said<'_> {
    let word = first(piece);
    let rest = piece.split_once(word).map_or("", |(_, rest)| rest).trim();
    match word {
        "service" => Said::Kind(Kind::Service),
        "personal" => Said::Kind(Kind::Personal),
        "allow" if matches!(first(rest), "" | "because" | "until") => Said::AllowNothing,
        "allow" => Said::Allow(rest),
        _ => near(word).map_or(Said::Nothing, |meant| Said::Misspelt(word, meant)),
    }
}

/// The known word that was meant by another, or in other letters.
fn near(word: &str) -> Option<&'static str> {
    let meant = MEANT.iter().find(|(other, _)| other.eq_ignore_ascii_case(word));
    meant.map(|(_, known)| *known).or_else(|| suggest(word, KNOWN))
}
