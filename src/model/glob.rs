//! Patterns over names: `*` is any run of characters, everything else is itself.

/// Whether `text` matches `pattern` from end to end. Linear in `text` times the number of stars at worst.
pub fn matches(pattern: &str, text: &str) -> bool {
    fits(pattern.as_bytes(), text.as_bytes())
}

fn fits(pattern: &[u8], text: &[u8]) -> bool {
    // Most texts end otherwise, and that is seen at once.
    if pattern.last().is_some_and(|it| *it != b'*' && text.last() != Some(it)) {
        return false;
    }
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            p = at + 1;
            t = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|it| *it == b'*')
}

/// A pattern of a repository's paths, such as `**/.mcp.json`: `**/` is any folders or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathGlob {
    text: String,
    /// Where the end begins that holds no star.
    end: usize,
    ending: Ending,
}

/// The last signs of a pattern's end: most paths end otherwise, and that is seen at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    last: u32,
    /// Which signs of a path's last four count.
    counts: u32,
}

impl Ending {
    /// Whether a path ends with these signs.
    #[inline]
    pub fn is_of(self, path: &str) -> bool {
        last(path.as_bytes()) & self.counts == self.last
    }
}

/// The last four signs of a text as one number, of which the lowest part is the last sign.
fn last(text: &[u8]) -> u32 {
    match text.last_chunk() {
        Some(last) => u32::from_be_bytes(*last),
        None => text.iter().fold(0, |all, it| all << 8 | u32::from(*it)),
    }
}

impl PathGlob {
    /// The pattern of a text.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let star = text.rfind('*').map_or(0, |star| star + 1);
        let end = if text[star..].starts_with('/') { star + 1 } else { star };
        let signs = text.len() - end;
        let counts = if signs < 4 { (1 << (8 * signs)) - 1 } else { u32::MAX };
        let last = last(&text.as_bytes()[end..]);
        Self { text, end, ending: Ending { last, counts } }
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a path from the root of the repository fits.
    #[inline]
    pub fn matches(&self, path: &str) -> bool {
        self.ending.is_of(path) && self.may_fit(path.as_bytes())
    }

    /// How every path ends that fits.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    fn may_fit(&self, path: &[u8]) -> bool {
        path.ends_with(&self.text.as_bytes()[self.end..]) && self.fits(path)
    }

    fn fits(&self, path: &[u8]) -> bool {
        let pattern = self.text.as_bytes();
        let Some(rest) = pattern.strip_prefix(b"**/") else { return fits(pattern, path) };
        let mut slashes = (0..path.len()).filter(|at| path[*at] == b'/');
        fits(rest, path) || slashes.any(|slash| fits(rest, &path[slash + 1..]))
    }
}

#[cfg(test)]
mod tests {
    use super::{PathGlob, matches};

    #[test]
    fn a_star_is_any_run() {
        for (pattern, text, expected) in [
            ("*_token", "dbt_token", true),
            ("*_token", "token", false),
            ("dbt_*_token", "dbt_cloud_api_token", true),
            ("a*b*c", "axxbxxc", true),
            ("a*b*c", "axxcxxb", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn a_path_fits_its_pattern() {
        for (glob, path, expected) in [
            ("**/.mcp.json", ".mcp.json", true),
            ("**/.mcp.json", "a/b/.mcp.json", true),
            ("**/.mcp.json", "a/x.mcp.json", false),
            ("**/.cursor/mcp.json", ".cursor/mcp.json", true),
            ("**/*.yml", "a/b.yml", true),
            ("**/*.yml", "a/b.yaml", false),
            ("a/b.yml", "a/b.yml", true),
            ("a/b.yml", "x/a/b.yml", false),
            ("**/a", "a", true),
            ("**/a", "b/a", true),
            ("**/a", "ba", false),
            ("**/abcde", "bcde", false),
            ("**/*", "", true),
            ("*.é", "a.é", true),
        ] {
            assert_eq!(PathGlob::new(glob).matches(path), expected, "{glob} on {path}");
        }
    }
}
