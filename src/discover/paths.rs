//! The paths of all files in one piece of memory: a large tree has a hundred thousand of them, and each is short.

use std::borrow::Cow;

/// Paths from the root of a repository, with `/` between the steps, in the order of their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    text: String,
    /// Where each path ends in the text, one after the other.
    ends: Vec<usize>,
}

impl Paths {
    /// All paths of several lists in order, each once.
    pub fn merged<'p>(lists: impl IntoIterator<Item = &'p Self>) -> Self {
        let mut all: Vec<&str> = lists.into_iter().flat_map(Self::iter).collect();
        all.sort_unstable();
        all.dedup();
        let length = all.iter().map(|it| it.len()).sum();
        let mut merged =
            Self { text: String::with_capacity(length), ends: Vec::with_capacity(all.len()) };
        for path in all {
            merged.push(path);
        }
        merged
    }

    /// Add a path at the end. The list is in order again once it is merged.
    pub(super) fn push(&mut self, path: &str) {
        self.text.push_str(path);
        self.ends.push(self.text.len());
    }

    /// How many paths there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The path at a place.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }

    /// All paths.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// The place of a path.
    pub fn position(&self, path: &str) -> Option<usize> {
        let at = self.first_from(path);
        (self.get(at) == Some(path)).then_some(at)
    }

    /// Whether a path is among them.
    pub fn has(&self, path: &str) -> bool {
        self.position(path).is_some()
    }

    /// The paths below a folder, named with `/` at its end, each with its place. The root's name is empty.
    pub fn below<'p>(&'p self, folder: &'p str) -> impl Iterator<Item = (usize, &'p str)> {
        let from = self.first_from(folder);
        let all = (from..self.len()).map_while(|at| Some((at, self.get(at)?)));
        all.take_while(move |(_, path)| path.starts_with(folder))
    }

    /// The place of the first path that is not before another.
    fn first_from(&self, path: &str) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.get(middle).is_some_and(|it| it < path) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

impl<P: AsRef<str>> FromIterator<P> for Paths {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Self {
        let mut list = Self::default();
        for path in paths {
            list.push(path.as_ref());
        }
        Self::merged([&list])
    }
}

/// A path as it is told: what is not UTF-8 in it as `\\x` and two digits a byte, so that no two names look alike.
pub(super) fn spelt(path: &[u8]) -> Cow<'_, str> {
    if let Ok(path) = std::str::from_utf8(path) {
        return Cow::Borrowed(path);
    }
    let chunk = |it: std::str::Utf8Chunk<'_>| {
        let bytes = it.invalid().iter().map(|byte| format!("\\x{byte:02x}"));
        format!("{}{}", it.valid(), bytes.collect::<String>())
    };
    path.utf8_chunks().map(chunk).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::{Paths, spelt};

    #[test]
    fn no_two_names_look_alike() {
        assert_eq!(spelt("é/a.tf".as_bytes()), "é/a.tf");
        assert_eq!(spelt(b"a\xff\xfe/b\xe9.tf"), "a\\xff\\xfe/b\\xe9.tf");
    }

    #[test]
    fn paths_are_in_order_and_found() {
        let paths: Paths = ["b/c", "a", "b.tf", "b/c", "b/a/x", "é"].into_iter().collect();
        assert_eq!(paths.iter().collect::<Vec<_>>(), ["a", "b.tf", "b/a/x", "b/c", "é"]);
        for (at, path) in paths.iter().enumerate() {
            assert_eq!((paths.position(path), paths.get(at)), (Some(at), Some(path)));
        }
        assert!(!paths.has("b") && !paths.has("") && !paths.has("z"));
        let below = |folder| paths.below(folder).map(|(_, path)| path).collect::<Vec<_>>();
        assert_eq!(below("b/"), ["b/a/x", "b/c"]);
        assert_eq!(below("").len(), paths.len());
        assert!(below("c/").is_empty() && Paths::default().is_empty());
    }
}
