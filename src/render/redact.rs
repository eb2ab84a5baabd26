//! The one place that keeps values out of what is shown: source lines, snippets, messages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::{Arrange, ExposureForm, Report, Source, SourceId, Span, Vendor};

/// What must not be shown in any format.
pub(super) struct Redactor<'a> {
    prefixes: Vec<&'a str>,
    values: BTreeMap<SourceId, Vec<(usize, usize)>>,
}

/// Bytes of a text that are not shown, and what stands in their place.
#[derive(Debug, PartialEq)]
pub(super) struct Hidden {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shown: String,
}

/// Texts that must not be shown, all looked for at once.
#[derive(Default)]
pub(super) struct Values<'s>(Vec<&'s str>);

impl<'s> Values<'s> {
    /// These texts; an empty one is none.
    pub(super) fn of(texts: impl Iterator<Item = &'s str>) -> Self {
        let mut all: Vec<&str> = texts.filter(|it| !it.is_empty()).collect();
        all.arrange();
        all.dedup();
        Self(all)
    }

    /// How long the longest of them is with which a text begins, if it does with one.
    fn begin(&self, text: &str) -> Option<usize> {
        let mut begin = text.as_bytes();
        loop {
            // What begins the text stands before it in order, and all between the two begin with it as well.
            let up_to = self.0.partition_point(|it| it.as_bytes() <= begin);
            let last = self.0[..up_to].last()?.as_bytes();
            let common = last.iter().zip(begin).take_while(|(one, other)| one == other).count();
            if common == last.len() {
                return Some(common);
            }
            begin = &begin[..common];
        }
    }
}

/// dbt's own prefixes hold also where no vendor is known, so that no page depends on a policy to be safe.
const PREFIXES: [&str; 3] = ["dbtc_", "dbtu_", "dbts_"];
/// In source text: more characters than this after a prefix look like a value.
const BODY_IN_SOURCE: usize = 4;
/// In messages, names and paths, where variables may be called `dbtu_token`, only a whole value counts.
const BODY_IN_PROSE: usize = 32;
/// The length of the dead user API key, which has no prefix.
const HEX: usize = 40;

impl<'a> Redactor<'a> {
    /// Hides what the report knows to be a value, and all that looks like one.
    pub(super) fn new(report: &Report, vendors: &'a [Vendor]) -> Self {
        let known = vendors.iter().flat_map(|vendor| &vendor.prefixes);
        let known = known.map(|prefix| prefix.text.as_str()).filter(|text| 4 <= text.len());
        let mut prefixes: Vec<&str> = PREFIXES.into_iter().chain(known).collect();
        prefixes.arrange();
        prefixes.dedup();
        let values = values(report, &prefixes);
        Self { prefixes, values }
    }

    /// What is hidden in bytes `start..end` of a source, in order, without overlap; both ends are at characters.
    pub(super) fn hidden(&self, source: &Source, start: usize, end: usize) -> Vec<Hidden> {
        let text = &source.text[start..end];
        let mut ranges: Vec<(usize, usize)> = self.known(source.id, start, end);
        ranges.extend(self.tokens(text, BODY_IN_SOURCE).map(|(a, b)| (start + a, start + b)));
        ranges.extend(hex_runs(text).map(|(a, b)| (start + a, start + b)));
        merged(ranges)
            .into_iter()
            .map(|(start, end)| Hidden { start, end, shown: self.shown(source, start) })
            .collect()
    }

    /// Bytes `start..end` of a source without values; `None` where the lines around are too long to be searched.
    /// Whole lines are searched, so that a piece of a value is no way around.
    pub(super) fn snippet(&self, source: &Source, start: usize, end: usize) -> Option<String> {
        let text = &source.text;
        let (start, end) = (super::place::floor(text, start), super::place::floor(text, end));
        let (first, last) = (source.line_of(start), source.line_of(end.max(start)));
        let (from, to) = (source.line_start(first), source.line_start(last + 1));
        if MOST_SEARCHED < to - from {
            return None;
        }
        let mut shown = String::new();
        let mut at = start;
        for hidden in self.hidden(source, from, to) {
            if hidden.end <= at || end <= hidden.start {
                continue;
            }
            shown.push_str(&text[at..hidden.start.max(at)]);
            shown.push_str(&hidden.shown);
            at = hidden.end.min(end);
        }
        shown.push_str(&text[at..end.max(at)]);
        Some(shown)
    }

