//! `keyfit lsp` as an editor meets it: the protocol spoken to the binary.

mod client;
mod life;
mod shown;
mod changed;

use serde_json::{Value, json};

use crate::WORKFLOW;
use crate::folder::Folder;
use client::Client;

/// A folder with one workflow, and a client that has opened it.
fn opened(name: &str, text: &str) -> (Folder, Client) {
    let folder = Folder::new(name);
    folder.write(WORKFLOW, text);
    let mut client = Client::start(&folder, &json!({}));
    client.open(&folder, WORKFLOW, text);
    (folder, client)
}

/// The rules of some diagnostics.
fn rules(diagnostics: &[Value]) -> Vec<String> {
    let code = |it: &Value| it["code"].as_str().map(str::to_owned);
    diagnostics.iter().filter_map(code).collect()
}
