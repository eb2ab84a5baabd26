//! What an editor shows: diagnostics, hovers, ways, and where all of that is.

use serde_json::{Value, json};

use super::client::{Client, uri};
use super::{opened, rules};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW};

#[test]
fn a_finding_stands_where_it_is_and_leads_along_its_way() {
    let (folder, mut client) = opened("lsp-finding", PERSONAL);
    let workflow = uri(&folder, WORKFLOW);
    let told = client.diagnostics(&workflow);
    let [finding] = told.as_slice() else { panic!("one finding, not {told:#?}") };
    assert_eq!(finding["code"], "personal-token-in-production");
    assert_eq!((&finding["severity"], &finding["source"]), (&json!(1), &json!("keyfit")));
    assert_eq!(finding["range"]["start"], json!({ "line": 9, "character": 27 }));
    let href = finding["codeDescription"]["href"].as_str().expect("there is a page");
    assert!(href.starts_with("https://"), "{href}");
    let related = finding["relatedInformation"].as_array().expect("there is a way");
    assert!(related.iter().all(|it| it["location"]["uri"] == workflow.as_str()), "{related:#?}");
    assert!(!related.is_empty());
}

#[test]
fn a_place_tells_what_is_known_of_the_credential() {
    let (folder, mut client) = opened("lsp-hover", PERSONAL);
    let workflow = uri(&folder, WORKFLOW);
    let hover = client.at("textDocument/hover", &workflow, 9, 40);
    assert_eq!(hover["contents"]["kind"], "markdown");
    let page = hover["contents"]["value"].as_str().expect("it is a text");
    for words in [
        "the secret `DBT_PAT`",
        "kind `personal`",
        "runner `unattended`",
        "environment `production`",
        "asks for `service`",
        "verdict `violation`",
        "`personal` by name",
        "run\\.yml:10",
        "#L10)",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(client.at("textDocument/hover", &workflow, 0, 0), Value::Null);
    assert_eq!(client.at("textDocument/hover", &workflow, 999, 0), Value::Null);
}

/// A root of Terraform whose token comes by way of a variable from a workflow.
const MAIN: &str = "provider \"dbtcloud\" {\n  token = var.dbt_token\n}\nvariable \"dbt_token\" {\n  sensitive = true\n}\n";
const APPLY: &str = "on:\n  push:\n    branches: [main]\njobs:\n  apply:\n    runs-on: ubuntu-latest\n    steps:\n      - run: terraform -chdir=infra apply\n        env:\n          TF_VAR_dbt_token: ${{ secrets.DBT_PAT }}\n";

#[test]
fn a_use_leads_to_its_origin_and_an_origin_to_its_uses() {
    let folder = Folder::new("lsp-ways");
    folder.write("infra/main.tf", MAIN).write(WORKFLOW, APPLY);
    let mut client = Client::start(&folder, &json!({}));
    let (main, workflow) = (uri(&folder, "infra/main.tf"), uri(&folder, WORKFLOW));
    client.diagnostics(&main);
    let found = client.at("textDocument/definition", &main, 1, 12);
    let places = |found: &Value| -> Vec<(String, u64)> {
        let all = found.as_array().expect("there is a list").iter();
        let place = |it: &Value| {
            let line = it["range"]["start"]["line"].as_u64().expect("it is a number");
            (it["uri"].as_str().expect("it is a text").to_owned(), line)
        };
        all.map(place).collect()
    };
    let found = places(&found);
    assert_eq!(found[0], (workflow.clone(), 9), "{found:#?}");
    assert!(found.contains(&(main.clone(), 3)), "{found:#?}");
    let uses = places(&client.at("textDocument/references", &workflow, 9, 32));
    assert!(uses.contains(&(main, 1)) && uses.contains(&(workflow, 9)), "{uses:#?}");
}

#[test]
fn no_message_holds_more_of_a_token_than_its_prefix() {
    let body = &"aB3dE-6_hJkM4nP7qR8s".repeat(3)[..50];
    let text = format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: fal-ai/dbt-cloud-action@main\n        with:\n          dbt_cloud_token: dbtu_{body}\n"
    );
    let (folder, mut client) = opened("lsp-token", &text);
    let workflow = uri(&folder, WORKFLOW);
    assert!(rules(&client.diagnostics(&workflow)).contains(&"token-in-repository".to_owned()));
    let settings = format!("[credentials]\n\"secret:dbtu_{body}\" = \"servce\"\n");
    client.open(&folder, "keyfit.toml", &settings);
    client.diagnostics(&uri(&folder, "keyfit.toml"));
    for column in [0, 12, 30, 40] {
        client.at("textDocument/hover", &workflow, 7, column);
    }
    client.actions(&workflow, 7);
    client.request("shutdown", &Value::Null);
    let all = client.heard.iter().map(Value::to_string).collect::<String>();
    assert!(all.contains("dbtu_…"), "{all}");
    for piece in ["aB3dE", "hJkM4", "dE-6_"] {
        assert!(!all.contains(piece), "{piece}: {all}");
    }
}

