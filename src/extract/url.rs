//! Addresses that carry a secret: `scheme://user:SECRET@host`, `https://host/?token=SECRET`.
//!
//! Not a dialect of its own: it reads on where others have read. Wherever one of them took a name or a value that
//! stands inside such an address, the address shows it.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memmem;

use super::address::{Address, MARK};
use crate::model::{
    ExposureForm, Facts, Most, Scope, Secret, Site, Source, Span, Take, Vendor, Within as _, vendor,
};

/// How many addresses of a text are looked at.
const MANY: Most = Most::new(5_000, "addresses in one text");

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
    let begins = memmem::find_iter(text.as_bytes(), MARK).within(MANY);
    let found = begins.flat_map(|at| in_address(&Address::at(text, at), vendors));
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
    Site { reveals: [ExposureForm::Url].into(), ..Site::new(place, scope, says) }
}

fn shows(site: &Site) -> bool {
    site.reveals.contains(&ExposureForm::Url)
}

/// What tells one such place from another: two sites that take one name at one place are one.
fn what(site: &Site) -> (Span, Option<String>) {
    (site.span, site.takes.first().map(|take| take.name.to_string()))
}

/// The secrets of an address: the password of its user, or a user who is all there is, and some parameters.
fn in_address(address: &Address<'_>, vendors: &[Vendor]) -> Vec<Range<usize>> {
    let scheme = address.scheme.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    let is_wanted = match scheme.as_str() {
        "http" | "https" => is_host(address, vendors),
        scheme => scheme.ends_with("arrow-flight-sql") || is_vendors(scheme, vendors),
    };
    if !is_wanted {
        return Vec::new();
    }
    let user = address.password.clone().or_else(|| address.user.clone());
    let parameters = address.parameters.iter();
    let is_secret = |name: &str| PARAMETERS.contains(&vendor::normalised(name).as_str());
    let secrets = parameters.filter(|(name, _)| is_secret(name)).map(|(_, value)| value.clone());
    user.into_iter().chain(secrets).collect()
}

/// Whether a host is a vendor's, or one that is filled in and whose path is no repository's.
fn is_host(address: &Address<'_>, vendors: &[Vendor]) -> bool {
    let is_open = address.is_open() && !address.host.to_lowercase().contains("git");
    vendors.iter().any(|it| it.is_host(address.host)) || is_open && !address.path.contains(".git")
}

/// Whether a scheme is that of a vendor's connections: `dbt-cloud`.
fn is_vendors(scheme: &str, vendors: &[Vendor]) -> bool {
    let first = scheme.split(['-', '_', '+']).next();
    scheme.contains(['-', '_']) && vendors.iter().any(|vendor| Some(vendor.id.as_str()) == first)
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
