//! Fingerprints: the same for the same wrong, whatever lines moved.

use std::collections::HashMap;

use crate::model::{Finding, Sources};

/// Mark every finding. Findings that nothing else tells apart are counted in their order.
pub fn mark(findings: &mut [Finding], sources: &Sources) {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for finding in findings {
        let mut paths: Vec<&str> =
            finding.trace.iter().map(|step| sources.path(step.span.source)).collect();
        paths.dedup();
        let says: Vec<&str> = finding.trace.iter().map(|step| step.says.as_str()).collect();
        let parts = [
            finding.rule.as_str(),
            sources.path(finding.span.source),
            &paths.join("\n"),
            &says.join("\n"),
        ];
        let hash = fnv(&parts.join("\0"));
        let count = counts.entry(hash).or_default();
        finding.fingerprint = format!("{:016x}", fnv(&format!("{hash:x}\0{count}")));
        *count += 1;
    }
}

/// FNV-1a with 64 bits: the same on every machine and in every version.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
