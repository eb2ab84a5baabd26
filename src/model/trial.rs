//! What becomes of rules that are tried on a world: a tiny repository that says on the line what is wrong with it.

/// One world, and how it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Its path in the folder of worlds: `<rule>/<world>`.
    pub world: String,
    /// Whether it expects the rule that its folder is called after.
    pub flagged: bool,
    /// Where it was judged otherwise than it says.
    pub wrong: Vec<Wrong>,
}

impl Trial {
    /// The rule that its folder is called after.
    pub fn rule(&self) -> &str {
        self.world.split('/').next().unwrap_or_default()
    }
}

/// A difference between what a world says and how it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The file, from the world on.
    pub path: String,
    /// The line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// What differs, as a sentence without its period.
    pub says: String,
}
