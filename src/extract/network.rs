//! What an address says of a connection over which a credential goes: whether the other end is the vendor's, and
//! whether others can read along.

use crate::model::{ExposureForm, Vendor, glob};

/// What turns the check of the other end off in an address of the Semantic Layer's driver.
pub(super) const UNVERIFIED: &str = "disableCertificateVerification=true";

/// Names that lead to the machine itself, to a test or to a document's example.
const NOWHERE: [&str; 12] = [
    "localhost",
    "*.localhost",
    "*.local",
    "*.test",
    "*.example",
    "*.invalid",
    "*.internal",
    "example.*",
    "*.example.com",
    "*.example.org",
    "*.example.net",
    "*.svc",
];
/// Paths by which a private deployment of the vendor's product, or a gateway before it, is known.
const API_PATHS: [&str; 5] = ["/api/v2", "/api/v3", "/api/private", "/graphql", "/api/"];

/// How an address exposes the credential that is sent there. What is only known at run time stands as `${…}`.
pub(super) fn forms(vendors: &[Vendor], url: &str) -> Vec<ExposureForm> {
    let Some((scheme, host, path)) = parts(url) else { return Vec::new() };
    if vendors.iter().any(|vendor| is_of(vendor, &host)) {
        let is_plain = scheme == "http" && vendors.iter().any(|vendor| vendor.is_host(&host));
        return if is_plain { vec![ExposureForm::PlainHttp] } else { Vec::new() };
    }
    let is_known = |vendor: &Vendor| {
        host.contains(&vendor.id) || vendor.is_foreign_host(&host) || vendor.has_url_at(&host)
    };
    let is_api = API_PATHS.iter().any(|it| path.starts_with(it));
    let is_alike = vendors.iter().any(|vendor| is_alike(vendor, &host));
    if !is_public(&host) || !is_alike && (is_api || vendors.iter().any(is_known)) {
        return Vec::new();
    }
    vec![ExposureForm::ForeignHost]
}

/// Whether a host only looks like one of the vendor's: `cloud.acme.com.tools.io`, `my-acme.com`. A name that is the
/// vendor's own and nothing else stands in many hosts of its customers.
fn is_alike(vendor: &Vendor, host: &str) -> bool {
    let domains = vendor.hosts.iter().map(|it| it.trim_start_matches("*.").trim_start_matches('*'));
    domains.filter(|it| it.contains('.')).any(|domain| {
        let is_name = domain.split('.').next() == Some(vendor.id.as_str());
        let ends = !is_name && host.ends_with(domain);
        let goes_on = host.find(&format!("{domain}."));
        ends || goes_on.is_some_and(|at| at == 0 || host[..at].ends_with(['.', '-']))
    })
}

/// The host of an address, for a reader of the trace.
pub(super) fn host(url: &str) -> Option<String> {
    parts(url).map(|(_, host, _)| host)
}

/// Scheme, host and path of an address, without user and port.
fn parts(url: &str) -> Option<(&'static str, String, &str)> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let scheme = ["http", "https"].into_iter().find(|it| it.eq_ignore_ascii_case(scheme))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.').to_lowercase();
    Some((scheme, host, &rest[end..]))
}

/// Whether a host lies in the vendor's domains, whatever it serves.
fn is_of(vendor: &Vendor, host: &str) -> bool {
    vendor.hosts.iter().any(|it| glob::matches(it, host))
}

/// Whether it is a name of the public network that is written out: no address of a machine, no name of a service
/// beside it, no placeholder.
fn is_public(host: &str) -> bool {
    let is_written = host.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-'));
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_name = host.contains('.') && last.bytes().all(|it| it.is_ascii_alphabetic());
    let is_sample = host.contains("your") || host.contains("mock") || host.contains("xxx");
    is_written && is_name && !is_sample && !NOWHERE.iter().any(|it| glob::matches(it, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_whose_it_is() {
        let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        let vendor = Vendor {
            id: "acme".to_owned(),
            hosts: owned(&["*.acme.com", "*.getacme.com"]),
            not_hosts: owned(&["docs.acme.com"]),
            ..Vendor::default()
        };
        for (url, expected) in [
            ("https://cloud.acme.com/api/v2/x", None),
            ("http://cloud.acme.com/api/v2/x", Some(ExposureForm::PlainHttp)),
            ("http://${ID}.eu.acme.com", Some(ExposureForm::PlainHttp)),
            ("HTTP://cloud.acme.com/api/v2/x", Some(ExposureForm::PlainHttp)),
            ("http://docs.acme.com", None),
            ("https://cloud.acme.com.tools.io/api/v2/x", Some(ExposureForm::ForeignHost)),
            ("https://my-getacme.com/x", Some(ExposureForm::ForeignHost)),
            ("https://my-acme.com/x", None),
            ("https://cloud.acme.com.example.com/x", None),
            ("https://collector.tools.io/run", Some(ExposureForm::ForeignHost)),
            ("http://collector.tools.io:8080/run?x", Some(ExposureForm::ForeignHost)),
            ("https://user@collector.tools.io", Some(ExposureForm::ForeignHost)),
            ("https://acme.tools.io/run", None),
            ("https://gateway.tools.io/api/v2/accounts/1", None),
            ("https://${HOST}/run", None),
            ("https://api.${DOMAIN}/run", None),
            ("http://localhost:8080/run", None),
            ("http://10.0.0.1/run", None),
            ("http://proxy:8080/run", None),
            ("https://api.example.com/run", None),
            ("https://your-host.io/run", None),
            ("collector.tools.io/run", None),
            ("", None),
        ] {
            let found = forms(std::slice::from_ref(&vendor), url);
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{url}");
        }
    }
}
