//! `<< parameters.x >>`, which is text before any shell sees it.

use std::collections::HashMap;

use crate::extract::ci::woven::Woven;
use crate::model::{Node, Scalar, SourceId};

/// What parameters hold, by their name.
pub(super) type Values = HashMap<String, String>;

/// How long a reference may be.
const LENGTH: usize = 200;

/// The parameters of a job or a command: their defaults, and what a call hands over.
pub(super) fn values(declared: &Node, call: Option<&Node>, around: &Values) -> Values {
    let mut values = Values::new();
    for entry in declared.get("parameters").map(Node::entries).unwrap_or_default() {
        if let Some(text) = entry.value.get("default").and_then(Node::text) {
            values.insert(entry.key.text.clone(), text.to_owned());
        }
    }
    for entry in call.map(Node::entries).unwrap_or_default() {
        if let Some(scalar) = entry.value.scalar() {
            let text = filled(scalar, around).map(|it| it.text).unwrap_or_default();
            values.insert(entry.key.text.clone(), text);
        }
    }
    values
}

/// A text with the values of parameters in their places; what is not known is left out. `None` if nothing is left.
pub(super) fn filled(scalar: &Scalar, values: &Values) -> Option<Scalar> {
    let text = &scalar.text;
    let mut woven = Woven::default();
    let mut at = 0;
    while let Some(start) = text[at..].find("<<").map(|length| at + length) {
        // A reference is short and stands on one line.
        let close = text.as_bytes()[start..].iter().take(LENGTH).position(|byte| *byte == b'>');
        let inside = close.and_then(|length| text.get(start + 2..start + length));
        let end = close.map_or(start, |length| start + length + 2);
        if let Some(name) = inside.map(str::trim).filter(|name| is_reference(name))
            && text[..].get(..end).is_some_and(|it| it.ends_with(">>"))
        {
            woven.copy(scalar, at..start);
            let place = scalar.span_of(SourceId(0), start, end);
            let name = name.strip_prefix("parameters.").unwrap_or(name);
            woven.put(values.get(name).map_or("", String::as_str), place.start..place.end);
            at = end;
        } else {
            // A heredoc begins here.
            woven.copy(scalar, at..start + 2);
            at = start + 2;
        }
    }
    woven.copy(scalar, at..text.len());
    woven.scalar()
}

fn is_reference(name: &str) -> bool {
    (name.starts_with("parameters.")
        || name.starts_with("pipeline.")
        || name.starts_with("matrix."))
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Style;

    #[test]
    fn parameters_are_text() {
        let values = Values::from([("token".to_owned(), "DBT_PAT".to_owned())]);
        for (text, expected) in [
            ("echo ${<< parameters.token >>}", Some("echo ${DBT_PAT}")),
            ("echo $<<parameters.token>> << parameters.other >>x", Some("echo $DBT_PAT x")),
            ("cat <<EOF\n>> x\nEOF", Some("cat <<EOF\n>> x\nEOF")),
            ("cat << parameters", Some("cat << parameters")),
            ("<< parameters.token >é", Some("<< parameters.token >é")),
            ("<< parameters.other >>", None),
        ] {
            let scalar = Scalar::verbatim(text, 0, Style::Plain);
            let found = filled(&scalar, &values).map(|it| it.text);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
