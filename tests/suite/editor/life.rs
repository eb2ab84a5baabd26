//! From the first request to the exit code, and whatever else may come in between.

use serde_json::{Value, json};

use super::client::{Client, uri};
use super::{opened, rules};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW};

#[test]
fn a_server_that_was_shut_down_ends_well_and_no_other_does() {
    for (stops, asks, code) in [(true, true, 0), (false, true, 1), (false, false, 1)] {
        let (_folder, mut client) = opened(&format!("lsp-end-{stops}-{asks}"), PERSONAL);
        if stops {
            assert_eq!(client.request("shutdown", &Value::Null), Value::Null);
            let late = client.ask("textDocument/hover", &json!({}));
            assert_eq!(late["error"]["code"], -32600);
        }
        if asks {
            client.notify("exit", &Value::Null);
        }
        assert_eq!(client.ended(), Some(code), "{stops} {asks}");
    }
}

#[test]
fn what_is_no_request_is_answered_and_survived() {
    let folder = Folder::new("lsp-odd");
    let mut client = Client::silent(&folder.path(""), &["--stdio"]);
    let early = client.ask("textDocument/hover", &json!({}));
    assert_eq!(early["error"]["code"], -32002);
    client.request("initialize", &json!({ "capabilities": {} }));
    for (text, code) in [
        ("Content-Length: 3\r\n\r\n{x}", -32700),
        ("Content-Length: 2\r\n\r\n[]", -32700),
        ("X: y\r\n\r\n", -32700),
        ("Content-Length: 2\r\n\r\n{}", -32600),
    ] {
        client.raw(text.as_bytes());
        let answer = client.until(|it| it.get("error").is_some());
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &Value::Null));
    }
    for (method, params, code) in [
        ("initialize", json!({}), -32600),
        ("workspace/unknown", json!({}), -32601),
        ("$/unknown", json!({}), -32601),
        ("textDocument/hover", json!({}), -32602),
        ("textDocument/hover", json!({ "textDocument": { "uri": "file:///" } }), -32602),
    ] {
        let answer = client.ask(method, &params);
        // What lies in no folder of the workspace is nobody's to ask about.
        let is_nobodys = answer["result"] == Value::Null && answer.get("error").is_none();
        assert!(is_nobodys || answer["error"]["code"] == code, "{method}: {answer}");
    }
    client.notify("$/unknown", &json!([1]));
    client.notify("textDocument/didChange", &json!({ "contentChanges": 3 }));
    assert_eq!(client.request("shutdown", &json!({})), Value::Null);
}

#[test]
fn an_enormous_header_is_refused() {
    let folder = Folder::new("lsp-enormous");
    let mut client = Client::silent(&folder.path(""), &[]);
    client.raw(b"Content-Length: 99999999999999999999\r\n\r\n{");
    let answer = client.until(|it| it.get("error").is_some());
    assert_eq!(answer["error"]["code"], -32600);
    assert_eq!(client.ended(), Some(1));
}

#[test]
fn a_request_that_was_taken_back_is_not_worked_on() {
    let (folder, mut client) = opened("lsp-taken-back", PERSONAL);
    client.diagnostics(&uri(&folder, WORKFLOW));
    let hover = json!({ "textDocument": { "uri": uri(&folder, WORKFLOW) }, "position": { "line": 9, "character": 20 } });
    let message = |id: i64| {
        json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": hover })
            .to_string()
    };
    let cancel = json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 901 } });
    let all = [message(900), message(901), cancel.to_string()];
    let framed =
        all.iter().flat_map(|it| [format!("Content-Length: {}\r\n\r\n", it.len()), it.clone()]);
    client.raw(framed.collect::<String>().as_bytes());
    let answer = client.until(|it| it["id"] == 901);
    // It may have been answered before it was taken back.
    assert!(answer["error"]["code"] == -32800 || answer["result"].is_object(), "{answer}");
    client.request("shutdown", &Value::Null);
}

