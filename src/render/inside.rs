//! Paths for those who look a file up in the repository and nowhere else.

/// A path from the root of the repository, without `./`; of a file that lies elsewhere no more than its name, for its
/// folders are those of a machine.
pub(super) fn inside(path: &str) -> (&str, bool) {
    let path = path.trim_start_matches("./");
    let is_drive =
        path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    let drive = is_drive && path.as_bytes().get(2) == Some(&b'/');
    if drive || path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return (path.rsplit('/').next().unwrap_or_default(), false);
    }
    (path, true)
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn no_path_of_a_machine_is_told() {
        for (path, expected) in [
            ("a/b.yml", ("a/b.yml", true)),
            ("./a/b.yml", ("a/b.yml", true)),
            ("/home/me/k.toml", ("k.toml", false)),
            ("../k.toml", ("k.toml", false)),
            ("C:/me/k.toml", ("k.toml", false)),
            ("c:d/k.toml", ("c:d/k.toml", true)),
            ("a..b/c.toml", ("a..b/c.toml", true)),
            ("", ("", true)),
        ] {
            assert_eq!(inside(path), expected, "{path}");
        }
    }
}
