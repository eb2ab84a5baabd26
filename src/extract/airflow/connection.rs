//! The password in a connection that is written as a URI or as JSON.

use std::ops::Range;

use crate::extract::address::{Address, MARK, decoded, is_filled_in};

/// A password in a text.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it says, if nothing in it is filled in; else nothing.
    pub text: String,
}

/// The password of a connection of a type, if the text is one: `dbt-cloud://ID:PASSWORD@HOST`, or JSON (or a like
/// notation) with `conn_type` and `password`.
pub(super) fn password(text: &str, of_type: &str) -> Option<Found> {
    let range = in_uri(text, of_type).or_else(|| in_map(text, of_type))?;
    let piece = text.get(range.clone())?;
    let text = if is_filled_in(piece) { String::new() } else { decoded(piece) };
    Some(Found { range, text })
}

/// A scheme is spelt with dashes, a type with underscores; both are read.
fn in_uri(text: &str, of_type: &str) -> Option<Range<usize>> {
    let schemes = [of_type.replace('_', "-"), of_type.to_owned()];
    let mark = schemes.iter().find_map(|it| Some(text.find(&format!("{it}{MARK}"))? + it.len()))?;
    Address::at(text, mark).password
}

fn in_map(text: &str, of_type: &str) -> Option<Range<usize>> {
    let is_type = |at: usize| {
        let value = &text[behind_key(text, at + "conn_type".len())..];
        value.starts_with(of_type) || value.starts_with(&of_type.replace('_', "-"))
    };
    if !text.match_indices("conn_type").take(8).any(|(at, _)| is_type(at)) {
        return None;
    }
    let keys = text.match_indices("password").take(8);
    let is_key = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + "password".len()..].chars().next();
        before.is_none_or(|it| !it.is_alphanumeric() && it != '_')
            && after.is_some_and(|it| matches!(it, '"' | '\'' | '\\' | ':' | '=' | ' '))
    };
    let key = keys.map(|(at, _)| at).find(|at| is_key(*at))?;
    let start = behind_key(text, key + "password".len());
    let end = start + value_length(&text[start..]);
    (start < end).then_some(start..end)
}

/// Where the value of a key begins: behind quotes, the mark between the two, and what escapes them.
fn behind_key(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len() - rest.trim_start_matches(['"', '\'', '\\', ':', '=', ' ', '\t', '\n']).len()
}

/// How long a value is that ends at a quote or a comma outside brackets.
fn value_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'(' => depth += 1,
            b'"' | b'\'' | b'\\' | b',' | b' ' | b'\n' | b'}' | b')' if depth == 0 => return at,
            b'}' | b')' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::password;

    #[test]
    fn a_connection_has_a_password() {
        for (text, place, value) in [
            ("dbt-cloud://1:abc@h.com", "abc", "abc"),
            ("dbt_cloud://:a%2Db@", "a%2Db", "a-b"),
            ("dbt-cloud://${A:-1}:${T:-x@y}@h", "${T:-x@y}", ""),
            ("dbt-cloud://1:${{ secrets.T }}@h", "${{ secrets.T }}", ""),
            ("dbt-cloud://1:$T@h", "$T", ""),
            ("dbt-cloud://1:<token>@h", "<token>", ""),
            (r#"{"conn_type": "dbt_cloud", "password": "abc", "host": "h"}"#, "abc", "abc"),
            (r#"{"password":"${T}","conn_type":"dbt_cloud"}"#, "${T}", ""),
            (r#"{"conn_type":"dbt_cloud","password":"'"$T"'"}"#, "$T", ""),
            (r#"{\"conn_type\": \"dbt-cloud\", \"password\": \"$T\"}"#, "$T", ""),
            ("conn_type = \"dbt_cloud\", password = var.t\n", "var.t", "var.t"),
        ] {
            let found = password(text, "dbt_cloud").unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[found.range.clone()], place, "{text}");
            assert_eq!(found.text, value, "{text}");
        }
    }

    #[test]
    fn other_connections_are_left_alone() {
        for text in [
            "",
            "dbt-cloud://",
            "dbt-cloud://1@h",
            "dbt-cloud://h.com/x:y@z",
            "postgres://dbt_cloud:pw@h",
            "http://:Token%20x@cloud.getdbt.com",
            r#"{"conn_type": "http", "password": "abc", "login": "dbt_cloud"}"#,
            r#"{"conn_type": "dbt_cloud", "login": "password"}"#,
            r#"{"conn_type": "dbt_cloud"}"#,
            "conn_type",
            "dbt-cloud://é:é",
        ] {
            assert_eq!(password(text, "dbt_cloud"), None, "{text}");
        }
    }
}
