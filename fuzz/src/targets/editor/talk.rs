//! What a client sends, made of bytes: messages that tell their length, some of which lie.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::world;
use super::held::Held;

/// What stands for the root in the bytes.
const ROOT: &str = "file:///root";

/// How many messages are sent at most.
const MOST: usize = 48;

/// A client's side of a talk.
pub struct Talk {
    /// What is sent.
    pub stream: Vec<u8>,
    /// The ids of what is to be answered, each as often as it is asked, as far as that is sure.
    pub asked: Vec<Value>,
    /// Whether that is all.
    pub is_sure: bool,
    /// Whether the last of it is a question for which everything is looked at.
    pub is_settled: bool,
    /// The id of the first request to begin.
    begin: Option<Value>,
    is_ended: bool,
}

impl Talk {
    /// The talk that some bytes stand for. Each message is told to `held`.
    pub fn of(bytes: &[u8], root: &str, held: &mut Held) -> Self {
        let (stream, asked) = (Vec::new(), Vec::new());
        let (begin, is_ended, is_settled) = (None, false, false);
        let mut talk = Self { stream, asked, is_sure: true, is_settled, begin, is_ended };
        for part in world::parts(bytes).take(MOST) {
            let Some((how, body)) = part.split_first() else { continue };
            let body = replaced(body, ROOT.as_bytes(), root.as_bytes());
            talk.add(*how, body, root, held);
        }
        if talk.is_sure && talk.begin.is_some() && !talk.is_ended {
            talk.add(0, hover(root).to_string().into_bytes(), root, held);
            talk.is_settled = true;
        }
        talk
    }

    fn add(&mut self, how: u8, body: Vec<u8>, root: &str, held: &mut Held) {
        let message = serde_json::from_slice(&body).ok().filter(Value::is_object);
        let message = message.map(|it| tamed(it, root));
        let body = message.as_ref().map_or(body, |it| it.to_string().into_bytes());
        // Before there are folders, a lie might name any.
        let lies = self.begin.is_some() && !names_folders(&body);
        match how % 8 {
            5 if lies => self.lie(&body, body.len() + usize::from(how)),
            6 if lies => self.lie(&body, body.len().saturating_sub(usize::from(how / 8))),
            7 if lies => {
                self.is_sure = false;
                self.stream.extend(body);
            }
            _ => {
                self.frame(&body, body.len());
                if self.is_sure && !self.is_ended {
                    self.expect(message.as_ref(), held);
                }
            }
        }
    }

    fn lie(&mut self, body: &[u8], length: usize) {
        self.is_sure = false;
        self.frame(body, length);
    }

    fn frame(&mut self, body: &[u8], length: usize) {
        self.stream.extend(format!("Content-Length: {length}\r\n\r\n").into_bytes());
        self.stream.extend(body);
    }

    /// What a message that arrives is to be answered with.
    fn expect(&mut self, message: Option<&Value>, held: &mut Held) {
        let Some(message) = message else { return self.asked.push(Value::Null) };
        let id = message.get("id").filter(|id| !id.is_null());
        let Some(method) = message["method"].as_str() else {
            let is_answer = message.get("result").is_some() || message.get("error").is_some();
            return self.asked.extend((!is_answer).then(|| message["id"].clone()));
        };
        match (method, id) {
            ("exit", _) => self.is_ended = true,
            ("initialize", Some(id)) => {
                if self.begin.is_none() {
                    held.agree(&message["params"]);
                    self.begin = Some(id.clone());
                }
                self.asked.push(id.clone());
            }
            ("shutdown", Some(id)) => {
                held.is_over |= self.begin.is_some();
                self.asked.push(id.clone());
            }
            (_, Some(id)) => self.asked.push(id.clone()),
            ("$/cancelRequest", _) if self.begin.as_ref() == Some(&message["params"]["id"]) => {
                // Whether it came in time is not to be known from here.
                held.is_known = false;
            }
            (_, None) if self.begin.is_some() => held.note(method, &message["params"]),
            (_, None) => {}
        }
    }
}

/// A question that is answered once everything was looked at.
fn hover(root: &str) -> Value {
    let document = json!({ "uri": format!("{root}/{}", world::WORKFLOW) });
    let params = json!({ "textDocument": document, "position": { "line": 9, "character": 40 } });
    json!({ "jsonrpc": "2.0", "id": "last", "method": "textDocument/hover", "params": params })
}

