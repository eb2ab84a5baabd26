//! The secret in a connection that is written as a URI or as JSON.

use std::ops::Range;

use crate::extract::address::{Address, MARK, decoded, is_filled_in};
use crate::model::glob;

/// A secret in a text.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it says, if nothing in it is filled in; else nothing.
    pub text: String,
}

/// What connections are asked for, as a row of a vendor's tells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sort<'v> {
    /// The types, as a glob.
    pub types: &'v str,
    /// The hosts, as a glob, where the type alone does not tell whose the connection is.
    pub hosts: Option<&'v str>,
    /// What holds the secret: `password`, or a header beside it.
    pub argument: &'v str,
}

/// Connections of any type and to any host.
pub(super) const ANY: Sort<'_> = Sort { types: "*", hosts: None, argument: PASSWORD };

/// What a connection calls its secret, whatever its type.
const PASSWORD: &str = "password";

/// The secret of a connection of a sort, if the text is one: `dbt-cloud://ID:PASSWORD@HOST`, or JSON (or a like
/// notation) with `conn_type` and `password`. What goes along with a connection may hold it as a header.
pub(super) fn secret(text: &str, sort: Sort<'_>) -> Option<Found> {
    let range = in_uri(text, sort).or_else(|| in_map(text, sort))?;
    let piece = text.get(range.clone())?;
    let text = if is_filled_in(piece) { String::new() } else { decoded(piece) };
    Some(Found { range, text })
}

impl Sort<'_> {
    /// A scheme is spelt with dashes, a type with underscores; both are read.
    fn is_type(&self, spelt: &str) -> bool {
        glob::matches(self.types, &spelt.replace('-', "_"))
    }

    fn is_host(&self, host: &str) -> bool {
        self.hosts.is_none_or(|it| glob::matches(it, host))
    }
}

fn in_uri(text: &str, sort: Sort<'_>) -> Option<Range<usize>> {
    let marks = text.match_indices(MARK).take(NEAR).map(|(at, _)| Address::at(text, at));
    let mut fitting = marks.filter(|it| sort.is_type(it.scheme) && sort.is_host(it.host));
    let found = fitting.find_map(|address| match sort.argument {
        PASSWORD => address.password,
        header => address.parameters.into_iter().find(|it| it.0 == header).map(|it| it.1),
    })?;
    Some(behind_scheme(text, found.start)..found.end)
}

fn in_map(text: &str, sort: Sort<'_>) -> Option<Range<usize>> {
    let value = |key: &str| {
        let value = values(text, key).next()?;
        text.get(value)
    };
    let is_type =
        values(text, "conn_type").filter_map(|it| text.get(it)).any(|it| sort.is_type(it));
    let is_host = sort.hosts.is_none() || value("host").is_some_and(|it| sort.is_host(it));
    let value = values(text, sort.argument).next().filter(|_| is_type && is_host)?;
    let start = behind_scheme(text, value.start);
    (start < value.end).then_some(start..value.end)
}

/// How many places of one key, or addresses, are looked at.
const NEAR: usize = 8;

/// The values of a key.
fn values<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let is_key = move |at: &usize| {
        let before = text[..*at].chars().next_back();
        let after = text[at + key.len()..].chars().next();
        before.is_none_or(|it| !it.is_alphanumeric() && it != '_')
            && after.is_some_and(|it| matches!(it, '"' | '\'' | '\\' | ':' | '=' | ' '))
    };
    let places = text.match_indices(key).take(NEAR).map(|(at, _)| at).filter(is_key);
    let value = move |at: usize| {
        let start = behind_key(text, at + key.len());
        start..start + value_length(text, start)
    };
    places.map(value).filter(|it| !it.is_empty())
}

/// Where the secret begins in the value of a header: behind `Token `, which an address spells without a space.
fn behind_scheme(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let length = |scheme: &str| {
        let behind = rest.get(..scheme.len()).filter(|it| it.eq_ignore_ascii_case(scheme))?.len();
        let joints = [" ", "+", "%20"].into_iter();
        joints.filter(|it| rest[behind..].starts_with(it)).map(|it| behind + it.len()).next()
    };
    at + SCHEMES.iter().find_map(|it| length(it)).unwrap_or_default()
}

/// The words before a token in a header.
const SCHEMES: [&str; 2] = ["token", "bearer"];

/// Where the value of a key begins: behind quotes, the mark between the two, and what escapes them.
fn behind_key(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len() - rest.trim_start_matches(['"', '\'', '\\', ':', '=', ' ', '\t', '\n']).len()
}

/// How long a value is that ends at a quote or a comma outside brackets. The word before a token is a part of it.
fn value_length(text: &str, start: usize) -> usize {
    let begin = behind_scheme(text, start) - start;
    let text = &text[start..];
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(begin) {
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
    use super::{Found, Sort, secret};

    fn password(text: &str, types: &str) -> Option<Found> {
        secret(text, Sort { types, hosts: None, argument: "password" })
    }

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
    fn a_connection_to_a_host_has_a_secret() {
        for (argument, text, place) in [
            ("password", "http://:abc@cloud.getdbt.com/https", "abc"),
            ("password", "https://x:${T}@ab123.us1.dbt.com", "${T}"),
            (
                "password",
                r#"{"conn_type": "http", "host": "https://cloud.getdbt.com", "password": "$T"}"#,
                "$T",
            ),
            ("Authorization", "http://cloud.getdbt.com/https?Authorization=Token+abc", "abc"),
            ("Authorization", "http://cloud.getdbt.com/?a=b&Authorization=Bearer%20$T&c=d", "$T"),
            (
                "Authorization",
                r#"{"conn_type":"http","host":"cloud.getdbt.com","extra":"{\"Authorization\": \"Token ${T}\"}"}"#,
                "${T}",
            ),
            (
                "Authorization",
                r#"{"extra":{"Authorization":"abc"},"conn_type":"http","host":"cloud.getdbt.com"}"#,
                "abc",
            ),
        ] {
            let sort = Sort { types: "http*", hosts: Some("*dbt.com*"), argument };
            let found = secret(text, sort).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[found.range], place, "{text}");
            let elsewhere = text.replace("dbt.com", "example.com");
            assert_eq!(secret(&elsewhere, sort), None, "{elsewhere}");
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
