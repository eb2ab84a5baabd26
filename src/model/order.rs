//! Sorting that is compiled once.
//!
//! The sort of `std` is compiled for every type and every comparison anew, seven kilobytes each. Here one sort puts the
//! numbers of the elements in order, and the elements follow. That costs a call for each comparison, which only lists
//! of thousands would notice. Equal elements keep their order.

use std::cmp::Ordering;

/// Lists that are put in order by their numbers.
pub trait Arrange<T> {
    /// In the order that a comparison says.
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// In the order of a key, which is asked for at each comparison.
    fn arrange_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// In the order of a key, which is asked for once an element.
    fn arrange_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// From the least to the greatest.
    fn arrange(&mut self)
    where
        T: Ord;
}

impl<T> Arrange<T> for [T] {
    fn arrange_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut order = order(self.len(), &mut |one, other| compare(&self[one], &self[other]));
        follow(&mut order, &mut |one, other| self.swap(one, other));
    }

    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|one, other| key(one).cmp(&key(other)));
    }

    fn arrange_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let mut order = order(keys.len(), &mut |one, other| keys[one].cmp(&keys[other]));
        follow(&mut order, &mut |one, other| self.swap(one, other));
    }

    fn arrange(&mut self)
    where
        T: Ord,
    {
        self.arrange_by(T::cmp);
    }
}

/// The numbers of so many elements, in the order that a comparison of two of them says.
fn order(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order = if 1 < len { (0..len).collect() } else { Vec::new() };
    order.sort_by(|one, other| compare(*one, *other));
    order
}

/// Bring to each place the element whose number stands there, around one circle of places after the other.
fn follow(order: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        while order[at] != start {
            let from = std::mem::replace(&mut order[at], at);
            swap(at, from);
            at = from;
        }
        order[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::Arrange;

    /// Numbers without a pattern that a sort would know.
    fn numbers(count: u64) -> Vec<u64> {
        (0..count).map(|it| it.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).collect()
    }

    #[test]
    fn what_is_arranged_is_sorted() {
        for count in [0, 1, 2, 3, 20, 21, 500] {
            let mut arranged = numbers(count);
            let mut sorted = arranged.clone();
            arranged.arrange();
            sorted.sort_unstable();
            assert_eq!(arranged, sorted);
        }
    }

    #[test]
    fn equal_elements_keep_their_order() {
        let mut expected: Vec<(u64, usize)> =
            numbers(300).into_iter().map(|it| it % 7).zip(0..).collect();
        let (mut by, mut by_key) = (expected.clone(), expected.clone());
        let mut by_cached_key = expected.clone();
        by.arrange_by(|one, other| one.0.cmp(&other.0));
        by_key.arrange_by_key(|it| it.0);
        by_cached_key.arrange_by_cached_key(|it| it.0);
        expected.sort_by_key(|it| it.0);
        assert_eq!(by, expected);
        assert_eq!(by_key, expected);
        assert_eq!(by_cached_key, expected);
    }
}
