//! What might be wrong where the parser stopped, and the repair for each.

use granit_parser::ErrorKind;

use crate::model::Arrange;

use super::super::items::Stop;
use super::super::view::{View, line_end, line_start, next_line};
use super::survey::Survey;
use super::{Repair, edit};

type Line = (usize, usize);

/// The repairs to try at a stop: at its line, at the line before, and where a bracket is still open.
pub(super) fn repairs(view: &View, survey: &Survey, stop: &Stop) -> Vec<(Repair, Line)> {
    if matches!(stop.kind, ErrorKind::RecursionLimitExceeded) {
        return Vec::new();
    }
    let text = &view.source.text;
    let start = line_start(text, stop.at).max(view.from);
    let mut repairs = Vec::new();
    if is_tab(&stop.kind) {
        repairs.push((Repair::Tabs, (start, view.to())));
    }
    let here = (start, next_line(text, start).min(view.to()));
    let before = line_before(view, start);
    let colon =
        [before, Some(here)].into_iter().flatten().find(|line| text[line.0..line.1].contains('：'));
    repairs.extend(colon.map(|line| (Repair::Colon, line)));
    repairs.extend(outer_indents(view, here).map(|indent| (Repair::Indent(indent), here)));
    repairs.extend([(Repair::Value, here), (Repair::Out, here)]);
    if let Some(bracket) = survey.open_bracket.filter(|bracket| *bracket < start) {
        let opening = line_start(text, bracket).max(view.from);
        repairs.push((Repair::Value, (opening, next_line(text, opening))));
    }
    if let Some(before) = before {
        repairs.extend([(Repair::Value, before), (Repair::Out, before)]);
    }
    repairs
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
            | ErrorKind::UnexpectedCharacter { character: '\t' }
    )
}

/// The last line before `start` that is not blank; not far above, so that the search costs little.
fn line_before(view: &View, start: usize) -> Option<Line> {
    let text = &view.source.text;
    let mut line = start;
    for _ in 0..8 {
        if line <= view.from {
            return None;
        }
        line = line_start(text, line - 1).max(view.from);
        let end = next_line(text, line);
        if !text[line..end].trim().is_empty() {
            return Some((line, end));
        }
    }
    None
}

/// The indentation of the nearest line above that is indented less, and that of the key behind its dash.
fn outer_indents(view: &View, here: Line) -> impl Iterator<Item = usize> + use<> {
    let text = &view.source.text;
    let own = indent(&text[here.0..here.1]);
    let mut found = (usize::MAX, usize::MAX);
    let mut above = line_before(view, here.0);
    for _ in 0..32 {
        let Some(line) = above else { break };
        let content = &text[line.0..line.1];
        if indent(content) < own {
            let key = content.trim_start_matches(['-', ' ']);
            found = (content.len() - key.len(), indent(content));
            break;
        }
        above = line_before(view, line.0);
    }
    [Some(found.0), Some(found.1).filter(|outer| *outer != found.0)]
        .into_iter()
        .flatten()
        .filter(move |outer| *outer < own)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The view with a repair done to a line; `None` where it would change nothing.
pub(super) fn apply<'a>(view: &View<'a>, repair: Repair, line: Line) -> Option<View<'a>> {
    let text = &view.source.text;
    match repair {
        Repair::Colon => Some(with_colons(view, line.0)),
        // A line break in place of a space leaves what follows it where it is, and indented less.
        Repair::Indent(outer) => {
            let surplus = indent(&text[line.0..line.1]).checked_sub(outer)?;
            Some(view.changed(edit(line.0, line.0 + surplus), |_| b'\n'))
        }
        Repair::Value => {
            let (start, end) = value(text, line)?;
            // What stands behind the end of a document is none of it.
            let masked = view.text.as_bytes().get(start - view.from..end - view.from)?;
            (!masked.iter().all(|byte| *byte == b'x')).then(|| view.filled(edit(start, end), b'x'))
        }
        Repair::Out => Some(view.changed(edit(line.0, line.1), |_| b'\n')),
        Repair::Tabs => Some(without_tabs(view, line.0)),
    }
}

/// Where the value of a line's pair stands, a comment behind it left out.
fn value(text: &str, (start, _): Line) -> Option<(usize, usize)> {
    let line = &text[start..line_end(text, start)];
    let at =
        line.find(": ").map(|colon| colon + 1).or_else(|| line.find("- ").map(|dash| dash + 1))?;
    let rest = &line[at..];
    let content = rest[..rest.find(" #").unwrap_or(rest.len())].trim();
    let from = start + at + (line[at..].len() - line[at..].trim_start().len());
    (!content.is_empty()).then_some((from, from + content.len()))
}

/// Every tab that indents a line becomes a space.
fn without_tabs<'a>(view: &View<'a>, from: usize) -> View<'a> {
    let mut bytes = view.text.as_bytes().to_vec();
    let mut indents = true;
    for byte in &mut bytes[from - view.from..] {
        match *byte {
            b'\n' => indents = true,
            b'\t' if indents => *byte = b' ',
            b' ' => {}
            _ => indents = false,
        }
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|_| view.text.to_string());
    View {
        source: view.source,
        from: view.from,
        text: text.into(),
        edits: view.edits.clone(),
        depth: view.depth,
    }
}

/// The full-width colon behind the first word of each line becomes one that YAML knows, and two spaces.
fn with_colons<'a>(view: &View<'a>, from: usize) -> View<'a> {
    let mut text = view.text[..from - view.from].to_string();
    let mut edits = view.edits.clone();
    for line in view.text[from - view.from..].split_inclusive('\n') {
        let word = line.trim_start_matches([' ', '-']).split_once('：').map(|(word, _)| word);
        let is_key =
            word.is_some_and(|word| !word.is_empty() && !word.contains([' ', '#', '"', '\'']));
        if is_key {
            let at = view.from + text.len() + line.find('：').unwrap_or(0);
            edits.push(edit(at, at + '：'.len_utf8()));
            text.push_str(&line.replacen('：', ":  ", 1));
        } else {
            text.push_str(line);
        }
    }
    edits.arrange_by_key(|edit| edit.start);
    View { source: view.source, from: view.from, text: text.into(), edits, depth: view.depth }
}
