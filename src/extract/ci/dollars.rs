//! Dollar signs that mean something before any shell sees them.

use std::ops::Range;

use super::woven::Woven;
use crate::extract::reference;
use crate::model::{Scalar, SourceId, Span};

/// A script with each `$$` as the `$` that it stands for.
pub fn single(scalar: &Scalar) -> Scalar {
    replaced(scalar, &["$$"], &[])
}

/// A script into which the CI system puts its variables itself: they stand in it as `${{NAME}}`, quotes around them
/// change nothing. `$$` and `\$` are left to the shell as `$`.
pub fn filled(scalar: &Scalar) -> Scalar {
    let references = reference::references(&scalar.text);
    let names: Vec<(Range<usize>, String)> = references
        .iter()
        .map(|it| (it.start..end_of(&scalar.text, it), format!("${{{{{}}}}}", it.name)))
        .collect();
    replaced(scalar, &["$$", "\\$"], &names)
}

/// The name of a `${{NAME}}`, if the text is one.
pub fn name(text: &str) -> Option<&str> {
    text.strip_prefix("${{")?.strip_suffix("}}").map(str::trim)
}

/// The names of the `${{NAME}}` in a text, with where they stand.
pub fn names(text: &str) -> Vec<(&str, Range<usize>)> {
    let starts = text.match_indices("${{").map(|(at, _)| at);
    let found = starts.filter_map(|start| {
        let rest = text.get(start + 3..)?;
        let length =
            rest.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'_').count();
        let end = start + 3 + length + 2;
        (text.get(start + 3 + length..end)? == "}}").then(|| (&rest[..length], start..end))
    });
    found.collect()
}

/// Where a reference ends: with a default, at the bracket behind that.
fn end_of(text: &str, reference: &reference::Reference<'_>) -> usize {
    let is_closed =
        !text[reference.start..].starts_with("${") || text[..reference.end].ends_with('}');
    let rest = &text[reference.end..];
    let line = rest.find('\n').unwrap_or(rest.len());
    match rest[..line].find('}') {
        Some(length) if !is_closed => reference.end + length + 1,
        _ => reference.end,
    }
}

fn replaced(scalar: &Scalar, doubles: &[&str], names: &[(Range<usize>, String)]) -> Scalar {
    let text = &scalar.text;
    let mut woven = Woven::default();
    let (mut done, mut at, mut names) = (0, 0, names.iter().peekable());
    while at < text.len() {
        if let Some((range, name)) = names.next_if(|(range, _)| range.start <= at) {
            // A name inside the default of another is passed over with it.
            if range.start == at {
                woven.copy(scalar, done..at);
                let place: Span = scalar.span_of(SourceId(0), range.start, range.end);
                woven.put(name, place.start..place.end);
                (done, at) = (range.end, range.end);
            }
        } else if doubles.iter().any(|it| text.as_bytes()[at..].starts_with(it.as_bytes())) {
            woven.copy(scalar, done..at);
            (done, at) = (at + 1, at + 2);
        } else {
            at += 1;
        }
    }
    woven.copy(scalar, done..text.len());
    woven.scalar().unwrap_or_else(|| scalar.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Style;

    #[test]
    fn dollars_are_read_before_the_shell() {
        for (text, alone, with_names) in [
            ("a $$B c", "a $B c", "a $B c"),
            (r"a \$B", r"a \$B", "a $B"),
            ("'$B' ${C}", "'$B' ${C}", "'${{B}}' ${{C}}"),
            ("${B:-x} $$$C", "${B:-x} $$C", "${{B}} $${{C}}"),
            ("${B:-${C}}", "${B:-${C}}", "${{B}}}"),
            ("$(x) $1 é$é", "$(x) $1 é$é", "$(x) $1 é$é"),
            ("", "", ""),
        ] {
            let scalar = Scalar::verbatim(text, 0, Style::Plain);
            assert_eq!(single(&scalar).text, alone, "{text}");
            assert_eq!(filled(&scalar).text, with_names, "{text}");
        }
    }

    #[test]
    fn a_name_still_knows_where_it_stands() {
        let scalar = filled(&Scalar::verbatim("x $$A $B", 10, Style::Plain));
        assert_eq!(scalar.text, "x $A ${{B}}");
        let (name, range) = names(&scalar.text).remove(0);
        let span = scalar.span_of(SourceId(0), range.start, range.end);
        assert_eq!((name, span.start, span.end), ("B", 16, 18));
    }
}
