//! Prose that says which kind of credential a name holds: a README's table row, a sample value in a template.
//!
//! A line counts if it holds a credential's name and the prefix of one kind of token, or assigns to the name a
//! placeholder whose words say a kind. It is the weakest of evidence, so a line that could mean two things is left
//! alone.

use super::dotenv::file_name::is_template;
use crate::model::{Document, Kind, Mention, Source, Vendor};

mod line;
mod placeholder;

use line::{Prefixed, Word, words};

/// Whether a file is read as prose: documents, READMEs, and templates of env files and of Terraform variables.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let document = [".md", ".mdx", ".rst"].iter().any(|ending| name.ends_with(ending));
    let readme =
        name == "readme" || name.starts_with("readme") && name.rsplit('.').next() == Some("txt");
    let variables = super::dotenv::claims(path) || name.split('.').any(|part| part == "tfvars");
    document || readme || variables && is_template(&name)
}

/// What a document in prose says, line by line.
pub fn mentions(source: &Source, vendors: &[Vendor]) -> Vec<Mention> {
    mentions_between(source, 0, source.text.len(), vendors)
}

/// What the comments of a document say, line by line.
pub fn mentions_in_comments(
    source: &Source,
    document: &Document,
    vendors: &[Vendor],
) -> Vec<Mention> {
    let spans = document.comments.iter().map(|comment| comment.span);
    spans
        .flat_map(|span| {
            let start = span.start as usize;
            mentions_between(source, start, start + source.slice(span).len(), vendors)
        })
        .collect()
}

/// Longer lines are data and no prose.
const LONGEST_LINE: usize = 4_000;

fn mentions_between(source: &Source, start: usize, end: usize, vendors: &[Vendor]) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut at = start;
    for line in source.text.get(start..end).unwrap_or_default().split_inclusive('\n') {
        if line.len() <= LONGEST_LINE || line.chars().count() <= LONGEST_LINE {
            for vendor in vendors {
                mentions.extend(mentions_of(source, line, at, vendor));
            }
        }
        at += line.len();
    }
    mentions
}

/// What one line says, which begins at `at` of the source.
fn mentions_of(source: &Source, line: &str, at: usize, vendor: &Vendor) -> Vec<Mention> {
    let mention = |(word, kind): (Word<'_>, Kind)| Mention {
        name: word.text.to_owned(),
        kind,
        for_a_shell: is_for_a_shell(line),
        span: source.span(at + word.start, at + word.start + word.text.len()),
    };
    let spelt = |text: &str| line.contains(text);
    // Most lines hold neither; looking for them is all that they cost.
    let found = if vendor.prefixes.iter().any(|prefix| spelt(&prefix.text)) {
        by_prefix(line, vendor)
    } else if (spelt("=") || spelt(":")) && (spelt(&vendor.id) || spelt(&vendor.id.to_uppercase()))
    {
        by_placeholder(line, vendor)
    } else {
        Vec::new()
    };
    found.into_iter().map(mention).collect()
}

/// Whether a line sets a variable of the shell in which a person types it.
fn is_for_a_shell(line: &str) -> bool {
    let line = line.trim_start_matches(|it: char| {
        it.is_whitespace() || matches!(it, '`' | '$' | '>' | '-' | '*')
    });
    ["export ", "set -x ", "set -gx ", "setx ", "$env:"].iter().any(|it| line.starts_with(it))
        || line.contains("`export ")
}

/// The names of a line with the kind of the tokens that it shows.
fn by_prefix<'a>(line: &'a str, vendor: &Vendor) -> Vec<(Word<'a>, Kind)> {
    let (names, prefixed) = named_and_prefixed(line, vendor);
    let Some(kind) = one_kind(&prefixed) else { return Vec::new() };
    let names = distinct(names);
    let mut found: Vec<Word<'_>> =
        prefixed.iter().filter_map(|it| name_for(&names, it.start)).collect();
    found.dedup();
    found.into_iter().map(|name| (name, kind)).collect()
}

/// The names of a line to which it assigns a placeholder, with the kind that the placeholder's words say.
fn by_placeholder<'a>(line: &'a str, vendor: &Vendor) -> Vec<(Word<'a>, Kind)> {
    let (names, _) = named_and_prefixed(line, vendor);
    let said = |name: Word<'a>| Some((name, placeholder::kind(line, name, vendor)?));
    names.into_iter().filter_map(said).collect()
}

/// The credentials' names of a line and its prefixes, each in order.
fn named_and_prefixed<'a>(line: &'a str, vendor: &Vendor) -> (Vec<Word<'a>>, Vec<Prefixed>) {
    let (mut names, mut prefixed) = (Vec::new(), Vec::new());
    for word in words(line) {
        if let Some(prefix) = vendor.prefix_of(word.text) {
            if word.is_token_of(prefix, line) {
                prefixed.push(Prefixed { start: word.start, kind: prefix.kind });
            }
        } else if word.is_name()
            && vendor.name_row(word.text).is_some_and(|row| row.kind != Kind::Webhook)
        {
            names.push(word);
        }
    }
    (names, prefixed)
}

/// The kind of all prefixes of a line; none where two differ.
fn one_kind(prefixed: &[Prefixed]) -> Option<Kind> {
    let kind = prefixed.first()?.kind;
    prefixed.iter().all(|it| it.kind == kind).then_some(kind)
}

/// The names of a line, or the first where all are one.
fn distinct(mut names: Vec<Word<'_>>) -> Vec<Word<'_>> {
    if names.windows(2).all(|pair| pair[0].text == pair[1].text) {
        names.truncate(1);
    }
    names
}

/// The name that a prefix speaks of: the only one of the line, or the nearest before it.
fn name_for<'a>(names: &[Word<'a>], prefix: usize) -> Option<Word<'a>> {
    if let [only] = names {
        return Some(*only);
    }
    names[..names.partition_point(|name| name.start < prefix)].last().copied()
}

#[cfg(test)]
mod tests;
