//! The other end of the protocol.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::folder::Folder;

pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    /// All that came, in order.
    pub heard: Vec<Value>,
    next: i64,
}

impl Client {
    /// A server that nobody has spoken to.
    pub fn silent(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyfit"));
        command.arg("lsp").args(arguments).current_dir(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the binary was built for this test");
        let mut output = BufReader::new(child.stdout.take().expect("it was asked for"));
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Self { child, input, output: receiver, heard: Vec::new(), next: 0 }
    }

    /// A server for a folder.
    pub fn start(folder: &Folder, capabilities: &Value) -> Self {
        Self::with_roots(folder, &[""], capabilities)
    }

    /// A server for several folders.
    pub fn with_roots(folder: &Folder, roots: &[&str], capabilities: &Value) -> Self {
        let mut client = Self::silent(&folder.path(""), &[]);
        let folders: Vec<Value> =
            roots.iter().map(|it| json!({ "uri": uri(folder, it), "name": it })).collect();
        let params = json!({ "capabilities": capabilities, "workspaceFolders": folders });
        client.request("initialize", &params);
        client.notify("initialized", &json!({}));
        client
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the server still listens");
        input.write_all(bytes).expect("the server still listens");
        input.flush().expect("the server still listens");
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Ask and wait for the whole answer.
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        self.until(|it| it["id"] == id && it.get("method").is_none())
    }

    /// Ask for a result.
    pub fn request(&mut self, method: &str, params: &Value) -> Value {
        let answer = self.ask(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    /// The next message of which something holds.
    pub fn until(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        loop {
            let next = self.output.recv_timeout(Duration::from_secs(60));
            let message = next.unwrap_or_else(|_| panic!("nothing came after {:#?}", self.heard));
            self.heard.push(message.clone());
            if holds(&message) {
                return message;
            }
        }
    }

    /// The next diagnostics of a file.
    pub fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let method = "textDocument/publishDiagnostics";
        let message = self.until(|it| it["method"] == method && it["params"]["uri"] == uri);
        message["params"]["diagnostics"].as_array().expect("there is a list").clone()
    }

    pub fn open(&mut self, folder: &Folder, path: &str, text: &str) {
        let document =
            json!({ "uri": uri(folder, path), "languageId": "x", "version": 1, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// Put a text in the place of another.
    pub fn change(&mut self, folder: &Folder, path: &str, version: i64, changes: &Value) {
        let document = json!({ "uri": uri(folder, path), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", &params);
    }

    /// Ask about a place.
    pub fn at(&mut self, method: &str, uri: &str, line: usize, character: usize) -> Value {
        let position = json!({ "line": line, "character": character });
        let context = json!({ "includeDeclaration": true });
        let document = json!({ "uri": uri });
        let params = json!({ "textDocument": document, "position": position, "context": context });
        self.request(method, &params)
    }

    /// The code actions of a line.
    pub fn actions(&mut self, uri: &str, line: usize) -> Vec<Value> {
        let range = json!({
            "start": { "line": line, "character": 0 },
            "end": { "line": line, "character": 999 },
        });
        let context = json!({ "diagnostics": [] });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        let actions = self.request("textDocument/codeAction", &params);
        actions.as_array().expect("there is a list").clone()
    }

    /// How the server ends when nothing more is sent.
    pub fn ended(mut self) -> Option<i32> {
        drop(self.input.take());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn uri(folder: &Folder, path: &str) -> String {
    let path = folder.path(path).to_string_lossy().replace('\\', "/");
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut header = String::new();
    output.read_line(&mut header).ok()?;
    let length: u64 = header.trim().strip_prefix("Content-Length: ")?.parse().ok()?;
    output.read_line(&mut header).ok()?;
    let mut text = Vec::new();
    output.take(length).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}
