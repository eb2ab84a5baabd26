//! Bytes as text: UTF-8 and UTF-16 by their marks, anything else character by character, and said so.

use crate::model::Encoding;

/// The text of some bytes, how it was read, and the offset in the text of the first byte that is not Unicode.
pub fn decoded(bytes: &[u8]) -> (String, Encoding, Option<usize>) {
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF])
        && let Ok(text) = std::str::from_utf8(rest)
    {
        return (text.to_owned(), Encoding::Utf8Bom, None);
    }
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => return wide(rest, u16::from_be_bytes),
        _ => {}
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

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Encoding, Option<usize>) {
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
    (text, Encoding::Utf16, bad)
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
