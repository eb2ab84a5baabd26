//! Env files: each entry sets a variable for whoever reads the file.
//!
//! Who that is the file does not say; a credential in one is at least shown to some process.

use std::cell::LazyCell;

use super::reference::{references, runs_command};
use crate::model::vendor::{NameRow, has_word, normalised};
use crate::model::{
    Choice, Circumstance, Document, Entry, Environment, Facts, Kind, Matter, Name, Node,
    Presentation, Scalar, Scope, Secret, Site, Source, Space, Span, Style, Take, Vendor, Weight,
    Word, glob,
};

pub mod file_name;

pub use file_name::claims;

/// What a document says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let env_file = EnvFile::new(source, document);
    let foreign = LazyCell::new(|| env_file.foreign_rows(vendors));
    let mut sites = Vec::new();
    for entry in &env_file.entries {
        sites.push(env_file.setting(entry));
        if holds_credential(entry, vendors, || foreign.as_slice()) {
            sites.push(env_file.presentation(entry));
        }
    }
    Facts {
        sites: sites.into(),
        circumstances: env_file.circumstances(vendors).into(),
        ..Facts::default()
    }
}

struct EnvFile<'a> {
    source: &'a Source,
    scope: Scope,
    entries: Vec<&'a Entry>,
}

impl<'a> EnvFile<'a> {
    fn new(source: &'a Source, document: &'a Document) -> Self {
        let entries = document.roots.iter().flat_map(Node::entries).collect();
        Self { source, scope: Scope::unit("file", &source.path), entries }
    }

    /// The entry gives its variable to whatever reads the file.
    fn setting(&self, entry: &Entry) -> Site {
        let key = &entry.key.text;
        let file = self.source.file_name();
        let mut site = self.site(entry.value.span, ["`", file, "` sets `", key, "`"].concat());
        site.gives = Some(Name::new(Space::Env, &self.scope, key));
        match entry.value.scalar() {
            Some(scalar) => self.fill(&mut site, key, scalar),
            // A key without a value stands for the variable of that name outside the file.
            None => site.takes.push(take(key, &Scope::repository(), entry.key.span)),
        }
        site
    }

    /// Put in what comes in: the names in the value, or the value itself.
    fn fill(&self, site: &mut Site, key: &str, scalar: &Scalar) {
        // Between single quotes a dollar is a dollar.
        let found =
            if scalar.style == Style::Single { Vec::new() } else { references(&scalar.text) };
        for reference in &found {
            let span = scalar.span_of(self.source.id, reference.start, reference.end);
            // `PATH=$PATH:x` means the variable as it was before the file.
            let outside = reference.name == key;
            let scope = if outside { &Scope::repository() } else { &self.scope };
            site.takes.push(take(reference.name, scope, span));
        }
        if found.iter().any(|reference| reference.has_default) {
            site.choice = Choice::First;
        }
        let is_computed = scalar.style != Style::Single && runs_command(&scalar.text);
        if found.is_empty() && !is_computed && !scalar.templated {
            site.literal = Some(Secret::new(scalar.text.as_str()));
        }
    }

    /// Some process is shown the variable.
    fn presentation(&self, entry: &Entry) -> Site {
        let (file, key) = (self.source.file_name(), &entry.key.text);
        let says = format!("a process that reads `{file}` is given `{key}`");
        let mut site = self.site(entry.value.span, says);
        site.takes.push(take(key, &self.scope, entry.value.span));
        let consumer = "env-file".to_owned();
        site.presents = Some(Box::new(Presentation { consumer, weight: Weight::Presumed }));
        site
    }

    fn site(&self, span: Span, says: String) -> Site {
        Site::new(span, &self.scope, says)
    }

    /// The rows whose names are another product's here, since that product's own names stand beside them.
    fn foreign_rows<'v>(&self, vendors: &'v [Vendor]) -> Vec<&'v NameRow> {
        let names: Vec<String> = self.entries.iter().map(|it| normalised(&it.key.text)).collect();
        let stands = |glob: &String| {
            let glob = glob.to_lowercase();
            names.iter().any(|name| glob::matches(&glob, name))
        };
        let rows = vendors.iter().flat_map(|vendor| &vendor.names);
        rows.filter(|row| row.beside.iter().any(stands)).collect()
    }

    fn circumstances(&self, vendors: &[Vendor]) -> Vec<Circumstance> {
        let name = self.source.file_name();
        let words = environment_words(name, vendors);
        let mut circumstances =
            vec![self.circumstance(Matter::Path(self.source.path.clone()), "the file's path")];
        // A file for a deployed environment is read where that runs, not at a keyboard.
        if words.iter().all(|(environment, _)| *environment == Environment::Development) {
            let says = "an env file is read on a developer's machine";
            circumstances.push(self.circumstance(Matter::Attended, says));
        }
        for (_, word) in words {
            let says = format!("`{name}` is named for `{word}`");
            circumstances.push(self.circumstance(Matter::Target(vec![Word::Text(word)]), &says));
        }
        if file_name::is_template(name) {
            let says = format!("`{name}` is a template");
            circumstances.push(self.circumstance(Matter::Example, &says));
        }
        circumstances
    }

    fn circumstance(&self, matter: Matter, says: &str) -> Circumstance {
        Circumstance { scope: self.scope.clone(), matter, span: None, says: says.to_owned() }
    }
}

fn take(name: &str, scope: &Scope, span: Span) -> Take {
    Take { name: Name::new(Space::Env, scope, name), span }
}

/// Whether an entry's value or name says that it is a credential of a vendor. The value is the better witness.
fn holds_credential<'f>(
    entry: &Entry,
    vendors: &[Vendor],
    foreign: impl Fn() -> &'f [&'f NameRow],
) -> bool {
    let value = entry.value.text();
    let is_own = |row: &NameRow| {
        row.kind != Kind::Webhook && !foreign().iter().any(|it| std::ptr::eq(*it, row))
    };
    vendors.iter().any(|vendor| {
        value.is_some_and(|value| has_prefix(value, vendor))
            || vendor.name_row(&entry.key.text).is_some_and(is_own)
    })
}

/// Whether a value begins with a prefix of the vendor, or holds a whole token behind something else, as in
/// `Bearer …` or a connection's URL.
fn has_prefix(value: &str, vendor: &Vendor) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let is_long = |piece: &str| {
        vendor
            .prefix_of(piece)
            .is_some_and(|prefix| piece.len() >= prefix.text.len() + prefix.body.unwrap_or(30))
    };
    vendor.prefix_of(value).is_some() || value.split(|letter| !is_part(letter)).any(is_long)
}

/// The words of a file's name that name an environment, each once.
fn environment_words(name: &str, vendors: &[Vendor]) -> Vec<(Environment, String)> {
    let name = file_name::words(name).join("_");
    let mut found: Vec<(Environment, String)> = Vec::new();
    for row in vendors.iter().flat_map(|vendor| &vendor.environments) {
        for word in &row.words {
            let is_new = found.iter().all(|(_, it)| it != word);
            if is_new && has_word(&name, word) {
                found.push((row.environment, word.clone()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
