//! Seeds: what fuzzing begins with, made from the worlds and from the catalogue's examples.

use std::collections::{BTreeMap, BTreeSet};

use keyfit::parse::{Format, format_of};

use super::dialects::at;
use super::{beliefs, comments, editor, rules, world};

/// What a target begins with, without doubles.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let worlds = examples().into_iter().chain(world::worlds());
    let seeds: BTreeSet<Vec<u8>> = match (target, format(target)) {
        (_, Some(format)) => each_file(worlds)
            .filter(|(path, _)| format_of(path) == Some(format))
            .map(|(_, bytes)| bytes)
            .collect(),
        ("settings", _) => each_file(worlds)
            .filter(|(path, _)| path == "keyfit.toml")
            .map(|(_, bytes)| bytes)
            .collect(),
        ("baseline", _) => baselines(),
        ("rules", _) => rules::seeds().into_iter().collect(),
        ("comments", _) => comments::seeds(worlds).into_iter().collect(),
        ("editor", _) => editor::seeds(worlds).into_iter().collect(),
        ("documents" | "programs", _) => each_file(worlds)
            .filter(|(path, _)| format_of(path).is_some() == (target == "documents"))
            .map(|(path, bytes)| at(target, &path, &bytes))
            .collect(),
        _ => worlds
            .map(|it| {
                world::encoded(it.iter().map(|(path, held)| (path.as_str(), held.as_slice())))
            })
            .collect(),
    };
    seeds.into_iter().collect()
}

/// The format that a target of one format reads.
fn format(target: &str) -> Option<Format> {
    let format = match target {
        "hcl" => Format::Hcl,
        "hcl_json" => Format::HclJson,
        "yaml" => Format::Yaml,
        "dotenv" => Format::Dotenv,
        "json" => Format::Json,
        "toml" => Format::Toml,
        _ => return None,
    };
    Some(format)
}

/// Baselines, whole and torn.
fn baselines() -> BTreeSet<Vec<u8>> {
    let line = "0123456789abcdef token-in-url a b/c.yml # it is known\n";
    let texts = [
        format!("# Known.\n# Reviewed in May.\n\n{line}# why\n{line}fedcba9876543210 x y\n"),
        format!("\u{feff}{line}\r\n\n# last\n"),
        format!("<<<<<<< ours\n{line}=======\n>>>>>>> theirs\n"),
        "0123 x y\n0123456789ABCDEF x y\n0123456789abcdef x\n".to_owned(),
    ];
    texts.into_iter().map(String::into_bytes).collect()
}

/// The examples of the catalogue as worlds of one file.
fn examples() -> Vec<BTreeMap<String, Vec<u8>>> {
    let rows = beliefs().vendors.iter().flat_map(|vendor| &vendor.consumers);
    let shown = rows.flat_map(|row| row.examples.iter().chain(&row.near_misses));
    shown.map(|it| BTreeMap::from([(it.file.clone(), it.text.clone().into_bytes())])).collect()
}

fn each_file(
    worlds: impl Iterator<Item = BTreeMap<String, Vec<u8>>>,
) -> impl Iterator<Item = (String, Vec<u8>)> {
    worlds.flatten()
}

/// The words that files of a target are made of, the most frequent first: libFuzzer puts them in as a whole.
pub fn words(target: &str) -> Vec<String> {
    const MOST: usize = 600;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for seed in seeds(target) {
        let text = String::from_utf8_lossy(&seed);
        let is_of_word = |it: char| it.is_ascii_alphanumeric() || "_-.$:/".contains(it);
        let words: BTreeSet<&str> = text.split(|it| !is_of_word(it)).collect();
        for word in words.into_iter().filter(|it| 1 < it.len() && it.len() < 40) {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut words: Vec<(usize, String)> =
        counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    words.into_iter().take(MOST).map(|(_, word)| word).collect()
}
