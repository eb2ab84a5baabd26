//! Addresses, taken apart: `scheme://user:PASSWORD@host:443/path?name=VALUE&name=VALUE`.
//!
//! The text may be a program's or a file's own: what is filled in stands in brackets or behind a dollar, and a shell's
//! quotes may stand around it.

use std::ops::Range;

/// How long an address may be.
const LENGTH: usize = 4096;
/// How long a placeholder such as `<token>` may be.
const PLACEHOLDER: usize = 80;

/// An address in a text.
#[derive(Debug)]
pub(in crate::extract) struct Address<'t> {
    /// The word before `://`, or nothing.
    pub scheme: &'t str,
    /// The host without user and port.
    pub host: &'t str,
    /// What stands behind host and port, up to the parameters.
    pub path: &'t str,
    /// Where the user stands, password and all.
    pub user: Option<Range<usize>>,
    /// Where the password of the user stands.
    pub password: Option<Range<usize>>,
    /// The parameters, each with where its value stands.
    pub parameters: Vec<(&'t str, Range<usize>)>,
}

impl<'t> Address<'t> {
    /// A text that is an address; its scheme may be left out.
    pub fn of(text: &'t str) -> Self {
        let mark = text.find(MARK).filter(|at| begin_of_scheme(text, *at) == 0);
        match mark {
            Some(at) => Self::behind(text, 0..at, at + MARK.len()),
            None => Self::behind(text, 0..0, 0),
        }
    }

    /// The address whose mark, `://`, stands at a place of a text.
    pub fn at(text: &'t str, mark: usize) -> Self {
        Self::behind(text, begin_of_scheme(text, mark)..mark, mark + MARK.len())
    }

    fn behind(text: &'t str, scheme: Range<usize>, start: usize) -> Self {
        let bytes = outer_bytes(text, start);
        let stop = bytes.last().map_or(start, |it| it.0);
        let first = |from: usize, wanted: &[u8]| {
            let found = bytes.iter().find(|(at, byte)| from <= *at && wanted.contains(byte));
            found.map_or(stop, |it| it.0)
        };
        let end = first(start, b"/?#");
        let at = Some(first(start, b"@")).filter(|at| *at < end);
        let host = at.map_or(start, |at| at + 1);
        let colon = |at: usize| Some(first(start, b":")).filter(|it| *it < at);
        Self {
            scheme: &text[scheme],
            host: &text[host..first(host, b":/?#&").min(end)],
            path: &text[end..first(end, b"?#")],
            user: at.map(|at| start..at),
            password: at.and_then(|at| Some(colon(at)? + 1..at)),
            parameters: parameters(text, first(end, b"?"), &bytes),
        }
    }

    /// Whether the address is of a scheme, which may stand behind another word: `url:jdbc:…`.
    pub fn is_of(&self, scheme: &str) -> bool {
        self.scheme
            .strip_suffix(scheme)
            .is_some_and(|before| before.is_empty() || before.ends_with(':'))
    }

    /// Whether the host, or a part of it, is only known at run time.
    pub fn is_open(&self) -> bool {
        self.host.contains(['$', '{', '<', '%'])
    }

    /// Whether it has a parameter.
    pub fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|(it, _)| it.eq_ignore_ascii_case(name))
    }
}

/// What stands between a scheme and a host.
pub(in crate::extract) const MARK: &str = "://";

fn begin_of_scheme(text: &str, mark: usize) -> usize {
    let is_part =
        |it: &&u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'_' | b'.' | b':');
    mark - text.as_bytes()[..mark].iter().rev().take(64).take_while(is_part).count()
}

/// The bytes of an address that stand in no bracket, up to where it ends; the last is that end.
fn outer_bytes(text: &str, start: usize) -> Vec<(usize, u8)> {
    let bytes = text.as_bytes();
    let (mut outer, mut depth, mut is_quoted) = (Vec::new(), 0_usize, false);
    let mut at = start;
    while let Some(byte) = bytes.get(at).copied().filter(|_| at < start + LENGTH) {
        if byte == b'\n' {
            break;
        } else if let Some(length) = joint(&text.as_bytes()[at..]).filter(|_| depth == 0) {
            outer.push((at, b'&'));
            at += length;
            continue;
        }
        match byte {
            b'{' | b'(' => depth += 1,
            b'<' if depth == 0 && is_placeholder(&bytes[at..]) => depth += 1,
            b'}' | b')' | b'>' if depth == 0 => break,
            b'}' | b')' => depth -= 1,
            b'>' if depth == 1 => depth = 0,
            _ if 0 < depth => {}
            b'"' | b'\'' if goes_on(&bytes[at..], is_quoted) => is_quoted = true,
            b'"' | b'\'' | b'`' | b'\\' | b'<' | b'|' => break,
            b'#' if bytes.get(at + 1) == Some(&b'{') => {}
            _ if byte.is_ascii_whitespace() => break,
            _ => outer.push((at, byte)),
        }
        at += 1;
    }
    while !text.is_char_boundary(at.min(text.len())) {
        at -= 1;
    }
    let end = at.min(text.len());
    outer.retain(|(at, _)| *at < end);
    outer.push((end, 0));
    outer
}

/// How long a mark between two parameters is that other formats spell in their own way.
fn joint(bytes: &[u8]) -> Option<usize> {
    let spelt = [&b"&amp;"[..], b"\\u0026"].into_iter().find(|it| bytes.starts_with(it));
    spelt.map(<[u8]>::len)
}

