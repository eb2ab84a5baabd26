//! Until when something is allowed: `until YYYY-MM-DD` at the end of an allowance.
//!
//! Reasons are prose, and `until the vendor ships scopes` is part of one. What names a number or a month was meant as a
//! day, and must not last for ever because it is written in another way.

use crate::model::is_day;

/// The words before `until`, and what follows it: a day, or what was meant as one.
pub(super) fn split(words: &str) -> (&str, Option<&str>) {
    let untils = untils(words);
    let around = |at: usize| {
        let before = words[..at].trim_end_matches([' ', '\t', '(', ',', ';', ':', '-']);
        let behind = |it: char| it.is_whitespace() || ":=(\"'`".contains(it);
        // What another tool is told may follow in the same comment.
        let rest = words[at + UNTIL.len()..].split(" # ").next().unwrap_or_default();
        (before, rest.trim_start_matches(behind).trim_end_matches(ENDS))
    };
    let day = untils.last().map(|at| around(*at)).filter(|(_, rest)| is_day(rest));
    let meant = || untils.first().map(|at| around(*at)).filter(|(_, rest)| names_a_time(rest));
    day.or_else(meant).map_or((words, None), |(before, rest)| (before, Some(rest)))
}

const UNTIL: &str = "until";

/// What may stand behind the last word.
const ENDS: [char; 10] = ['.', ',', ';', '!', ')', ' ', '\t', '"', '\'', '`'];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Where the word `until` stands by itself.
fn untils(words: &str) -> Vec<usize> {
    let lower = words.to_ascii_lowercase();
    let is_part = |it: char| it.is_alphanumeric() || it == '-' || it == '_';
    let alone = |at: &usize| {
        !words[..*at].ends_with(is_part) && !words[*at + UNTIL.len()..].starts_with(is_part)
    };
    lower.match_indices(UNTIL).map(|(at, _)| at).filter(alone).collect()
}

/// Whether some words tell a time by a number or a month, or nothing at all. A name that only ends in a number, as of a
/// ticket or a version, is none.
fn names_a_time(words: &str) -> bool {
    let mut pieces = words.split(|it: char| it.is_whitespace() || "(\"'`".contains(it));
    words.is_empty() || pieces.any(|it| it.starts_with(char::is_numeric) || is_month(it))
}

/// Whether a word is a month's name, whole or cut short, or a quarter of a year.
fn is_month(word: &str) -> bool {
    let word = word.trim_end_matches(|it: char| !it.is_alphanumeric());
    let word = word.split(|it: char| !it.is_alphabetic()).next().unwrap_or(word);
    let is_cut = |month: &str| 3 <= word.len() && month.starts_with(word);
    MONTHS.iter().any(|month| is_cut(month)) || word == "Sept"
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_day_is_the_last_one() {
        for (words, before) in [
            ("it must until 2027-03-31", "it must"),
            ("it must until 2027-03-31.", "it must"),
            ("it must, until: 2027-03-31", "it must"),
            ("it must (until 2027-03-31).", "it must"),
            ("until v2 ships, Until `2027-03-31`", "until v2 ships"),
            ("it must until 2027-03-31 # noqa: E501", "it must"),
            ("wait until 2026 is over until 2027-03-31", "wait until 2026 is over"),
        ] {
            assert_eq!(split(words), (before, Some("2027-03-31")), "{words}");
        }
    }

    #[test]
    fn what_was_meant_as_a_day_is_told_from_prose() {
        for (words, expected) in [
            ("a until 2020-1-1", Some("2020-1-1")),
            ("a until 2020/01/01", Some("2020/01/01")),
            ("a until 1.1.2020", Some("1.1.2020")),
            ("a until end of March", Some("end of March")),
            ("a until end of March/April", Some("end of March/April")),
            ("a until Q3 2027", Some("Q3 2027")),
            ("a until 2099-13-45", Some("2099-13-45")),
            ("a until 2027-02-30", Some("2027-02-30")),
            ("a until \u{ff12}\u{ff10}27-02-01", Some("\u{ff12}\u{ff10}27-02-01")),
            ("a until 2027-03-31 or so", Some("2027-03-31 or so")),
            ("until 2027 or until it ships", Some("2027 or until it ships")),
            ("a until", Some("")),
            ("a until.", Some("")),
            ("a until the vendor ships scopes", None),
            ("a until PLAT-123 is closed", None),
            ("a until #123 may be closed", None),
            ("a until v2", None),
            ("a-until 2027", None),
            ("an untilled 2027", None),
            ("since 2027", None),
        ] {
            assert_eq!(split(words).1, expected, "{words}");
        }
    }
}
