//! Writes the built-in rules: what every TOML file under `rules/` says, in a form that is read in no time, and for the
//! tests their texts.
//!
//! A file that is no TOML ends the build. What else may be wrong in one is told by the tests, which read the texts as
//! they read a user's.

#![allow(clippy::print_stdout, reason = "cargo reads its instructions from there")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=build.rs");
    let mut names = Vec::new();
    collect(Path::new("rules"), "", &mut names)?;
    names.sort();
    let folder = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(folder.join("rules.rs"), table(&names))?;
    fs::write(folder.join("rules.txt"), built(&names)?)
}

/// The names of the TOML files under a folder, from `rules/` on, with `/` on every platform.
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file_name = entry.file_name();
        let Some(file_name) = file_name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let name = format!("{prefix}{file_name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), names)?;
        } else if Path::new(file_name).extension().is_some_and(|it| it == "toml") {
            names.push(name);
        }
    }
    Ok(())
}

/// The table of texts as Rust.
fn table(names: &[String]) -> String {
    let mut table = String::from("&[\n");
    for name in names {
        let path = format!("/rules/{name}");
        writeln!(
            table,
            "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),"
        )
        .expect("a String takes all that is written to it");
    }
    table + "]\n"
}

/// What the files say: a table of the files by their names.
fn built(names: &[String]) -> io::Result<String> {
    let mut files = String::new();
    for name in names {
        let text = fs::read_to_string(Path::new("rules").join(name))?;
        let parsed = DeTable::parse(&text);
        let table = parsed.map_err(|error| io::Error::other(format!("rules/{name}: {error}")))?;
        files.push_str(&behind('s', name));
        files.push_str(&written_table(table.get_ref()));
    }
    Ok(behind('d', &files))
}

/// A value as it is written: what it is, a number and `:`. The number of a text, `s`, of a list, `l`, and of a table,
/// `d`, is how many bytes follow: the text, the items, or the keys each before its value. That of a number, `i`, is
/// itself, and that of a truth value, `b`, is 1 or 0.
fn written(value: &DeValue) -> String {
    match value {
        DeValue::String(text) => behind('s', text),
        DeValue::Integer(integer) => {
            let number = u32::from_str_radix(integer.as_str(), integer.radix());
            format!(
                "i{}:",
                number.expect("a number in a rule is from 0 on and fits a machine word")
            )
        }
        DeValue::Boolean(truth) => format!("b{}:", u8::from(*truth)),
        DeValue::Array(items) => {
            behind('l', &items.iter().map(|it| written(it.get_ref())).collect::<String>())
        }
        DeValue::Table(table) => written_table(table),
        // No row takes one of these; the tests, which read the texts, say so.
        DeValue::Float(float) => behind('s', float.as_str()),
        DeValue::Datetime(day) => behind('s', &day.to_string()),
    }
}

/// Keys stand in the order of the file.
fn written_table(table: &DeTable) -> String {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| Spanned::span(key).start);
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue>)| {
        let key: &std::borrow::Cow<str> = key.get_ref();
        behind('s', key) + &written(value.get_ref())
    };
    behind('d', &entries.into_iter().map(entry).collect::<String>())
}

/// A content behind what it is and its length in bytes.
fn behind(mark: char, content: &str) -> String {
    format!("{mark}{}:{content}", content.len())
}