/// A message that names no folder outside of the root: the whole disk would be read.
fn tamed(mut message: Value, root: &str) -> Value {
    let is_inside = |it: &Value| {
        let rest = it["uri"].as_str().and_then(|uri| uri.strip_prefix(root));
        rest.is_some_and(|rest| rest.is_empty() || Held::is_plain(rest))
    };
    let inside = |list: &Value| -> Vec<Value> {
        list.as_array().into_iter().flatten().filter(|it| is_inside(it)).cloned().collect()
    };
    match message["method"].as_str() {
        Some("initialize") => {
            let params = &mut message["params"];
            if !params.is_object() {
                *params = json!({});
            }
            let mut folders = inside(&params["workspaceFolders"]);
            if folders.is_empty() {
                folders.push(json!({ "uri": root }));
            }
            params["workspaceFolders"] = folders.into();
        }
        Some("workspace/didChangeWorkspaceFolders") => {
            let added = inside(&message["params"]["event"]["added"]);
            let removed = message["params"]["event"]["removed"].clone();
            message["params"] = json!({ "event": { "added": added, "removed": removed } });
        }
        _ => {}
    }
    message
}

/// Whether bytes that are no message of their own might hold one that names folders.
fn names_folders(bytes: &[u8]) -> bool {
    [b"olders".as_slice(), b"\\u"].iter().any(|it| bytes.windows(it.len()).any(|at| at == *it))
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        if let Some(behind) = rest.strip_prefix(old) {
            replaced.extend(new);
            rest = behind;
        } else {
            replaced.push(*first);
            rest = &rest[1..];
        }
    }
    replaced
}

/// Talks about the files of some worlds, in order and out of it.
pub fn seeds(worlds: impl Iterator<Item = BTreeMap<String, Vec<u8>>>) -> Vec<Vec<u8>> {
    const LONGEST: usize = 1500;
    // A talk takes long, and all are of one form.
    const EACH: usize = 11;
    let files = worlds.flatten().filter(|(_, bytes)| bytes.len() < LONGEST).step_by(EACH);
    let talks = files.enumerate().map(|(nth, (path, bytes))| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let line = text.lines().position(|it| it.contains("expect: ")).unwrap_or_default();
        seed(nth, &talk(nth, &format!("{ROOT}/{path}"), &text, line))
    });
    talks.collect()
}

/// Messages as bytes, of which some lie about their length.
fn seed(nth: usize, messages: &[Value]) -> Vec<u8> {
    let parts = messages.iter().enumerate().map(|(at, it)| {
        let how = if nth % 9 == 8 && at == 4 { 5 + (nth / 9 % 3) as u8 } else { 0 };
        [&[how], it.to_string().as_bytes()].concat()
    });
    parts.collect::<Vec<_>>().join(world::BETWEEN)
}

fn talk(nth: usize, uri: &str, text: &str, line: usize) -> Vec<Value> {
    let document = json!({ "uri": uri });
    let note = |method: &str, params: Value| json!({ "jsonrpc": "2.0", "method": method, "params": params });
    let ask = |id: usize, method: &str, params: Value| json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
    let at = |line: usize, character: usize| json!({ "line": line, "character": character });
    let place = |character: usize| json!({ "textDocument": document, "position": at(line, character), "context": { "includeDeclaration": true } });
    let units = if nth.is_multiple_of(2) { "utf-16" } else { "utf-8" };
    let edit =
        json!({ "documentChanges": nth.is_multiple_of(3), "resourceOperations": ["create"] });
    let can = json!({ "general": { "positionEncodings": [units] }, "workspace": { "workspaceEdit": edit, "didChangeWatchedFiles": { "dynamicRegistration": nth.is_multiple_of(4) } } });
    let whole = json!({ "start": at(0, 0), "end": at(999, 0) });
    let asked =
        json!({ "textDocument": document, "range": whole, "context": { "diagnostics": [] } });
    let range = json!({ "start": at(line, 4), "end": at(line, 6 + nth % 5) });
    let changes = json!([{ "range": range, "text": "x\u{1f511}\r\n" }, { "text": text }, { "range": range, "text": "" }]);
    let open = json!({ "uri": uri, "languageId": "x", "version": 1, "text": text });
    let folders =
        json!({ "added": [{ "uri": format!("{ROOT}/infra"), "name": "infra" }], "removed": [] });
    let mut talk = vec![
        ask(
            1,
            "initialize",
            json!({ "capabilities": can, "workspaceFolders": [{ "uri": ROOT, "name": "root" }] }),
        ),
        note("initialized", json!({})),
        note("textDocument/didOpen", json!({ "textDocument": open })),
        ask(2, "textDocument/hover", place(20)),
        ask(3, "textDocument/codeAction", asked.clone()),
        note(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": changes }),
        ),
        ask(4, "textDocument/definition", place(30)),
        ask(5, "textDocument/references", place(30)),
        note("$/cancelRequest", json!({ "id": 5 })),
        note("workspace/didChangeWorkspaceFolders", json!({ "event": folders })),
        note("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] })),
        note("textDocument/didSave", json!({ "textDocument": document })),
        ask(6, "textDocument/codeAction", asked),
        note("textDocument/didClose", json!({ "textDocument": document })),
        ask(7, "shutdown", Value::Null),
        note("exit", Value::Null),
    ];
    match nth % 5 {
        1 => talk.truncate(13),
        2 => talk.swap(0, 3),
        3 => talk.swap(2, 5),
        _ => {}
    }
    talk
}
