//! How long each room takes for its share of the menagerie and of a generated tree: `cargo bench`.

#![allow(missing_docs, reason = "a benchmark has no readers of its documentation")]

use std::path::{Path, PathBuf};

use divan::Bencher;
use keyfit::model::{Document, Facts, Limits, Policy, Source, Sources};
use keyfit::{classify, discover, extract, link, parse, policy};

fn main() {
    divan::main();
}

fn menagerie() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/menagerie")
}

/// Every file of the menagerie of which a document is made.
fn sources() -> Vec<Source> {
    let tree = discover::Tree::of(menagerie());
    let files = discover::files(&tree, 1, &extract::claims).files;
    let parsed = files.iter().filter(|path| parse::format_of(path).is_some());
    let ids = (0..).map(keyfit::model::SourceId);
    parsed
        .zip(ids)
        .filter_map(|(path, id)| discover::small(&tree, path, id, Limits::default()))
        .collect()
}

fn documents(sources: &[Source]) -> Vec<Document> {
    let formats = sources.iter().filter_map(|it| Some((it, parse::format_of(&it.path)?)));
    formats.map(|(source, format)| parse::document(source, format).document).collect()
}

fn believed() -> Policy {
    policy::builtin().unwrap_or_default()
}

fn facts(sources: &[Source], documents: &[Document], policy: &Policy) -> Facts {
    let mut all = Facts::default();
    for (source, document) in sources.iter().zip(documents) {
        all.append(extract::facts(source, document, &policy.vendors));
    }
    all
}

fn kept(sources: Vec<Source>) -> Sources {
    let mut all = Sources::default();
    for source in sources {
        all.keep(source);
    }
    all
}

#[divan::bench]
fn discover_lists(bencher: Bencher<'_, '_>) {
    let tree = discover::Tree::of(menagerie());
    bencher.bench_local(|| discover::files(&tree, 1, &extract::claims));
}

#[divan::bench]
fn policy_reads_the_rules() -> Policy {
    believed()
}

#[divan::bench]
fn parse_reads(bencher: Bencher<'_, '_>) {
    let sources = sources();
    bencher.bench_local(|| documents(&sources));
}

#[divan::bench]
fn extract_tells_facts(bencher: Bencher<'_, '_>) {
    let (sources, policy) = (sources(), believed());
    let documents = documents(&sources);
    bencher.bench_local(|| facts(&sources, &documents, &policy));
}

#[divan::bench]
fn link_follows(bencher: Bencher<'_, '_>) {
    let (sources, policy) = (sources(), believed());
    let facts = facts(&sources, &documents(&sources), &policy);
    let sources = kept(sources);
    bencher.bench_local(|| link::flows(&facts, &sources, link::Budget::default()).0.len());
}

#[divan::bench]
fn classify_tells_usages(bencher: Bencher<'_, '_>) {
    let (sources, policy) = (sources(), believed());
    let facts = facts(&sources, &documents(&sources), &policy);
    let sources = kept(sources);
    let (flows, _) = link::flows(&facts, &sources, link::Budget::default());
    bencher.bench_local(|| classify::usages(&flows, &facts, &policy, &sources).len());
}
