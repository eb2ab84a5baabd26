//! `keyfit lsp` as an editor meets it: the protocol spoken to the binary.

mod client;
mod life;
mod shown;
mod changed;

use serde_json::{Value, json};

use crate::folder::Folder;
use client::Client;

/// A workflow that runs production with a person's token; the finding stands on line 9, counted from 0.
const PERSONAL: &str = "\
on:
  push:
    branches: [main]
jobs:
  run:
    runs-on: ubuntu-latest
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
";

const WORKFLOW: &str = ".github/workflows/run.yml";

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
