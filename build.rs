//! Writes the table of the built-in rules: the path and the text of every TOML file under `rules/`.

#![allow(clippy::print_stdout, reason = "cargo reads its instructions from there")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=build.rs");
    let mut names = Vec::new();
    collect(Path::new("rules"), "", &mut names)?;
    names.sort();
    let folder = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(folder.join("rules.rs"), table(&names))
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

/// The table as Rust. The macro's path is gone after compilation; only the names and texts stay in the binary.
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
