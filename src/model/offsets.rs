//! Where the text of a scalar stems from.

use std::ops::Deref;

/// Pairs of an offset in a decoded text and an offset in the source, both ascending; between two pairs the offsets run
/// in step. Most texts stand in the source as they are, which one pair says, and that needs no memory of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Offsets(Held);

#[derive(Clone, Debug, PartialEq)]
enum Held {
    One([(u32, u32); 1]),
    Several(Vec<(u32, u32)>),
}

impl Offsets {
    /// Of a text that stands in the source byte for byte from an offset on.
    pub const fn start(at: u32) -> Self {
        Self(Held::One([(0, at)]))
    }
}

impl Deref for Offsets {
    type Target = [(u32, u32)];

    fn deref(&self) -> &[(u32, u32)] {
        match &self.0 {
            Held::One(one) => one,
            Held::Several(several) => several,
        }
    }
}

impl From<Vec<(u32, u32)>> for Offsets {
    fn from(marks: Vec<(u32, u32)>) -> Self {
        match marks[..] {
            [one] => Self(Held::One([one])),
            _ => Self(Held::Several(marks)),
        }
    }
}

impl FromIterator<(u32, u32)> for Offsets {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(marks: I) -> Self {
        let mut marks = marks.into_iter();
        match (marks.next(), marks.next()) {
            (Some(one), None) => Self(Held::One([one])),
            (one, two) => Self(Held::Several(one.into_iter().chain(two).chain(marks).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn they_are_a_list_however_many_there_are() {
        for length in 0..4 {
            let marks: Vec<(u32, u32)> = (0..length).map(|at| (at, at + 7)).collect();
            let (moved, collected) =
                (Offsets::from(marks.clone()), marks.iter().copied().collect());
            assert_eq!(moved, collected);
            assert_eq!(moved[..], marks);
        }
        assert_eq!(Offsets::start(3)[..], [(0, 3)]);
    }
}
