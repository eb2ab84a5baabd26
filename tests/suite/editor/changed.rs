//! What follows from edits, and what an editor may change.

use serde_json::{Value, json};

use super::client::{Client, uri};
use super::{opened, rules};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW};

#[test]
fn a_finding_comes_and_goes_as_one_types() {
    let (folder, mut client) = opened("lsp-types", PERSONAL);
    let workflow = uri(&folder, WORKFLOW);
    assert_eq!(client.diagnostics(&workflow).len(), 1);
    let name = |from: u64, to: u64| json!({ "start": { "line": 9, "character": from }, "end": { "line": 9, "character": to } });
    client.change(
        &folder,
        WORKFLOW,
        2,
        &json!([{ "range": name(39, 46), "text": "DBT_SERVICE_TOKEN" }]),
    );
    assert!(client.diagnostics(&workflow).is_empty());
    client.change(&folder, WORKFLOW, 3, &json!([{ "range": name(39, 56), "text": "DBT_PAT" }]));
    client.until(|it| it["params"]["version"] == 3);
    // What is closed is again what lies there.
    client.change(&folder, WORKFLOW, 4, &json!([{ "text": "" }]));
    assert!(client.diagnostics(&workflow).is_empty());
    client.notify("textDocument/didClose", &json!({ "textDocument": { "uri": workflow } }));
    assert_eq!(client.diagnostics(&workflow).len(), 1);
    // What is written by another program is told by the client.
    folder.write(WORKFLOW, PERSONAL.replace("DBT_PAT", "DBT_SERVICE_TOKEN"));
    client.notify("textDocument/didSave", &json!({ "textDocument": { "uri": workflow } }));
    assert!(client.diagnostics(&workflow).is_empty());
}

#[test]
fn a_file_that_is_renamed_takes_its_findings_along() {
    let (folder, mut client) = opened("lsp-renamed", PERSONAL);
    let (old, new) = (uri(&folder, WORKFLOW), uri(&folder, ".github/workflows/new.yml"));
    assert_eq!(client.diagnostics(&old).len(), 1);
    client.notify("textDocument/didClose", &json!({ "textDocument": { "uri": old } }));
    std::fs::rename(folder.path(WORKFLOW), folder.path(".github/workflows/new.yml"))
        .expect("it is there");
    let changes = json!([{ "uri": old, "type": 3 }, { "uri": new, "type": 1 }]);
    client.notify("workspace/didChangeWatchedFiles", &json!({ "changes": changes }));
    assert!(client.diagnostics(&old).is_empty());
    assert_eq!(client.diagnostics(&new).len(), 1);
}

#[test]
fn a_watch_is_asked_for_where_the_client_has_one() {
    let folder = Folder::new("lsp-watch");
    let files = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    let mut client = Client::start(&folder, &json!({ "workspace": files }));
    let asked = client.until(|it| it["method"] == "client/registerCapability");
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
}

/// A client that makes files.
fn careful() -> Value {
    let edit = json!({ "documentChanges": true, "resourceOperations": ["create"] });
    json!({ "workspace": { "workspaceEdit": edit } })
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().filter_map(|it| it["title"].as_str()).collect()
}

#[test]
fn an_allowance_may_be_put_in_place_and_silences_once_it_says_why() {
    let (folder, mut client) = opened("lsp-allow", PERSONAL);
    let workflow = uri(&folder, WORKFLOW);
    client.diagnostics(&workflow);
    let actions = client.actions(&workflow, 9);
    let allow =
        actions.iter().find(|it| it["title"].as_str().is_some_and(|it| it.starts_with("Allow ")));
    let allow = allow.unwrap_or_else(|| panic!("there is an allowance: {:?}", titles(&actions)));
    assert_eq!((&allow["kind"], &allow["isPreferred"]), (&json!("quickfix"), &json!(false)));
    let edit = &allow["edit"]["changes"][&workflow][0];
    let text = edit["newText"].as_str().expect("it is a text");
    assert_eq!(
        text,
        "          # keyfit: allow personal-token-in-production because TODO: say why\n"
    );
    client.change(&folder, WORKFLOW, 2, &json!([{ "range": edit["range"], "text": text }]));
    let told = rules(&client.diagnostics(&workflow));
    assert_eq!(told, ["allowance-without-reason", "personal-token-in-production"]);
    let reason =
        json!({ "start": { "line": 9, "character": 63 }, "end": { "line": 9, "character": 76 } });
    let change = json!([{ "range": reason, "text": "it must" }]);
    client.change(&folder, WORKFLOW, 3, &change);
    assert!(client.diagnostics(&workflow).is_empty());
    let none = json!({
        "textDocument": { "uri": workflow }, "range": edit["range"],
        "context": { "diagnostics": [], "only": ["refactor"] },
    });
    assert_eq!(client.request("textDocument/codeAction", &none), json!([]));
}

#[test]
fn a_kind_that_nothing_tells_may_be_declared() {
    let text = PERSONAL.replace("DBT_PAT", "DBT_API_KEY");
    let folder = Folder::new("lsp-declare");
    folder.write(WORKFLOW, &text);
    let mut client = Client::start(&folder, &careful());
    client.open(&folder, WORKFLOW, &text);
    let workflow = uri(&folder, WORKFLOW);
    assert_eq!(rules(&client.diagnostics(&workflow)), ["undeclared-token-kind"]);
    let actions = client.actions(&workflow, 9);
    let titles = titles(&actions);
    for title in
        ["it is a service token (unsafe", "it is a personal token (unsafe", "in keyfit.toml that"]
    {
        assert!(titles.iter().any(|it| it.contains(title)), "{title}: {titles:#?}");
    }
    let settings =
        actions.iter().find(|it| it["title"].as_str().is_some_and(|it| it.contains("keyfit.toml")));
    let changes = &settings.expect("it was just seen")["edit"]["documentChanges"];
    assert_eq!(changes[0]["kind"], "create");
    let line = "[credentials]\n\"secret:DBT_API_KEY\" = \"service\"\n";
    assert_eq!(changes[1]["edits"][0]["newText"], line);
    client.open(&folder, "keyfit.toml", line);
    assert!(client.diagnostics(&workflow).is_empty());
}

