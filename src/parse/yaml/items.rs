//! From the parser's events to a flat list of items, so that an alias can be copied from its place in the list
//! and nesting costs no recursion here.

use std::collections::HashMap;

use granit_parser::{
    ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StructureStyle, options,
};

use super::{scalar, view::View};
use crate::model::{Node, Scalar, Style, Value};

/// One node of a document, in the order of the text; what a collection holds follows it.
#[derive(Debug)]
pub(super) struct Item {
    /// The bytes that it takes, its quotes or brackets included.
    pub extent: (usize, usize),
    /// What it is.
    pub matter: Matter,
}

/// What an item is.
#[derive(Debug)]
pub(super) enum Matter {
    /// A scalar or null, ready to stand in the tree.
    Leaf(Node),
    /// A list whose items end before this index.
    List(usize),
    /// A map whose keys and values, by turns, end before this index.
    Map(usize),
    /// A copy of the item at this index.
    Alias(usize),
}

impl Item {
    /// Whether it is a scalar or null.
    pub fn is_leaf(&self) -> bool {
        matches!(self.matter, Matter::Leaf(_))
    }
}

/// Where and why the parser gave up.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    /// The offset in the source.
    pub at: usize,
    /// The parser's reason.
    pub kind: ErrorKind,
}

impl Stop {
    /// The stop that an error makes.
    pub fn of(view: &View, error: &ScanError) -> Self {
        let at = error.marker().byte_offset().unwrap_or(0).min(view.text.len());
        Self { at: view.from + at, kind: error.kind().clone() }
    }

    /// Whether the document had seemed to be at its end already.
    pub fn is_behind_end(&self) -> bool {
        matches!(self.kind, ErrorKind::ExpectedDocumentStart)
    }
}

/// What was read of a view.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The documents, the last of which may be broken off.
    pub documents: Vec<Vec<Item>>,
    /// Where the comments stand.
    pub comments: Vec<(usize, usize)>,
    /// Aliases without an anchor.
    pub unknown_aliases: Vec<(usize, usize)>,
    /// Where the last document begins, what precedes its `---` included.
    pub begun: usize,
    /// Where the one before it begins.
    pub begun_before: usize,
    /// Why reading ended before the text did.
    pub stop: Option<Stop>,
    /// Where the key begins whose value was to come at the stop.
    pub waiting_key: Option<usize>,
    /// Where the last scalar ends.
    pub last_end: usize,
}

impl Reading {
    /// Leave out of the last document all from `from` on.
    pub fn forget_last(&mut self, from: usize) {
        self.comments.retain(|(start, _)| *start < from);
        self.unknown_aliases.retain(|(start, _)| *start < from);
        if let Some(last) = self.documents.last_mut() {
            while last.last().is_some_and(|item| from <= item.extent.0) {
                last.pop();
            }
            for item in last {
                item.extent.1 = item.extent.1.min(from.max(item.extent.0));
            }
        }
        self.documents.retain(|items| !items.is_empty());
    }
}

/// Read a view until its end or its first error.
pub(super) fn read(view: &View) -> Reading {
    let mut reader = Reader::new(view);
    for event in Parser::new_from_str_with_options(&view.text, settings(view.depth)) {
        match event {
            Ok((event, span)) => reader.take(event, span),
            Err(error) => {
                reader.stop(Stop::of(view, &error));
                break;
            }
        }
    }
    reader.reading
}

/// How documents are parsed.
pub(super) fn settings(depth: usize) -> Options {
    options! {
        max_buffered_comment_events: usize::MAX,
        block_scalar_eof_without_line_feed: true,
        emit_unresolved_aliases: true,
        block_nesting_limit: depth,
        flow_nesting_limit: depth,
    }
}

struct Reader<'a> {
    view: &'a View<'a>,
    reading: Reading,
    items: Vec<Item>,
    open: Vec<Open>,
    anchors: HashMap<usize, usize>,
}

/// A collection that is not yet closed.
struct Open {
    index: usize,
    flow: bool,
    end: usize,
    children: usize,
    last_child: usize,
}

