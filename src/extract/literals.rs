//! Values written out in the form of a vendor's tokens, in any text: strict shape, never a placeholder.

use crate::model::{Arrange, Sighting, Source, Vendor, vendor};

/// How many distinct characters a real token's body has at least; placeholders have few.
const DISTINCT: usize = 20;

/// The tokens that stand in a source.
pub fn sightings(source: &Source, vendors: &[Vendor]) -> Vec<Sighting> {
    let found = vendors.iter().flat_map(|vendor| {
        let prefixes =
            vendor.prefixes.iter().filter_map(|prefix| Some((prefix.text.as_str(), prefix.body?)));
        prefixes.flat_map(move |(prefix, body)| {
            places(source.text.as_bytes(), prefix, body).map(move |start| Sighting {
                vendor: vendor.id.clone(),
                prefix: prefix.to_owned(),
                span: source.span(start, start + prefix.len() + body),
            })
        })
    });
    let mut found: Vec<Sighting> = found.collect();
    found.arrange_by_key(|sighting| sighting.span);
    found
}

/// The vendor and the prefix of each token that stands in a text which is no file's own.
pub fn tokens(text: &str, vendors: &[Vendor]) -> Vec<(String, String)> {
    let found = vendors.iter().flat_map(|vendor| {
        let prefixes =
            vendor.prefixes.iter().filter_map(|prefix| Some((prefix.text.as_str(), prefix.body?)));
        prefixes.flat_map(move |(prefix, body)| {
            places(text.as_bytes(), prefix, body).map(|_| (vendor.id.clone(), prefix.to_owned()))
        })
    });
    found.collect()
}

/// How comments for us begin.
const OURS: &str = "keyfit:";

/// What all bytes of interest spell, a token or a vendor's name: most files are passed over by that alone.
pub struct Spelling {
    words: Vec<memchr::memmem::Finder<'static>>,
    /// What else is of interest in a file that a dialect claims: a comment for us; a word as a part of a name in
    /// mixed case, behind an escape, or in an encoding in which nothing can be looked for.
    hidden: Vec<memchr::memmem::Finder<'static>>,
}

impl Spelling {
    /// The fewest words without one of which nothing of these vendors can stand in a file.
    pub fn of(vendors: &[Vendor]) -> Self {
        let prefixes = vendors.iter().flat_map(|vendor| &vendor.prefixes);
        let names = vendors.iter().filter(|vendor| vendor.has_credentials());
        let names = names.flat_map(|vendor| [vendor.id.clone(), vendor.id.to_uppercase()]);
        let words: Vec<String> = prefixes.map(|prefix| prefix.text.clone()).chain(names).collect();
        let mut fewest: Vec<&String> = words
            .iter()
            .filter(|word| !words.iter().any(|it| it != *word && word.contains(it.as_str())))
            .collect();
        fewest.arrange();
        fewest.dedup();
        let finder = |word: &str| memchr::memmem::Finder::new(word.as_bytes()).into_owned();
        let with_credentials = vendors.iter().filter(|vendor| vendor.has_credentials());
        let capitals = with_credentials.map(|vendor| capitalised(&vendor.id));
        let hidden = capitals.chain([OURS, "\0", "\\u00", "\\U0000", "\\x"].map(str::to_owned));
        Self {
            words: fewest.into_iter().map(|word| finder(word)).collect(),
            hidden: hidden.map(|word| finder(&word)).collect(),
        }
    }

    /// Whether some bytes hold one of the words, or something that may hide one.
    pub fn may_occur(&self, bytes: &[u8]) -> bool {
        self.occurs(bytes) || self.hidden.iter().any(|finder| finder.find(bytes).is_some())
    }

