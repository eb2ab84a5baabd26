//! `dbt_cloud.yml`, the file from which the dbt CLI takes its credential.
//!
//! Other files bear the same name (a workflow, the properties of a dbt source), so the content decides.

use super::reference::references;
use crate::model::{
    Circumstance, Document, Entry, Evidence, Facts, Kind, Matter, Name, Node, Presentation, Scalar,
    Scope, Secret, Site, Source, Space, Strength, Take, Vendor, Weight,
};

pub mod template;

/// Whether this dialect claims a file: `dbt_cloud.yml`, a copy of it (`dbt_cloud (1).yml`), a template of it.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_yaml = name.ends_with(['l', 'L']);
    let name = if is_yaml { name.to_lowercase() } else { return false };
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    stem.is_some_and(|stem| without_copy_mark(stem).ends_with("dbt_cloud"))
}

/// The stem without what a browser or file manager adds to a second copy.
fn without_copy_mark(stem: &str) -> &str {
    let stem = stem.strip_suffix(" copy").unwrap_or(stem);
    stem.trim_end_matches(|letter: char| letter.is_ascii_digit() || " ()-".contains(letter))
}

/// What a document says.
pub fn facts(source: &Source, document: &Document, _vendors: &[Vendor]) -> Facts {
    let config = Config { source, scope: Scope::unit("file", &source.path) };
    if !document.roots.iter().any(is_config) {
        return Facts::default();
    }
    let sites = document.roots.iter().flat_map(places).filter_map(|place| config.site(&place));
    Facts {
        sites: sites.collect(),
        circumstances: config.circumstances().into(),
        ..Facts::default()
    }
}

/// The keys that hold the credential: today's and that of 2023.
const KEYS: [&str; 2] = ["token-value", "api-key"];

/// A map that may hold the credential, and one entry of it that does.
struct Place<'a> {
    around: &'a Node,
    entry: &'a Entry,
}

fn is_config(root: &Node) -> bool {
    root.at(&["context", "active-project"]).is_some() || places(root).next().is_some()
}

/// The entries that hold a credential, at the top and in each project.
fn places(root: &Node) -> impl Iterator<Item = Place<'_>> {
    let projects = root.get("projects").map_or(&[][..], Node::items);
    std::iter::once(root).chain(projects).flat_map(|around| {
        let holds = |entry: &&Entry| KEYS.contains(&entry.key.text.as_str());
        around.entries().iter().filter(holds).map(move |entry| Place { around, entry })
    })
}

struct Config<'a> {
    source: &'a Source,
    scope: Scope,
}

impl Config<'_> {
    /// The CLI is given the value; none where nothing is written.
    fn site(&self, place: &Place<'_>) -> Option<Site> {
        let scalar = place.entry.value.scalar().filter(|scalar| !scalar.text.trim().is_empty())?;
        let takes = self.takes(scalar);
        let is_literal =
            takes.is_empty() && !scalar.templated && !template::is_template(&scalar.text);
        Some(Site {
            takes,
            literal: is_literal.then(|| Secret::new(scalar.text.as_str())),
            presents: Some(Box::new(Presentation {
                consumer: "dbt-cli".to_owned(),
                weight: Weight::Proven,
            })),
            evidence: downloaded(place.around).into_iter().chain(legacy(place.entry)).collect(),
            ..Site::new(
                place.entry.value.span,
                &self.scope,
                format!("the dbt CLI reads `{}`", place.entry.key.text),
            )
        })
    }

    /// The variables of which the file is filled in: `$X`, `${X}`, `{{ env_var('X') }}`.
    fn takes(&self, scalar: &Scalar) -> Vec<Take> {
        let text = &scalar.text;
        let shell = references(text).into_iter().map(|it| (it.name, it.start, it.end));
        shell
            .chain(template::env_vars(text))
            .map(|(name, start, end)| Take {
                name: Name::new(Space::Env, &self.scope, name),
                span: scalar.span_of(self.source.id, start, end),
            })
            .collect()
    }

    fn circumstances(&self) -> Vec<Circumstance> {
        let circumstance = |matter, says: &str| Circumstance {
            scope: self.scope.clone(),
            matter,
            span: None,
            says: says.to_owned(),
        };
        let name = self.source.file_name();
        let mut circumstances = vec![
            circumstance(Matter::Attended, "the dbt CLI's file belongs to a developer's machine"),
            circumstance(Matter::Path(self.source.path.clone()), "the file's path"),
        ];
        if super::dotenv::file_name::is_template(name) {
            circumstances.push(circumstance(Matter::Example, &format!("`{name}` is a template")));
        }
        circumstances
    }
}

/// The name that dbt gives to tokens in files that a user downloads.
fn downloaded(around: &Node) -> Option<Evidence> {
    let name = around.get("token-name")?;
    name.text()?.trim().starts_with("cloud-cli-").then(|| Evidence {
        kind: Kind::Personal,
        strength: Strength::TokenName,
        span: Some(name.span),
        says: "dbt names the token so in the file that a user downloads".to_owned(),
    })
}

fn legacy(entry: &Entry) -> Option<Evidence> {
    let is_hexadecimal = |text: &str| {
        text.len() == 40 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let fits = entry.key.text == "api-key" && is_hexadecimal(entry.value.text()?.trim());
    fits.then(|| Evidence {
        kind: Kind::Legacy,
        strength: Strength::Prefix,
        span: Some(entry.value.span),
        says: "it has the form of a user API key of before 2024".to_owned(),
    })
}

#[cfg(test)]
mod tests;