#[test]
fn broken_settings_leave_those_before_and_that_is_said() {
    let (folder, mut client) = opened("lsp-settings", PERSONAL);
    let (workflow, settings) = (uri(&folder, WORKFLOW), uri(&folder, "keyfit.toml"));
    assert_eq!(client.diagnostics(&workflow).len(), 1);
    let off = "[levels]\npersonal-token-in-production = \"off\"\n";
    client.open(&folder, "keyfit.toml", off);
    assert!(client.diagnostics(&workflow).is_empty());
    client.change(
        &folder,
        "keyfit.toml",
        2,
        &json!([{ "text": "[levels]\npersonal = \"off\"\n" }]),
    );
    let told = client.until(|it| it["method"] == "window/showMessage");
    let words = told["params"]["message"].as_str().expect("it is a text");
    assert!(words.contains("keyfit.toml") && words.contains("read last holds"), "{words}");
    let mistakes = client.diagnostics(&settings);
    assert_eq!(mistakes[0]["range"]["start"], json!({ "line": 1, "character": 0 }));
    assert_eq!(mistakes[0]["severity"], 1);
    // The rule is still off.
    client.change(&folder, WORKFLOW, 2, &json!([{ "text": format!("# x\n{PERSONAL}") }]));
    client.change(&folder, "keyfit.toml", 3, &json!([{ "text": "" }]));
    let told: Vec<Value> = client.diagnostics(&workflow);
    assert_eq!(rules(&told), ["personal-token-in-production"]);
    assert_eq!(told[0]["range"]["start"]["line"], 10);
    let cleared = client.heard.iter().rev().find(|it| it["params"]["uri"] == settings.as_str());
    assert_eq!(cleared.expect("it was told of")["params"]["diagnostics"], json!([]));
}

#[test]
fn a_mistake_behind_a_byte_order_mark_stands_where_the_client_has_it() {
    let text = "\u{feff}plam = 1\nplom = 1\n";
    for (path, arguments) in [("keyfit.toml", &[][..]), ("rules/own.toml", &["--rules", "rules"])] {
        for (encoding, start, end) in [("utf-16", 1, 5), ("utf-8", 3, 7)] {
            let folder = Folder::new(&format!("lsp-marked-{encoding}-{}", arguments.len()));
            folder.write(path, text);
            let mut client = Client::silent(&folder.path(""), arguments);
            let params = json!({
                "capabilities": { "general": { "positionEncodings": [encoding] } },
                "workspaceFolders": [{ "uri": uri(&folder, ""), "name": "root" }],
            });
            client.request("initialize", &params);
            client.open(&folder, path, text);
            // Before it is answered, everything is looked at.
            client.at("textDocument/hover", &uri(&folder, path), 0, 0);
            let shown = |it: &&Value| it["params"]["uri"] == uri(&folder, path);
            let told = client.heard.iter().rev().find(shown).expect("it was told of");
            let told = told["params"]["diagnostics"].as_array().expect("there is a list");
            let of = |key: &str| {
                let mut told = told.iter();
                let is = |it: &&Value| it["message"].as_str().is_some_and(|it| it.contains(key));
                told.find(is).map(|it| it["range"].clone()).expect("it is a mistake")
            };
            let at = |line, character| json!({ "line": line, "character": character });
            let first = json!({ "start": at(0, start), "end": at(0, end) });
            assert_eq!(of("`plam`"), first, "{path} in {encoding}");
            assert_eq!(of("`plom`"), json!({ "start": at(1, 0), "end": at(1, 4) }), "{path}");
        }
    }
}