    /// A message, a name or a path without values.
    pub(super) fn prose<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut shown = String::new();
        let mut at = 0;
        for (start, end) in self.tokens(text, BODY_IN_PROSE) {
            shown.push_str(&text[at..start]);
            shown.push_str(self.prefix_at(&text[start..]).unwrap_or_default());
            shown.push('…');
            at = end;
        }
        if at == 0 {
            return Cow::Borrowed(text);
        }
        shown.push_str(&text[at..]);
        Cow::Owned(shown)
    }

    /// A line that stands in no source, without what looks like a value, and without the values that are named.
    pub(super) fn line(&self, line: &str, values: &Values<'_>) -> String {
        let mut ranges: Vec<(usize, usize)> = self.tokens(line, BODY_IN_SOURCE).collect();
        ranges.extend(hex_runs(line));
        let begins = line.char_indices().map(|(at, _)| at);
        ranges.extend(begins.filter_map(|at| Some((at, at + values.begin(&line[at..])?))));
        let (mut shown, mut at) = (String::new(), 0);
        for (start, end) in merged(ranges) {
            shown.push_str(&line[at..start]);
            shown.push_str(self.prefix_at(&line[start..]).unwrap_or_default());
            shown.push('…');
            at = end;
        }
        shown + &line[at..]
    }

    fn known(&self, source: SourceId, start: usize, end: usize) -> Vec<(usize, usize)> {
        let values = self.values.get(&source).map_or(&[][..], Vec::as_slice);
        let first = values.partition_point(|value| value.1 <= start);
        let near = values[first..].iter().take_while(|value| value.0 < end);
        near.map(|value| (value.0.max(start), value.1.min(end))).collect()
    }

    fn shown(&self, source: &Source, start: usize) -> String {
        let prefix = source.text.get(start..).and_then(|text| self.prefix_at(text));
        format!("{}…", prefix.unwrap_or_default())
    }

    fn prefix_at(&self, text: &str) -> Option<&'a str> {
        self.prefixes.iter().copied().find(|prefix| text.starts_with(prefix))
    }

    fn tokens<'t>(&self, text: &'t str, body: usize) -> impl Iterator<Item = (usize, usize)> + 't
    where
        'a: 't,
    {
        let prefixes = self.prefixes.clone();
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < text.len() {
                let rest = &text.as_bytes()[at..];
                let found = prefixes.iter().find(|prefix| rest.starts_with(prefix.as_bytes()));
                let start = at;
                at += 1;
                let Some(prefix) = found else { continue };
                let long = rest[prefix.len()..].iter().take_while(|byte| is_body(**byte)).count();
                if body < long {
                    at = start + prefix.len() + long;
                    return Some((start, at));
                }
            }
            None
        })
    }
}

/// A snippet of longer lines is left out.
const MOST_SEARCHED: usize = 8 * 1024;

/// Whether a byte may stand in the body of a token.
pub(super) fn is_body(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// The places of values that the report knows: exposures, and the origins of literals in use. An origin that holds
/// a known prefix is left to the search for tokens, so that no more of its line is hidden than the value.
fn values(report: &Report, prefixes: &[&str]) -> BTreeMap<SourceId, Vec<(usize, usize)>> {
    let written = report.exposures.iter().filter(|exposure| {
        matches!(exposure.form, ExposureForm::Literal | ExposureForm::CliConfig)
    });
    let exposed = written.map(|exposure| exposure.span);
    let literal = report.usages.iter().filter(|usage| usage.credential.name.starts_with("literal"));
    let origins = literal.filter_map(|usage| usage.trace.first()).map(|step| step.span);
    let plain = |span: &Span| {
        let words = report.sources.get(span.source).map_or("", |source| source.slice(*span));
        !prefixes.iter().any(|prefix| words.contains(prefix))
    };
    let mut values: BTreeMap<SourceId, Vec<(usize, usize)>> = BTreeMap::new();
    let spans = exposed.chain(origins.filter(plain));
    for span in spans.filter_map(|span| at_characters(report, span)) {
        values.entry(span.0).or_default().push(span.1);
    }
    values.into_iter().map(|(source, ranges)| (source, merged(ranges))).collect()
}

fn at_characters(report: &Report, span: Span) -> Option<(SourceId, (usize, usize))> {
    let text = &report.sources.get(span.source)?.text;
    let floor = |at: u32| super::place::floor(text, at as usize);
    Some((span.source, (floor(span.start), floor(span.end))))
}

/// Ranges in order, those that touch or overlap as one.
fn merged(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.retain(|range| range.0 < range.1);
    ranges.arrange();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.0 <= last.1 => last.1 = last.1.max(range.1),
            _ => merged.push(range),
        }
    }
    merged
}

