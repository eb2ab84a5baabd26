//! The text that the parser sees: the source's own, or a copy of the same length in which something is masked.

use std::borrow::Cow;

use crate::model::Source;

/// Bytes `from..` of a source as the parser is to see them.
pub(super) struct View<'a> {
    /// The source that is meant.
    pub source: &'a Source,
    /// Where the text begins in the source.
    pub from: usize,
    /// The text, each byte at the distance from `from` that it has in the source.
    pub text: Cow<'a, str>,
    /// What was changed, in ascending order, in offsets of the source.
    pub edits: Vec<Edit>,
    /// How deeply its parts may lie within each other.
    pub depth: usize,
}

/// A stretch of a source that the parser sees changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit {
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Whether a template of another language stands there.
    pub templated: bool,
}

impl<'a> View<'a> {
    /// The source's own text.
    pub fn plain(source: &'a Source, from: usize, to: usize, depth: usize) -> Self {
        let text = Cow::Borrowed(&source.text[from..to]);
        Self { source, from, text, edits: Vec::new(), depth }
    }

    /// One past the last byte, in the source.
    pub fn to(&self) -> usize {
        self.from + self.text.len()
    }

    /// A copy in which the bytes `edit` are all `fill`, which is ASCII; line breaks stay.
    pub fn filled(&self, edit: Edit, fill: u8) -> Self {
        self.changed(edit, |byte| if matches!(byte, b'\n' | b'\r') { byte } else { fill })
    }

    /// A copy in which each byte of `edit` is changed; what comes out must be text again.
    pub fn changed(&self, edit: Edit, change: impl Fn(u8) -> u8) -> Self {
        let mut bytes = self.text.as_bytes().to_vec();
        for byte in &mut bytes[edit.start - self.from..edit.end - self.from] {
            *byte = change(*byte);
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|_| self.text.to_string());
        let mut edits = self.edits.clone();
        let index = edits.partition_point(|other| other.start < edit.start);
        edits.insert(index, edit);
        Self {
            source: self.source,
            from: self.from,
            text: Cow::Owned(text),
            edits,
            depth: self.depth,
        }
    }

    /// The edits that touch `start..end` of the source.
    pub fn edits_in(&self, start: usize, end: usize) -> impl Iterator<Item = &Edit> {
        // An edit may lie within an earlier one, so the search begins a little before the first that fits.
        let first = self.edits.partition_point(|edit| edit.start < start).saturating_sub(4);
        self.edits[first..]
            .iter()
            .take_while(move |edit| edit.start < end)
            .filter(move |edit| start < edit.end)
    }
}

/// Where the document that begins at `from` ends if it broke at `stop`: before the next `---` or behind the
/// next `...` that begins a line. Both are marks wherever they stand, within quotes and blocks too.
pub(super) fn document_end(text: &str, from: usize, stop: usize) -> usize {
    let own = own_mark(text, from);
    let mut at = line_start(text, stop.max(from)).max(from);
    while at < text.len() {
        let end = line_end(text, at);
        let begins_line = at == 0 || text.as_bytes()[at - 1] == b'\n';
        if begins_line && own.is_none_or(|own| own < at) {
            if is_mark(&text[at..end], "---") && from < at {
                return at;
            }
            if is_mark(&text[at..end], "...") {
                return next_line(text, at);
            }
        }
        at = next_line(text, at);
    }
    text.len()
}

/// The `---` with which a document itself begins, behind blank lines, comments and directives.
fn own_mark(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while at < text.len() {
        let line = &text[at..line_end(text, at)];
        if is_mark(line, "---") {
            return Some(at);
        }
        if !line.trim().is_empty() && !line.trim_start().starts_with(['#', '%']) {
            return None;
        }
        at = next_line(text, at);
    }
    None
}

/// How far a `---` is searched that follows no directive before one that does is taken.
const PATIENCE: usize = 1 << 17;

/// The first `---` on a line that begins at `from` or later and follows no directive; else the end.
pub(super) fn mark_from(text: &str, from: usize) -> usize {
    if text.len() <= from {
        return text.len();
    }
    let mut directive = true;
    let mut at = line_start(text, from);
    while at < text.len() {
        let line = &text[at..line_end(text, at)];
        if (!directive || from + PATIENCE < at) && is_mark(line, "---") {
            return at;
        }
        directive = line.starts_with(['%', '#']) || line.trim().is_empty();
        at = next_line(text, at);
    }
    text.len()
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r']))
}

/// Where the line of an offset begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at.min(text.len())]).map_or(0, |before| before + 1)
}

/// Where the line of an offset ends, before its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length)
}

/// Where the line after that of an offset begins.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    (line_end(text, at) + 1).min(text.len())
}
