//! The fuzz targets on any toolchain: seeds as they are, and what a few changes make of them, the same in each run.
//! `KEYFIT_SMOKE` says how many executions each target is given.

#[path = "../../fuzz/src/targets/mod.rs"]
mod targets;
mod found;

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use found::{FOUND, Found};
use targets::{TARGETS, Target, at, seeds, words};

/// How many executions a target is given where nobody says.
const FEW: usize = 60;

/// How long one may take, without optimisation, beside other tests.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn nothing_breaks_a_promise() {
    let asked = std::env::var("KEYFIT_SMOKE").ok().and_then(|it| it.parse().ok());
    let count: usize = asked.unwrap_or(FEW);
    std::thread::scope(|scope| {
        for (name, target) in TARGETS {
            scope.spawn(move || smoke(name, *target, count));
        }
    });
}

#[test]
fn what_fuzzing_found_is_found_no_more() {
    for Found { target: name, path, input, once } in FOUND {
        let (_, target) = TARGETS.iter().find(|(it, _)| it == name).expect("the target is there");
        let whole = if path.is_empty() { input.to_vec() } else { at(name, path, input) };
        assert!(catch_unwind(|| target(&whole)).is_ok(), "{name}: {once}");
    }
}

/// Give a target one seed after the other, as it is and changed.
fn smoke(name: &str, target: Target, count: usize) {
    let seeds = seeds(name);
    assert!(!seeds.is_empty(), "{name} has nothing to begin with");
    let mut maker = Maker { state: 0x9E37_79B9_7F4A_7C15, words: words(name) };
    let stride = (2 * seeds.len() / count).max(1);
    for nth in 0..count {
        let seed = &seeds[(nth / 2 * stride) % seeds.len()];
        let other = &seeds[maker.below(seeds.len())];
        let input = if nth % 2 == 0 && nth / 2 < seeds.len() {
            seed.clone()
        } else {
            maker.changed(seed, other)
        };
        let begin = Instant::now();
        let kept = catch_unwind(|| target(&input)).is_ok();
        let shown = || String::from_utf8_lossy(&input).into_owned();
        assert!(kept, "{name}, execution {nth}: {:?}", shown());
        assert!(begin.elapsed() < LONGEST, "{name}, execution {nth} takes long: {:?}", shown());
    }
}

/// Makes inputs out of others, by numbers that are the same in each run.
struct Maker {
    state: u64,
    words: Vec<String>,
}

impl Maker {
    fn below(&mut self, most: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let most = u64::try_from(most.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.state % most).unwrap_or_default()
    }

    /// A seed after some changes.
    fn changed(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(6) {
            self.change(&mut bytes, other);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        const SIGNS: &[u8] = b"\"'{}[]()<>$#:=,|&*!-\\ \t\r\n\0\x80\xC3\xFF";
        let (at, length) = (self.below(bytes.len() + 1), self.below(40));
        let end = (at + length).min(bytes.len());
        match self.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at),
            2 => bytes.insert(at, SIGNS[self.below(SIGNS.len())]),
            3 => {
                let piece = bytes[at..end].to_vec();
                let into = self.below(bytes.len() + 1);
                bytes.splice(into..into, piece.repeat(1 + self.below(3)));
            }
            4 => {
                let nth = self.below(self.words.len());
                bytes.splice(at..end, self.words[nth].bytes());
            }
            _ => {
                let from = self.below(other.len() + 1);
                bytes.splice(at..at, other[from..].iter().copied().take(200));
            }
        }
    }
}
