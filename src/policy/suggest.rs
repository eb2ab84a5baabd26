//! "Did you mean", for words of rules and settings.

use crate::model::suggest::suggest;

/// What to write instead of a word that nobody knows: the nearest, and all where they are few.
pub(super) fn did_you_mean(word: &str, known: &[&str]) -> String {
    let list = || known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    match suggest(word, known.iter().copied()) {
        Some(near) if known.len() <= 12 => format!("did you mean `{near}`? known are {}", list()),
        Some(near) => format!("did you mean `{near}`?"),
        None if known.len() <= 40 => format!("known are {}", list()),
        None => format!("{} others are known", known.len()),
    }
}
