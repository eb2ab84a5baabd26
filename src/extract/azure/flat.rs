//! `${{ if … }}:` and `${{ each … }}:` as keys: what stands under them, and what was asked on the way.

use crate::extract::shell::scan::{Close, expression_end};
use crate::model::{Entry, Most, Node, Span, Test};

/// An item or an entry, and what must hold for it to be there.
pub(super) struct Flat<T> {
    pub it: T,
    pub test: Test,
}

/// `${{ each x in parameters.y }}`.
pub(super) struct Loop {
    /// What goes through the values.
    pub name: String,
    /// The parameter that holds them.
    pub of: String,
    pub span: Span,
}

/// How deep conditions may lie in each other.
const DEPTH: Most = Most::new(12, "levels of conditions within conditions");
/// How many items are looked at.
const MANY: Most = Most::new(3000, "items of a list");
/// How many tests of a chain, and of all chains around an item, are kept: fewer of them let more runs through.
const CHAIN: usize = 16;
const TESTS: usize = 32;

/// A walk through the conditions of a list or a map.
pub(super) struct Walk<'w> {
    /// What a condition asks.
    pub asked: &'w dyn Fn(&str) -> Test,
    /// The loops on the way.
    pub loops: Vec<Loop>,
    n_items: usize,
}

/// What a key says.
enum Word<'k> {
    If(&'k str),
    ElseIf(&'k str),
    Else,
    Each(&'k str),
    /// `${{ insert }}`, or a name that stands for entries.
    Insert,
}

impl<'w> Walk<'w> {
    pub fn new(asked: &'w dyn Fn(&str) -> Test) -> Self {
        Self { asked, loops: Vec::new(), n_items: 0 }
    }

    /// What the key of one condition asks.
    pub fn test(&self, key: &str) -> Test {
        match word(key) {
            Some(Word::If(text)) => (self.asked)(text),
            _ => Test::Unknown,
        }
    }

    /// The items of a list.
    pub fn items<'n>(&mut self, list: &'n Node) -> Vec<Flat<&'n Node>> {
        let mut found = Vec::new();
        self.add_items(list, &[], 0, &mut found);
        found
    }

    /// The entries of a map.
    pub fn entries<'n>(&mut self, map: &'n Node) -> Vec<Flat<&'n Entry>> {
        let mut found = Vec::new();
        self.add_entries(map, &[], 0, &mut found);
        found
    }

    fn add_items<'n>(
        &mut self,
        list: &'n Node,
        around: &[Test],
        depth: usize,
        found: &mut Vec<Flat<&'n Node>>,
    ) {
        let mut before = Vec::new();
        for item in list.items() {
            let keyed: Vec<(&Entry, Word<'_>)> = item
                .entries()
                .iter()
                .take(1)
                .filter_map(|it| Some((it, word(&it.key.text)?)))
                .collect();
            self.n_items += 1;
            if MANY.is_met(self.n_items) {
                return;
            }
            if keyed.is_empty() {
                found.push(Flat { it: item, test: together(around) });
            }
            for (entry, word) in keyed {
                let tests = self.under(entry, &word, around, &mut before);
                if DEPTH.has_room(depth) {
                    self.add_items(&entry.value, &tests, depth + 1, found);
                }
            }
        }
    }

    fn add_entries<'n>(
        &mut self,
        map: &'n Node,
        around: &[Test],
        depth: usize,
        found: &mut Vec<Flat<&'n Entry>>,
    ) {
        let mut before = Vec::new();
        for entry in map.entries() {
            self.n_items += 1;
            if MANY.is_met(self.n_items) {
                return;
            }
            match word(&entry.key.text) {
                None => found.push(Flat { it: entry, test: together(around) }),
                Some(word) => {
                    let tests = self.under(entry, &word, around, &mut before);
                    if DEPTH.has_room(depth) {
                        self.add_entries(&entry.value, &tests, depth + 1, found);
                    }
                }
            }
        }
    }

    /// The tests under a key. `before` are those of the chain so far.
    fn under(
        &mut self,
        entry: &Entry,
        word: &Word<'_>,
        around: &[Test],
        before: &mut Vec<Test>,
    ) -> Vec<Test> {
        let mut tests = around.to_vec();
        match word {
            Word::If(text) | Word::ElseIf(text) => {
                if matches!(word, Word::If(_)) {
                    before.clear();
                }
                tests.extend(before.iter().cloned());
                let asked = (self.asked)(text);
                tests.push(asked.clone());
                if before.len() < CHAIN {
                    before.push(Test::Not(Box::new(asked)));
                }
            }
            Word::Else => tests.append(before),
            Word::Each(text) => {
                let parts = text.trim().split_once(" in ");
                let of = parts.and_then(|(_, of)| of.trim().strip_prefix("parameters."));
                if let (Some((name, _)), Some(of)) = (parts, of) {
                    let (name, of) = (name.trim().to_owned(), of.to_owned());
                    self.loops.push(Loop { name, of, span: entry.key.span });
                }
            }
            Word::Insert => {}
        }
        tests.truncate(TESTS);
        tests
    }
}

fn together(tests: &[Test]) -> Test {
    Test::All(tests.iter().filter(|it| it.says_something()).cloned().collect())
}

fn word(key: &str) -> Option<Word<'_>> {
    let key = key.trim();
    if !key.starts_with("${{") || expression_end(key, 0, &mut Close::default()) != Some(key.len()) {
        return None;
    }
    let inside = key[3..key.len() - 2].trim();
    let (first, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    Some(match first {
        "if" => Word::If(rest),
        "elseif" => Word::ElseIf(rest),
        "else" => Word::Else,
        "each" => Word::Each(rest),
        _ => Word::Insert,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Tree, document};
    use super::*;

    #[test]
    fn a_chain_of_conditions_is_told_apart() {
        let item = |text| Tree::List(vec![Tree::Text(text)]);
        let under = |key, text| Tree::Map(vec![(key, item(text))]);
        let tree = Tree::List(vec![
            Tree::Text("always"),
            under("${{ if a }}", "first"),
            under("${{ elseif b }}", "second"),
            under("${{ else }}", "third"),
            Tree::Map(vec![(
                "${{ each x in parameters.y }}",
                Tree::List(vec![under("${{ if c }}", "inner")]),
            )]),
        ]);
        let (_, document) = document("a.yml", &tree);
        let asked = |text: &str| Test::Branch(text.to_owned());
        let mut walk = Walk::new(&asked);
        let found: Vec<String> = walk
            .items(&document.roots[0])
            .iter()
            .map(|flat| format!("{} {}", flat.it.text().unwrap_or_default(), flat.test))
            .collect();
        assert_eq!(
            found,
            [
                "always in other cases",
                "first on the branch `a`",
                "second except on the branch `a` and on the branch `b`",
                "third except on the branch `a` and except on the branch `b`",
                "inner on the branch `c`",
            ]
        );
        let loops: Vec<_> =
            walk.loops.iter().map(|it| (it.name.as_str(), it.of.as_str())).collect();
        assert_eq!(loops, [("x", "y")]);
    }
}
