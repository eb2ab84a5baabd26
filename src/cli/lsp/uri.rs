//! Paths as editors name them.

use std::path::{Component, Path, PathBuf};

use crate::render::editor::encoded;

/// The path of a `file:` URI.
pub fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    // What stands before the path is a host, which is this one.
    let path = &rest[rest.find('/')?..];
    let path = decoded(path.split(['?', '#']).next().unwrap_or(path))?;
    let has_drive = path.as_bytes().get(2) == Some(&b':') && cfg!(windows);
    Some(straight(Path::new(if has_drive { &path[1..] } else { &path })))
}

/// A path from the folder in which the program was started, as editors name it.
pub fn whole(path: &Path) -> PathBuf {
    straight(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// A path without steps that lead nowhere or back: what lies outside of a folder must not seem to lie in it.
fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => _ = straight.pop(),
            other => straight.push(other),
        }
    }
    straight
}

/// The URI of a path.
pub fn of(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", encoded(&path))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(((digit()? << 4) | digit()?) as u8);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{of, path};

    #[test]
    fn a_path_comes_back_as_it_was() {
        for (text, uri) in [
            ("/a/b.tf", "file:///a/b.tf"),
            ("/a b/ü(1).yml", "file:///a%20b/%C3%BC%281%29.yml"),
            ("/50%/#x?", "file:///50%25/%23x%3F"),
        ] {
            assert_eq!(of(Path::new(text)), uri);
            assert_eq!(path(uri).as_deref(), Some(Path::new(text)));
        }
        assert_eq!(path("file://localhost/a?b#c").as_deref(), Some(Path::new("/a")));
        for (uri, straight) in
            [("file:///a/../b", "/b"), ("file:///a/./b/", "/a/b"), ("file:///%2e%2E/a/%2e%2e", "/")]
        {
            assert_eq!(path(uri).as_deref(), Some(Path::new(straight)), "{uri}");
        }
        for wrong in ["untitled:1", "file://", "file:///%", "file:///%zz", "file:///%ff"] {
            assert_eq!(path(wrong), None, "{wrong}");
        }
    }
}
