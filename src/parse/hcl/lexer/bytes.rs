//! What bytes words are made of.

/// How many bytes at the beginning belong together.
pub(super) fn length_of(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

/// A byte that is a blank within a line.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A byte that may begin a word. Bytes past ASCII count, so that no token ends inside a character.
pub(in crate::parse::hcl) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || 0x80 <= byte
}

/// A byte that may go on in a word.
pub(in crate::parse::hcl) fn is_word_or_dash(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}
