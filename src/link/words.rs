//! The texts that names hold: of an environment, a workspace, a permission set.

use crate::model::{Facts, Hop, Most, Name, Origin, Word};

use super::Budget;
use super::index::Index;
use super::search::{Decisions, Search};

/// How many words a name may stand for.
const MOST_WORDS: Most = Most::new(32, "words that one name stands for");

/// A word with what its name holds in a context, if the files say that.
pub fn read<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    decisions: &Decisions,
    word: &Word,
    budget: Budget,
) -> Vec<Word> {
    let Word::Name(name) = word else { return vec![word.clone()] };
    let values = values(index, facts, decisions, name, budget);
    if values.is_empty() {
        vec![word.clone()]
    } else {
        values.into_iter().map(Word::Text).collect()
    }
}

/// The texts that a name holds in a context, as far as the files say them.
fn values<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    decisions: &Decisions,
    name: &Name,
    budget: Budget,
) -> Vec<String> {
    let mut search = Search::within(index, facts, budget, decisions.clone());
    let mut values: Vec<String> = Vec::new();
    for found in search.origins_of_name(name) {
        let literal = found
            .hops
            .first()
            .and_then(|hop| if let Hop::Site(site) = hop { site.literal.as_ref() } else { None });
        if let (Origin::Literal, Some(literal)) = (&found.origin, literal)
            && is_plain(literal.expose())
            && !values.iter().any(|it| it == literal.expose())
        {
            values.push(literal.expose().to_owned());
        }
    }
    if search.exhausted {
        budget.meet();
    }
    MOST_WORDS.cut(&mut values);
    values
}

/// Whether a literal is a word such as an environment's name, and no value that someone might keep secret.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | '.' | '/' | ' '))
}
