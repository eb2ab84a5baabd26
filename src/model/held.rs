//! Lists of facts that are put together, copied and cut without moving what is in them.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// A list each of whose members has a place of its own in memory.
///
/// What every file says is kept until all files are read, and is put together then: that moves no member, and
/// a copy of the list, as an editor's session makes it for each report, shares all members that are not changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Held<T>(Vec<Arc<T>>);

impl<T> Held<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Add one at the end.
    pub fn push(&mut self, member: T) {
        self.0.push(Arc::new(member));
    }

    /// Add one that another list has, without copying it.
    pub fn share(&mut self, other: &Self, at: usize) {
        self.0.extend(other.0.get(at).cloned());
    }

    /// Add all of another list at the end, which is empty then.
    pub fn append(&mut self, others: &mut Self) {
        self.0.append(&mut others.0);
    }

    /// Keep the first so many.
    pub fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// Leave out all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keep those of which this is so.
    pub fn retain(&mut self, mut stays: impl FnMut(&T) -> bool) {
        self.0.retain(|it| stays(it));
    }

    /// Make room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.0.reserve_exact(more);
    }

    /// Give back the room that nothing is in.
    pub fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// One of them.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at).map(AsRef::as_ref)
    }

    /// All, in their order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.after(0)
    }

    /// Those after the first so many.
    pub fn after(&self, first: usize) -> Iter<'_, T> {
        Iter(self.0[first..].iter())
    }
}

impl<T: Clone> Held<T> {
    /// All, to be changed. One that another list shares is copied first.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut(self.0.iter_mut())
    }

    /// Those of which this is so, to be changed.
    pub fn those_mut(&mut self, mut are: impl FnMut(&T) -> bool) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().filter(move |it| are(it)).map(Arc::make_mut)
    }

    /// One of them, to be changed.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.0.get_mut(at).map(Arc::make_mut)
    }

    /// The last of them, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.0.last_mut().map(Arc::make_mut)
    }
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Index<usize> for Held<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.0[at]
    }
}

impl<T: Clone> IndexMut<usize> for Held<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        Arc::make_mut(&mut self.0[at])
    }
}

impl<T> Extend<T> for Held<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, others: I) {
        self.0.extend(others.into_iter().map(Arc::new));
    }
}

impl<T> FromIterator<T> for Held<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        Self(members.into_iter().map(Arc::new).collect())
    }
}

impl<T> From<Vec<T>> for Held<T> {
    fn from(members: Vec<T>) -> Self {
        members.into_iter().collect()
    }
}

impl<'a, T> IntoIterator for &'a Held<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut Held<T> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;

    fn into_iter(self) -> IterMut<'a, T> {
        self.iter_mut()
    }
}

impl<T: Clone> IntoIterator for Held<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self.0.into_iter())
    }
}

/// The members of a list.
#[derive(Debug)]
pub struct Iter<'a, T>(std::slice::Iter<'a, Arc<T>>);

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.0.next().map(AsRef::as_ref)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(AsRef::as_ref)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

/// The members of a list, to be changed.
#[derive(Debug)]
pub struct IterMut<'a, T>(std::slice::IterMut<'a, Arc<T>>);

impl<'a, T: Clone> Iterator for IterMut<'a, T> {
    type Item = &'a mut T;

    fn next(&mut self) -> Option<&'a mut T> {
        self.0.next().map(Arc::make_mut)
    }
}

/// The members of a list that is no more.
#[derive(Debug)]
pub struct IntoIter<T>(std::vec::IntoIter<Arc<T>>);

impl<T: Clone> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next().map(Arc::unwrap_or_clone)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::Held;

    #[test]
    fn a_copy_is_changed_by_itself() {
        let mut first: Held<String> = ["a", "b"].map(str::to_owned).into_iter().collect();
        let mut copy = first.clone();
        copy[1].push('!');
        copy.iter_mut().next().into_iter().for_each(|it| it.push('?'));
        first.append(&mut copy);
        assert_eq!(first.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "b", "a?", "b!"]);
        assert!(copy.is_empty());
        copy.share(&first, 2);
        copy.share(&first, 4);
        assert!(copy.len() == 1 && std::ptr::eq(&raw const copy[0], &raw const first[2]));
    }
}