/// Runs of forty and more hexadecimal digits, but those behind `@`, which pin an action to a commit.
fn hex_runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            let long = bytes[at..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            at += long.max(1);
            let pinned = start.checked_sub(1).is_some_and(|before| bytes[before] == b'@');
            if HEX <= long && !pinned {
                return Some((start, at));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::Redactor;
    use crate::model::{
        Context, Encoding, Exposure, ExposureForm, Kind, Report, Source, SourceId, Sources, Span,
    };

    fn shown(text: &str, value: Option<&str>) -> String {
        let mut report = Report::default();
        if let Some(value) = value {
            let start = text.find(value).unwrap();
            report.exposures.push(Exposure {
                form: ExposureForm::Literal,
                span: Span::new(SourceId(0), start, start + value.len()),
                kind: Kind::Unknown,
                credential: String::new(),
                says: String::new(),
                written: true,
                value: None,
                applied: true,
                context: Context::unknown(),
                trace: Vec::new(),
            });
        }
        report.sources =
            Sources::new(vec![Some(Source::new(SourceId(0), "a", text, Encoding::Utf8))]);
        let source = report.sources.get(SourceId(0)).unwrap();
        Redactor::new(&report, &[]).snippet(source, 0, text.len()).unwrap()
    }

    #[test]
    fn no_more_than_the_prefix_of_a_value_is_shown() {
        let hex = "0123456789abcdef".repeat(3);
        let body = "aB3-_".repeat(10);
        for (text, value, expected) in [
            (format!("token: dbtu_{body} # x"), None, "token: dbtu_… # x".to_owned()),
            (format!("xdbts_{body}dbtu_{body}"), None, "xdbts_…".to_owned()),
            (
                "prefix dbtu_ and dbtc_abcd".to_owned(),
                None,
                "prefix dbtu_ and dbtc_abcd".to_owned(),
            ),
            (format!("key {hex} end"), None, "key … end".to_owned()),
            (format!("uses: a/b@{hex}"), None, format!("uses: a/b@{hex}")),
            ("password: hunter2!".to_owned(), Some("hunter2!"), "password: …".to_owned()),
            (format!("dbdbtu_{body}"), None, "dbdbtu_…".to_owned()),
            ("ключ: дверь".to_owned(), Some("дверь"), "ключ: …".to_owned()),
        ] {
            assert_eq!(shown(&text, value), expected, "{text}");
        }
    }

    #[test]
    fn values_are_hidden_wherever_they_stand() {
        let report = Report::default();
        let redactor = Redactor::new(&report, &[]);
        for (values, line, expected) in [
            (&["hunter2"][..], "a = hunter2, hunter2", "a = …, …"),
            (&["abc", "abcdef", "bcd"], "abcdx abcdef abce", "…x … …e"),
            (&["abc", "cde"], "xabcdey", "x…y"),
            (&["abz", "ab", "acc"], "abc", "…c"),
            (&["дверь"], "ключ: дверь!", "ключ: …!"),
            (&["b"], "a", "a"),
            (&[""], "a", "a"),
            (&[], "a", "a"),
        ] {
            let values = super::Values::of(values.iter().copied());
            assert_eq!(redactor.line(line, &values), expected, "{line}");
        }
    }

    #[test]
    fn a_piece_of_a_value_is_no_way_around() {
        let text = format!("a dbtu_{} b", "Zz9".repeat(17));
        let sources =
            Sources::new(vec![Some(Source::new(SourceId(0), "a", text.clone(), Encoding::Utf8))]);
        let source = sources.get(SourceId(0)).unwrap();
        let report = Report::default();
        assert_eq!(
            Redactor::new(&report, &[]).snippet(source, 20, text.len()).unwrap(),
            "dbtu_… b"
        );
    }

    #[test]
    fn names_that_begin_like_tokens_stay_in_prose() {
        let report = Report::default();
        let redactor = Redactor::new(&report, &[]);
        assert_eq!(redactor.prose("`var.dbtu_production_token`"), "`var.dbtu_production_token`");
        let whole = format!("is dbtu_{} here", "aB3-_".repeat(10));
        assert_eq!(redactor.prose(&whole), "is dbtu_… here");
    }
}
