//! Names of environment variables within a value: `$X`, `${X}`, `${X:-…}`.

use std::ops::Range;

use memchr::memmem;

/// A name and where in the text it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Reference<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// The offset of its `$`.
    pub(super) start: usize,
    /// One past the name or its closing bracket.
    pub(super) end: usize,
    /// Whether another value may stand in for it (`${X:-…}`).
    pub(super) has_default: bool,
}

/// The references of a text, in order. `\$` and `$$` begin none. A name inside a default counts too.
pub(super) fn references(text: &str) -> Vec<Reference<'_>> {
    let bytes = text.as_bytes();
    let (mut references, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        at += match (byte, next) {
            (b'\\', _) | (b'$', Some(b'$')) => 2,
            (b'$', Some(_)) => {
                references.extend(reference(text, at));
                2
            }
            _ => 1,
        };
    }
    references
}

fn reference(text: &str, start: usize) -> Option<Reference<'_>> {
    let braced = text.as_bytes().get(start + 1) == Some(&b'{');
    let at = start + 1 + usize::from(braced);
    let name = name_at(text.get(at..)?)?;
    let end = at + name.len();
    let after = text.as_bytes().get(end);
    if !braced {
        return Some(Reference { name, start, end, has_default: false });
    }
    let has_default = matches!(after, Some(b':' | b'-' | b'='));
    match after {
        Some(b'}') => Some(Reference { name, start, end: end + 1, has_default }),
        Some(b':' | b'-' | b'=' | b'?' | b'+' | b'#' | b'%' | b'/') => {
            Some(Reference { name, start, end, has_default })
        }
        _ => None,
    }
}

/// The places at which a text names a variable, however it is written there.
pub(super) fn places<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let bytes = text.as_bytes();
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_');
    memmem::find_iter(bytes, name.as_bytes()).map(move |at| at..at + name.len()).filter(move |it| {
        !is_part(it.start.checked_sub(1).and_then(|at| bytes.get(at)))
            && !is_part(bytes.get(it.end))
    })
}

fn name_at(rest: &str) -> Option<&str> {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = rest.bytes().take_while(fits).count();
    let begins = rest.bytes().next().is_some_and(|byte| fits(&byte) && !byte.is_ascii_digit());
    begins.then(|| &rest[..length])
}

/// Whether a shell would run a command to make the value: `$( … )` or backticks.
pub(super) fn runs_command(text: &str) -> bool {
    text.contains("$(") || text.matches('`').count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_behind_a_dollar() {
        for (text, expected) in [
            ("$A", &["$A"][..]),
            ("x${A}y$B_1.z", &["${A}", "$B_1"]),
            ("${A:-${B}}", &["${A", "${B}"]),
            ("${A-x}${C:?no}", &["${A", "${C"]),
            (r"\$A \\$B", &["$B"]),
            ("$$A $1 $ ${ ${A ${1}", &[]),
            ("pa$$word é$é", &[]),
            ("", &[]),
            ("$", &[]),
        ] {
            let found = references(text);
            let pieces: Vec<_> = found.iter().map(|it| &text[it.start..it.end]).collect();
            assert_eq!(pieces, expected, "{text}");
        }
    }

    #[test]
    fn a_name_is_no_part_of_another() {
        let text = "A $A ${A} AB _A A1 \"A\"éA";
        let found: Vec<_> = places(text, "A").map(|it| it.start).collect();
        assert_eq!(found, [0, 3, 7, 20, 24]);
        assert_eq!(places("", "A").count() + places("B", "").count(), 0);
    }

    #[test]
    fn a_command_is_no_value() {
        assert!(runs_command("$(op read x)"));
        assert!(runs_command("`cat x`"));
        assert!(!runs_command("a`b"));
    }
}
