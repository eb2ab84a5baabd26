//! Bytes as text: UTF-8 and UTF-16 by their marks, anything else character by character, and said so.

use std::borrow::Cow;

use crate::model::Encoding;

/// The byte order mark of UTF-8.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// The text of some bytes, how it was read, and the offset in the text of the first byte that is not Unicode.
pub fn decoded(bytes: &[u8]) -> (String, Encoding, Option<usize>) {
    if let Some(rest) = bytes.strip_prefix(&MARK)
        && let Ok(text) = std::str::from_utf8(rest)
    {
        return (text.to_owned(), Encoding::Utf8Bom, None);
    }
    if let Some(units) = wide(bytes) {
        let (text, bad) = of_units(&bytes[2..], units);
        return (text, Encoding::Utf16, bad);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Encoding::Utf8, None),
        Err(error) => {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            let at =
                bytes[..error.valid_up_to()].iter().map(|byte| char::from(*byte).len_utf8()).sum();
            (text, Encoding::Latin1, Some(at))
        }
    }
}

/// Which of two bytes stands first in a file that is written in units of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    /// The lower one.
    Little,
    /// The higher one.
    Big,
}

/// The units of two bytes in which a file is written, if a mark at its beginning says so.
pub(super) fn wide(bytes: &[u8]) -> Option<Units> {
    match bytes {
        [0xFF, 0xFE, ..] => Some(Units::Little),
        [0xFE, 0xFF, ..] => Some(Units::Big),
        _ => None,
    }
}

/// A piece of a file as it can be searched: without the mark of UTF-8, and as UTF-8 where the file is written in units.
pub(super) fn searched(piece: &[u8], units: Option<Units>) -> Cow<'_, [u8]> {
    match units {
        Some(units) => {
            let mut bytes = of_units(piece, units).0.into_bytes();
            bytes.drain(..if bytes.starts_with(&MARK) { MARK.len() } else { 0 });
            Cow::Owned(bytes)
        }
        None => Cow::Borrowed(piece.strip_prefix(&MARK).unwrap_or(piece)),
    }
}

/// The text of units, and the offset in it of the first that is none of Unicode.
fn of_units(bytes: &[u8], units: Units) -> (String, Option<usize>) {
    let unit = match units {
        Units::Little => u16::from_le_bytes,
        Units::Big => u16::from_be_bytes,
    };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut bad = None;
    for decoded in char::decode_utf16(units) {
        if decoded.is_err() {
            bad.get_or_insert(text.len());
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if bytes.len() % 2 == 1 {
        bad.get_or_insert(text.len());
    }
    (text, bad)
}

#[cfg(test)]
mod tests {
    use super::decoded;
    use crate::model::{Encoding, Source, SourceId};

    #[test]
    fn offsets_are_told_as_the_file_has_them() {
        let utf16 =
            |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for (bytes, encoding, bad) in [
            (b"a: b".to_vec(), Encoding::Utf8, None),
            (b"\xEF\xBB\xBFa: b".to_vec(), Encoding::Utf8Bom, None),
            ([vec![0xFF, 0xFE], utf16("a: b")].concat(), Encoding::Utf16, None),
            (b"\xE9a: b".to_vec(), Encoding::Latin1, Some(0)),
        ] {
            let (text, read_as, at) = decoded(&bytes);
            assert_eq!((read_as, at), (encoding, bad), "{bytes:?}");
            let source = Source::new(SourceId(0), "x", text, read_as);
            let offset =
                source.position(source.text.find('b').expect("every input holds a b")).offset;
            assert_eq!(bytes[offset], b'b', "{bytes:?}");
        }
    }
}
