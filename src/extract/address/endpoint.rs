//! Who answers at an address.

use super::split::Address;
use crate::model::vendor::UrlSlot;
use crate::model::{Consumer, Vendor};

/// Paths that are a vendor's API's wherever it runs: hardly another product has them.
const API_PATHS: [&str; 4] = ["/api/v2/accounts", "/api/v3/accounts", "/api/v3/", "/api/ai/v1/mcp"];

/// Who may answer at an address that is called by a method, as far as that is known, and by which slots. A host that is
/// filled in counts as the vendor's where the path is one of its API's.
pub(in crate::extract) fn of<'v>(
    vendor: &'v Vendor,
    method: Option<&str>,
    address: &Address<'_>,
) -> Vec<(&'v Consumer, &'v UrlSlot)> {
    let Some(scheme) = scheme(vendor, address) else { return Vec::new() };
    let mut known = vendor.endpoints(method, scheme, address.host, address.path);
    // `$BASE/accounts/…`, with the API's root in the variable, cannot be told from other products' paths.
    let is_api = API_PATHS.iter().any(|api| address.path.starts_with(api));
    if known.is_empty() && is_api && address.is_open() {
        let hosts = vendor.hosts.iter();
        known.extend(hosts.flat_map(|it| vendor.endpoints(method, scheme, it, address.path)));
    }
    known
}

/// Who takes a parameter of an address as a token. Where the host is filled in, more must speak for the vendor than a
/// path that others may have.
pub(super) fn of_parameter<'v>(
    vendor: &'v Vendor,
    address: &Address<'_>,
    name: &str,
) -> Option<&'v Consumer> {
    let is_open = address.is_open() && !vendor.is_host(address.host);
    let mut known = Vec::new();
    if !is_open || address.path.contains("/accounts") {
        known.extend(of(vendor, None, address));
    }
    if let Some(scheme) = scheme(vendor, address).filter(|_| is_open) {
        known.extend(vendor.endpoints_beside(scheme, |it| address.has(it)));
    }
    let takes = |slot: &UrlSlot| slot.parameter.as_ref().is_some_and(|it| it == name);
    known.into_iter().find(|(_, slot)| takes(slot)).map(|(consumer, _)| consumer)
}

/// The scheme of an address as rows spell it; where it has none, that of the web.
fn scheme<'a>(vendor: &'a Vendor, address: &Address<'_>) -> Option<&'a str> {
    let mut schemes = vendor.schemes();
    schemes.find(|it| address.is_of(it) || address.scheme.is_empty() && *it == "https")
}
