//! The paths of all files in few pieces of memory: a large tree has a hundred thousand of them, and each is short.

use std::borrow::Cow;

/// The room in bytes of one piece of memory. A longer path has a piece of its own.
const ROOM: usize = 256 * 1024;

/// Paths from the root of a repository, with `/` between the steps, in the order of their bytes.
///
/// Lists are merged without copying a text: each keeps the pieces that it has, and only the places are put in order.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    texts: Vec<String>,
    places: Vec<Place>,
}

/// Where a path stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Which of the texts holds it.
    text: u32,
    start: u32,
    length: u32,
}

impl Place {
    fn of<'t>(&self, texts: &'t [String]) -> &'t str {
        let (start, length) = (self.start as usize, self.length as usize);
        texts.get(self.text as usize).and_then(|it| it.get(start..start + length)).unwrap_or("")
    }
}

impl Paths {
    /// All paths of several lists in order, each once.
    pub fn merged(lists: impl IntoIterator<Item = Self>) -> Self {
        let mut merged = Self::default();
        for list in lists {
            let before = merged.texts.len() as u32;
            merged.texts.extend(list.texts);
            let places = list.places.into_iter();
            merged.places.extend(places.map(|it| Place { text: before + it.text, ..it }));
        }
        let Self { texts, places } = &mut merged;
        places.sort_unstable_by(|one, other| one.of(texts).cmp(other.of(texts)));
        places.dedup_by(|one, other| one.of(texts) == other.of(texts));
        places.shrink_to_fit();
        merged
    }

    /// Add a path at the end. The list is in order again once it is merged.
    pub(super) fn push(&mut self, path: &str) {
        let has_room = |text: &String| path.len() <= text.capacity() - text.len();
        if !self.texts.last().is_some_and(has_room) {
            // A list of a few paths needs no more than these.
            let room = if self.texts.is_empty() { ROOM / 64 } else { ROOM };
            self.texts.push(String::with_capacity(room.max(path.len())));
        }
        let text = self.texts.len() as u32 - 1;
        if let Some(last) = self.texts.last_mut() {
            let (start, length) = (last.len() as u32, path.len() as u32);
            last.push_str(path);
            self.places.push(Place { text, start, length });
        }
    }

    /// How many paths there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The path at a place.
    pub fn get(&self, at: usize) -> Option<&str> {
        self.places.get(at).map(|it| it.of(&self.texts))
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

impl PartialEq for Paths {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Paths {}

impl<P: AsRef<str>> FromIterator<P> for Paths {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Self {
        let mut list = Self::default();
        for path in paths {
            list.push(path.as_ref());
        }
        Self::merged([list])
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

    #[test]
    fn lists_that_are_merged_are_one() {
        let name = |at: usize| format!("{at:06}/{}", "x".repeat(at % 900));
        let part = |rest: usize| (0..2000).filter(|at| at % 3 == rest).map(name).collect::<Paths>();
        let long = "y".repeat(super::ROOM + 1);
        let lists = [part(2), part(0), part(1), part(0), [long.as_str()].into_iter().collect()];
        let (merged, mut names) = (Paths::merged(lists), (0..2000).map(name).collect::<Vec<_>>());
        names.push(long);
        assert_eq!(merged.iter().collect::<Vec<_>>(), names);
        assert_eq!(merged, names.iter().collect());
        assert_ne!(merged, names[1..].iter().collect());
    }
}
