//! Documents within documents: a text that is YAML itself, as the values of a chart in an Application of Argo CD.

use crate::model::{
    Arrange as _, Comment, Document, Encoding, Limits, Most, Node, Offsets, Scalar, Source, Span,
    Value,
};
use crate::{extract, parse};

/// How many parts of one inner document are looked at; what has more stays a text.
const MANY: Most = Most::new(50_000, "parts of a document within this one");

/// Put the trees of such texts in their place. One that cannot be read stays a text.
pub(super) fn open(source: &Source, document: &mut Document, limits: Limits) {
    let mut comments: Vec<Comment> = Vec::new();
    for node in document.roots.iter_mut().flat_map(extract::kubernetes::application::texts) {
        let Value::Scalar(scalar) = &node.value else { continue };
        let Some(mut inner) = read(source, scalar, limits) else { continue };
        let place = Place { source, scalar };
        let Some(root) = inner.roots.first_mut() else { continue };
        if place.settle(root) {
            comments.extend(inner.comments.iter().map(|it| Comment { span: place.span(it.span) }));
            node.value = std::mem::replace(&mut root.value, Value::Null);
        }
    }
    if !comments.is_empty() {
        document.comments.append(&mut comments);
        document.comments.arrange_by_key(|it| it.span);
    }
}

fn read(source: &Source, scalar: &Scalar, limits: Limits) -> Option<Document> {
    let inner = Source::new(source.id, &*source.path, &*scalar.text, Encoding::Utf8);
    let parsed = parse::within(&inner, parse::Format::Yaml, limits);
    let [root] = parsed.document.roots.as_slice() else { return None };
    matches!(root.value, Value::Map(_)).then_some(parsed.document)
}

/// A text in its file.
struct Place<'a> {
    source: &'a Source,
    scalar: &'a Scalar,
}

impl Place<'_> {
    /// Let a tree of the text point into the file; whether it is small enough.
    fn settle(&self, root: &mut Node) -> bool {
        let mut waiting = vec![root];
        let mut seen = 0;
        while let Some(node) = waiting.pop() {
            if MANY.is_met(seen) {
                return false;
            }
            seen += 1;
            node.span = self.span(node.span);
            match &mut node.value {
                Value::Map(entries) => {
                    for entry in entries {
                        entry.key.span = self.span(entry.key.span);
                        waiting.push(&mut entry.value);
                    }
                }
                Value::List(items) => waiting.extend(items),
                Value::Scalar(inner) => inner.origin = self.origin(inner),
                Value::Null => {}
            }
        }
        true
    }

    fn span(&self, span: Span) -> Span {
        self.scalar.span_of(self.source.id, span.start as usize, span.end as usize)
    }

    /// Where the letters of an inner text stem from: each of its marks, and each of the text around it.
    fn origin(&self, inner: &Scalar) -> Offsets {
        let at = |offset: u32| {
            let offset = offset as usize;
            self.scalar.span_of(self.source.id, offset, offset).start
        };
        inner.origin.iter().map(|(text, origin)| (*text, at(*origin))).collect()
    }
}
