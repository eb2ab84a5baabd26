//! Streamlit's `.streamlit/secrets.toml`: a sample of what programs read as `st.secrets["dbt"]["token"]`. What a
//! person or a server keeps there is no part of the repository; the form of a sample tells what belongs there.

use crate::model::{Document, Entry, Facts, Mention, Most, Node, Source, Vendor};

/// How many entries of one file are looked at.
const MOST: Most = Most::new(2_000, "entries");
/// How deep tables lie within tables.
const DEPTH: usize = 4;

/// Whether a file is one, or a sample of one.
pub fn claims(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_toml = name.rsplit('.').next() == Some("toml");
    is_toml && name.starts_with("secrets.") && format!("/{folder}").ends_with("/.streamlit")
}

/// What the samples of a file say of the names under which they stand.
pub fn facts(_: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    let roots = document.roots.iter().flat_map(Node::entries);
    let mut waiting: Vec<(String, &Entry, usize)> =
        roots.map(|entry| (entry.key.text.clone(), entry, DEPTH)).collect();
    for seen in 0.. {
        let next = waiting.pop().filter(|_| MOST.has_room(seen));
        let Some((name, entry, depth)) = next else { break };
        let below = entry.value.entries().iter().filter(|_| 0 < depth);
        waiting.extend(below.map(|it| (format!("{name}.{}", it.key.text), it, depth - 1)));
        facts.mentions.extend(mention(name, entry, vendors));
    }
    facts
}

fn mention(name: String, entry: &Entry, vendors: &[Vendor]) -> Option<Mention> {
    let text = entry.value.text()?;
    let mut prefixes = vendors.iter().flat_map(|vendor| &vendor.prefixes);
    let prefix = prefixes.find(|prefix| text.starts_with(prefix.text.as_str()))?;
    Some(Mention { name, kind: prefix.kind, for_a_shell: false, span: entry.value.span })
}
