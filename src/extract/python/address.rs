//! Addresses that a program puts together with a secret in them: `f"https://{host}/?token={TOKEN}"`.

use std::collections::HashSet;
use std::ops::Range;

use super::module::Module;
use super::pieces::{Part, Piece, pieces};
use super::render::Renderer;
use crate::extract::{address, url};
use crate::model::{Most, Span, Vendor, Within as _};

/// How many texts of one file are looked at.
const MANY: Most = Most::new(2_000, "addresses");

/// The secret in an address.
pub(super) struct Secret {
    /// What is put there.
    pub value: Value,
    pub block: usize,
    /// The part of the address.
    pub place: Span,
    /// Who answers at the address, if that is known to take it.
    pub consumer: Option<String>,
}

/// What is put into an address.
pub(super) enum Value {
    /// The value of an expression.
    Filled(Range<usize>),
    /// What is written there.
    Written(String),
}

/// Whether a program may hold such an address.
pub(super) fn holds(spelt: impl Fn(&str) -> bool) -> bool {
    spelt("arrow-flight-sql://") || spelt("://") && (spelt("token=") || spelt("}@"))
}

/// The secrets in the addresses of a program.
pub(super) fn secrets(module: &Module<'_>, vendors: &[Vendor]) -> Vec<Secret> {
    let renderer = Renderer::new(module);
    let mut secrets = Vec::new();
    let mut seen: HashSet<Range<usize>> = HashSet::new();
    let is_part = |at: &usize| module.text(*at).is_some_and(|(_, it)| it.contains(['=', '@']));
    for at in module.reading.strings().filter(is_part).within(MANY) {
        let whole = around(module, at);
        if seen.insert(whole.clone()) {
            let text = Woven::of(module, &renderer, &whole, module.block_of(at));
            secrets.extend(text.secrets(vendors));
        }
    }
    secrets
}

/// The expression of which a string is a part: an argument, an entry, a value that is assigned or given back.
fn around(module: &Module<'_>, at: usize) -> Range<usize> {
    let open = module.token(at).map_or(at, |it| it.around);
    if module.token(open).is_some() {
        let parts = module.parts(&module.inside(open), ",").into_iter();
        let part = parts.into_iter().find(|it| it.contains(&at)).unwrap_or(at..at + 1);
        let named = (part.start..at).rfind(|it| {
            matches!(module.word(*it), "=" | ":")
                && module.token(*it).is_some_and(|it| it.around == open)
        });
        return named.map_or(part.start, |it| it + 1)..part.end;
    }
    let assigned = module.assigned_around(at).map(|it| it.value.clone());
    assigned.into_iter().find(|it| it.contains(&at)).unwrap_or(at..module.line_end(at))
}

/// A text that a program puts together.
struct Woven {
    whole: String,
    /// The pieces, each with where it stands in the text.
    pieces: Vec<(Range<usize>, Piece)>,
    block: usize,
    source: crate::model::SourceId,
}

impl Woven {
    fn of(
        module: &Module<'_>,
        renderer: &Renderer<'_, '_>,
        range: &Range<usize>,
        block: usize,
    ) -> Self {
        let mut whole =
            Self { whole: String::new(), pieces: Vec::new(), block, source: module.source.id };
        for piece in pieces(module, renderer, range, block) {
            let start = whole.whole.len();
            whole.whole.push_str(&piece.text);
            whole.pieces.push((start..whole.whole.len(), piece));
        }
        whole
    }

    fn secrets(&self, vendors: &[Vendor]) -> Vec<Secret> {
        let places = address::places(&self.whole, vendors);
        let mut ranges: Vec<(Range<usize>, Option<&str>)> =
            places.into_iter().map(|it| (it.range, Some(it.consumer))).collect();
        for range in url::secrets(&self.whole, vendors) {
            if !ranges.iter().any(|(it, _)| *it == range) {
                ranges.push((range, None));
            }
        }
        ranges.into_iter().flat_map(|(range, consumer)| self.at(&range, consumer)).collect()
    }

    /// What is put at a place of the text. A piece that holds more than the place is an address itself.
    fn at(&self, range: &Range<usize>, consumer: Option<&str>) -> Vec<Secret> {
        let mut secrets = Vec::new();
        for (within, piece) in &self.pieces {
            let (start, end) = (within.start.max(range.start), within.end.min(range.end));
            if end <= start {
                continue;
            }
            let (value, place) = match &piece.part {
                Part::Filled(value) if range.start <= within.start && within.end <= range.end => {
                    (Value::Filled(value.clone()), piece.place.clone())
                }
                Part::Written => {
                    let from = piece.place.start + start - within.start;
                    let text = self.whole[start..end].to_owned();
                    (Value::Written(text), from..from + end - start)
                }
                _ => continue,
            };
            let place = Span::new(self.source, place.start, place.end);
            let consumer = consumer.map(str::to_owned);
            secrets.push(Secret { value, block: self.block, place, consumer });
        }
        // Beside what is filled in, text is no secret: `token=Bearer {token}`.
        let is_filled = |it: &Secret| matches!(it.value, Value::Filled(_));
        if secrets.iter().any(is_filled) {
            secrets.retain(is_filled);
        }
        secrets
    }
}
