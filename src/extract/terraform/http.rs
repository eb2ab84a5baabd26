//! `data "http"`: a call of an API with a header of its own.

use super::reading::{Block, File};
use super::values;
use crate::extract::network;
use crate::model::{ExposureForm, Held, Node, Presentation, Reference, Site, Vendor, Weight};

/// Add the API calls of a file.
pub(super) fn append(file: &File, sites: &mut Held<Site>) {
    for kind in ["data", "ephemeral"] {
        let blocks = file.blocks(kind, 2);
        let calls = blocks.iter().filter(|block| block.label(0) == "http");
        for block in calls {
            sites.extend(exposed(file, block));
            sites.extend(call(file, block, kind));
        }
    }
}

/// Where the connection itself exposes the credential.
fn exposed(file: &File, block: &Block) -> Option<Site> {
    let header = header(block.argument("request_headers")?)?;
    let url = block.argument("url")?;
    let mut reveals = url.text().map_or_else(Vec::new, |url| network::forms(file.vendors, url));
    let is_vendors = file.vendors.iter().any(|vendor| answers(vendor, None, url, header).is_some());
    if is_vendors && block.argument("insecure").and_then(Node::text) == Some("true") {
        reveals.push(ExposureForm::Unverified);
    }
    let says = format!("`http.{}` sends it", block.label(1));
    (!reveals.is_empty())
        .then(|| Site { reveals: reveals.into(), ..values::site(file, header, says) })
}

fn call(file: &File, block: &Block, before: &str) -> Option<Site> {
    let header = header(block.argument("request_headers")?)?;
    let url = block.argument("url")?;
    let method = block.argument("method").map_or(Some("GET"), Node::text);
    let consumer = file.vendors.iter().find_map(|vendor| answers(vendor, method, url, header))?;
    let name = block.label(1);
    let says = format!(
        "`{before}.http.{name}` sends {} in its `Authorization` header",
        values::described(header)
    );
    let presents = Some(Box::new(Presentation { consumer, weight: Weight::Proven }));
    Some(Site { presents, ..values::site(file, header, says) })
}

fn header(headers: &Node) -> Option<&Node> {
    let mut entries = headers.entries().iter();
    let entry = entries.find(|entry| entry.key.text.eq_ignore_ascii_case("authorization"))?;
    Some(&entry.value)
}

/// The consumer that answers at a URL. A host under a name is the vendor's if the name says so.
fn answers(vendor: &Vendor, method: Option<&str>, url: &Node, header: &Node) -> Option<String> {
    let (host, path) = parts(url.text()?)?;
    let is_named = ["${", "%s", "%v"].iter().any(|mark| host.contains(mark)) || host.is_empty();
    if !is_named {
        return vendor.url_by(method, &host, &path).map(|consumer| consumer.id.clone());
    }
    let speaks = |references: Vec<&Reference>| {
        references.iter().any(|it| it.path.iter().any(|step| mentions(vendor, step)))
    };
    if !speaks(values::references(url)) && !speaks(values::references(header)) {
        return None;
    }
    let host = vendor.hosts.first()?.replace('*', "any");
    // A configured host often ends in `/api` already.
    let under = |path: &str| vendor.url_by(method, &host, path);
    let consumer = under(&path).or_else(|| under(&format!("/api{path}")))?;
    Some(consumer.id.clone())
}

fn mentions(vendor: &Vendor, step: &str) -> bool {
    let name = crate::model::vendor::normalised(step);
    name.split('_').any(|word| word.starts_with(&vendor.id))
}

/// The host and path of a URL. Of an expression such as `format("%s/v2/…", var.host)` its first text counts.
fn parts(text: &str) -> Option<(String, String)> {
    let text = if text.contains('"') && !text.starts_with("http") && !text.starts_with("${") {
        text.split('"').nth(1)?
    } else {
        text
    };
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    // A template's own expression may hold a `/`, so the host ends at the first one after it.
    let inside = rest.strip_prefix("${").and_then(|rest| rest.find('}')).map_or(0, |at| at + 3);
    let end = rest.get(inside..)?.find('/').map_or(rest.len(), |at| at + inside);
    let path = rest[end..].split(['?', '#']).next().unwrap_or_default();
    Some((rest[..end].to_owned(), path.to_owned()))
}
