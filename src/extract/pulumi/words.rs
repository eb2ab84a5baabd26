//! How programs in YAML spell types, properties and references.

use crate::model::{Most, Within as _};
/// References in one text that are looked at.
const MANY: Most = Most::new(1000, "references in one text");

/// A type as people write it: `github:index/actionsSecret:ActionsSecret` is `github:ActionsSecret`.
pub(super) fn short(kind: &str) -> String {
    let steps: Vec<&str> = kind.split(':').collect();
    match steps.as_slice() {
        [package, module, name] => match module.split('/').next().unwrap_or(module) {
            "index" => format!("{package}:{name}"),
            // The modules of Kubernetes have a version in the place of a file.
            _ if *package == "kubernetes" => kind.to_owned(),
            module => format!("{package}:{module}:{name}"),
        },
        _ => kind.to_owned(),
    }
}

/// A property as Pulumi spells it: `token_string` is `tokenString`.
pub(super) fn camel(text: &str) -> String {
    let mut words = text.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let start: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        text + &start + letters.as_str()
    })
}

/// The paths that stand as `${path}` in a text, with where they stand. `$${` begins none.
pub(super) fn references(text: &str) -> Vec<(&str, usize, usize)> {
    let opens = text.match_indices("${").filter(|(at, _)| !text[..*at].ends_with('$'));
    let reference = |(at, mark): (usize, &str)| {
        let length = text[at..].find('}')?;
        Some((text[at + mark.len()..at + length].trim(), at, at + length + 1))
    };
    opens.filter_map(reference).within(MANY).collect()
}
