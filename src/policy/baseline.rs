//! A baseline file → [`Baseline`]: one finding a line, comments between them.

use crate::model::{Baseline, Known};

use super::file::File;
use super::mistake::quoted;

/// How many digits a fingerprint has.
const DIGITS: usize = 16;

/// The baseline of a file. Order and double lines mean nothing, so that a text may be merged line by line.
pub(super) fn baseline(file: &File, path: &str, text: &str) -> Baseline {
    let mut baseline = Baseline { path: path.to_owned(), ..Baseline::default() };
    let (mut comments, mut at) = (Vec::new(), 0);
    for piece in text.split_inclusive('\n') {
        let (start, line) = (at, piece.trim_end());
        at += piece.len();
        if line.trim_start().starts_with('#') {
            comments.push(line.trim().to_owned());
        } else if line.is_empty() {
            // What stands above the first gap is about the whole file.
            if baseline.entries.is_empty() {
                baseline.head.append(&mut comments);
            }
        } else if let Some(mut known) = entry(file, start, line) {
            known.comments = std::mem::take(&mut comments);
            baseline.entries.push(known);
        }
    }
    if baseline.entries.is_empty() {
        baseline.head.append(&mut comments);
    }
    baseline
}

fn entry(file: &File, start: usize, line: &str) -> Option<Known> {
    let (said, because) = line.rsplit_once(" # ").unwrap_or((line, ""));
    let mut words = said.trim_start().splitn(3, char::is_whitespace);
    let mut word = || words.next().map(str::trim).unwrap_or_default();
    let (fingerprint, rule, path) = (word(), word(), word());
    let digits = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    let is_fingerprint = fingerprint.len() == DIGITS && fingerprint.bytes().all(digits);
    if is_fingerprint && !rule.is_empty() && !path.is_empty() {
        let because = because.trim();
        return Some(Known {
            fingerprint: fingerprint.to_owned(),
            rule: rule.to_owned(),
            path: path.to_owned(),
            because: (!because.is_empty()).then(|| because.to_owned()),
            comments: Vec::new(),
        });
    }
    let is_mark =
        ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|it| line.starts_with(it));
    let help = if is_mark {
        "git left its marks of a merge: keep the lines of both sides and take the marks out"
    } else {
        "a line is a fingerprint of 16 digits, a rule and a path; `keyfit baseline --output FILE` writes it"
    };
    file.mistake(
        start..start + line.len(),
        format!("{} is no finding", quoted(line)),
        Some(help.to_owned()),
    );
    None
}
