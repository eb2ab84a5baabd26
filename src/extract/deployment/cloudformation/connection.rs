//! Connections of `EventBridge`: the key with which an event calls an API.

use super::value;
use crate::extract::container::room::Room;
use crate::extract::shell::http;
use crate::model::{Node, Presentation, Site, Weight};

/// The way to the key of a connection.
const KEY: [&str; 4] = ["Properties", "AuthParameters", "ApiKeyAuthParameters", "ApiKeyValue"];

/// Present the key of each connection by which a vendor's API is called.
pub(super) fn read(room: &mut Room<'_>, template: &Node) {
    let resources = template.get("Resources");
    for entry in resources.map(Node::entries).unwrap_or_default() {
        let of = |key| entry.value.at(&["Properties", key]);
        let is_call =
            entry.value.get("Type").and_then(Node::text) == Some("AWS::Events::ApiDestination");
        let (Some(url), Some(connection)) = (of("InvocationEndpoint"), of("ConnectionArn")) else {
            continue;
        };
        let url = value::written(room.source, url);
        let consumer = room.vendors.iter().find_map(|vendor| http::answers(vendor, &url));
        let connection = value::written(room.source, connection);
        let name = connection.trim_start_matches("${").split(['.', '}']).next().unwrap_or_default();
        let key = resources.and_then(|it| it.get(name)).and_then(|it| it.at(&KEY));
        if let (true, Some(consumer), Some(key)) = (is_call, consumer, key) {
            let says = format!("the events of `{}` call the API", entry.key.text);
            present(room, template, key, consumer, says);
        }
    }
}

fn present(room: &mut Room<'_>, template: &Node, key: &Node, consumer: String, says: String) {
    let takes = value::read(room, template, key).takes(key.span);
    if takes.is_empty() {
        return;
    }
    room.facts.sites.push(Site {
        takes,
        presents: Some(Box::new(Presentation { consumer, weight: Weight::Proven })),
        ..Site::new(key.span, &room.unit.within("connection", key.span.start), says)
    });
}
