//! Fingerprints: the same for the same wrong, whatever lines moved.
//!
//! One is made of the rule, what the credential is called, the files on its way, and what happens on that way. The place in a file is no
//! part of it, nor is the level, the day, the version of keyfit or what a message says.

use std::collections::HashMap;

use crate::model::{Finding, Sources, Way};

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
    let mut paths: Vec<&str> =
        finding.trace.iter().map(|step| sources.path(step.span.source)).collect();
    paths.dedup();
    let says: Vec<&str> = finding.trace.iter().map(|step| step.says.as_str()).collect();
    let (path, value) = (sources.path(finding.span.source), format!("{value:04x}"));
    let (paths, says) = (paths.join("\n"), says.join("\n"));
    [&finding.rule, path, credential, &paths, &says, &value].join("\0")
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
