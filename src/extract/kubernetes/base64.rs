//! The form in which objects keep secrets. What is decoded is looked at for its shape and goes no further.

/// What some text stands for; none where it is not of this form.
pub(super) fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    let letters = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    for letter in letters.take_while(|byte| *byte != b'=') {
        bits = bits << 6 | u32::from(digit(letter)?);
        count += 6;
        if 8 <= count {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn what_is_no_text_is_nothing() {
        for (text, expected) in [
            ("ZGJ0", Some("dbt")),
            ("ZGJ0dQ==", Some("dbtu")),
            ("ZGJ0\ndV8=", Some("dbtu_")),
            ("", Some("")),
            ("a-b", None),
            ("////", None),
            ("{{ x }}", None),
        ] {
            assert_eq!(decoded(text).as_deref(), expected, "{text}");
        }
    }
}
