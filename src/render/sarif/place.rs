//! Places as SARIF's locations: a path as a URI, a tight region, what stands there and around it.

use std::fmt::Write as _;

use crate::model::{Source, Span, Step};

use super::super::inside::inside;
use super::super::scene::Scene;
use super::super::tree::{Tree, message, number, text};
use super::rules::sentence;

/// The base to which every path is relative.
pub(super) const ROOT: &str = "SRCROOT";
/// Lines before and after a region that its context shows.
const AROUND: usize = 2;

/// Where a finding or a problem is, with the lines around it.
pub(super) fn primary(scene: &Scene<'_>, span: Span) -> Tree {
    let source = scene.report.sources.get(span.source);
    let context = source.and_then(|source| context(scene, source, span));
    Tree::object([("physicalLocation", Some(physical(scene, span, context)))])
}

/// Where a finding is, without the lines around it.
pub(super) fn plain(scene: &Scene<'_>, span: Span) -> Tree {
    Tree::object([("physicalLocation", Some(physical(scene, span, None)))])
}

/// A step of the value's way.
pub(super) fn step(scene: &Scene<'_>, step: &Step) -> Tree {
    Tree::object([
        ("physicalLocation", Some(physical(scene, step.span, None))),
        ("message", message(sentence(&scene.line(&step.says)))),
    ])
}

/// A place that a message links to by its number.
pub(super) fn related(scene: &Scene<'_>, id: usize, step: &Step) -> Tree {
    Tree::object([
        ("id", number(id)),
        ("physicalLocation", Some(physical(scene, step.span, None))),
        ("message", message(sentence(&scene.line(&step.says)))),
    ])
}

/// A location in a file as a whole.
pub(super) fn file(scene: &Scene<'_>, path: &str) -> Tree {
    let artifact = Tree::object([("artifactLocation", Some(artifact(scene, path)))]);
    Tree::object([("physicalLocation", Some(artifact))])
}

fn physical(scene: &Scene<'_>, span: Span, context: Option<Tree>) -> Tree {
    Tree::object([
        ("artifactLocation", Some(artifact(scene, scene.place(span).path))),
        ("region", Some(region(scene, span))),
        ("contextRegion", context),
    ])
}

pub(super) fn artifact(scene: &Scene<'_>, path: &str) -> Tree {
    let (path, is_inside) = inside(path);
    let uri = text(uri(&scene.redactor.prose(path)));
    let outside = (!is_inside).then_some("This file lies outside of the folder that was checked.");
    Tree::object([
        ("uri", uri),
        ("uriBaseId", if is_inside { text(ROOT) } else { None }),
        ("description", outside.and_then(message)),
    ])
}

fn region(scene: &Scene<'_>, span: Span) -> Tree {
    let place = scene.place(span);
    let source = scene.report.sources.get(span.source);
    let words = source
        .and_then(|source| scene.redactor.snippet(source, span.start as usize, span.end as usize));
    Tree::object([
        ("startLine", number(place.start.line)),
        ("startColumn", number(place.start.column)),
        ("endLine", number(place.end.line)),
        ("endColumn", number(place.end.column)),
        ("snippet", words.and_then(message)),
    ])
}

/// The region of what a change takes away, which may be nothing between two characters.
pub(super) fn deleted(scene: &Scene<'_>, span: Span) -> Tree {
    let place = scene.place(span);
    Tree::object([
        ("startLine", number(place.start.line)),
        ("startColumn", number(place.start.column)),
        ("endLine", number(place.end.line)),
        ("endColumn", number(place.end.column)),
    ])
}

/// The lines around a region; none where they would show no more than the region or are too long.
fn context(scene: &Scene<'_>, source: &Source, span: Span) -> Option<Tree> {
    let first = source.line_of(span.start as usize).saturating_sub(AROUND).max(1);
    let mut last = source.line_of(span.end as usize) + AROUND;
    while source.line(last).is_none_or(|line| line.is_empty() && first < last) {
        last = last.checked_sub(1).filter(|last| first <= *last)?;
    }
    let start = source.line_start(first);
    let end = source.line_start(last) + source.line(last)?.len();
    let words = scene.redactor.snippet(source, start, end)?;
    let wider = start < span.start as usize && (span.end as usize) <= end
        || start <= span.start as usize && (span.end as usize) < end;
    wider.then(|| {
        let columns = source.line(last).map_or(0, |line| line.chars().count());
        Tree::object([
            ("startLine", number(first)),
            ("startColumn", number(1)),
            ("endLine", number(last)),
            ("endColumn", number(columns + 1)),
            ("snippet", message(words)),
        ])
    })
}

/// A path as a relative URI. A colon is escaped too, for the first part of a path may not look like a scheme.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    if uri.is_empty() { ".".to_owned() } else { uri }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_relative_uri() {
        for (path, expected) in [
            (".github/workflows/a.yml", ".github/workflows/a.yml"),
            ("a b/[id]#?.tf", "a%20b/%5Bid%5D%23%3F.tf"),
            ("c:d/ü%", "c%3Ad/%C3%BC%25"),
            ("", "."),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
