//! Texts of a configuration that are addresses with a token in them, whatever argument they stand at.

use super::reading::File;
use super::values;
use crate::extract::address::{self, MARK, Place};
use crate::model::{Most, Node, Reference, Scalar, Secret, Site, Value};

/// How many nodes of a file are looked at.
const MANY: Most = Most::new(100_000, "parts");

/// What the addresses of a file hand over.
pub(super) fn sites(file: &File) -> Vec<Site> {
    let mut sites = Vec::new();
    let mut waiting: Vec<(&str, &Node)> = vec![("", file.root)];
    let mut n_seen = 0;
    while let Some((key, node)) = waiting.pop().filter(|_| MANY.has_room(n_seen)) {
        n_seen += 1;
        match &node.value {
            Value::Map(entries) => {
                waiting.extend(entries.iter().map(|it| (it.key.text.as_str(), &it.value)));
            }
            Value::List(items) => waiting.extend(items.iter().map(|item| (key, item))),
            Value::Scalar(scalar) if scalar.text.contains(MARK) => {
                let places = address::places(&scalar.text, file.vendors).into_iter();
                sites.extend(places.filter_map(|it| site(file, key, scalar, &it)));
            }
            Value::Scalar(_) | Value::Null => {}
        }
    }
    sites
}

fn site(file: &File, key: &str, scalar: &Scalar, place: &Place<'_>) -> Option<Site> {
    let span = scalar.span_of(file.source.id, place.range.start, place.range.end);
    let inside: Vec<&Reference> =
        scalar.references.iter().filter(|it| span.contains(it.span)).collect();
    let (takes, choice) = values::takes_of(file, &inside);
    let text = &scalar.text[place.range.clone()];
    let is_written = takes.is_empty() && !address::is_filled_in(text);
    let literal = is_written.then(|| Secret::new(address::decoded(text)));
    let says = address::holding(&format!("`{key}` is set"));
    let site = Site { takes, choice, literal, ..Site::new(span, &file.unit, says) };
    let is_empty = site.takes.is_empty() && site.literal.is_none();
    (!is_empty).then(|| address::presented(site, place.consumer))
}