    /// Whether some bytes hold one of the words.
    pub fn occurs(&self, bytes: &[u8]) -> bool {
        self.words.iter().any(|finder| finder.find(bytes).is_some())
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// Whether some bytes hold a token of a vendor, without decoding them.
pub fn any(bytes: &[u8], vendors: &[Vendor]) -> bool {
    vendors.iter().flat_map(|vendor| &vendor.prefixes).any(|prefix| {
        prefix.body.is_some_and(|body| places(bytes, &prefix.text, body).next().is_some())
    })
}

/// Whether some bytes spell a vendor's name, in lower or upper case, and not by chance.
pub fn mention(bytes: &[u8], vendors: &[Vendor]) -> bool {
    let spelt = |name: &str| {
        let mut places = memchr::memmem::find_iter(bytes, name.as_bytes()).enumerate();
        places.any(|(nth, at)| CHANCES < nth || !is_by_chance(bytes, at))
    };
    let mut vendors = vendors.iter().filter(|vendor| vendor.has_credentials());
    vendors.any(|vendor| spelt(&vendor.id) || spelt(&vendor.id.to_uppercase()))
}

/// How many places of a file are asked whether they spell something by chance.
const CHANCES: usize = 1_000;

/// Whether a place lies in data that is encoded as letters, such as an image in base64: there, three letters stand
/// beside each other every few hundred kilobytes. No name or address has so many letters of both cases and digits
/// with nothing between them.
fn is_by_chance(bytes: &[u8], at: usize) -> bool {
    const AROUND: usize = 100;
    let is_inside = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let before = bytes[..at].iter().rev().take(AROUND).take_while(is_inside).count();
    let after = bytes[at..].iter().take(AROUND).take_while(is_inside).count();
    let run = &bytes[at - before..at + after];
    let count = |is: fn(&u8) -> bool| run.iter().filter(|byte| is(byte)).count();
    60 <= run.len()
        && 8 <= count(u8::is_ascii_uppercase)
        && 8 <= count(u8::is_ascii_lowercase)
        && 4 <= count(u8::is_ascii_digit)
}

fn places<'a>(bytes: &'a [u8], prefix: &'a str, body: usize) -> impl Iterator<Item = usize> + 'a {
    memchr::memmem::find_iter(bytes, prefix.as_bytes())
        .filter(move |start| is_token(bytes, *start, prefix.len(), body))
}

fn is_token(bytes: &[u8], start: usize, prefix: usize, length: usize) -> bool {
    let end = start + prefix + length;
    let Some(body) = bytes.get(start + prefix..end) else { return false };
    let inside = |at: Option<&u8>| at.is_some_and(|byte| is_body(*byte));
    !is_joined(&bytes[..start])
        && body.iter().all(|byte| is_body(*byte))
        && !inside(bytes.get(end))
        && DISTINCT <= distinct(body)
        && std::str::from_utf8(body).is_ok_and(|it| !vendor::is_sample(it))
}

/// Whether what stands before a token goes on into it: the last sign of a word, and none of an escape.
fn is_joined(before: &[u8]) -> bool {
    let last = before.last().copied().unwrap_or_default();
    (last.is_ascii_alphanumeric() || last == b'_') && !ends_with_escape(before)
}

/// How escapes begin that stand for one sign, and how many digits end each: `\u003d`, `%20`.
const ESCAPES: [(&[u8], usize); 4] = [(b"\\U", 8), (b"\\u", 4), (b"\\x", 2), (b"%", 2)];
/// The letters of escapes that need no digits: `\n`.
const LETTERS: &[u8] = b"abefnrtv0";

/// Whether some bytes end with an escape, as programs, JSON and addresses write signs.
fn ends_with_escape(bytes: &[u8]) -> bool {
    let is_one = |(mark, digits): (&[u8], usize)| {
        let (before, number) = bytes.split_at(bytes.len().saturating_sub(digits));
        before.ends_with(mark) && number.iter().all(u8::is_ascii_hexdigit)
    };
    matches!(bytes, [.., b'\\', letter] if LETTERS.contains(letter))
        || ESCAPES.into_iter().any(is_one)
}

fn is_body(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn distinct(body: &[u8]) -> usize {
    let mut seen = [false; 256];
    body.iter().filter(|byte| !std::mem::replace(&mut seen[**byte as usize], true)).count()
}

#[cfg(test)]
mod tests {
    use super::{Spelling, any};
    use crate::model::{Kind, Vendor, vendor::Prefix};

    fn vendors() -> Vec<Vendor> {
        let prefix = Prefix {
            text: "dbtu_".into(),
            kind: Kind::Personal,
            body: Some(50),
            source: String::new(),
        };
        vec![Vendor { prefixes: vec![prefix], ..Vendor::default() }]
    }

    fn body(length: usize) -> String {
        ('a'..='z').rev().chain(('A'..='Z').rev()).take(length).collect()
    }

    #[test]
    fn what_is_of_interest_is_spelt() {
        let vendors = vec![Vendor { id: "dbt".into(), ..vendors().remove(0) }];
        let spelling = Spelling::of(&vendors);
        assert_eq!(spelling.words.len(), 2, "the name stands in the prefix");
        for (text, expected) in
            [("a dbtu_", true), ("DBT_TOKEN", true), ("dbt", true), ("Dbt", false), ("", false)]
        {
            assert_eq!(spelling.occurs(text.as_bytes()), expected, "{text}");
        }
        for text in ["myDbtToken", "\"\\u0064bt\"", "\"\\x64bt\"", "d\0b\0t\0"] {
            assert!(spelling.may_occur(text.as_bytes()), "{text}");
        }
        assert!(!spelling.may_occur(b"token"));
    }

    #[test]
    fn a_name_is_not_spelt_by_chance() {
        let vendors = vec![Vendor { id: "dbt".into(), ..vendors().remove(0) }];
        let encoded = "JzWa4KOPyccT09K5BfkVtnDBTz6t+VKP0sk78Z0HUGvKJhl2a/yuZ1+vRNjlNZ95O";
        let long = "infra/terraform/environments/production/analytics/reporting/dbtcloud";
        for (text, expected) in [
            (format!("data:image/png;base64,{encoded}"), false),
            (format!("{encoded}\nDBT_TOKEN"), true),
            (format!("dir: {long}"), true),
            (format!("key: dbtu_{}", body(50)), true),
            (format!("https://cloud.getdbt.com/{}", body(50)), true),
        ] {
            assert_eq!(super::mention(text.as_bytes(), &vendors), expected, "{text}");
        }
    }

    #[test]
    fn only_the_strict_shape_is_a_token() {
        for (text, expected) in [
            (format!("x = dbtu_{}\n", body(50)), true),
            (format!("\"Bearer dbtu_{}\"", body(50)), true),
            (format!("dbtu_{}", body(49)), false),
            (format!("dbtu_{}", body(51)), false),
            (format!("my_dbtu_{}", body(50)), false),
            (format!("dbtu_{}", "x".repeat(50)), false),
            (format!("DBTU_{}", body(50)), false),
            (format!("dbtu_{}-example", body(42)), false),
            (format!("dbtu_{}01234567", body(42)), false),
            ("dbtu_token_value".to_owned(), false),
            (format!(r"x\ndbtu_{}", body(50)), true),
            (format!(r"x\u003ddbtu_{}", body(50)), true),
            (format!(r"x\u003Ddbtu_{}", body(50)), true),
            (format!(r"x\U0000003ddbtu_{}", body(50)), true),
            (format!(r"x\x22dbtu_{}\x22", body(50)), true),
            (format!("Token%20dbtu_{}", body(50)), true),
            (format!("20dbtu_{}", body(50)), false),
            (format!(r"\u00gddbtu_{}", body(50)), false),
            (format!(r"\qdbtu_{}", body(50)), false),
            (format!("ndbtu_{}", body(50)), false),
        ] {
            assert_eq!(any(text.as_bytes(), &vendors()), expected, "{} characters", text.len());
        }
    }
}
