//! JSON as it should be, and what can be kept of JSON that is not.

use std::ops::Range;

use jsonc_parser::ast::Value;
use jsonc_parser::errors::ParseError;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// JSON that could not be read as it stands.
pub(super) struct Broken {
    /// Where it broke.
    pub(super) range: Range<usize>,
    /// The part that can be read, closed where it was open. Its offsets are the source's own.
    pub(super) kept: Option<String>,
    /// Where the part that was kept ends in the source.
    pub(super) kept_to: usize,
    is_whole: bool,
    reason: String,
}

impl Broken {
    /// What is wrong, in a clause.
    pub(super) fn message(&self) -> String {
        let kept = match &self.kept {
            Some(_) if self.is_whole => "it was read all the same",
            Some(_) => "what comes before was read",
            None => "only pairs of strings were read",
        };
        format!("this is not JSON: {}; {kept}", self.reason)
    }
}

/// The value of a text that keeps to JSON; `None` if it is empty.
pub(super) fn parsed(text: &str) -> Result<Option<Value<'_>>, Broken> {
    parse_to_ast(text, &CollectOptions::default(), &options(false))
        .map(|result| result.value)
        .map_err(|error| broken(text, &error))
}

/// The value of a text that keeps to JSON but for comments and commas.
pub(super) fn lenient(text: &str) -> Option<Value<'_>> {
    let result = parse_to_ast(text, &CollectOptions::default(), &options(true));
    result.ok().and_then(|result| result.value)
}

fn options(lenient: bool) -> ParseOptions {
    ParseOptions {
        allow_comments: lenient,
        allow_trailing_commas: lenient,
        allow_missing_commas: lenient,
        allow_loose_object_property_names: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

fn broken(text: &str, error: &ParseError) -> Broken {
    let range = error.range();
    let range = floor(text, range.start)..floor(text, range.end.max(range.start));
    let mut reason = error.kind().to_string();
    // Its words begin a sentence; ours go on in one.
    if let Some(first) = reason.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    if lenient(text).is_some() {
        let (kept, kept_to) = (Some(text.to_owned()), text.len());
        return Broken { range, kept, kept_to, is_whole: true, reason };
    }
    // Strictness is not what broke it: the place that counts is where reading leniently ends.
    let end = parse_to_ast(text, &CollectOptions::default(), &options(true))
        .err()
        .map_or(range.end, |error| floor(text, error.range().end));
    let kept = prefix(text, end);
    let kept_to = kept.as_ref().map_or(0, |(end, _)| *end);
    Broken { range, kept: kept.map(|(_, kept)| kept), kept_to, is_whole: false, reason }
}

/// The longest beginning of a text, up to `end`, that can be read once its brackets are closed.
fn prefix(text: &str, end: usize) -> Option<(usize, String)> {
    let (cut, closers, is_in_string) = open_brackets(&text.as_bytes()[..end]);
    let tail: String = closers.iter().rev().map(|byte| char::from(*byte)).collect();
    let ends = [(!is_in_string).then_some(end), Some(cut)];
    ends.into_iter().flatten().find_map(|end| {
        let closed = format!("{}{tail}", &text[..end]);
        lenient(&closed).is_some().then_some((end, closed))
    })
}

/// The last place where a value may be cut off, what would close it there, and whether a string is open at the end.
fn open_brackets(bytes: &[u8]) -> (usize, Vec<u8>, bool) {
    let (mut closers, mut cut, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => match string_end(bytes, at) {
                Some(end) => at = end - 1,
                None => return (cut, closers, true),
            },
            b',' => cut = at,
            b'{' | b'[' => {
                closers.push(if bytes[at] == b'{' { b'}' } else { b']' });
                cut = at + 1;
            }
            b'}' | b']' => {
                if closers.last() != Some(&bytes[at]) {
                    break;
                }
                closers.pop();
                cut = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    (cut, closers, false)
}

/// Pairs of a key and a string after a place, as quoted ranges.
pub(super) fn pairs(
    text: &str,
    start: usize,
) -> Vec<(jsonc_parser::common::Range, jsonc_parser::common::Range)> {
    let bytes = text.as_bytes();
    let (mut pairs, mut at) = (Vec::new(), start);
    let mut key = None;
    while let Some(found) = memchr::memchr(b'"', &bytes[at..]) {
        let quote = at + found;
        // A string stays on its line. Where one does not end, the rest of the line is left out, so that no byte
        // is looked at for every quote before it.
        let Some(end) = string_end(bytes, quote) else {
            at = memchr::memchr(b'\n', &bytes[quote..]).map_or(bytes.len(), |line| quote + line);
            key = None;
            continue;
        };
        let string = jsonc_parser::common::Range::new(quote, end);
        match key.take() {
            Some(key) => pairs.push((key, string)),
            None => key = followed_by_quote(&bytes[end..]).then_some(string),
        }
        at = end;
    }
    pairs
}

/// Whether a colon and then a quote come next.
fn followed_by_quote(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    bytes.strip_prefix(b":").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""))
}

/// Where the string that begins at a quote ends, past its closing quote.
fn string_end(bytes: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            b'\n' => return None,
            _ => at += 1,
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
