//! Samples in the form of a token: whoever makes one up writes words, or the alphabet.

/// Words of which none stands in a value that was drawn at random.
const WORDS: [&str; 9] = [
    "example",
    "placeholder",
    "your-",
    "your_",
    "not-use",
    "not_use",
    "notuse",
    "changeme",
    "dummy",
];
/// How many characters in the order of the alphabet no value holds that was drawn at random.
const RUN: usize = 8;

/// Whether what stands behind a token's prefix was made up for a reader.
pub fn is_sample(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word)) || runs(body.as_bytes())
}

/// Whether a piece of the alphabet, or of the digits, stands in a text.
fn runs(text: &[u8]) -> bool {
    let mut length = 1;
    text.windows(2).any(|pair| {
        let follows = pair[0].is_ascii_alphanumeric() && pair[0] + 1 == pair[1];
        length = if follows { length + 1 } else { 1 };
        RUN <= length
    })
}

#[cfg(test)]
mod tests {
    use super::is_sample;

    #[test]
    fn what_was_made_up_is_no_token() {
        for (body, expected) in [
            ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX", true),
            ("q8Wz-4kL01234567mN_0pRsT7vXyB2cD", true),
            ("this-is-an-example-service-token", true),
            ("Your_service_token_here", true),
            ("q8Wz-aBcDeFgHiJkLmNoPqRs", false),
            ("q8Wz-4kLabcdefgmN_0pRsT7vXyB2cD", false),
            ("q8Wz-4kLmN_0pRsT7vXyB2cD-token", false),
            ("", false),
        ] {
            assert_eq!(is_sample(body), expected, "{body}");
        }
    }
}
