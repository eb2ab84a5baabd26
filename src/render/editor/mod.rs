//! What an editor shows, as the Language Server Protocol writes it: diagnostics, hovers, places and changes.
//!
//! Values are kept out of all of it, as out of every format: a text that is being typed holds live tokens.

mod place;
mod diagnostics;
mod hover;
mod ways;
mod actions;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::model::{Arrange, Policy, Report, Source, SourceId, Span, Usage};

use super::scene::Scene;

pub use actions::Offer;
pub use diagnostics::{Wrong, wrong};
pub use place::{Lines, Units};

/// What the client holds and how it counts.
#[derive(Debug, Default)]
pub struct Client<'a> {
    /// In what columns are counted.
    pub units: Units,
    /// The root's URI, with `/` at its end.
    pub root: &'a str,
    /// The open files by their paths from the root.
    pub open: BTreeMap<&'a str, Open<'a>>,
    /// Whether it makes new files, and changes only what has not changed since.
    pub is_careful: bool,
}

/// An open file.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// What the client calls it.
    pub uri: &'a str,
    /// Its text as the client has it.
    pub text: &'a str,
    /// Which version that is.
    pub version: i64,
}

impl Client<'_> {
    /// What the client calls a file.
    pub fn uri(&self, path: &str) -> String {
        self.open
            .get(path)
            .map_or_else(|| format!("{}{}", self.root, encoded(path)), |it| it.uri.to_owned())
    }
}

/// A report as an editor looks at it.
pub struct Editor<'a> {
    scene: Scene<'a>,
    client: &'a Client<'a>,
    lines: RefCell<BTreeMap<SourceId, Rc<Counted<'a>>>>,
}

/// The lines of a text as the client has them, and how many bytes stand before the text there.
struct Counted<'a> {
    lines: Lines<'a>,
    before: usize,
}

impl<'a> Counted<'a> {
    /// A text that was read, and what the client has of it, if it is open.
    fn of(text: &'a str, open: Option<&'a str>, units: Units) -> Self {
        // A byte order mark is a part of what the client counts.
        let marked = open.filter(|open| open.strip_prefix('\u{feff}') == Some(text));
        let counted = marked.unwrap_or(text);
        Self { lines: Lines::of(counted, units), before: counted.len() - text.len() }
    }

    /// The range of some bytes of the text.
    fn range(&self, start: usize, end: usize) -> Value {
        self.lines.range(start + self.before, end + self.before)
    }
}

impl<'a> Editor<'a> {
    /// A report for a client.
    pub fn new(report: &'a Report, policy: &'a Policy, client: &'a Client<'a>) -> Self {
        Self { scene: Scene::new(report, policy), client, lines: RefCell::default() }
    }

    fn counted(&self, source: &'a Source) -> Rc<Counted<'a>> {
        let mut known = self.lines.borrow_mut();
        let count = || {
            let open = self.client.open.get(source.path.as_str()).map(|it| it.text);
            Rc::new(Counted::of(&source.text, open, self.client.units))
        };
        Rc::clone(known.entry(source.id).or_insert_with(count))
    }

    /// A span's range; that of a span in no kept source is the beginning of its file.
    fn range(&self, span: Span) -> Value {
        match self.scene.report.sources.get(span.source) {
            Some(source) => self.counted(source).range(span.start as usize, span.end as usize),
            None => Lines::of("", self.client.units).range(0, 0),
        }
    }

    fn location(&self, span: Span) -> Value {
        json!({ "uri": self.client.uri(self.scene.place(span).path), "range": self.range(span) })
    }

    /// The bytes of a file at places that the client names.
    fn span(&self, path: &str, from: (usize, usize), to: (usize, usize)) -> Option<Span> {
        let source = self.scene.report.sources.iter().find(|it| it.path == path)?;
        let Counted { lines, before } = &*self.counted(source);
        let offset = |(line, column)| lines.offset(line, column).saturating_sub(*before);
        Some(source.span(offset(from), offset(to)))
    }

    /// The uses whose way passes a place, those with the narrowest step there first.
    fn passing(&self, at: Span) -> Vec<&'a Usage> {
        let width = |usage: &Usage| {
            let here = spans(usage).filter(|span| touches(*span, at));
            here.map(|span| span.end - span.start).min()
        };
        let usages = self.scene.report.usages.iter();
        let mut found: Vec<(u32, &Usage)> =
            usages.filter_map(|usage| Some((width(usage)?, usage))).collect();
        found.arrange_by_key(|(width, usage)| (*width, usage.id));
        found.into_iter().map(|(_, usage)| usage).collect()
    }
}

/// The places of a use: its steps, and where the value enters the consumer's file.
fn spans(usage: &Usage) -> impl Iterator<Item = Span> + '_ {
    usage.trace.iter().map(|step| step.span).chain([usage.span])
}

/// Whether two places have a byte or an end in common.
fn touches(one: Span, other: Span) -> bool {
    one.source == other.source && one.start <= other.end && other.start <= one.end
}

/// A path with everything escaped that could end it, in a URI or in Markdown.
pub fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
