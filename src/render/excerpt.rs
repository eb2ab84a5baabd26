//! One source line with a span marked under it, at most so wide, without what must not be shown.

use crate::model::{Source, Span};

use super::clean;
use super::look::width_of;
use super::place::floor;
use super::redact::{Redactor, is_body};

/// A line as it is shown.
#[derive(Debug, PartialEq)]
pub(super) struct Excerpt {
    /// The line's number.
    pub(super) line: usize,
    /// What is shown of it.
    pub(super) text: String,
    /// The column of `text` at which the mark begins, from 0.
    pub(super) from: usize,
    /// How many columns are marked, at least one.
    pub(super) marked: usize,
    /// On how many more lines the span goes on.
    pub(super) more: usize,
}

/// What is shown for one character or one hidden value, and where that is in the source.
struct Cell {
    start: usize,
    end: usize,
    shown: String,
    width: usize,
}

/// So many bytes around a span are looked at, for a file may be one line of megabytes.
const AROUND: usize = 400;
/// Deeper indentation is not shown.
const INDENT: usize = 4;
const TAB: usize = 4;

impl Excerpt {
    /// The first line of a span, in at most `width` columns.
    pub(super) fn new(source: &Source, span: Span, redactor: &Redactor<'_>, width: usize) -> Self {
        let start = floor(&source.text, span.start as usize);
        let line = source.line_of(start);
        let first = source.line_start(line);
        let last = first + source.line(line).unwrap_or_default().len();
        let (start, wanted) = (start.min(last), floor(&source.text, span.end as usize));
        let end = wanted.clamp(start, last);
        let (low, high) = window(&source.text, (first, last), (start, end));
        let cells = without_indentation(cells(source, redactor, low, high), start);
        let marked = (
            cells.partition_point(|cell| cell.end <= start),
            cells.partition_point(|cell| cell.start < end),
        );
        let more = source.line_of(wanted.saturating_sub(1).max(start)) - line;
        fit(&cells, (first < low, high < last), marked, width).at(line, more)
    }

    fn at(self, line: usize, more: usize) -> Self {
        Self { line, more, ..self }
    }
}

/// The bytes of a line that are looked at. Where the line is cut, the word at the cut is left out: it may be a piece
/// of a value that is no longer known as one.
fn window(text: &str, line: (usize, usize), span: (usize, usize)) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut low = line.0.max(floor(text, span.0.saturating_sub(AROUND)));
    let mut high = line.1.min(floor(text, span.1.min(span.0 + AROUND) + AROUND));
    if line.0 < low {
        low += bytes[low..high].iter().take_while(|byte| is_body(**byte)).count();
    }
    if high < line.1 {
        high -= bytes[low..high].iter().rev().take_while(|byte| is_body(**byte)).count();
    }
    (low, high)
}

fn cells(source: &Source, redactor: &Redactor<'_>, low: usize, high: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut hidden = redactor.hidden(source, low, high).into_iter().peekable();
    let (mut at, mut column) = (low, 0);
    while at < high {
        let (end, shown) = match hidden.next_if(|hidden| hidden.start <= at) {
            Some(hidden) => (hidden.end, hidden.shown),
            None => letter(&source.text, at, column),
        };
        let width = width_of(&shown);
        cells.push(Cell { start: at, end, shown, width });
        (at, column) = (end, column + width);
    }
    cells
}

fn letter(text: &str, at: usize, column: usize) -> (usize, String) {
    let Some(letter) = text[at..].chars().next() else { return (text.len(), String::new()) };
    let mut shown = String::new();
    if letter == '\t' {
        shown.push_str(&" ".repeat(TAB - column % TAB));
    } else {
        clean::push(&mut shown, letter);
    }
    (at + letter.len_utf8(), shown)
}

fn without_indentation(mut cells: Vec<Cell>, start: usize) -> Vec<Cell> {
    let blank = |cell: &&Cell| cell.end <= start && cell.shown.trim().is_empty();
    let indented = cells.iter().take_while(blank).count();
    cells.drain(..indented.saturating_sub(INDENT));
    cells
}

