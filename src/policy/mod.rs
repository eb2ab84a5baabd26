//! What is believed: TOML files → [`Policy`].
//!
//! One loader serves the built-in rules, a vendor's data, a user's own folder and `keyfit.toml`; no key, word or value
//! in any of them is silently ignored. What a rule's words mean is not known here: that is the judge's.

use std::path::Path;

use crate::model::{Baseline, Policy, Settings, SourceId};

mod mistake;
mod suggest;
mod depth;
mod node;
mod file;
mod table;
mod value;
mod choices;
mod conditions;
mod rule;
mod vendor;
mod date;
mod settings;
mod baseline;
mod folder;
mod load;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;

pub use crate::model::suggest::suggest;
pub use mistake::{Mistake, show};

/// What the built-in files say, as `build.rs` wrote it.
static BUILT: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.txt"));

/// The path from `rules/` on and the text of every built-in file.
#[cfg(test)]
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The built-in rules and vendors, with no settings.
pub fn builtin() -> Result<Policy, Vec<Mistake>> {
    let file = |(name, says): (&str, node::Node<'static>)| {
        (name.to_owned(), file::File::built(load::shown("rules", name), says))
    };
    load::load(Policy::default(), node::built(BUILT).map(file).collect())
}

/// The policy with a user's folder: its `*.toml` are rules, its `vendors/<vendor>/*.toml` are data. A rule may not
/// replace another; rows of a known vendor stand before those that were known.
pub fn with_rules(policy: Policy, folder: &Path) -> Result<Policy, Vec<Mistake>> {
    let texts = folder::texts(folder)?;
    load::load(policy, load::opened(&folder::slashed(folder), texts))
}

/// What a `keyfit.toml` says. `path` is how the file is shown, `source` which source of the run it is, if it is one.
pub fn settings(
    text: &str,
    path: &str,
    source: Option<SourceId>,
    policy: &Policy,
) -> Result<Settings, Vec<Mistake>> {
    let file = file::File::new(path, text);
    let rules: Vec<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    let settings = settings::settings(&file, settings::Known { rules: &rules, source });
    let mistakes = file.into_mistakes();
    if mistakes.is_empty() { Ok(settings.unwrap_or_default()) } else { Err(mistakes) }
}

/// The findings that a baseline file knows.
pub fn baseline(path: &Path) -> Result<Baseline, Vec<Mistake>> {
    let text = text(path)?;
    let shown = folder::slashed(path);
    let file = file::File::new(shown.as_str(), &text);
    let baseline = baseline::baseline(&file, &shown, file.text());
    let mut mistakes = file.into_mistakes();
    // The first says what is wrong with all of them.
    mistakes.truncate(1);
    if mistakes.is_empty() { Ok(baseline) } else { Err(mistakes) }
}

/// The text of a settings file that lies outside the run's own sources.
pub fn text(path: &Path) -> Result<String, Vec<Mistake>> {
    folder::read(path).map_err(|mistake| vec![mistake])
}
