//! Pages about kinds of credentials: all of them, and one.

use crate::model::vendor::KindRow;
use crate::model::{Policy, Vendor};

use super::clean::one_line;
use super::look::{Ink, Look};
use super::pages::{section, sources, title};

/// How many patterns of names are shown of one kind.
const SHOWN: usize = 8;

/// Every kind: its word, what people call it, and whose it is.
pub(super) fn list(policy: &Policy, look: Look) -> String {
    let rows = policy.vendors.iter().flat_map(|vendor| &vendor.kinds);
    let line = |row: &KindRow| {
        let word = look.paint(Ink::Strong, row.kind.as_str());
        format!("{word} ({})\n{}", one_line(&row.title), look.block(&row.whose, 4))
    };
    rows.map(line).collect::<String>() + "\n`keyfit explain KIND` says how one of them is known.\n"
}

/// What is known of one kind.
pub(super) fn page(policy: &Policy, word: &str, look: Look) -> Option<String> {
    let mut rows = policy.vendors.iter().filter_map(|it| Some((it, find(it, word)?)));
    let (vendor, row) = rows.next()?;
    let mut page = format!(
        "{} ({}, {})\n",
        look.paint(Ink::Strong, row.kind.as_str()),
        one_line(&row.title),
        one_line(&vendor.title)
    );
    page += &section(look, "Whose it is", &row.whose);
    page += &section(look, "What it is for", &row.usage);
    let known = known_by(vendor, row);
    if !known.is_empty() {
        page += &title(look, "How it is known, the strongest first");
        for one in known {
            page += &["  - ", &look.wrap(&one, 4, 4), "\n"].concat();
        }
    }
    page += &sources(look, &row.sources);
    Some(page + &look.block(&format!("read {}", row.read), 2))
}

fn find<'v>(vendor: &'v Vendor, word: &str) -> Option<&'v KindRow> {
    vendor.kinds.iter().find(|row| row.kind.as_str() == word)
}

/// What speaks for a kind: how its values begin, a declaration, and what it is called.
fn known_by(vendor: &Vendor, row: &KindRow) -> Vec<String> {
    let kind = row.kind;
    let mut known = Vec::new();
    let prefixes = vendor.prefixes.iter().filter(|it| it.kind == kind);
    known.extend(prefixes.map(|it| format!("a value that begins with `{}`", it.text)));
    if ["service", "personal"].contains(&kind.as_str()) {
        let word = kind.as_str();
        known.push(format!(
            "a declaration: `keyfit: {word}` in a comment at its line, or `\"secret:NAME\" = \"{word}\"` under `[credentials]` in keyfit.toml"
        ));
    }
    let words: Vec<&str> = vendor
        .words
        .iter()
        .filter(|it| it.kind == kind)
        .flat_map(|it| &it.words)
        .map(String::as_str)
        .collect();
    if !words.is_empty() {
        known.push(format!("a word in its name: {}", quoted(&words)));
    }
    let names = vendor.names.iter().filter(|it| it.kind == kind);
    let globs: Vec<&str> = names.flat_map(|it| &it.globs).map(String::as_str).collect();
    if !globs.is_empty() {
        let more = globs.len().saturating_sub(SHOWN);
        let rest = if more == 0 { String::new() } else { format!(" and {more} patterns more") };
        let shown = quoted(&globs[..globs.len().min(SHOWN)]);
        known.push(format!("a name such as {shown}{rest}"));
    }
    known
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::model::vendor::{KindRow, Prefix};
    use crate::model::{Kind, Policy, Vendor};
    use crate::render::{Look, explain_kind, kinds};

    #[test]
    fn a_kind_says_whose_it_is_and_how_it_is_known() {
        let row = |kind, title: &str| KindRow {
            kind,
            title: title.into(),
            whose: "It is theirs.".into(),
            usage: "Their work.".into(),
            sources: vec!["https://example.com/kinds".into()],
            read: "2026-08".into(),
        };
        let prefix = Prefix {
            text: "dbtu_".into(),
            kind: Kind::Personal,
            body: None,
            source: String::new(),
        };
        let vendor = Vendor {
            title: "dbt".into(),
            kinds: vec![row(Kind::Personal, "a person's"), row(Kind::Scim, "a directory's")],
            prefixes: vec![prefix],
            ..Vendor::default()
        };
        let policy = Policy { vendors: vec![vendor], ..Policy::default() };
        let page = |word| explain_kind(&policy, word, Look::default());
        let personal = page("personal").unwrap_or_default();
        for part in
            ["a person's, dbt", "It is theirs.", "`dbtu_`", "keyfit: personal", "read 2026-08"]
        {
            assert!(personal.contains(part), "{part}: {personal}");
        }
        assert!(page("scim").is_some_and(|it| !it.contains("How it is known")));
        assert_eq!(page("service"), None);
        assert!(
            kinds(&policy, Look::default()).contains("scim (a directory's)\n    It is theirs.")
        );
    }
}
