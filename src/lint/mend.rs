//! Findings' own changes to files: which are made, and what the files hold then.

use std::collections::BTreeMap;
use std::path::Path;

use crate::discover;
use crate::model::{Arrange, Edit, Encoding, Fix, Report, Safety, SourceId};

use super::{Failure, Options};

/// A file before and after its changes.
#[derive(Debug, PartialEq)]
pub struct Mended {
    /// Its path from the root.
    pub path: String,
    /// What it holds, or nothing where it is not there yet.
    pub before: String,
    /// What it is to hold.
    pub after: String,
    /// What was done, each once.
    pub says: Vec<String>,
    /// Whether it begins with a byte order mark, which stays.
    pub has_mark: bool,
}

/// What the files hold when the changes of a report are made, up to this safety. Of two changes to one place the
/// first is made; what cannot be changed is told.
pub fn mended(
    report: &Report,
    options: &Options,
    most: Safety,
) -> Result<(Vec<Mended>, Vec<String>), Failure> {
    let root = discover::target(&options.paths).map_err(Failure::Input)?.tree.root;
    let mut work = Work { root: &root, report, files: BTreeMap::new(), told: Vec::new() };
    let findings = report.findings.iter().filter(|finding| finding.suppressed.is_none());
    for fix in findings.filter_map(|finding| finding.fix.as_ref()) {
        if fix.safety <= most {
            work.take(fix);
        }
    }
    Ok(work.done())
}

/// One change to a text: these bytes go, this text comes.
type Change = (usize, usize, String);

/// What is to be done to one file.
#[derive(Default)]
struct Plan {
    changes: Vec<Change>,
    lines: Vec<String>,
    says: Vec<String>,
}

struct Work<'r> {
    root: &'r Path,
    report: &'r Report,
    files: BTreeMap<String, Plan>,
    told: Vec<String>,
}

impl Work<'_> {
    fn take(&mut self, fix: &Fix) {
        for edit in &fix.edits {
            let (path, change, line) = match edit {
                Edit::Replace { span, text } => {
                    let change = (span.start as usize, span.end as usize, text.clone());
                    (self.report.sources.path(span.source).to_owned(), Some(change), None)
                }
                Edit::Line { path, text } => (path.clone(), None, Some(text.clone())),
            };
            let Plan { changes, lines, says } = self.files.entry(path).or_default();
            if let Some(change) = change {
                let is_free = |it: &Change| {
                    it.1 < change.0 || change.1 < it.0 || it.1 == change.0 && it.0 != it.1
                };
                if !changes.iter().all(is_free) {
                    continue;
                }
                changes.push(change);
            }
            lines.extend(line.filter(|line| !lines.contains(line)));
            if !says.contains(&fix.says) {
                says.push(fix.says.clone());
            }
        }
    }

    fn done(mut self) -> (Vec<Mended>, Vec<String>) {
        let files = std::mem::take(&mut self.files);
        let mended = files.into_iter().filter_map(|(path, Plan { changes, lines, says })| {
            let file = self.root.join(&path);
            // What is written to a link lands elsewhere.
            let is_link = file.is_symlink();
            let is_new = !is_link && !file.exists() && changes.is_empty();
            let is_there = !is_link && file.is_file();
            let source = is_there.then(|| discover::one(&file, &path, SourceId(0)).ok()).flatten();
            let source = source.map(|source| (source.text, source.encoding));
            let Some((before, encoding)) =
                source.or(is_new.then_some((String::new(), Encoding::Utf8)))
            else {
                self.told.push(format!("`{path}` cannot be read again and was left as it is"));
                return None;
            };
            let is_plain = matches!(encoding, Encoding::Utf8 | Encoding::Utf8Bom);
            if !is_plain || !self.is_unchanged(&path, &before, &changes) {
                self.told.push(format!("`{path}` is not as it was read and was left as it is"));
                return None;
            }
            let after = with_lines(changed(&before, changes), &lines);
            let has_mark = encoding == Encoding::Utf8Bom;
            (after != before).then_some(Mended { path, before, after, says, has_mark })
        });
        let mended = mended.collect();
        (mended, self.told)
    }

    /// Whether a file is as it was when it was judged.
    fn is_unchanged(&self, path: &str, text: &str, changes: &[Change]) -> bool {
        changes.is_empty()
            || self.report.sources.iter().any(|it| it.path == path && it.text == text)
    }
}

/// A text with some of its bytes exchanged.
fn changed(text: &str, mut changes: Vec<Change>) -> String {
    changes.arrange_by(|a, b| b.cmp(a));
    let mut text = text.to_owned();
    for (start, end, with) in changes {
        if text.is_char_boundary(start) && text.is_char_boundary(end) {
            text.replace_range(start..end, &with);
        }
    }
    text
}

/// A text with lines at its end that it lacks.
fn with_lines(mut text: String, lines: &[String]) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    for line in lines {
        if text.lines().any(|it| it.trim() == line) {
            continue;
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(end);
        }
        text.push_str(line);
        text.push_str(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_lines;

    #[test]
    fn a_line_ends_as_those_before_it_do() {
        for (before, after) in [
            ("", "x\n"),
            ("a", "a\nx\n"),
            ("a\r\nb", "a\r\nb\r\nx\r\n"),
            ("a\r\n x\r\n", "a\r\n x\r\n"),
        ] {
            assert_eq!(with_lines(before.to_owned(), &["x".to_owned()]), after, "{before}");
        }
    }
}
