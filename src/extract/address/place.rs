//! The places in a text that hold the token of an address.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::endpoint;
use super::split::{Address, MARK};
use crate::model::{Arrange, Most, Vendor, Within as _};

/// How many parameters of one name are looked at in a text.
const MANY: Most = Most::new(5_000, "parameters of one name");
/// How far before a parameter its address may begin.
const LENGTH: usize = 4_096;
/// How many addresses may stand within one another.
const DEPTH: usize = 4;

/// A place that holds the token of an address.
#[derive(Debug, PartialEq)]
pub(in crate::extract) struct Place<'v> {
    /// Where it stands, without quotes.
    pub range: Range<usize>,
    /// Who answers at the address, as an id of the catalogue.
    pub consumer: &'v str,
}

/// Whether some bytes hold such a place.
pub(in crate::extract) fn stand_in(bytes: &[u8], vendors: &[Vendor]) -> bool {
    let spelt = |name: &str| memmem::find(bytes, format!("{name}=").as_bytes()).is_some();
    has_mark(bytes)
        && vendors
            .iter()
            .flat_map(Vendor::parameters)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .any(spelt)
        && std::str::from_utf8(bytes).is_ok_and(|text| !places(text, vendors).is_empty())
}

/// The places in a text, in order.
pub(in crate::extract) fn places<'v>(text: &str, vendors: &'v [Vendor]) -> Vec<Place<'v>> {
    if !has_mark(text.as_bytes()) {
        return Vec::new();
    }
    let names: BTreeSet<&str> = vendors.iter().flat_map(Vendor::parameters).collect();
    let mut places: Vec<Place<'v>> = Vec::new();
    for name in names {
        let mark = format!("{name}=");
        let found = memmem::find_iter(text.as_bytes(), &mark).within(MANY);
        places.extend(found.filter_map(|at| place(text, at, name, vendors)));
    }
    places.arrange_by_key(|it| it.range.start);
    places
}

/// Whether there is an address at all.
fn has_mark(bytes: &[u8]) -> bool {
    memmem::find(bytes, MARK.as_bytes()).is_some()
}

/// The place behind the name of a parameter.
fn place<'v>(text: &str, at: usize, name: &str, vendors: &'v [Vendor]) -> Option<Place<'v>> {
    let from = at.saturating_sub(LENGTH);
    let marks = memmem::rfind_iter(&text.as_bytes()[from..at], MARK).take(DEPTH);
    marks.map(|mark| Address::at(text, from + mark)).find_map(|address| {
        let is_it = |(named, value): &&(&str, Range<usize>)| *named == name && at < value.start;
        let (_, range) = address.parameters.iter().find(is_it)?;
        let consumer = vendors.iter().find_map(|it| endpoint::of_parameter(it, &address, name))?;
        let is_next = range.start <= at + name.len() + 1 + QUOTES;
        (is_next && !range.is_empty())
            .then(|| Place { range: range.clone(), consumer: &consumer.id })
    })
}

/// How many quotes may stand before a value.
const QUOTES: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Consumer;
    use crate::model::vendor::UrlSlot;

    fn vendors() -> Vec<Vendor> {
        let parameter = || Some("token".to_owned());
        let driver = UrlSlot {
            path: "*".to_owned(),
            scheme: Some("jdbc:acme".to_owned()),
            parameter: parameter(),
            beside: vec!["environmentId".to_owned()],
            ..UrlSlot::default()
        };
        let api =
            UrlSlot { path: "/api/v2*".to_owned(), parameter: parameter(), ..UrlSlot::default() };
        let header = UrlSlot { path: "/graphql*".to_owned(), ..UrlSlot::default() };
        let consumer = |id: &str, slot| Consumer {
            id: id.to_owned(),
            urls: vec![slot],
            ..Consumer::default()
        };
        let consumers =
            vec![consumer("driver", driver), consumer("api", api), consumer("x", header)];
        vec![Vendor { hosts: vec!["*acme.com".to_owned()], consumers, ..Vendor::default() }]
    }

    #[test]
    fn a_token_stands_in_an_address() {
        for (text, expected) in [
            ("jdbc:acme://sl.acme.com:443?&environmentId=1&token=$T", "driver $T"),
            ("url=jdbc:acme://sl.acme.com?token='\"$T\"' x", "driver $T"),
            ("a: jdbc:acme://$HOST:443?token=$T&environmentid=1", "driver $T"),
            ("https://acme.com/api/v2/x?token=$T", "api $T"),
            ("https://$HOST/api/v2/accounts/1?token=$T", "api $T"),
            ("https://acme.com/api/v2/x?to=https://b.com&token=$T", "api $T"),
            ("https://acme.com/api/v2/x?my_token=a&token=b", "api b"),
            ("jdbc:acme://$HOST:443?token=$T", ""),
            ("jdbc:acme://db.example.com?token=$T&environmentId=1", ""),
            ("jdbc:other://sl.acme.com?token=$T&environmentId=1", ""),
            ("jdbc:acme://sl.acme.com?environmentId=1&token=", ""),
            ("https://acme.com/graphql?token=$T", ""),
            ("https://$HOST/api/v3/repos?token=$T", ""),
            ("https://acme.com/api/v2/x token=$T", ""),
            ("token=$T", ""),
        ] {
            let vendors = vendors();
            let found = places(text, &vendors);
            let told =
                found.iter().map(|it| format!("{} {}", it.consumer, &text[it.range.clone()]));
            assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{text}");
        }
    }
}
