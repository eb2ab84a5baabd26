//! What each side can do, as they tell each other at first.

use serde_json::{Value, json};

use crate::render::editor::Units;

/// What the client can do.
#[derive(Default)]
pub struct Capabilities {
    pub units: Units,
    /// Whether it makes files, and changes only what has not changed since.
    pub is_careful: bool,
    /// Whether it tells of files that change, if it is asked to.
    pub watches: bool,
}

impl Capabilities {
    /// What it says of itself.
    pub fn of(can: &Value) -> Self {
        let spoken = can["general"]["positionEncodings"].as_array();
        let spoken = spoken.into_iter().flatten().filter_map(Value::as_str);
        let units = [Units::Utf8, Units::Utf16];
        let mut known = spoken.filter_map(|word| units.into_iter().find(|it| it.as_str() == word));
        let edits = &can["workspace"]["workspaceEdit"];
        let makes = edits["resourceOperations"].as_array();
        Self {
            units: known.next().unwrap_or_default(),
            is_careful: edits["documentChanges"] == true
                && makes.is_some_and(|it| it.iter().any(|it| it == "create")),
            watches: can["workspace"]["didChangeWatchedFiles"]["dynamicRegistration"] == true,
        }
    }
}

/// What the server can do, with the units that were agreed on.
pub fn served(units: Units) -> Value {
    let folders = json!({ "supported": true, "changeNotifications": true });
    json!({
        "serverInfo": { "name": "keyfit", "version": env!("CARGO_PKG_VERSION") },
        "capabilities": {
            "positionEncoding": units.as_str(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "codeActionProvider": { "codeActionKinds": ["quickfix"] },
            "workspace": { "workspaceFolders": folders },
        },
    })
}
