//! What a value looks like: a token, a sample that shows a kind, something opaque, or nothing at all.

use crate::model::vendor::is_sample;
use crate::model::{Kind, Secret, Vendor, glob};

/// What a value looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A token whose prefix proves its kind.
    Token { prefix: String, kind: Kind },
    /// A sample or placeholder that begins with a token's prefix.
    Sample { prefix: String, kind: Kind },
    /// Forty hexadecimal digits: the form of the keys that no longer work, and probably that of service tokens of before
    /// 2023-07-18, which do (<https://docs.getdbt.com/docs/dbt-apis/service-tokens>, read in 2026-11).
    Legacy,
    /// No prefix, and yet no placeholder: in a slot that can only hold a token, a token.
    Opaque,
    /// Empty, a reference or a placeholder.
    Nothing,
}

/// Words of which one in a value makes it a placeholder.
const PLACEHOLDERS: [&str; 20] = [
    "*your*",
    "*token*",
    "*xxx*",
    "*example*",
    "*change*me*",
    "*placeholder*",
    "*fake*",
    "*dummy*",
    "*insert*",
    "*replace*",
    "*todo*",
    "*<*",
    "*{*",
    "*$*",
    "*...*",
    "*…*",
    "*secret*",
    "*password*",
    "*api*key*",
    "*test*",
];

/// What a value looks like to a vendor.
pub fn of(value: &Secret, vendor: &Vendor) -> Shape {
    let text = value.expose().trim();
    let bare = ["Bearer ", "Token ", "bearer ", "token "]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(text);
    if let Some(prefix) = vendor.prefix_of(bare) {
        let body = &bare[prefix.text.len()..];
        let (prefix_text, kind) = (prefix.text.clone(), prefix.kind);
        return if prefix.body == Some(body.len()) && is_varied(body, 20) && !is_sample(body) {
            Shape::Token { prefix: prefix_text, kind }
        } else {
            Shape::Sample { prefix: prefix_text, kind }
        };
    }
    if bare.len() == 40
        && bare.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && is_varied(bare, 8)
        && !bare.starts_with("da39a3ee")
    {
        return Shape::Legacy;
    }
    if is_opaque(bare) { Shape::Opaque } else { Shape::Nothing }
}

fn is_opaque(text: &str) -> bool {
    let lower = text.to_lowercase();
    let plain = text.bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'.' | b'+' | b'/')
    });
    20 <= text.len()
        && plain
        && is_varied(text, 12)
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !PLACEHOLDERS.iter().any(|pattern| glob::matches(pattern, &lower))
}

fn is_varied(text: &str, least: usize) -> bool {
    let mut seen = [false; 256];
    let allowed = text.bytes().all(|byte| byte.is_ascii_graphic());
    allowed
        && least
            <= text
                .bytes()
                .filter(|byte| !std::mem::replace(&mut seen[*byte as usize], true))
                .count()
}

#[cfg(test)]
mod tests {
    use super::{Shape, of};
    use crate::model::{Kind, Secret, Vendor, vendor::Prefix};

    #[test]
    fn placeholders_are_no_tokens() {
        let prefix = Prefix {
            text: "dbtu_".into(),
            kind: Kind::Personal,
            body: Some(50),
            source: String::new(),
        };
        let vendor = Vendor { prefixes: vec![prefix], ..Vendor::default() };
        let body: String = ('a'..='z').rev().chain(('A'..='X').rev()).collect();
        let sample = Shape::Sample { prefix: "dbtu_".into(), kind: Kind::Personal };
        for (value, expected) in [
            (format!("dbtu_{body}"), Shape::Token { prefix: "dbtu_".into(), kind: Kind::Personal }),
            (
                format!("Bearer dbtu_{body}"),
                Shape::Token { prefix: "dbtu_".into(), kind: Kind::Personal },
            ),
            ("dbtu_token_value".into(), sample.clone()),
            (format!("dbtu_{}", "x".repeat(50)), sample.clone()),
            (format!("dbtu_{}", ('A'..='X').chain('a'..='z').collect::<String>()), sample),
            ("0123456789abcdef".repeat(3)[..40].into(), Shape::Legacy),
            ("your_dbt_cloud_token_here1".into(), Shape::Nothing),
            ("<api_token>".into(), Shape::Nothing),
            ("${DBT_CLOUD_API_KEY}".into(), Shape::Nothing),
            (String::new(), Shape::Nothing),
            ("q8Wz-4kLmN_0pRsT7vXyB2cD".into(), Shape::Opaque),
        ] {
            assert_eq!(
                of(&Secret::new(value.clone()), &vendor),
                expected,
                "a value of {} characters",
                value.len()
            );
        }
    }
}
