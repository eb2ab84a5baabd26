//! The many spellings of an entry's address, and the one that they have in common.

use crate::extract::deployment::store::without_arn;

/// The address of an entry.
pub(super) struct Place {
    /// The store's id.
    pub(super) store: String,
    /// The entry.
    pub(super) path: String,
    /// A field of it, if the address names one.
    pub(super) field: Option<String>,
}

/// Marks of what is only known at run time. A reference to a resource stands in plain braces.
const OPEN: [&str; 8] = ["${", "$(", "{{", "%{", "<", "$", "*", "\n"];

/// What stands behind all that is filled into an address: `${{ X }}/dbt/pat`, `$X/dbt/pat`.
pub(super) fn end(written: &str) -> Option<&str> {
    let behind = written.rfind(['}', ')', '$'])?;
    let rest = match written.get(behind..=behind)? {
        "$" => {
            let name = |it: char| it.is_ascii_alphanumeric() || it == '_';
            written[behind + 1..].trim_start_matches(name)
        }
        _ => &written[behind + 1..],
    };
    let end = rest.trim_start_matches(['/', '-', '_', '.', ' ']);
    (!end.is_empty() && end.len() < rest.len()).then_some(end)
}

/// What an address means in a store.
pub(super) fn place(store: &str, written: &str) -> Option<Place> {
    let written = written.trim();
    if written.is_empty() || OPEN.iter().any(|mark| written.contains(mark)) {
        return None;
    }
    // The parameter store hands on what the secret manager keeps.
    let (store, written) = match written.strip_prefix("/aws/reference/secretsmanager/") {
        Some(rest) => ("aws-secrets-manager", rest),
        None => (store, written),
    };
    let (path, field) = split(store, written);
    let path = path.trim_matches('/').to_owned();
    let field = field.filter(|it| !it.is_empty());
    (!path.is_empty()).then(|| Place { store: store.to_owned(), path, field })
}

/// The entry and the field.
fn split(store: &str, written: &str) -> (String, Option<String>) {
    if written.starts_with("arn:") {
        let address = without_arn(written);
        return match address.split_once(':') {
            Some((name, field)) => (name.to_owned(), Some(field.to_owned())),
            None => (address, None),
        };
    }
    let (path, field) = match written.split_once('#') {
        Some((path, field)) => (path, Some(field.to_owned())),
        None => (written, None),
    };
    let path = behind(path, "/secrets/").filter(|_| starts_with_any(path)).unwrap_or(path);
    let path = path.split("/versions/").next().unwrap_or(path);
    match store {
        // The API of the second version has `data` between the mount and the path, and the commands have not.
        "vault" => (path.trim_start_matches('/').replacen("/data/", "/", 1), field),
        "local-file" => (straight(path), field),
        "aws-ssm" => (without_version(path).to_owned(), field),
        _ => (path.to_owned(), field),
    }
}

/// A path without the steps that lead nowhere.
fn straight(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/').filter(|it| !matches!(*it, "" | ".")) {
        if step == ".." && steps.last().is_some_and(|it| *it != "..") {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.join("/")
}

/// Whether an address begins as those of Google's and Microsoft's managers do.
fn starts_with_any(path: &str) -> bool {
    path.starts_with("projects/") || path.starts_with("https://")
}

fn behind<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.split_once(mark).map(|(_, rest)| rest.split('/').next().unwrap_or(rest))
}

/// `path:3` is the third version of what is kept at the path.
fn without_version(path: &str) -> &str {
    let version = path.rsplit_once(':').filter(|(_, it)| it.bytes().all(|it| it.is_ascii_digit()));
    version.map_or(path, |(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::end;

    #[test]
    fn what_is_filled_in_ends_where_a_word_begins() {
        for (written, expected) in [
            ("secret/data/${{ github.ref_name }}/dbt", Some("dbt")),
            ("$CI_ENVIRONMENT_NAME/dbt", Some("dbt")),
            ("kv/${ENV}-dbt-pat", Some("dbt-pat")),
            ("kv/dbt/$ENV", None),
            ("kv/${ENV}", None),
            ("kv/dbt", None),
        ] {
            assert_eq!(end(written), expected, "{written}");
        }
    }
}
