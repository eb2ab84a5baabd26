//! Addresses that carry a secret: `scheme://user:SECRET@host`, `https://host/?token=SECRET`.
//!
//! Not a dialect of its own: it reads on where others have read. Wherever one of them took a name or a value that
//! stands inside such an address, the address shows it.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::{ExposureForm, Facts, Scope, Secret, Site, Source, Span, Take, Vendor, vendor};

/// How many addresses of a text are looked at, and how long one may be.
const MANY: usize = 5_000;
const LENGTH: usize = 2_000;

/// Parameters of an address that hold a secret.
const PARAMETERS: [&str; 8] = [
    "token",
    "api_key",
    "apikey",
    "api_token",
    "access_token",
    "auth_token",
    "service_token",
    "private_token",
];

/// Add the places at which an address of a file shows what its sites hand on.
pub fn append(source: &Source, vendors: &[Vendor], facts: &mut Facts) {
    let places: Vec<Span> = secrets(&source.text, vendors)
        .into_iter()
        .map(|range| source.span(range.start, range.end))
        .collect();
    if places.is_empty() {
        return;
    }
    let around = |span: Span| {
        let behind = places.partition_point(|it| it.start <= span.start);
        behind.checked_sub(1).map(|at| places[at]).filter(|it| it.contains(span))
    };
    let mut shown: Vec<Site> = Vec::new();
    for site in &facts.sites {
        let takes = site.takes.iter().filter_map(|take| Some((around(take.span)?, take)));
        shown.extend(takes.map(|(place, take)| taken(place, &site.scope, take)));
        let literal = site.literal.as_ref().and_then(|it| Some((around(site.span)?, it)));
        shown.extend(literal.map(|(place, it)| written(place, &site.scope, it.clone())));
    }
    for sighting in &facts.sightings {
        let text = Secret::new(source.slice(sighting.span));
        let scope = Scope::unit("file", &source.path);
        shown.extend(around(sighting.span).map(|place| written(place, &scope, text)));
    }
    let mut told: HashSet<_> = facts.sites.iter().filter(|it| shows(it)).map(what).collect();
    shown.retain(|site| told.insert(what(site)));
    facts.sites.extend(shown);
}

/// The same for a text amid a file: the places of secrets in it.
pub fn secrets(text: &str, vendors: &[Vendor]) -> Vec<Range<usize>> {
    let begins = text.match_indices("://").take(MANY);
    let found = begins.flat_map(|(at, mark)| in_address(text, at, at + mark.len(), vendors));
    found.filter(|range| !range.is_empty()).collect()
}

/// A site at which an address shows what is taken.
pub fn taken(place: Span, scope: &Scope, take: &Take) -> Site {
    Site { takes: vec![take.clone()], ..site(place, scope) }
}

fn written(place: Span, scope: &Scope, value: Secret) -> Site {
    Site { literal: Some(value), ..site(place, scope) }
}

fn site(place: Span, scope: &Scope) -> Site {
    let says = "it is part of an address".to_owned();
    Site { reveals: vec![ExposureForm::Url], ..Site::new(place, scope, says) }
}

fn shows(site: &Site) -> bool {
    site.reveals.contains(&ExposureForm::Url)
}

/// What tells one such place from another: two sites that take one name at one place are one.
fn what(site: &Site) -> (Span, Option<String>) {
    (site.span, site.takes.first().map(|take| take.name.to_string()))
}

/// The secrets of the address whose scheme ends at one place and whose host begins at the other.
fn in_address(text: &str, end: usize, start: usize, vendors: &[Vendor]) -> Vec<Range<usize>> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'_');
    let length = text.as_bytes()[..end].iter().rev().take_while(is_part).count();
    let scheme = text[end - length..end].to_ascii_lowercase();
    let marks = marks(text, start);
    let stop = marks.last().map_or(start, |(at, _)| *at);
    let first = |from: usize, wanted: &[u8]| {
        marks.iter().find(|(at, byte)| from <= *at && wanted.contains(byte)).map(|(at, _)| *at)
    };
    let path = first(start, b"/?#").unwrap_or(stop);
    let at = first(start, b"@").filter(|at| *at < path);
    let host = at.map_or(start, |at| at + 1);
    let host_end = first(host, b"/?#:").unwrap_or(stop);
    let is_wanted = match scheme.as_str() {
        "http" | "https" => is_host(&text[host..host_end], &text[path..stop], vendors),
        scheme => scheme.ends_with("arrow-flight-sql") || is_vendors(scheme, vendors),
    };
    if !is_wanted {
        return Vec::new();
    }
    let user = at.map(|at| first(start, b":").filter(|it| *it < at).map_or(start, |it| it + 1)..at);
    let query = first(path, b"?").map(|at| parameters(text, at, &marks));
    user.into_iter().chain(query.into_iter().flatten()).collect()
}