/// As many cells as fit, the marked ones among them, with `…` where something is left out.
fn fit(cells: &[Cell], cut: (bool, bool), marked: (usize, usize), width: usize) -> Excerpt {
    let columns: Vec<usize> = std::iter::once(0)
        .chain(cells.iter().scan(0, |sum, cell| {
            *sum += cell.width;
            Some(*sum)
        }))
        .collect();
    let (from, to) = (columns[marked.0], columns[marked.1.max(marked.0)]);
    let room = width.saturating_sub(2).max(1);
    let (mut left, mut right) = (0, cells.len());
    if room < columns[right] {
        if room < to {
            let context = room.saturating_sub(to - from).min(room / 2).max(room / 8);
            left = columns.partition_point(|column| column + context < from);
        }
        right = columns.partition_point(|column| *column <= columns[left] + room) - 1;
    }
    let (before, after) = (0 < left || cut.0, right < cells.len() || cut.1);
    let mut text = String::from(if before { "…" } else { "" });
    text.extend(cells[left..right].iter().map(|cell| cell.shown.as_str()));
    text.push_str(if after { "…" } else { "" });
    let end = to.min(columns[right]);
    let from_shown = from.saturating_sub(columns[left]) + usize::from(before);
    Excerpt { line: 0, text, from: from_shown, marked: end.saturating_sub(from).max(1), more: 0 }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;
    use crate::model::{Encoding, Report, Source, SourceId, Span};
    use crate::render::look::width_of;
    use crate::render::redact::Redactor;

    fn excerpt(text: &str, start: usize, end: usize, width: usize) -> Excerpt {
        let source = Source::new(SourceId(0), "a", text, Encoding::Utf8);
        let report = Report::default();
        Excerpt::new(
            &source,
            Span::new(SourceId(0), start, end),
            &Redactor::new(&report, &[]),
            width,
        )
    }

    fn marked(excerpt: &Excerpt) -> String {
        excerpt.text.chars().skip(excerpt.from).take(excerpt.marked).collect()
    }

    #[test]
    fn the_mark_stands_under_what_is_meant() {
        for (text, wanted, shown, mark) in [
            ("a: value\n", "value", "a: value", "value"),
            ("x\n\t\ttoken: v", "v", "        token: v", "v"),
            ("            deep: v", "v", "    deep: v", "v"),
            ("a\u{1b}b: v", "v", "a\\u{1b}b: v", "v"),
            ("t: dbtu_abcdefgh z", "dbtu_abcdefgh", "t: dbtu_… z", "dbtu_…"),
            ("t: dbtu_abcdefgh zz", "zz", "t: dbtu_… zz", "zz"),
        ] {
            let start = text.rfind(wanted).unwrap();
            let excerpt = excerpt(text, start, start + wanted.len(), 70);
            assert_eq!((excerpt.text.as_str(), marked(&excerpt).as_str()), (shown, mark), "{text}");
        }
    }

    #[test]
    fn an_endless_line_is_cut_around_its_mark() {
        let text = format!("{}MARK{}", "é ".repeat(50_000), "ü ".repeat(50_000));
        let start = text.find("MARK").unwrap();
        let excerpt = excerpt(&text, start, start + 4, 60);
        assert_eq!(marked(&excerpt), "MARK");
        assert!(width_of(&excerpt.text) <= 60, "{excerpt:?}");
    }

    #[test]
    fn a_value_cut_by_the_window_is_not_shown_in_part() {
        let text = format!("dbtu_{} MARK dbtu_{}", "q1".repeat(2000), "q1".repeat(2000));
        let start = text.find("MARK").unwrap();
        assert!(!excerpt(&text, start, start + 4, 120).text.contains("q1"));
    }

    #[test]
    fn any_span_of_any_text_has_an_excerpt() {
        let text = "a: 名\u{202e}🚀\r\n\t\t\n\nlast\u{301} line of it";
        for start in 0..text.len() + 4 {
            for end in start..text.len() + 4 {
                for width in [0, 1, 3, 8, 60] {
                    let excerpt = excerpt(text, start, end, width);
                    assert!(
                        0 < excerpt.marked && width_of(&excerpt.text) <= width.max(14),
                        "{excerpt:?}"
                    );
                }
            }
        }
    }
}
