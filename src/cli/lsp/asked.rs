//! What messages say, and the parts of answers that need nothing of the server.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::lint;
use crate::model::Report;
use crate::render::editor::Editor;

use super::roots::Root;
use super::uri;

/// How many actions are offered at once.
const OFFERED: usize = 50;

/// The requests that are answered about a file.
pub const ANSWERED: [&str; 4] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/codeAction",
];

/// The file that is spoken of.
pub fn path(params: &Value) -> Option<PathBuf> {
    uri::path(params["textDocument"]["uri"].as_str()?)
}

/// A line and a column, counted from 0.
pub fn place(position: &Value) -> Option<(usize, usize)> {
    let number = |field: &str| usize::try_from(position[field].as_u64()?).ok();
    Some((number("line")?, number("character")?))
}

/// The root that speaks for a file: the one that lies nearest to it.
pub fn innermost<'r>(roots: &'r [Root], path: &Path) -> Option<&'r Root> {
    let around = roots.iter().filter(|root| path.starts_with(&root.path));
    around.max_by_key(|root| root.path.components().count())
}

/// The folders of the workspace; where the client tells none, the one in which the server was started.
pub fn folders(params: &Value) -> Vec<PathBuf> {
    let folders = params["workspaceFolders"].as_array().into_iter().flatten();
    let folders: Vec<PathBuf> = folders.filter_map(|it| uri::path(it["uri"].as_str()?)).collect();
    if !folders.is_empty() {
        return folders;
    }
    let root = params["rootUri"].as_str().and_then(uri::path);
    let root = root.or_else(|| params["rootPath"].as_str().map(PathBuf::from));
    root.or_else(|| std::env::current_dir().ok()).into_iter().collect()
}

/// Whether quick fixes are among the kinds that are asked for.
pub fn wants_fixes(only: &Value) -> bool {
    let Some(kinds) = only.as_array() else { return true };
    kinds.iter().any(|kind| matches!(kind.as_str(), Some("" | "quickfix")))
}

/// What is offered in a part of a file.
pub fn actions(
    editor: &Editor<'_>,
    report: &Report,
    session: &lint::Session,
    path: &str,
    range: [(usize, usize); 2],
) -> Value {
    let text = |path: &str| session.text(path);
    let mut actions: Vec<Value> = Vec::new();
    for finding in editor.findings_in(report, path, range) {
        let offers = lint::offers(report, finding, session.heeds_own());
        for action in offers.iter().filter_map(|it| editor.action(finding, it, &text)) {
            offer(&mut actions, action);
        }
    }
    actions.truncate(OFFERED);
    actions.into()
}

/// Offer a change once, for all the findings for which it is offered.
fn offer(actions: &mut Vec<Value>, mut new: Value) {
    let is_same = |it: &&mut Value| it["title"] == new["title"] && it["edit"] == new["edit"];
    let Some(same) = actions.iter_mut().find(is_same) else { return actions.push(new) };
    same["isPreferred"] = json!(same["isPreferred"] == true || new["isPreferred"] == true);
    if let (Some(told), Some(more)) =
        (same["diagnostics"].as_array_mut(), new["diagnostics"].as_array_mut())
    {
        more.retain(|it| !told.contains(it));
        told.append(more);
    }
}

/// The request to be told of files that change.
pub fn watching() -> Value {
    let options = json!({ "watchers": [{ "globPattern": "**/*" }] });
    let registration = json!({
        "id": "keyfit-files",
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": options,
    });
    json!({
        "jsonrpc": "2.0",
        "id": "keyfit-watch",
        "method": "client/registerCapability",
        "params": { "registrations": [registration] },
    })
}
