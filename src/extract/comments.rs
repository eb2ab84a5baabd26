//! What comments say to keyfit itself: declarations and allowances.

use crate::model::{Allow, Declaration, Document, Facts, Kind, Source, Span};

/// Add what comments say.
pub fn append(source: &Source, document: &Document, facts: &mut Facts) {
    for comment in &document.comments {
        match said(source.slice(comment.span)) {
            Some(Said::Kind(kind)) => {
                facts.declarations.push(Declaration { kind, span: comment.span });
            }
            Some(Said::Allow(words)) => facts.allows.push(allow(words, comment.span)),
            None => {}
        }
    }
}

/// Add what comments say in a text that is not parsed: whatever follows a mark of a comment on a line of its own or
/// behind code. Only lines that speak to keyfit are looked at.
pub fn append_from_lines(source: &Source, facts: &mut Facts) {
    let mut start = 0;
    let mut document = Document { source: source.id, roots: Vec::new(), comments: Vec::new() };
    for line in source.text.split_inclusive('\n') {
        let marks = ["#", "//", "--", ";", "<!--", "/*"];
        let speaks = line.find("keyfit:").and_then(|at| {
            let before = line[..at].trim_end();
            let mark = marks.iter().find(|mark| before.ends_with(**mark))?;
            Some(before.len() - mark.len())
        });
        if let Some(at) = speaks {
            let span = source.span(start + at, start + line.trim_end().len());
            document.comments.push(crate::model::Comment { span });
        }
        start += line.len();
    }
    append(source, &document, facts);
}

/// What a comment says to keyfit.
enum Said<'a> {
    Kind(Kind),
    /// `allow`, and what follows it.
    Allow(&'a str),
}

fn said(comment: &str) -> Option<Said<'_>> {
    let text = content(comment).strip_prefix("keyfit:")?.trim_start();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match word {
        "service" => Some(Said::Kind(Kind::Service)),
        "personal" => Some(Said::Kind(Kind::Personal)),
        "allow" => Some(Said::Allow(rest.trim())),
        _ => None,
    }
}

/// The first line of a comment's text, without its marks.
fn content(comment: &str) -> &str {
    let blocks = [("/*", "*/"), ("<!--", "-->")];
    let block = blocks.iter().find_map(|(open, close)| {
        let inside = comment.strip_prefix(open)?;
        Some(inside.strip_suffix(close).unwrap_or(inside))
    });
    let text = match block {
        Some(inside) => inside.trim_start_matches(|it: char| it.is_whitespace() || it == '*'),
        None => comment.trim_start_matches(['#', '/', ';']),
    };
    text.trim().lines().next().unwrap_or_default().trim_end()
}

/// `RULE because REASON [until YYYY-MM-DD]`.
fn allow(words: &str, span: Span) -> Allow {
    let (words, until) = split_until(words);
    let (rule, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let because = rest
        .trim_start()
        .strip_prefix("because")
        .filter(|reason| reason.starts_with(char::is_whitespace))
        .map(|reason| reason.trim().to_owned());
    Allow { rule: rule.to_owned(), because, until: until.map(str::to_owned), span }
}

/// The words before `until DATE`, and the date, where they end so.
fn split_until(words: &str) -> (&str, Option<&str>) {
    let found = words.rsplit_once(char::is_whitespace).and_then(|(before, date)| {
        let before = before.trim_end().strip_suffix("until")?;
        let stands_alone = before.is_empty() || before.ends_with(char::is_whitespace);
        (is_date(date) && stands_alone).then_some((before.trim_end(), date))
    });
    found.map_or((words, None), |(before, date)| (before, Some(date)))
}

/// Whether a word has the form `YYYY-MM-DD`.
fn is_date(word: &str) -> bool {
    word.len() == 10
        && word.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fixture::commented;

    fn facts_of(comment: &str) -> Facts {
        let (source, document) = commented("a.yml", &["# first", comment]);
        let mut facts = Facts::default();
        append(&source, &document, &mut facts);
        let spans = facts.allows.iter().map(|it| it.span);
        for span in spans.chain(facts.declarations.iter().map(|it| it.span)) {
            assert_eq!(source.slice(span), comment);
        }
        facts
    }

    #[test]
    fn a_comment_declares_a_kind() {
        for (comment, expected) in [
            ("# keyfit: service", Some(Kind::Service)),
            ("#keyfit:personal", Some(Kind::Personal)),
            ("// keyfit: personal, as agreed", None),
            ("// keyfit: personal since it is mine", Some(Kind::Personal)),
            ("; keyfit: service", Some(Kind::Service)),
            ("/* keyfit: service */", Some(Kind::Service)),
            ("/**\n * keyfit: service\n */", Some(Kind::Service)),
            ("<!-- keyfit: personal -->", Some(Kind::Personal)),
            ("## \t keyfit: service", Some(Kind::Service)),
            ("# Keyfit: service", None),
            ("# keyfit: Service", None),
            ("# see keyfit: service", None),
            ("# keyfit service", None),
            ("# keyfit:", None),
            ("#", None),
            ("/*", None),
        ] {
            let facts = facts_of(comment);
            let kinds: Vec<_> = facts.declarations.iter().map(|it| it.kind).collect();
            assert_eq!(kinds, expected.into_iter().collect::<Vec<_>>(), "{comment}");
            assert_eq!(facts.allows, [], "{comment}");
        }
    }

    #[test]
    fn a_comment_allows_a_rule() {
        let long = "# keyfit: allow a-rule because the CLI needs a user until 2027-03-31";
        for (comment, rule, because, until) in [
            ("# keyfit: allow a-rule because it must", "a-rule", Some("it must"), None),
            (long, "a-rule", Some("the CLI needs a user"), Some("2027-03-31")),
            ("/* keyfit: allow a because b  */", "a", Some("b"), None),
            ("# keyfit: allow a", "a", None, None),
            ("# keyfit: allow a it must", "a", None, None),
            ("# keyfit: allow a because", "a", None, None),
            ("# keyfit: allow a because ", "a", None, None),
            ("# keyfit: allow a becauseof", "a", None, None),
            ("# keyfit: allow a until 2027-03-31", "a", None, Some("2027-03-31")),
            (
                "# keyfit: allow a because until 2027-03-31 it must",
                "a",
                Some("until 2027-03-31 it must"),
                None,
            ),
            ("# keyfit: allow a because wait until 2027", "a", Some("wait until 2027"), None),
            ("# keyfit: allow", "", None, None),
        ] {
            let facts = facts_of(comment);
            let [allow] = &facts.allows[..] else { panic!("no allowance in {comment}") };
            assert_eq!(allow.rule, rule, "{comment}");
            assert_eq!(allow.because.as_deref(), because, "{comment}");
            assert_eq!(allow.until.as_deref(), until, "{comment}");
        }
    }
}
