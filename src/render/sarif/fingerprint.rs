//! GitHub's `primaryLocationLineHash`: what code scanning would compute by itself, so that an alert stays the same
//! alert whoever uploads it.

use std::collections::BTreeMap;

use crate::model::{Encoding, Source};

/// So many characters from a line's beginning make its hash; blanks are not counted.
const BLOCK: usize = 100;
const BASE: u64 = 37;
/// What stands for the end of the file.
const END: u16 = 0xffff;

/// The hash of every line of a source.
pub(super) fn line_hashes(source: &Source) -> Vec<String> {
    match source.encoding {
        Encoding::Utf8 | Encoding::Utf16 => hashes(source.text.encode_utf16()),
        // The uploader keeps a byte order mark as a character of the first line.
        Encoding::Utf8Bom => hashes(std::iter::once(0xfeff).chain(source.text.encode_utf16())),
        Encoding::Latin1 => {
            // The uploader reads the bytes as UTF-8 and replaces what is none.
            let bytes: Vec<u8> = source.text.chars().map(|letter| letter as u32 as u8).collect();
            hashes(String::from_utf8_lossy(&bytes).encode_utf16())
        }
    }
}

fn hashes(units: impl Iterator<Item = u16>) -> Vec<String> {
    let mut hasher = Hasher::new();
    for unit in units {
        hasher.read(unit);
    }
    hasher.read(END);
    hasher.finish()
}

/// A hash that rolls over a window of the last hundred characters. A line's hash is known when its first character
/// is about to leave the window.
struct Hasher {
    window: [u16; BLOCK],
    starts: [bool; BLOCK],
    at: usize,
    hash: u64,
    weight: u64,
    line_begins: bool,
    after_return: bool,
    seen: BTreeMap<u64, usize>,
    lines: Vec<String>,
}

impl Hasher {
    fn new() -> Self {
        Self {
            window: [0; BLOCK],
            starts: [false; BLOCK],
            at: 0,
            hash: 0,
            weight: (0..BLOCK).fold(1, |weight: u64, _| weight.wrapping_mul(BASE)),
            line_begins: true,
            after_return: false,
            seen: BTreeMap::new(),
            lines: Vec::new(),
        }
    }

    fn read(&mut self, unit: u16) {
        let [tab, feed, carriage, space] = [9, 10, 13, 32];
        let second_half = self.after_return && unit == feed;
        self.after_return = unit == carriage;
        if unit == tab || unit == space || second_half {
            return;
        }
        let unit = if unit == carriage { feed } else { unit };
        self.say();
        self.starts[self.at] = self.line_begins;
        self.line_begins = unit == feed;
        self.push(unit);
    }

    fn finish(mut self) -> Vec<String> {
        for _ in 0..BLOCK {
            self.say();
            self.push(0);
        }
        self.lines
    }

    /// The hash of the line that begins at the window's edge, if one does.
    fn say(&mut self) {
        if std::mem::take(&mut self.starts[self.at]) {
            let count = self.seen.entry(self.hash).or_default();
            *count += 1;
            self.lines.push(format!("{:x}:{count}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let leaving = std::mem::replace(&mut self.window[self.at], unit);
        self.hash = self
            .hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.weight.wrapping_mul(u64::from(leaving)));
        self.at = (self.at + 1) % BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use super::{hashes, line_hashes};
    use crate::model::{Encoding, Source, SourceId};

    fn of(text: &str) -> Vec<String> {
        hashes(text.encode_utf16())
    }

    #[test]
    fn lines_hash_as_the_uploader_hashes_them() {
        let ended = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        assert_eq!(of(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            of(" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
        for breaks in ["\n\n\n \n \n", "\r\r\r \r \r", "\r\n\n\r \r \r\n"] {
            let breaks: Vec<&str> = breaks.split(' ').collect();
            let [after, greeting, end] = breaks[..] else { panic!("three breaks") };
            let text = format!(" hello; \t\nworld!!!{after}  \t\tGreetings{greeting} End{end}");
            assert_eq!(of(&text), ended, "{text:?}");
        }
    }

    #[test]
    fn lines_that_hash_alike_are_counted() {
        let hashes = of(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(hashes[5], "a7f2ff13bc495cf2:6");
        assert_eq!(hashes[6], "a7f2ff1481e87703:1");
        assert_eq!(hashes[10], "c129715d7a2bc9a3:1");
    }

    #[test]
    fn the_bytes_count_and_not_what_we_read() {
        let of = |text: &str, encoding| {
            line_hashes(&Source::new(SourceId(0), "a", text, encoding)).remove(0)
        };
        assert_eq!(of("a\u{e9}", Encoding::Latin1), of("a\u{fffd}", Encoding::Utf8));
        assert_eq!(of("a", Encoding::Utf8Bom), of("\u{feff}a", Encoding::Utf8));
    }
}
