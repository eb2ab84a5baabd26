//! How much of a text is parsed. A tree takes far more room than its text, so what bounds time and memory is not the
//! size of a file but how many parts it can have at most: that is told by its words and punctuation, without parsing.

use crate::model::{Problem, Source};

/// What all parts of a text may weigh together. The largest files that people keep come to a tenth of it.
const MOST: usize = 400_000;

/// What a byte weighs that may set an entry or an item apart from the next; any other punctuation and the first blank
/// behind a word weigh one.
const ENTRY: usize = 4;

/// The part of a source that is parsed where its whole is too much, and what is said of the rest.
pub fn shortened(source: &Source) -> Option<(Source, Problem)> {
    let exhausted = exhausted(source.text.as_bytes())?;
    let line = memchr::memrchr(b'\n', &source.text.as_bytes()[..exhausted]);
    let cut = line.map_or_else(|| floor(&source.text, exhausted), |at| at + 1);
    let problem = Problem {
        path: source.path.clone(),
        span: Some(source.span(cut, cut)),
        message:
            "this file has more parts than keyfit reads; from here on it was searched for tokens only"
                .to_owned(),
    };
    let text = &source.text[..cut];
    Some((Source::new(source.id, source.path.as_str(), text, source.encoding), problem))
}

/// Where the parts of a text weigh too much together.
fn exhausted(text: &[u8]) -> Option<usize> {
    if text.len() <= MOST / ENTRY {
        return None;
    }
    let weights = weights();
    let mut left = MOST;
    let mut before = b' ';
    for (at, byte) in text.iter().enumerate() {
        let is_indent = is_blank(*byte) && is_blank(before);
        let weight = if is_indent { 0 } else { usize::from(weights[usize::from(*byte)]) };
        left = match left.checked_sub(weight) {
            Some(left) => left,
            None => return Some(at),
        };
        before = *byte;
    }
    None
}

fn weights() -> [u8; 256] {
    let mut weights = [0; 256];
    for (byte, weight) in (0..=u8::MAX).zip(&mut weights) {
        *weight = match byte {
            b'\n' | b'\r' | b',' => ENTRY as u8,
            b'_' => 0,
            _ => u8::from(byte.is_ascii_punctuation() || is_blank(byte)),
        };
    }
    weights
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The last offset between two characters of a text that does not lie behind `at`.
pub(super) fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{ENTRY, MOST, shortened};
    use crate::model::{Encoding, Source, SourceId};
    use crate::parse::{Format, document};

    fn source(path: &str, text: String) -> Source {
        Source::new(SourceId(0), path, text, Encoding::Utf8)
    }

    #[test]
    fn a_text_is_shortened_where_it_has_too_many_parts() {
        let lines = MOST / ENTRY;
        for (text, expected) in [
            (String::new(), None),
            ("a\n".repeat(lines), None),
            ("a\n".repeat(lines + 5), Some(2 * lines)),
            ("é".repeat(MOST), None),
            (format!("é{}", ".".repeat(MOST + 1)), Some(MOST + 2)),
            ("a ".repeat(MOST + 1), Some(2 * MOST + 1)),
            (format!("a{}", " ".repeat(2 * MOST)), None),
        ] {
            let short = shortened(&source("x", text));
            assert_eq!(short.as_ref().map(|(short, _)| short.text.len()), expected);
            let at = short.and_then(|(_, problem)| problem.span).map(|span| span.start as usize);
            assert_eq!(at, expected);
        }
    }

    #[test]
    fn every_format_says_where_it_stopped() {
        for (path, format, line) in [
            ("x.tf", Format::Hcl, "a = 1\n"),
            ("x.tf.json", Format::HclJson, "[\n"),
            ("x.yml", Format::Yaml, "a: b\n"),
            (".env", Format::Dotenv, "A=b\n"),
            ("x.json", Format::Json, "[\n"),
            ("x.toml", Format::Toml, "[[a]]\n"),
        ] {
            let parsed = document(&source(path, line.repeat(MOST / ENTRY + 1)), format);
            let told = parsed.problems.iter().any(|it| it.message.contains("more parts"));
            assert!(told, "{path}: {:?}", parsed.problems);
        }
    }
}