/// The bytes of an address that stand outside of what is filled in, up to where it ends.
fn marks(text: &str, start: usize) -> Vec<(usize, u8)> {
    let (mut marks, mut depth) = (Vec::new(), 0_usize);
    let mut end = text.len().min(start + LENGTH);
    for (at, byte) in text.bytes().enumerate().take(end).skip(start) {
        match byte {
            b'{' | b'(' => depth += 1,
            b'}' | b')' if 0 < depth => depth -= 1,
            b'\n' => {
                end = at;
                break;
            }
            b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'`' | b')' | b'}' | b'\\' if depth == 0 => {
                end = at;
                break;
            }
            _ if depth == 0 => marks.push((at, byte)),
            _ => {}
        }
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    marks.retain(|(at, _)| *at < end);
    marks.push((end, 0));
    marks
}

/// Whether a host is a vendor's, or one that is filled in and whose path is no repository's.
fn is_host(host: &str, path: &str, vendors: &[Vendor]) -> bool {
    let is_open = host.contains(['$', '{', '<']) && !host.to_lowercase().contains("git");
    vendors.iter().any(|vendor| vendor.is_host(host)) || is_open && !path.contains(".git")
}

/// Whether a scheme is that of a vendor's connections: `dbt-cloud`.
fn is_vendors(scheme: &str, vendors: &[Vendor]) -> bool {
    let first = scheme.split(['-', '_', '+']).next();
    scheme.contains(['-', '_']) && vendors.iter().any(|vendor| Some(vendor.id.as_str()) == first)
}

/// The values of parameters that hold a secret. `at` is where the query begins.
fn parameters(text: &str, at: usize, marks: &[(usize, u8)]) -> Vec<Range<usize>> {
    let is_between = |byte: u8| matches!(byte, b'?' | b'&' | b';' | b'#' | 0);
    let cuts: Vec<usize> =
        marks.iter().filter(|(it, byte)| at <= *it && is_between(*byte)).map(|it| it.0).collect();
    let value = |pair: &[usize]| {
        let (start, end) = (pair[0] + 1, pair[1]);
        let (name, value) = text.get(start..end)?.split_once('=')?;
        let is_secret = PARAMETERS.contains(&vendor::normalised(name).as_str());
        is_secret.then_some(end - value.len()..end)
    };
    cuts.windows(2).filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fixture::vendor;

    fn with_hosts() -> Vendor {
        Vendor { hosts: vec!["*getdbt.com".to_owned()], ..vendor() }
    }

    #[test]
    fn secrets_stand_in_addresses() {
        for (text, expected) in [
            ("dbt-cloud://1:$T@h.com", &["$T"][..]),
            ("'dbt_cloud://:${T:-x@y}@h'", &["${T:-x@y}"]),
            ("https://me:${{ secrets.T }}@cloud.getdbt.com/api", &["${{ secrets.T }}"]),
            ("https://$T@cloud.getdbt.com", &["$T"]),
            ("x=\"https://$HOST/api/v2/?a=1&token=$T&b\"", &["$T"]),
            ("https://cloud.getdbt.com/api?api-key={token}#x", &["{token}"]),
            ("jdbc:arrow-flight-sql://$H:443?&environmentId=1&token=$T", &["$T"]),
            ("https://cloud.getdbt.com/api?a=b https://u:p@cloud.getdbt.com", &["p"]),
            ("http://:Token%20$T@cloud.getdbt.com", &["Token%20$T"]),
        ] {
            let found = secrets(text, &[with_hosts()]);
            let pieces: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
            assert_eq!(pieces, expected, "{text}");
        }
    }

    #[test]
    fn other_addresses_are_left_alone() {
        for text in [
            "",
            "://",
            "https://cloud.getdbt.com/api/v2/accounts/1/",
            "https://x:$T@github.com/a/b.git",
            "https://oauth2:$T@$HOST/a/b.git",
            "https://x:$T@${GITLAB_HOST}/a",
            "postgres://dbt:$T@$HOST/db",
            "https://cloud.getdbt.com/a?name=token",
            "https://cloud.getdbt.com/a?token=",
            "https://cloud.getdbt.com/x@y:z",
            "dbt://u:p@h",
            "https://é:é@é?é=é",
            "https://${",
            "https://)",
        ] {
            assert_eq!(secrets(text, &[with_hosts()]), Vec::<Range<usize>>::new(), "{text}");
        }
    }
}
