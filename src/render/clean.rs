//! Characters that act on a terminal or on a reader's eye, made inert.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that moves a cursor, colours, reorders or hides text shown as `\u{…}`.
/// Paths, names and messages come from the repository, so none of them reaches a reader without this.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        push(&mut shown, letter);
    }
    Cow::Owned(shown)
}

/// One character, as [`clean`] shows it.
pub(super) fn push(shown: &mut String, letter: char) {
    if acts(letter) {
        shown.extend(letter.escape_unicode());
    } else {
        shown.push(letter);
    }
}

/// The text on one line: every run of white space is one space, and all is clean.
pub(super) fn one_line(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Text of at most `most` characters, with `…` where it was cut.
pub(super) fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A rule's template for a reader who has no finding at hand: `{origin}` is `ORIGIN`.
pub(super) fn placeholders(template: &str) -> String {
    let mut inside = false;
    let mut shown = String::with_capacity(template.len());
    for letter in template.chars() {
        match letter {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => shown.extend(letter.to_uppercase()),
            _ => shown.push(letter),
        }
    }
    shown
}

/// A page in which no line is a command to the machine that runs a build and reads its log: `::error::` at a line's
/// beginning is one for GitHub, `##[error]` and `##vso[…]` are for GitHub and Azure wherever they stand.
pub fn uncommanded(page: &str) -> Cow<'_, str> {
    if !page.contains("::") && !page.contains("##") {
        return Cow::Borrowed(page);
    }
    let lines = page.split_inclusive('\n').map(|line| {
        let text = without_lead(line);
        let lead = &line[..line.len() - text.len()];
        match text.strip_prefix("::") {
            Some(rest) => format!("{lead}\\u{{3a}}:{rest}"),
            None => line.to_owned(),
        }
    });
    Cow::Owned(lines.collect::<String>().replace("##", "#\\u{23}"))
}

/// A line without the space and the colours at its beginning.
fn without_lead(line: &str) -> &str {
    let text = line.trim_start();
    let colour = text.strip_prefix("\u{1b}[").and_then(|it| it.split_once('m'));
    match colour {
        Some((code, rest)) if code.bytes().all(|it| it.is_ascii_digit() || it == b';') => {
            without_lead(rest)
        }
        _ => text,
    }
}

/// A line of a file with its tabs and its end, in which all else that acts is shown.
pub(super) fn code_line(line: &str) -> String {
    let text = line.trim_end_matches(['\n', '\r']);
    let shown: Vec<_> = text.split('\t').map(clean).collect();
    shown.join("\t") + &line[text.len()..]
}

/// Markdown in which words of others cannot pose as HTML, a link or a picture.
pub(super) fn inert_markdown(text: &str) -> String {
    text.replace('<', "&lt;").replace("](", "] (").replace("![", "! [")
}

/// A JSON text in which such characters are told by JSON's own escapes, so that nothing of them is lost.
pub(super) fn inert_json(json: &str) -> String {
    let acts_in_json = |letter: char| !letter.is_ascii_whitespace() && acts(letter);
    // `##` begins commands in the logs of builds.
    let json = json.replace("##", "#\\u0023");
    if !json.contains(acts_in_json) {
        return json;
    }
    let mut inert = String::with_capacity(json.len() + 8);
    for letter in json.chars() {
        if acts_in_json(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing into a string cannot fail.
                let _ = write!(inert, "\\u{unit:04x}");
            }
        } else {
            inert.push(letter);
        }
    }
    inert
}

/// Whether a character does something other than stand there: controls, escapes, directions, invisible ones.
fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{clean, code_line, inert_json, inert_markdown, one_line, uncommanded};

    #[test]
    fn what_acts_is_shown_and_not_done() {
        for (text, expected) in [
            ("infra/main.tf", "infra/main.tf"),
            ("größe/名.yml", "größe/名.yml"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}"),
            ("\u{9b}0m\u{feff}\u{7f}", "\\u{9b}0m\\u{feff}\\u{7f}"),
        ] {
            assert_eq!(clean(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_message_stays_on_its_line() {
        assert_eq!(one_line(" a\n  b\u{1b}c "), "a b\\u{1b}c");
    }

    #[test]
    fn no_line_of_a_page_is_a_command() {
        for (page, expected) in [
            ("a::b\n", "a::b\n"),
            ("a\n  ::error::x\n::y", "a\n  \\u{3a}:error::x\n\\u{3a}:y"),
            ("\u{1b}[1m  ::error::x", "\u{1b}[1m  \\u{3a}:error::x"),
            ("a ##vso[x]y ##[z]", "a #\\u{23}vso[x]y #\\u{23}[z]"),
        ] {
            assert_eq!(uncommanded(page), expected);
        }
        assert_eq!(code_line("\ta\u{1b}b\r\n"), "\ta\\u{1b}b\r\n");
        assert_eq!(inert_markdown("<b> ![a](b)"), "&lt;b> ! [a] (b)");
        assert_eq!(inert_json("\"##[x]\""), "\"#\\u0023[x]\"");
    }

    #[test]
    fn json_keeps_what_it_escapes() {
        let hostile = "a\u{1b}\u{202e}\u{e0041}é";
        let json = inert_json(&serde_json::to_string(hostile).unwrap());
        assert!(json.chars().all(|letter| letter == 'é' || letter.is_ascii_graphic()), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }
}
