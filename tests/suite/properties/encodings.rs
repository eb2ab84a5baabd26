//! The same text in another encoding is the same: with a byte order mark, and in units of two bytes, as editors and
//! shells of Windows write.

use super::verdicts::{World, hold};

#[test]
fn the_same_behind_a_byte_order_mark_is_judged_the_same() {
    let marked = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let changed = hold("marked", |world| Some(encoded(world, marked)), Clone::clone);
    assert!(500 < changed, "only {changed} worlds");
}

#[test]
fn the_same_in_units_of_two_bytes_is_judged_the_same() {
    // The order of the two bytes is another from world to world.
    let written = |world: &World| {
        let bytes = if world.len().is_multiple_of(2) { u16::to_le_bytes } else { u16::to_be_bytes };
        Some(encoded(world, |text| units(text, bytes)))
    };
    let changed = hold("units", written, Clone::clone);
    assert!(500 < changed, "only {changed} worlds");
}

/// A text in units of two bytes, its mark first.
fn units(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
}

/// A world whose texts are written otherwise. What git reads is left as it is.
fn encoded(world: &World, written: impl Fn(&str) -> Vec<u8>) -> World {
    let mut world = world.clone();
    for (path, bytes) in &mut world {
        let text = std::str::from_utf8(bytes).ok().filter(|_| !path.ends_with(".gitignore"));
        if let Some(text) = text {
            *bytes = written(text.trim_start_matches('\u{feff}'));
        }
    }
    world
}