#[test]
fn a_safe_fix_is_preferred() {
    let text = "variable \"dbt_token\" {\n  type = string\n}\nprovider \"dbtcloud\" {\n  token = var.dbt_token\n}\n";
    let folder = Folder::new("lsp-fix");
    folder.write("main.tf", text);
    let mut client = Client::start(&folder, &careful());
    let main = uri(&folder, "main.tf");
    let told = client.diagnostics(&main);
    assert!(rules(&told).contains(&"unmarked-secret-variable".to_owned()), "{told:#?}");
    let actions = client.actions(&main, 0);
    let fix = actions.iter().find(|it| it["isPreferred"] == true);
    let fix = fix.unwrap_or_else(|| panic!("there is a fix: {:?}", titles(&actions)));
    assert_eq!(fix["title"], "Mark it with `sensitive = true`");
    assert_eq!(fix["edit"]["documentChanges"][0]["edits"][0]["newText"], "\n  sensitive = true\n");
}

#[test]
fn typing_does_not_queue_runs() {
    let folder = Folder::new("lsp-burst");
    folder.write(WORKFLOW, PERSONAL);
    let mut client = Client::start(&folder, &json!({}));
    client.open(&folder, WORKFLOW, PERSONAL);
    let workflow = uri(&folder, WORKFLOW);
    client.diagnostics(&workflow);
    // What comes at once is typed faster than anybody could follow. Each text moves the finding, so that each would be told.
    let change = |version: usize| {
        let document = json!({ "uri": workflow, "version": version });
        let text = "#\n".repeat(version) + PERSONAL;
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        let message =
            json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params });
        let message = message.to_string();
        format!("Content-Length: {}\r\n\r\n{message}", message.len())
    };
    client.raw((2..200).map(change).collect::<String>().as_bytes());
    client.until(|it| it["params"]["version"] == 199);
    let published =
        client.heard.iter().filter(|it| it["method"] == "textDocument/publishDiagnostics");
    assert!(published.count() < 190);
}

#[test]
fn what_a_check_would_not_read_if_it_were_saved_is_not_judged() {
    let folder = Folder::new("lsp-unsaved");
    folder.write("root/.git/HEAD", "").write("root/.gitignore", ".env\nbuilt/\n");
    folder.write("root/kept/.gitignore", "*.py\n");
    let token = format!("dbtu_{}", &"aB3dE-6_hJkM4nP7qR8s".repeat(3)[..50]);
    let text = format!("DBT_TOKEN={token}\n");
    let mut client = Client::with_roots(&folder, &["root"], &json!({}));
    for path in ["root/.env", "root/built/a/run.sh", "root/kept/run.py", "root/.git/run.sh"] {
        client.open(&folder, path, &text);
    }
    let mut outside = uri(&folder, "root/../run.sh");
    if !outside.contains("..") {
        outside = format!("{}/../run.sh", uri(&folder, "root"));
    }
    let document = json!({ "uri": outside, "languageId": "x", "version": 1, "text": text });
    client.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    client.open(&folder, "root/kept/prod.env", &text);
    let kept = client.diagnostics(&uri(&folder, "root/kept/prod.env"));
    assert!(rules(&kept).contains(&"token-in-repository".to_owned()), "{kept:#?}");
    let published = |it: &&Value| it["method"] == "textDocument/publishDiagnostics";
    let told: Vec<&Value> = client.heard.iter().filter(published).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    // What git no longer ignores is the repository's.
    folder.write("root/.gitignore", "built/\n");
    let change = json!({ "uri": uri(&folder, "root/.gitignore"), "type": 2 });
    client.notify("workspace/didChangeWatchedFiles", &json!({ "changes": [change] }));
    assert!(!client.diagnostics(&uri(&folder, "root/.env")).is_empty());
}

#[test]
fn a_change_is_offered_once_for_all_findings_of_a_place() {
    let env = "{ DBT_API_KEY: \"${{ secrets.DBT_PAT }}\", DBT_CLOUD_API_KEY: \"${{ secrets.DBT_USER_TOKEN }}\" }";
    let text = format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    env: {env}\n    steps:\n      - run: dbt-jobs-as-code plan jobs.yml\n      - run: python run_and_monitor_dbt_job.py\n"
    );
    let (folder, mut client) = opened("lsp-offered-once", &text);
    let workflow = uri(&folder, WORKFLOW);
    assert_eq!(rules(&client.diagnostics(&workflow)), ["personal-token-in-automation"; 2]);
    let actions = client.actions(&workflow, 4);
    let allows = actions.iter().filter(|it| titles(&[(*it).clone()])[0].starts_with("Allow "));
    let allows: Vec<&Value> = allows.collect();
    let [allow] = allows.as_slice() else { panic!("one allowance: {allows:#?}") };
    assert_eq!(allow["diagnostics"].as_array().map(Vec::len), Some(2));
}
