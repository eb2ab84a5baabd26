//! What is called by a name and is no person.

use super::Vendor;

/// Words of what is called by a name and is no person.
#[derive(Clone, Debug)]
pub struct NobodyRow {
    /// Words of groups, machines, products and places, in lower case.
    pub words: Vec<String>,
    /// Words beside which a person answers for something that is called after something else.
    pub answers: Vec<String>,
    /// Where this is said.
    pub source: String,
}

impl Vendor {
    /// Whether a word is that of a group, a machine, a product or a place, a consumer among them.
    pub fn is_nobody(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let mut titles = self.consumers.iter().map(|it| it.title.to_lowercase());
        self.nobodies.iter().any(|row| row.words.contains(&word))
            || titles.any(|it| it.split(|it: char| !it.is_alphanumeric()).any(|it| it == word))
    }

    /// Whether a word says that a person answers for something.
    pub fn answers(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.nobodies.iter().any(|row| row.answers.contains(&word))
    }
}