#[test]
fn places_are_counted_as_both_sides_agreed() {
    let wide = "\u{1f511}";
    let flow = format!("{{ \"{wide}\": 1, dbt_cloud_token: \"${{{{ secrets.DBT_PAT }}}}\" }}");
    let inline = PERSONAL.replace(
        "with:\n          dbt_cloud_token: ${{ secrets.DBT_PAT }}",
        &format!("with: {flow}"),
    );
    assert_ne!(inline, PERSONAL);
    let before = |text: &str| {
        let line = text.lines().nth(8).expect("there is a line").to_owned();
        let at = line.find("${{").expect("it is there");
        line[..at].to_owned()
    };
    let head = before(&inline);
    for (units, encodings) in [
        ("utf-16", json!(["utf-16"])),
        ("utf-8", json!(["utf-8", "utf-16"])),
        ("utf-16", json!(null)),
    ] {
        for (mark, newline) in [("", "\n"), ("\u{feff}", "\r\n")] {
            let folder = Folder::new(&format!(
                "lsp-units-{}-{}",
                encodings.to_string().len(),
                newline.len()
            ));
            let text = format!("{mark}{}", inline.replace('\n', newline));
            folder.write(WORKFLOW, &text);
            let general = json!({ "general": { "positionEncodings": encodings } });
            let mut client = Client::start(&folder, &general);
            client.open(&folder, WORKFLOW, &text);
            let told = client.diagnostics(&uri(&folder, WORKFLOW));
            let start = told[0]["range"]["start"].clone();
            let expected = if units == "utf-8" { head.len() } else { head.encode_utf16().count() };
            assert_eq!(start, json!({ "line": 8, "character": expected }), "{units} {newline:?}");
            // An edit in front of it, behind the wide character, moves it by one.
            let wide_at = head.find(wide).expect("it is there") + wide.len();
            let column =
                if units == "utf-8" { wide_at } else { head[..wide_at].encode_utf16().count() };
            let place = json!({ "line": 8, "character": column });
            let change = json!([{ "range": { "start": place, "end": place }, "text": "x" }]);
            client.change(&folder, WORKFLOW, 2, &change);
            let moved = client.diagnostics(&uri(&folder, WORKFLOW));
            assert_eq!(moved[0]["range"]["start"]["character"], expected + 1);
        }
    }
}

#[test]
fn a_hover_says_first_what_is_wrong_and_nothing_twice() {
    let text = "\
on: push
env:
  DBT_PAT: ${{ secrets.DBT_PAT }}
jobs:
  staging:
    runs-on: x
    environment: staging
    steps:
      - run: dbt-cloud-cli run
        env:
          DBT_CLOUD_API_KEY: ${{ env.DBT_PAT }}
  run:
    runs-on: x
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ env.DBT_PAT }}
";
    let (folder, mut client) = opened("lsp-hover-first", text);
    let workflow = uri(&folder, WORKFLOW);
    client.diagnostics(&workflow);
    let hover = client.at("textDocument/hover", &workflow, 2, 30);
    let page = hover["contents"]["value"].as_str().expect("it is a text");
    let first = page.split("---").next().expect("there is a part");
    assert!(first.contains("personal\\-token\\-in"), "{page}");
    for part in page.split("---") {
        let mut by: Vec<&str> = part.lines().filter_map(|it| it.split(" ([").next()).collect();
        by.retain(|it| it.contains(" by name"));
        let all = by.len();
        by.dedup();
        assert!(by.len() == all && 0 < all, "{page}");
    }
    assert!(page.contains("more places"), "{page}");
}
