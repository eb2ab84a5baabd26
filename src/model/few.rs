//! Lists that are mostly empty.

use std::ops::Deref;

/// A list that takes no more room than a pointer where nothing is in it.
///
/// There is a [`super::Site`] for every value that a repository hands on, and few say more than that: what only some
/// of them say must not make all of them larger.
#[derive(Clone, Debug, PartialEq)]
pub struct Few<T>(Option<Box<Members<T>>>);

/// What is in one. A pointer to it is a third as large as it is.
#[derive(Clone, Debug, PartialEq)]
struct Members<T>(Vec<T>);

impl<T> Few<T> {
    /// A list with nothing in it.
    pub const fn new() -> Self {
        Self(None)
    }

    /// Add one at the end.
    pub fn push(&mut self, member: T) {
        self.0.get_or_insert_with(|| Box::new(Members(Vec::new()))).0.push(member);
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |it| &it.0)
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(members: Vec<T>) -> Self {
        Self((!members.is_empty()).then(|| Box::new(Members(members))))
    }
}

impl<T, const N: usize> From<[T; N]> for Few<T> {
    fn from(members: [T; N]) -> Self {
        Vec::from(members).into()
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        members.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, members: I) {
        members.into_iter().for_each(|member| self.push(member));
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn it_is_a_list() {
        let mut few: Few<u32> = Few::new();
        assert!(few.is_empty());
        few.extend([]);
        assert_eq!(few, Few::default());
        few.push(1);
        few.extend([2, 3]);
        assert_eq!(few, Few::from([1, 2, 3]));
        assert_eq!(few.iter().sum::<u32>(), 6);
        assert_eq!((1..4).collect::<Few<_>>(), few);
        assert_eq!(Few::from(Vec::<u32>::new()), Few::new());
    }
}
