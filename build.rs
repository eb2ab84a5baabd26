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
    let mut built = format!("d{}:", names.len());
    for name in names {
        let text = fs::read_to_string(Path::new("rules").join(name))?;
        let parsed = DeTable::parse(&text);
        let table = parsed.map_err(|error| io::Error::other(format!("rules/{name}: {error}")))?;
        built.push_str(&written_text(name));
        built.push_str(&written_table(table.get_ref()));
    }
    Ok(built)
}

/// A value as it is written: a text behind its length and `:`, the items of a list behind `l`, how many they are and
/// `:`, the keys and values of a table likewise behind `d`, a number between `i` and `:`, and `t` or `f`.
fn written(value: &DeValue) -> String {
    match value {
        DeValue::String(text) => written_text(text),
        DeValue::Integer(integer) => {
            let number = u32::from_str_radix(integer.as_str(), integer.radix());
            format!(
                "i{}:",
                number.expect("a number in a rule is from 0 on and fits a machine word")
            )
        }
        DeValue::Boolean(truth) => if *truth { "t" } else { "f" }.to_owned(),
        DeValue::Array(items) => {
            let all: String = items.iter().map(|it| written(it.get_ref())).collect();
            format!("l{}:{all}", items.len())
        }
        DeValue::Table(table) => written_table(table),
        // No row takes one of these; the tests, which read the texts, say so.
        DeValue::Float(float) => written_text(float.as_str()),
        DeValue::Datetime(day) => written_text(&day.to_string()),
    }
}

/// Keys stand in the order of the file.
fn written_table(table: &DeTable) -> String {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| Spanned::span(key).start);
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue>)| {
        let key: &std::borrow::Cow<str> = key.get_ref();
        written_text(key) + &written(value.get_ref())
    };
    format!("d{}:{}", entries.len(), entries.into_iter().map(entry).collect::<String>())
}

fn written_text(text: &str) -> String {
    format!("{}:{text}", text.len())
}
