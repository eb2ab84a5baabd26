//! Whether the address beside a token, to which a tool sends it, exposes it.

use crate::extract::network;
use crate::model::vendor::KeySlot;
use crate::model::{ExposureForm, Node, Site, Span, Value, Vendor};

/// The keys under which tools keep the address that they call.
const ADDRESSES: [&str; 5] = ["url", "serverUrl", "httpUrl", "host", "base_url"];
/// How deep the tree around a token is looked through.
const DEPTH: usize = 12;

/// The places at which the address exposes what its header or key holds.
pub(super) fn exposed(
    roots: &[Node],
    slot: &KeySlot,
    sites: &[Site],
    vendors: &[Vendor],
) -> Vec<Site> {
    // A header goes to the address beside it for certain; beside another key it may be the address of something else.
    let is_sent = slot.path.to_lowercase().contains("headers.");
    let told = sites.iter().filter_map(|site| {
        let url = roots.iter().find_map(|root| address(root, site.span))?;
        let mut reveals = network::forms(vendors, url);
        reveals.retain(|it| is_sent || *it == ExposureForm::PlainHttp);
        let says = format!("it is sent to `{}`", network::host(url)?).into();
        let site =
            Site { gives: None, presents: None, reveals: reveals.into(), says, ..site.clone() };
        (!site.reveals.is_empty()).then_some(site)
    });
    told.collect()
}

/// The address in the innermost map around a place that has one.
fn address(root: &Node, place: Span) -> Option<&str> {
    let (mut node, mut found) = (root, None);
    for _ in 0..DEPTH {
        let inner = match &node.value {
            Value::Map(entries) => {
                let mut own = ADDRESSES.iter().filter_map(|key| node.get(key)?.text());
                found = own.find(|text| text.contains("://")).or(found);
                entries.iter().map(|it| &it.value).find(|it| it.span.contains(place))
            }
            Value::List(items) => items.iter().find(|it| it.span.contains(place)),
            _ => None,
        };
        let Some(inner) = inner else { break };
        node = inner;
    }
    found
}
