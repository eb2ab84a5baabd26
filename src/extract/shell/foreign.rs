//! Scripts in other languages: only `${{ … }}`, the environment variables they read by name, and the vendor's
//! addresses they name.

use super::word::{Part, Piece};
use super::{Script, http, scan};
use crate::model::{Facts, Most, Name, Presentation, Site, Space, Take, Weight, Within as _};

/// How a variable of the environment is read: what stands before the name, and what ends it.
const READS: [(&str, &[char]); 9] = [
    ("os.environ[\"", &['"']),
    ("os.environ['", &['\'']),
    ("os.environ.get(\"", &['"']),
    ("os.environ.get('", &['\'']),
    ("os.getenv(\"", &['"']),
    ("os.getenv('", &['\'']),
    ("process.env.", &[]),
    ("$env:", &[]),
    ("${env:", &['}']),
];

/// What a script in another language hands on: if it names an address of the vendor's API, the credentials that it
/// reads are presented there.
pub fn facts(script: &Script<'_>) -> Facts {
    let mut facts = Facts::default();
    let text = &script.scalar.text;
    let addresses = text.match_indices("https://").map(|(at, _)| {
        let rest = text[at..].split(['"', '\'', ' ', '\n', ')', '`']).next().unwrap_or_default();
        rest.get(..ADDRESS).unwrap_or(rest)
    });
    let consumer = addresses
        .within(ADDRESSES)
        .find_map(|url| script.vendors.iter().find_map(|vendor| http::answers(vendor, url)));
    let Some(consumer) = consumer else { return facts };
    for take in takes(script) {
        if super::write::is_credential(script.vendors, &take.name.text) {
            facts.sites.push(presented(script, take, &consumer));
        }
    }
    facts
}

const ADDRESS: usize = 500;
const ADDRESSES: Most = Most::new(100, "addresses in one command");

fn presented(script: &Script<'_>, take: Take, consumer: &str) -> Site {
    let (span, name) = (take.span, &take.name.text);
    let says = format!("{} reads `{name}` and calls the API", script.label);
    Site {
        takes: vec![take],
        presents: Some(Box::new(Presentation {
            consumer: consumer.to_owned(),
            weight: Weight::Proven,
        })),
        ..Site::new(span, &script.scope, says)
    }
}

fn takes(script: &Script<'_>) -> Vec<Take> {
    let mut takes: Vec<Take> = expressions(&script.scalar.text)
        .iter()
        .flat_map(|piece| (script.expression)(piece))
        .collect();
    for (before, ends) in READS {
        for (at, _) in script.scalar.text.match_indices(before) {
            takes.extend(variable(script, at + before.len(), ends));
        }
    }
    takes
}

/// The `${{ … }}` of a text.
pub fn expressions(text: &str) -> Vec<Piece> {
    let pieces = scan::pieces(text, 0, text.len(), false, &mut scan::Close::default());
    pieces.into_iter().filter(|piece| piece.part == Part::Expression).collect()
}

fn variable(script: &Script<'_>, start: usize, ends: &[char]) -> Option<Take> {
    let text = &script.scalar.text;
    let end = scan::name_end(text, start);
    let closed = ends.is_empty() || text[end..].starts_with(ends);
    (closed && start < end).then(|| Take {
        name: Name::new(Space::Env, &script.scope, &text[start..end]),
        span: script.scalar.span_of(script.source.id, start, end),
    })
}