#[test]
fn a_mistake_stands_in_the_file_that_the_start_named_wherever_the_workspace_lies() {
    for (nth, [flag, named, file]) in [
        ["--rules", "rules", "rules/own.toml"],
        ["--rules", "project/../rules", "rules/own.toml"],
        ["--config", "keyfit.toml", "keyfit.toml"],
        ["--config", "./project/../keyfit.toml", "keyfit.toml"],
        ["--config", "project/keyfit.toml", "project/keyfit.toml"],
    ]
    .into_iter()
    .enumerate()
    {
        let folder = Folder::new(&format!("lsp-named-{nth}"));
        folder.write("project/keyfit.toml", "# nothing\n").write("project/main.tf", "");
        folder.write(file, "plam = 1\n");
        let mut client = Client::silent(&folder.path(""), &[flag, named]);
        let root = json!([{ "uri": uri(&folder, "project"), "name": "project" }]);
        client.request("initialize", &json!({ "capabilities": {}, "workspaceFolders": root }));
        client.open(&folder, "project/main.tf", "");
        client.at("textDocument/hover", &uri(&folder, "project/main.tf"), 0, 0);
        let told =
            |it: &Value| it["params"]["diagnostics"].as_array().is_some_and(|it| !it.is_empty());
        let files: Vec<&Value> =
            client.heard.iter().filter(|it| told(it)).map(|it| &it["params"]["uri"]).collect();
        assert_eq!(files, [&json!(uri(&folder, file))], "{flag} {named}");
    }
}

#[test]
fn a_folder_may_begin_with_broken_settings() {
    let folder = Folder::new("lsp-begins-broken");
    folder.write(WORKFLOW, PERSONAL).write("keyfit.toml", "plam = 1\n");
    let mut client = Client::start(&folder, &json!({}));
    let told = client.until(|it| it["method"] == "window/showMessage");
    let words = told["params"]["message"].as_str().expect("it is a text");
    assert!(words.contains("checked without them"), "{words}");
    assert_eq!(client.diagnostics(&uri(&folder, WORKFLOW)).len(), 1);
    let mistakes = client.diagnostics(&uri(&folder, "keyfit.toml"));
    let words = mistakes[0]["message"].as_str().expect("it is a text");
    assert!(mistakes.len() == 1 && words.contains("checked without them"), "{words}");
    folder.write("keyfit.toml", "");
    let change = json!({ "uri": uri(&folder, "keyfit.toml"), "type": 2 });
    client.notify("workspace/didChangeWatchedFiles", &json!({ "changes": [change] }));
    assert!(client.diagnostics(&uri(&folder, "keyfit.toml")).is_empty());
}

#[test]
fn each_folder_of_a_workspace_has_a_state_of_its_own() {
    let folder = Folder::new("lsp-roots");
    for root in ["one", "two", "three"] {
        folder.write(&format!("{root}/{WORKFLOW}"), PERSONAL);
    }
    folder.write("two/keyfit.toml", "[levels]\npersonal-token-in-production = \"note\"\n");
    let mut client = Client::with_roots(&folder, &["one", "two"], &json!({}));
    let at = |root: &str| uri(&folder, &format!("{root}/{WORKFLOW}"));
    assert_eq!(client.diagnostics(&at("one"))[0]["severity"], 1);
    assert_eq!(client.diagnostics(&at("two"))[0]["severity"], 3);
    let named = |it: &str| json!([{ "uri": uri(&folder, it), "name": it }]);
    let event = json!({ "added": named("three"), "removed": named("one") });
    client.notify("workspace/didChangeWorkspaceFolders", &json!({ "event": event }));
    assert!(client.diagnostics(&at("one")).is_empty());
    assert_eq!(client.diagnostics(&at("three"))[0]["severity"], 1);
}

#[test]
fn a_folder_that_comes_later_comes_alive() {
    let folder = Folder::new("lsp-comes-later");
    let mut client = Client::with_roots(&folder, &["later"], &json!({}));
    let told = client.until(|it| it["method"] == "window/showMessage");
    let words = told["params"]["message"].as_str().expect("it is a text");
    assert!(words.contains("nothing in this folder is checked"), "{words}");
    let path = format!("later/{WORKFLOW}");
    folder.write(&path, PERSONAL);
    let change = json!({ "uri": uri(&folder, &path), "type": 1 });
    client.notify("workspace/didChangeWatchedFiles", &json!({ "changes": [change] }));
    assert_eq!(client.diagnostics(&uri(&folder, &path)).len(), 1);
    client.open(&folder, &path, "");
    assert!(client.diagnostics(&uri(&folder, &path)).is_empty());
}