/// Whether a `<` begins a placeholder rather than what follows an address.
fn is_placeholder(bytes: &[u8]) -> bool {
    let closes = || bytes.iter().take(PLACEHOLDER).any(|it| *it == b'>');
    bytes.get(1).is_some_and(u8::is_ascii_alphanumeric) && closes()
}

/// Whether an address goes on behind quotes: a shell puts a variable between quotes of its own, `'…='"$X"'&…'`.
fn goes_on(bytes: &[u8], is_quoted: bool) -> bool {
    let next = bytes.iter().take(4).find(|it| !matches!(it, b'"' | b'\''));
    next.is_some_and(|it| *it == b'$' || is_quoted && matches!(it, b'&' | b'@' | b';' | b'/'))
}

/// The parameters behind a question mark. Quotes around a value are no part of it.
fn parameters<'t>(
    text: &'t str,
    start: usize,
    bytes: &[(usize, u8)],
) -> Vec<(&'t str, Range<usize>)> {
    let cuts: Vec<usize> = bytes
        .iter()
        .filter(|(at, byte)| start <= *at && matches!(byte, b'?' | b'&' | b';' | b',' | b'#' | 0))
        .map(|it| it.0)
        .collect();
    let named = |cut: &[usize]| {
        let begin = cut[0] + joint(&text.as_bytes()[cut[0]..]).unwrap_or(1);
        let (name, value) = text.get(begin..cut[1])?.split_once('=')?;
        let start = begin + name.len() + 1;
        let bare = value.trim_start_matches(['"', '\'']);
        let start = start + value.len() - bare.len();
        Some((name, start..start + bare.trim_end_matches(['"', '\'']).len()))
    };
    cuts.windows(2).filter_map(named).collect()
}

/// Whether a part of an address is filled in later, or is a placeholder for what people fill in.
pub(in crate::extract) fn is_filled_in(text: &str) -> bool {
    text.contains(['$', '{', '<', '`'])
}

/// A part of an address with each `%XX` as the character that it stands for.
pub(in crate::extract) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let decoded = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(decoded.unwrap_or(*byte));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Address<'_> {
        Address::at(text, text.find(MARK).expect("the text has an address"))
    }

    #[test]
    fn an_address_has_parts() {
        for (text, scheme, host, path, password, parameters) in [
            ("jdbc:a-b://h.com:443?&e=1&t=x", "jdbc:a-b", "h.com", "", "", "e=1 t=x"),
            ("'https://u:p@h/a/b?c=d#e'", "https", "h", "/a/b", "p", "c=d"),
            ("https://$H/a?t=${T:-x&y}&b", "https", "$H", "/a", "", "t=${T:-x&y}"),
            ("https://{host}/a?t={t[\"k\"]}", "https", "{host}", "/a", "", "t={t[\"k\"]}"),
            ("x://h?a='\"$T\"'&b=\"$(c \"d\")\"", "x", "h", "", "", "a=$T b=$(c \"d\")"),
            ("x://h?a=${{ secrets.T }} $U", "x", "h", "", "", "a=${{ secrets.T }}"),
            ("x://h?a=#{T}#&b=<a b>", "x", "h", "", "", "a=#{T} b=<a b>"),
            ("<u>x://h?a=b&amp;c=d</u>", "x", "h", "", "", "a=b c=d"),
            (r#"{"u":"x://h?a=b\u0026c=d","e":"f"}"#, "x", "h", "", "", "a=b c=d"),
            ("[x://h?a=b, x://i?c=d]", "x", "h", "", "", "a=b"),
            ("x://1:$T@h", "x", "h", "", "$T", ""),
            ("x://1:\"$T\"@h", "x", "h", "", "\"$T\"", ""),
            ("x://a/b:c@d", "x", "a", "/b:c@d", "", ""),
            ("x://", "x", "", "", "", ""),
            ("://é?é=é", "", "é", "", "", "é=é"),
            ("x://h?a=b\\", "x", "h", "", "", "a=b"),
        ] {
            let address = at(text);
            let found = address.parameters.iter();
            let found: Vec<String> =
                found.map(|(name, range)| format!("{name}={}", &text[range.clone()])).collect();
            let of = address.password.map_or("", |range| &text[range]);
            assert_eq!(
                (address.scheme, address.host, address.path, of, found.join(" ").as_str()),
                (scheme, host, path, password, parameters),
                "{text}"
            );
        }
    }

    #[test]
    fn an_address_may_be_a_whole_text() {
        for (text, scheme, host, path) in [
            ("https://h/a?b", "https", "h", "/a"),
            ("${H}/api/v2/x", "", "${H}", "/api/v2/x"),
            ("h.com/a", "", "h.com", "/a"),
            ("${U:-https://h}/a", "", "${U:-https://h}", "/a"),
            ("", "", "", ""),
        ] {
            let address = Address::of(text);
            assert_eq!(
                (address.scheme, address.host, address.path),
                (scheme, host, path),
                "{text}"
            );
        }
    }

    #[test]
    fn a_long_text_ends() {
        for piece in ["é", "{", "x://", "\"$", "<a", "&=", "\\u0026"] {
            let text = format!("x://{}", piece.repeat(LENGTH));
            assert_eq!(at(&text).scheme, "x");
        }
    }
}
