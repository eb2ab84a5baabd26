//! What is asked, and what is answered.

use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::lint::{self, Options};

use super::able::{Capabilities, served};
use super::asked::{ANSWERED, actions, folders, innermost, path, place, wants_fixes, watching};
use super::documents::{Document, Documents};
use super::frame::{Incoming, send};
use super::roots::{Root, published};
use super::{Inbox, uri};

/// A language server amid its life.
pub struct Server<W> {
    out: W,
    options: Options,
    documents: Documents,
    roots: Vec<Root>,
    client: Capabilities,
    stage: Stage,
    /// Whether something changed that was not looked at yet.
    behind: bool,
    /// Whether keyfit itself failed where nothing is answered.
    failed: bool,
}

#[derive(PartialEq)]
enum Stage {
    Before,
    Serving,
    Ending,
}

/// Why a request is not answered.
struct Refusal(i32, &'static str);

const MALFORMED: i32 = -32700;
const INVALID: i32 = -32600;
const UNKNOWN: Refusal = Refusal(-32601, "keyfit does not know this method");
const PARAMS: Refusal = Refusal(-32602, "the parameters do not say what is asked");
const FAILED: Refusal = Refusal(-32603, "keyfit failed on this request; please report it");
const TOO_EARLY: Refusal = Refusal(-32002, "the first request is `initialize`");
const TOO_LATE: Refusal = Refusal(INVALID, "the server was shut down");
const TWICE: Refusal = Refusal(INVALID, "the server was initialized before");
const CANCELLED: Refusal = Refusal(-32800, "the request was taken back");

impl<W: Write> Server<W> {
    pub fn new(options: Options, out: W) -> Self {
        Self {
            out,
            options,
            documents: Documents::default(),
            roots: Vec::new(),
            client: Capabilities::default(),
            stage: Stage::Before,
            behind: false,
            failed: false,
        }
    }

    /// Whether something changed that was not looked at yet.
    pub fn is_behind(&self) -> bool {
        self.behind && self.stage == Stage::Serving
    }

    /// Take what came in. The answer is the exit code, if it was the last.
    pub fn take(&mut self, incoming: Incoming, inbox: &mut Inbox) -> Option<u8> {
        match incoming {
            Incoming::Message(message) => self.message(&message, inbox),
            Incoming::Malformed(why) => {
                self.refuse(&Value::Null, &Refusal(MALFORMED, why));
                None
            }
            Incoming::Refused(why) => {
                self.refuse(&Value::Null, &Refusal(INVALID, why));
                Some(1)
            }
            Incoming::End => Some(1),
        }
    }

    fn message(&mut self, message: &Value, inbox: &mut Inbox) -> Option<u8> {
        let (method, params) = (message["method"].as_str(), &message["params"]);
        let Some(method) = method else {
            // An answer to what was asked of the client needs none.
            if message.get("result").is_none() && message.get("error").is_none() {
                self.refuse(
                    &message["id"],
                    &Refusal(INVALID, "this is neither request nor answer"),
                );
            }
            return None;
        };
        if method == "exit" {
            return Some(u8::from(self.stage != Stage::Ending));
        }
        match message.get("id").filter(|id| !id.is_null()) {
            Some(id) => {
                let taken_back =
                    |it: &Value| it["method"] == "$/cancelRequest" && it["params"]["id"] == *id;
                let answer = if inbox.has(taken_back) {
                    Err(CANCELLED)
                } else {
                    // What it had half done, the next run does anew.
                    std::panic::catch_unwind(AssertUnwindSafe(|| {
                        self.answer(method, params, inbox)
                    }))
                    .unwrap_or(Err(FAILED))
                };
                match answer {
                    Ok(result) => {
                        self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
                    }
                    Err(refusal) => self.refuse(id, &refusal),
                }
            }
            None if self.stage == Stage::Serving => {
                let note = std::panic::catch_unwind(AssertUnwindSafe(|| self.note(method, params)));
                if note.is_err() {
                    self.fail();
                }
            }
            None => {}
        }
        None
    }

    fn send(&mut self, message: &Value) {
        send(&mut self.out, message);
    }

    fn refuse(&mut self, id: &Value, Refusal(code, why): &Refusal) {
        let error = json!({ "code": code, "message": why });
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
    }

    fn answer(
        &mut self,
        method: &str,
        params: &Value,
        inbox: &mut Inbox,
    ) -> Result<Value, Refusal> {
        match (method, &self.stage) {
            ("initialize", Stage::Before) => return Ok(self.initialize(params)),
            ("initialize", _) => return Err(TWICE),
            (_, Stage::Before) => return Err(TOO_EARLY),
            (_, Stage::Ending) => return Err(TOO_LATE),
            ("shutdown", Stage::Serving) => {
                self.stage = Stage::Ending;
                return Ok(Value::Null);
            }
            _ => {}
        }
        if !ANSWERED.contains(&method) {
            return Err(UNKNOWN);
        }
        let path = path(params).ok_or(PARAMS)?;
        if self.behind {
            self.catch_up(inbox);
        }
        let Some(root) = innermost(&self.roots, &path) else { return Ok(Value::Null) };
        let inside = root.inside(&path).ok_or(PARAMS)?;
        let at = place(&params["position"]);
        let how = (self.client.units, self.client.is_careful);
        let answer = match method {
            "textDocument/hover" => {
                let (line, column) = at.ok_or(PARAMS)?;
                root.ask(&self.documents, how, |it, _, _| it.hover(&inside, line, column).into())
            }
            "textDocument/definition" => {
                let (line, column) = at.ok_or(PARAMS)?;
                root.ask(&self.documents, how, |it, _, _| it.definition(&inside, line, column))
            }
            "textDocument/references" => {
                let (line, column) = at.ok_or(PARAMS)?;
                let origins = params["context"]["includeDeclaration"] == true;
                root.ask(&self.documents, how, |it, _, _| {
                    it.references(&inside, line, column, origins)
                })
            }
            _ => {
                let range = &params["range"];
                let ends = [place(&range["start"]), place(&range["end"])];
                let [Some(start), Some(end)] = ends else { return Err(PARAMS) };
                if !wants_fixes(&params["context"]["only"]) {
                    return Ok(json!([]));
                }
                root.ask(&self.documents, how, |editor, report, session| {
                    actions(editor, report, session, &inside, [start, end])
                })
            }
        };
        Ok(answer.unwrap_or_default())
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Capabilities::of(&params["capabilities"]);
        self.stage = Stage::Serving;
        for path in folders(params) {
            self.add(path);
        }
        served(self.client.units)
    }

    fn add(&mut self, path: PathBuf) {
        if self.roots.iter().all(|root| root.path != path) {
            self.roots.push(Root::new(path, &self.options, &self.documents));
            self.behind = true;
        }
    }

    /// Take note of what happened. What is not known, or says nothing, is passed over.
    fn note(&mut self, method: &str, params: &Value) {
        match method {
            "initialized" if self.client.watches => self.send(&watching()),
            "textDocument/didOpen" => self.open(&params["textDocument"]),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => {
                if let Some(path) = path(params) {
                    self.documents.close(&path);
                    self.each(|root| root.release(&path));
                }
            }
            "textDocument/didSave" => self.touch(path(params)),
            "workspace/didChangeWatchedFiles" => {
                let changes = params["changes"].as_array().into_iter().flatten();
                for change in changes {
                    self.touch(change["uri"].as_str().and_then(uri::path));
                }
            }
            "workspace/didChangeWorkspaceFolders" => self.refold(&params["event"]),
            _ => {}
        }
    }

    fn each(&mut self, change: impl FnMut(&mut Root)) {
        self.behind = true;
        self.roots.iter_mut().for_each(change);
    }

    fn open(&mut self, document: &Value) {
        let (uri, text) = (document["uri"].as_str(), document["text"].as_str());
        let (Some(uri), Some(text)) = (uri, text) else { return };
        let Some(path) = uri::path(uri) else { return };
        let version = document["version"].as_i64().unwrap_or_default();
        let (uri, text) = (uri.to_owned(), text.to_owned());
        let document = Document { uri, version, text };
        let bytes = document.bytes();
        self.documents.open(path.clone(), document);
        self.each(|root| root.hold(&path, bytes.clone()));
    }

    fn change(&mut self, params: &Value) {
        let Some(path) = path(params) else { return };
        let version = params["textDocument"]["version"].as_i64().unwrap_or_default();
        let changes = params["contentChanges"].as_array().map_or(&[][..], Vec::as_slice);
        if self.documents.change(&path, version, changes, self.client.units) {
            let bytes = self.documents.get(&path).map(Document::bytes).unwrap_or_default();
            self.each(|root| root.hold(&path, bytes.clone()));
        }
    }

    fn touch(&mut self, path: Option<PathBuf>) {
        let Some(path) = path else { return };
        let is_believed = self.is_believed(&path);
        self.each(|root| {
            root.touch(&path);
            if is_believed {
                root.touch_beliefs();
            }
        });
    }

    /// Whether rules or settings that were named at the start lie there.
    fn is_believed(&self, path: &Path) -> bool {
        let settings = match &self.options.config {
            lint::Config::File(file) => uri::whole(file) == path,
            _ => false,
        };
        settings || self.options.rules.as_ref().is_some_and(|it| path.starts_with(uri::whole(it)))
    }

    fn refold(&mut self, event: &Value) {
        let paths = |list: &Value| -> Vec<PathBuf> {
            let folders = list.as_array().into_iter().flatten();
            folders.filter_map(|it| uri::path(it["uri"].as_str()?)).collect()
        };
        for path in paths(&event["removed"]) {
            while let Some(at) = self.roots.iter().position(|root| root.path == path) {
                let mut root = self.roots.remove(at);
                for (uri, told) in root.clear() {
                    self.publish(&uri, &told);
                }
            }
        }
        for path in paths(&event["added"]) {
            self.add(path);
        }
        self.behind = true;
    }

    /// Look at what changed, and publish what is new, unless more changes wait.
    pub fn catch_up(&mut self, inbox: &mut Inbox) {
        if inbox.has(|it| it["method"] == "textDocument/didChange") {
            return;
        }
        self.behind = false;
        let paths: Vec<PathBuf> = self.roots.iter().map(|root| root.path.clone()).collect();
        let mut news = Vec::new();
        for root in &mut self.roots {
            let own = root.path.clone();
            let is_own = |path: &Path| {
                let inner = paths.iter().filter(|it| it.starts_with(&own) && **it != own);
                inner.into_iter().all(|it| !path.starts_with(it))
            };
            let run = || root.run(&self.documents, self.client.units, &is_own);
            news.push(std::panic::catch_unwind(AssertUnwindSafe(run)));
        }
        for it in news {
            let Ok(it) = it else {
                self.fail();
                continue;
            };
            if let Some(message) = it.message {
                self.show(2, &message);
            }
            for (uri, told) in it.diagnostics {
                self.publish(&uri, &told);
            }
        }
    }

    /// Tell once that keyfit itself failed: what it says of a file may be out of date from here on.
    fn fail(&mut self) {
        if !std::mem::replace(&mut self.failed, true) {
            self.show(1, "keyfit failed, and what it shows may be out of date; please report it");
        }
    }

    /// Let a person read a message of some severity, 1 being the gravest.
    fn show(&mut self, severity: u8, message: &str) {
        let params = json!({ "type": severity, "message": message });
        self.send(&json!({ "jsonrpc": "2.0", "method": "window/showMessage", "params": params }));
    }

    fn publish(&mut self, uri: &str, told: &[Value]) {
        let document = uri::path(uri).and_then(|path| self.documents.get(&path));
        let message = published(uri, document.map(|it| it.version), told);
        self.send(&message);
    }
}
