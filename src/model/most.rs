//! Bounds on the work that one file may cost. Whoever stops at one says so, however deep in the work that happens.
//!
//! What stops at a bound mostly answers a value, a list or a test, and has no place for what it left out; so that is
//! noted beside the work, for the one who began it. One thread works on one file.

use std::cell::RefCell;

/// How many of something are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    count: usize,
    of: &'static str,
    spent: usize,
}

thread_local! {
    static MET: RefCell<Vec<Most>> = const { RefCell::new(Vec::new()) };
}

/// How many bounds are noted of one file; who meets more has been told enough.
const NOTED: usize = 8;

impl Most {
    /// A bound on things that have a name in the plural: `steps of a job`.
    pub const fn new(count: usize, of: &'static str) -> Self {
        Self { count, of, spent: 0 }
    }

    /// How many are looked at.
    pub const fn most(self) -> usize {
        self.count
    }

    /// What is left of a bound where some things were looked at before.
    #[must_use]
    pub fn after(self, things: usize) -> Self {
        Self { spent: self.spent + things, ..self }
    }

    /// Whether one more can be looked at after so many. Asked only where there is one more.
    pub fn has_room(self, after: usize) -> bool {
        let has_room = self.spent + after < self.count;
        if !has_room {
            self.meet();
        }
        has_room
    }

    /// Whether one more is too many after so many. Asked only where there is one more.
    pub fn is_met(self, after: usize) -> bool {
        !self.has_room(after)
    }

    /// Leave as many of some things as are looked at.
    pub fn cut<T>(self, things: &mut Vec<T>) {
        things.truncate(self.first(things).len());
    }

    /// As many of some things as are looked at.
    pub fn first<T>(self, things: &[T]) -> &[T] {
        let most = self.count.saturating_sub(self.spent);
        if most < things.len() {
            self.meet();
        }
        things.get(..most).unwrap_or(things)
    }

    /// Note that something was left out.
    pub fn meet(self) {
        MET.with_borrow_mut(|met| {
            let noted = Self { spent: 0, ..self };
            if met.len() < NOTED && !met.contains(&noted) {
                met.push(noted);
            }
        });
    }

    /// What was left out, as a clause.
    pub fn says(self) -> String {
        format!("more than {} {}; the others were not looked at", self.count, self.of)
    }
}

/// Do some work, and tell which bounds it met.
pub fn bounded<T>(work: impl FnOnce() -> T) -> (T, Vec<Most>) {
    let around = MET.take();
    let done = work();
    (done, MET.replace(around))
}

/// As many of some things as are looked at.
pub trait Within: Iterator + Sized {
    /// The first things, up to a bound. If there are more, that is noted.
    fn within(self, most: Most) -> impl Iterator<Item = Self::Item> {
        let mut seen = 0;
        self.take_while(move |_| {
            seen += 1;
            most.has_room(seen - 1)
        })
    }
}

impl<I: Iterator> Within for I {}

#[cfg(test)]
mod tests {
    use super::{Most, Within as _, bounded};

    const MANY: Most = Most::new(3, "things");
    const OTHER: Most = Most::new(0, "others");

    #[test]
    fn what_is_left_out_is_noted_once_and_for_one_work() {
        for (things, kept, is_met) in [(2, 2, false), (3, 3, false), (4, 3, true), (9, 3, true)] {
            let list = || (0..things).collect::<Vec<usize>>();
            let (left, met) = bounded(|| list().into_iter().within(MANY).count());
            assert_eq!((left, !met.is_empty()), (kept, is_met), "{things}");
            let (left, met) = bounded(|| {
                let mut list = list();
                MANY.cut(&mut list);
                list.len()
            });
            assert_eq!((left, !met.is_empty()), (kept, is_met), "{things}");
        }
        let (_, met) = bounded(|| (MANY.is_met(3), MANY.has_room(4), OTHER.is_met(0)));
        assert_eq!(met, [MANY, OTHER]);
        assert_eq!(MANY.says(), "more than 3 things; the others were not looked at");
        assert_eq!(bounded(|| MANY.is_met(2)), (false, Vec::new()));
    }
}
