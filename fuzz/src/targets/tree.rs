//! Trees: every part of a document stands in its source, and its text is found there again.

use keyfit::model::{Document, Entry, Key, Node, Scalar, Source, Value};

use super::place;

/// Hold every part of a document against its source.
pub fn hold(source: &Source, document: &Document) {
    assert_eq!(document.source, source.id);
    document.roots.iter().for_each(|root| node(source, root));
    let mut before = 0;
    for comment in &document.comments {
        place::hold(source, comment.span);
        assert!(before <= comment.span.start, "comments stand in the order of the file");
        before = comment.span.start;
    }
}

fn node(source: &Source, it: &Node) {
    place::hold(source, it.span);
    match &it.value {
        Value::Null => {}
        Value::Scalar(it) => scalar(source, it),
        Value::List(items) => items.iter().for_each(|item| node(source, item)),
        Value::Map(entries) => entries.iter().for_each(|it| entry(source, it)),
    }
}

fn entry(source: &Source, it: &Entry) {
    key(source, &it.key);
    it.labels.iter().for_each(|label| key(source, label));
    node(source, &it.value);
}

fn key(source: &Source, it: &Key) {
    place::hold(source, it.span);
}

fn scalar(source: &Source, it: &Scalar) {
    let ascends = it.origin.windows(2).all(|pair| pair[0].0 < pair[1].0);
    assert!(ascends, "the pieces of a text stand in its order: {:?}", it.origin);
    // Between any two characters a piece begins or ends, and each piece has a place.
    let ends = it.text.char_indices().map(|(at, letter)| (at, at + letter.len_utf8()));
    for (start, end) in ends {
        let span = it.span_of(source.id, start, end);
        assert!(span.end as usize <= source.text.len(), "{start}..{end} of {it:?}");
    }
    for reference in &it.references {
        place::hold(source, reference.span);
        assert!(!reference.path.is_empty());
    }
}