impl<'a> Reader<'a> {
    fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            reading: Reading { begun: view.from, begun_before: view.from, ..Reading::default() },
            items: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
        }
    }

    fn take(&mut self, event: Event, span: Span) {
        let range = span.byte_range().unwrap_or(0..0);
        let extent = (self.view.from + range.start, self.view.from + range.end);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.leaf(&text, style, tag.is_some(), extent);
                // The event of a block scalar ends behind its last line break, or in the next line's indentation.
                let end = extent.1.min(extent.0.max(node.span.end as usize) + 1);
                self.reading.last_end = end;
                self.push((extent.0, end), Matter::Leaf(node), anchor);
            }
            Event::SequenceStart(style, anchor, _) => {
                self.begin(extent, Matter::List(0), style, anchor);
            }
            Event::MappingStart(style, anchor, _) => {
                self.begin(extent, Matter::Map(0), style, anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(extent.1)),
            Event::Alias(id) => self.alias(id, extent),
            Event::UnresolvedAlias(_) => self.unknown_alias(extent),
            Event::Comment(..) => self.reading.comments.push(extent),
            Event::DocumentEnd => {
                self.end_document();
                self.reading.begun_before = std::mem::replace(&mut self.reading.begun, extent.1);
            }
            _ => {}
        }
    }

    fn leaf(&self, text: &str, style: ScalarStyle, tagged: bool, extent: (usize, usize)) -> Node {
        let nothing = matches!(text, "" | "~" | "null" | "Null" | "NULL");
        let empty = extent.0 == extent.1;
        if style == ScalarStyle::Plain && nothing && (empty || !tagged) {
            return Node { span: self.view.source.span(extent.0, extent.1), value: Value::Null };
        }
        scalar::node(self.view, text, style, extent)
    }

    fn push(&mut self, extent: (usize, usize), matter: Matter, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, self.items.len());
        }
        if let Some(open) = self.open.last_mut() {
            open.children += 1;
            open.last_child = self.items.len();
        }
        self.items.push(Item { extent, matter });
        self.grow_to(extent.1);
    }

    /// The innermost open collection reaches at least to `end`.
    fn grow_to(&mut self, end: usize) {
        if let Some(open) = self.open.last_mut() {
            open.end = open.end.max(end);
        }
    }

    fn begin(
        &mut self,
        extent: (usize, usize),
        matter: Matter,
        style: StructureStyle,
        anchor: usize,
    ) {
        let flow = style == StructureStyle::Flow;
        let index = self.items.len();
        self.push(extent, matter, anchor);
        self.open.push(Open { index, flow, end: extent.1, children: 0, last_child: index });
    }

    /// Close the innermost collection; `end` is where its bracket stands, if it has one.
    fn close(&mut self, end: Option<usize>) {
        let Some(open) = self.open.pop() else { return };
        let past = self.items.len();
        let first = self.items.get(open.index + 1).map(|item| item.extent.0);
        let item = &mut self.items[open.index];
        item.extent.1 = if open.flow { end.unwrap_or(open.end) } else { open.end };
        if let (false, Some(first)) = (open.flow, first) {
            item.extent.0 = first;
        }
        match &mut item.matter {
            Matter::List(index) | Matter::Map(index) => *index = past,
            Matter::Leaf(_) | Matter::Alias(_) => {}
        }
        let end = item.extent.1;
        self.grow_to(end);
    }

    fn alias(&mut self, id: usize, extent: (usize, usize)) {
        match self.anchors.get(&id) {
            Some(target) => self.push(extent, Matter::Alias(*target), 0),
            None => self.unknown_alias(extent),
        }
    }

    fn unknown_alias(&mut self, extent: (usize, usize)) {
        self.reading.unknown_aliases.push(extent);
        let source = self.view.source;
        let text = &source.text[extent.0..extent.1];
        let value = Value::Scalar(Scalar::verbatim(text, extent.0, Style::Plain));
        let node = Node { span: source.span(extent.0, extent.1), value };
        self.push(extent, Matter::Leaf(node), 0);
    }

    fn end_document(&mut self) {
        while !self.open.is_empty() {
            self.close(None);
        }
        self.anchors.clear();
        if !self.items.is_empty() {
            self.reading.documents.push(std::mem::take(&mut self.items));
        }
    }

    fn stop(&mut self, stop: Stop) {
        self.reading.waiting_key = self.waiting_key();
        self.reading.stop = Some(stop);
        self.end_document();
    }

    fn waiting_key(&self) -> Option<usize> {
        let open = self.open.last()?;
        let is_map = matches!(self.items[open.index].matter, Matter::Map(_));
        (is_map && open.children % 2 == 1).then(|| self.items[open.last_child].extent.0)
    }
}
