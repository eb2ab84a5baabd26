//! Fingerprints: the same for the same wrong, whatever lines moved.
//!
//! One is made of the rule, what the credential is called, and the way of its value: of each step the file, what is
//! written there, and what that stands in, as the job around it. The place in a file is no part of it, nor is the
//! level, the day, the version of keyfit or what a message says.

use std::collections::HashMap;

use crate::model::{Finding, Source, Sources, Span, Way};

/// Mark findings, each with what its credential is called and what its value is told by. Those that nothing else tells
/// apart are counted in their order.
pub(super) fn mark<'a>(
    findings: impl IntoIterator<Item = (&'a mut Finding, &'a str, u16)>,
    sources: &Sources,
) {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for (finding, credential, value) in findings {
        let hash = fnv(&told(finding, credential, value, sources));
        let count = counts.entry(hash).or_default();
        finding.fingerprint = format!("{:016x}", fnv(&format!("{hash:x}\0{count}")));
        finding.ways = vec![way(finding)];
        *count += 1;
    }
}

/// What tells two values apart. It is so little of their hash that neither can be guessed by it.
pub(super) fn of_value(value: &str) -> u16 {
    let hash = fnv(value);
    (hash ^ (hash >> 32)) as u16
}

/// What a fingerprint is made of.
fn told(finding: &Finding, credential: &str, value: u16, sources: &Sources) -> String {
    let mut spans: Vec<Span> = finding.trace.iter().map(|step| step.span).collect();
    spans.insert(0, finding.span);
    spans.dedup();
    let places: Vec<String> = spans.into_iter().map(|span| place(span, sources)).collect();
    let value = format!("{value:04x}");
    [&finding.rule, credential, &places.join("\n"), &value].join("\0")
}

/// A place by its file, what is written there, and what that stands in.
fn place(span: Span, sources: &Sources) -> String {
    let path = sources.path(span.source);
    let Some(source) = sources.get(span.source) else { return path.to_owned() };
    let (start, end) = (span.start as usize, span.end as usize);
    let text = source.text.get(start..end).unwrap_or_default();
    let written = text.lines().next().unwrap_or_default();
    let around = around(source, source.line_of(start));
    [path, &spelt(written), &around.join("\u{1}")].join("\u{2}")
}

/// How many lines around one another are looked at, and how many lines before a place.
const AROUND: usize = 32;
const BEFORE: usize = 20_000;

/// What a line stands in: the lines above it that each begin further left than the one below, by what names them. A
/// step has no place among the others of its job, so that one more before it changes nothing.
fn around(source: &Source, line: usize) -> Vec<String> {
    let mut around = Vec::new();
    let mut left = source.line(line).map_or(0, indent);
    for above in (1..line).rev().take(BEFORE) {
        let Some(text) = source.line(above).filter(|it| !it.trim().is_empty()) else { continue };
        if left <= indent(text) || text.trim_start().starts_with(['#', '/', '}', ']', ')']) {
            continue;
        }
        left = indent(text);
        // An item of a list is called after whatever it happens to say first.
        if text.trim_start().starts_with("- ") {
            continue;
        }
        around.push(spelt(text.split([':', '=', '{', '(']).next().unwrap_or(text)));
        if left == 0 || around.len() == AROUND {
            break;
        }
    }
    around
}

/// How far from the left a line begins. The dash of a list stands where its item begins, or further left.
fn indent(line: &str) -> usize {
    let rest = line.trim_start_matches([' ', '\t']);
    let dash = usize::from(rest.starts_with("- "));
    2 * (line.len() - rest.len()) + dash
}

/// A text with its words apart by one blank. What is as long as a value is told by little of its hash.
fn spelt(text: &str) -> String {
    const LONG: usize = 24;
    const MOST: usize = 200;
    let is_of_value = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let words = text.split_whitespace().map(|word| {
        let is_long = word.split(|it| !is_of_value(it)).any(|run| LONG <= run.len());
        if is_long && !word.contains("${") {
            format!("{:04x}", of_value(word))
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ").chars().take(MOST).collect()
}

/// A finding as one of those for which it may come to speak.
fn way(finding: &Finding) -> Way {
    Way {
        rule: finding.rule.clone(),
        level: finding.level,
        fingerprint: finding.fingerprint.clone(),
        span: finding.span,
        origin: finding.trace.first().map_or(finding.span, |step| step.span),
    }
}

/// FNV-1a with 64 bits: the same on every machine and in every version.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
