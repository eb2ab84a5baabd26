//! The texts that a client holds, as it must believe that the server has them.

use std::collections::BTreeMap;

use serde_json::Value;

/// The texts of a client.
pub struct Held {
    root: String,
    disk: BTreeMap<String, String>,
    open: BTreeMap<String, String>,
    /// Every text that a file ever had.
    ever: BTreeMap<String, Vec<String>>,
    in_bytes: bool,
    /// Whether every text is known: no file was named in two ways.
    pub is_known: bool,
    /// Whether the server was shut down, and notes nothing any more.
    pub is_over: bool,
}

impl Held {
    /// Nothing is open.
    pub fn new(root: &str, files: &[(&str, &[u8])]) -> Self {
        let uri = |path: &str| format!("{root}/{path}");
        let disk = files.iter().map(|(path, text)| (uri(path), shown(text)));
        let disk: BTreeMap<String, String> = disk.collect();
        let ever = disk.iter().map(|(uri, text)| (uri.clone(), vec![text.clone()])).collect();
        let open = BTreeMap::new();
        let (root, in_bytes, is_known, is_over) = (root.to_owned(), false, true, false);
        Self { root, disk, open, ever, in_bytes, is_known, is_over }
    }

    /// Whether a path of a URI is written in the one way in which it can be.
    pub fn is_plain(path: &str) -> bool {
        let is_letter = |it: char| it.is_ascii_alphanumeric() || "-._~/".contains(it);
        let steps = path.strip_prefix('/').map(|it| it.split('/'));
        steps.is_some_and(|mut it| it.all(|step| !matches!(step, "" | "." | "..")))
            && path.chars().all(is_letter)
    }

    /// Agree on how columns are counted.
    pub fn agree(&mut self, params: &Value) {
        let words = params["capabilities"]["general"]["positionEncodings"].as_array();
        let words = words.into_iter().flatten().filter_map(Value::as_str);
        let known = words.filter(|it| ["utf-8", "utf-16"].contains(it)).take(1);
        self.in_bytes = known.eq(["utf-8"]);
    }

    /// Note what the client tells of its texts.
    pub fn note(&mut self, method: &str, params: &Value) {
        let does = ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"];
        if !does.contains(&method) {
            return;
        }
        let document = &params["textDocument"];
        let Some(uri) = document["uri"].as_str().map(str::to_owned) else { return };
        if !uri.strip_prefix(&self.root).is_some_and(Self::is_plain) {
            self.is_known = false;
        }
        match method {
            "textDocument/didOpen" => {
                let Some(text) = document["text"].as_str() else { return };
                self.hold(uri, text.to_owned());
            }
            "textDocument/didChange" => {
                let Some(mut text) = self.open.get(&uri).cloned() else { return };
                for change in params["contentChanges"].as_array().into_iter().flatten() {
                    self.change(&mut text, change);
                }
                self.hold(uri, text);
            }
            _ => _ = self.open.remove(&uri),
        }
    }

    fn hold(&mut self, uri: String, text: String) {
        self.ever.entry(uri.clone()).or_default().push(text.clone());
        self.open.insert(uri, text);
    }

    fn change(&self, text: &mut String, change: &Value) {
        let Some(new) = change["text"].as_str() else { return };
        if change["range"].is_null() {
            new.clone_into(text);
            return;
        }
        let at = |end: &str| {
            let number = |field: &str| change["range"][end][field].as_u64().unwrap_or_default();
            self.offset(text, number("line"), number("character"))
        };
        let (start, end) = (at("start"), at("end"));
        text.replace_range(start.min(end)..start.max(end), new);
    }

    /// The byte of a place; what lies behind the end of a line or of the text is that end.
    fn offset(&self, text: &str, line: u64, column: u64) -> usize {
        let Some((start, line)) = lines(text).nth(usize::try_from(line).unwrap_or(usize::MAX))
        else {
            return text.len();
        };
        let mut left = column;
        for (at, letter) in line.char_indices() {
            let units = self.units(letter);
            if left < units {
                return start + at;
            }
            left -= units;
        }
        start + line.len()
    }

    fn units(&self, letter: char) -> u64 {
        if self.in_bytes { letter.len_utf8() as u64 } else { letter.len_utf16() as u64 }
    }

    /// Whether a range lies in a text that a file ever had.
    pub fn ever_had(&self, uri: &str, range: &Value) -> bool {
        let mut texts = self.ever.get(uri).into_iter().flatten().map(String::as_str);
        texts.any(|text| self.lies(text, range)) || self.lies("", range)
    }

    /// Whether a range lies in the text that a file has now.
    pub fn has(&self, uri: &str, range: &Value) -> bool {
        let text = self.open.get(uri).or_else(|| self.disk.get(uri));
        self.lies(text.map_or("", String::as_str), range)
    }

    fn lies(&self, text: &str, range: &Value) -> bool {
        let (start, end) = (self.place(text, &range["start"]), self.place(text, &range["end"]));
        start.is_some() && end.is_some() && start <= end
    }

    /// The byte of a place that is one, between two characters.
    fn place(&self, text: &str, position: &Value) -> Option<usize> {
        let (line, column) = (position["line"].as_u64()?, position["character"].as_u64()?);
        let (start, line) = lines(text).nth(usize::try_from(line).ok()?)?;
        let mut at = 0;
        let mut bytes = 0;
        for letter in line.chars().take_while(|_| at < column).collect::<Vec<_>>() {
            at += self.units(letter);
            bytes += letter.len_utf8();
            if column <= at {
                break;
            }
        }
        (at == column).then_some(start + bytes)
    }
}

/// The lines of a text, each with where it begins, without what ends it.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(0);
    std::iter::from_fn(move || {
        let start = rest?;
        let end = text[start..].find(['\n', '\r']).map(|at| start + at);
        rest = end.map(|end| end + if text[end..].starts_with("\r\n") { 2 } else { 1 });
        Some((start, &text[start..end.unwrap_or(text.len())]))
    })
}

fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}
