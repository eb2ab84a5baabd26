//! Rust source as the laws read it: without comments, texts and, where a law speaks of the program alone, tests.

use std::path::{Path, PathBuf};

use crate::{files, project, text};

/// A file of `src/` with its comments and texts blotted out, byte for byte.
pub struct Code {
    /// Its path from `src/` on: `parse/hcl/mod.rs`.
    pub path: String,
    /// Its code, tests and all.
    pub whole: String,
    /// Its code without what is compiled for tests alone; empty for a file of tests.
    pub program: String,
}

impl Code {
    /// The room that it belongs to; for a file directly in `src/` its own name without `.rs`.
    pub fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    /// How many modules lie between its own code and the crate: 1 for `parse/mod.rs`, 2 for `parse/decode.rs`.
    pub fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") { parts - 1 } else { parts }
    }

    /// The places of a pattern in the program, as `path:line`.
    pub fn places(&self, pattern: &str) -> Vec<String> {
        let starts = |at: usize| {
            let before = self.program[..at].bytes().next_back();
            !pattern.starts_with(|it: char| it.is_alphanumeric())
                || !before.is_some_and(|it| it.is_ascii_alphanumeric() || it == b'_')
        };
        let found = self.program.match_indices(pattern).filter(|(at, _)| starts(*at));
        found
            .map(|(at, _)| {
                format!("src/{}:{}", self.path, self.program[..at].lines().count().max(1))
            })
            .collect()
    }
}

/// Every file of `src/`.
pub fn sources() -> Vec<Code> {
    let root = project("src");
    let read = |path: &PathBuf| {
        let whole = blotted(&text(&std::fs::read(path).expect("the source can be read")));
        let inside = path.strip_prefix(&root).expect("it lies in `src/`");
        (inside.to_string_lossy().replace('\\', "/"), whole)
    };
    let read: Vec<(String, String)> = files(&root)
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(read)
        .collect();
    let mut tests: Vec<String> = Vec::new();
    for (path, whole) in &read {
        tests.extend(without_tests(whole).1.iter().map(|module| folder_of(path) + module));
    }
    let is_test = |path: &str| {
        let inside = |it: &String| {
            path.strip_prefix(it.as_str())
                .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        tests.iter().any(inside)
    };
    read.into_iter()
        .map(|(path, whole)| {
            let program = if is_test(&path) { String::new() } else { without_tests(&whole).0 };
            Code { path, whole, program }
        })
        .collect()
}

/// The folder of a file's own modules, with its last `/`.
fn folder_of(path: &str) -> String {
    let path = Path::new(path);
    let folder = path.parent().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
    let stem = path.file_stem().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
    let own = if matches!(stem.as_str(), "mod" | "lib" | "main") { String::new() } else { stem };
    [folder, own].iter().filter(|it| !it.is_empty()).flat_map(|it| [it.as_str(), "/"]).collect()
}

/// The code without the items behind `#[cfg(test)]`, and the modules among them that have files of their own.
fn without_tests(code: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let (mut kept, mut modules) = (String::new(), Vec::new());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        let item = &rest[at + MARK.len()..];
        let end = end_of_item(item);
        if item[..end].ends_with(';') {
            let name = item[..end - 1].trim().rsplit(' ').next().unwrap_or_default();
            modules.push(name.to_owned());
        }
        let lines = rest[at..at + MARK.len() + end].matches('\n').count();
        kept.push_str(&"\n".repeat(lines));
        rest = &item[end..];
    }
    (kept + rest, modules)
}

/// One past the `;` or the closing brace that ends an item.
fn end_of_item(item: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in item.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

/// The code with the insides of comments, texts and characters as spaces. Line breaks stay.
fn blotted(code: &str) -> String {
    let mut blotted = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let (length, is_code) = piece(rest, blotted.chars().next_back());
        let length = length.max(first.len_utf8()).min(rest.len());
        if is_code {
            blotted.push_str(&rest[..length]);
        } else {
            blotted.extend(rest[..length].chars().map(|it| match it {
                '\n' | '"' => it,
                _ => ' ',
            }));
        }
        rest = &rest[length..];
    }
    blotted
}

/// The length of the piece with which a code begins, and whether it is code.
fn piece(code: &str, before: Option<char>) -> (usize, bool) {
    let bytes = code.as_bytes();
    let in_word = before.is_some_and(|it| it.is_alphanumeric() || it == '_');
    if code.starts_with("//") {
        return (code.find('\n').unwrap_or(code.len()), false);
    }
    if code.starts_with("/*") {
        return (code.find("*/").map_or(code.len(), |end| end + 2), false);
    }
    let hashes = |from: usize| bytes[from..].iter().take_while(|it| **it == b'#').count();
    let raw = if code.starts_with("br") { 2 } else { usize::from(bytes[0] == b'r') };
    if 0 < raw && !in_word && bytes.get(raw + hashes(raw)) == Some(&b'"') {
        let close = format!("\"{}", "#".repeat(hashes(raw)));
        let open = raw + hashes(raw) + 1;
        return (code[open..].find(&close).map_or(code.len(), |at| open + at + close.len()), false);
    }
    match bytes[0] {
        b'"' => (quoted(bytes), false),
        // A lifetime has no second quote after one character.
        b'\'' if bytes.get(1) == Some(&b'\\') => (quoted(bytes), false),
        b'\'' => {
            let letter = code[1..].chars().next().map_or(1, char::len_utf8);
            let closes = bytes.get(1 + letter) == Some(&b'\'');
            if closes { (letter + 2, false) } else { (1, true) }
        }
        _ => (1, true),
    }
}

fn quoted(bytes: &[u8]) -> usize {
    let mut at = 1;
    while at < bytes.len() && bytes[at] != bytes[0] {
        at += 1 + usize::from(bytes[at] == b'\\');
    }
    at + 1
}

#[test]
fn comments_texts_and_tests_are_no_code() {
    let code = concat!(
        "fn a<'x>() { b(\"std::fs \\\" //\", 'c', '\\'', r#\"\"print!\"\"#) } // crate::judge\n",
        "#[cfg(test)]\nmod fixture;\n#[cfg(test)]\nmod tests {\n fn it() { x.unwrap() }\n}\nfn d() {}\n",
    );
    let blotted = blotted(code);
    for gone in ["std::fs", "print!", "crate::judge", "'c'"] {
        assert!(!blotted.contains(gone), "{gone}: {blotted}");
    }
    let (program, modules) = without_tests(&blotted);
    assert!(program.contains("fn a<'x>() { b(\"") && program.contains("fn d() {}"), "{program}");
    assert!(!program.contains("unwrap"), "{program}");
    assert_eq!(program.matches('\n').count(), code.matches('\n').count());
    assert_eq!(modules, ["fixture"]);
}
