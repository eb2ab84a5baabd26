//! Names of secrets that a store keeps, by the path or ARN under which it keeps them.

use crate::model::{Kind, Name, Scope, Space, Vendor};

/// How many of the last words of a path may make up a name: `dbt/service/token` says more than `token`.
const WORDS: usize = 3;

/// The secret that a store keeps at a path: the fewest of the path's last words that are the name of a credential,
/// or else the very last one. What stands before them tells secrets of one name apart.
pub(in crate::extract) fn secret(vendors: &[Vendor], path: &str) -> Name {
    let path = without_arn(without_place(path.trim()));
    let words: Vec<&str> =
        path.split(['/', ':', '#', '~']).filter(|word| !word.is_empty()).collect();
    let is_credential = |count: &usize| {
        let name = words[words.len() - count..].join("/");
        let rows = vendors.iter().filter_map(|vendor| vendor.name_row(&name));
        rows.into_iter().any(|row| row.kind != Kind::Webhook)
    };
    let count = (1..=WORDS.min(words.len())).find(is_credential).unwrap_or(1);
    let (before, name) = words.split_at(words.len().saturating_sub(count));
    let place = Scope::unit(&format!("the store's {}", before.join("/")), "");
    Name::new(Space::Secret, &place, name.join("/"))
}

/// The secret of `{{secrets/scope/key}}`.
pub(in crate::extract) fn in_braces(vendors: &[Vendor], text: &str) -> Name {
    let inside = text.trim_start_matches('{').split('}').next().unwrap_or_default().trim();
    secret(vendors, inside.strip_prefix("secrets/").unwrap_or(inside))
}

/// What a cloud calls a secret, without the project or vault around it and the version behind it.
fn without_place(path: &str) -> &str {
    let inside = path
        .split_once("/secrets/")
        .filter(|(before, _)| before.starts_with("projects/") || before.starts_with("https://"));
    let Some((_, name)) = inside else { return path };
    name.split('/').next().unwrap_or(name)
}

/// The part of an ARN that names its item. Secrets Manager puts six letters of its own behind the name, and what may
/// follow a secret's name is the key within it.
pub(in crate::extract) fn without_arn(path: &str) -> String {
    let mut parts = path.splitn(7, ':');
    if parts.next() != Some("arn") {
        return without_version(path);
    }
    let mut parts = parts.skip(4);
    let (kind, rest) = (parts.next().unwrap_or_default(), parts.next());
    match rest {
        Some(rest) if kind == "secret" => {
            let (name, key) = rest.split_once(':').unwrap_or((rest, ""));
            format!("{}:{}", without_letters(name), key.split(':').next().unwrap_or_default())
        }
        Some(rest) => rest.to_owned(),
        None => kind.strip_prefix("parameter").unwrap_or(kind).to_owned(),
    }
}

/// `path:3` is the third version of what is kept at the path.
fn without_version(path: &str) -> String {
    let is_version = |it: &str| it == "latest" || it.bytes().all(|it| it.is_ascii_digit());
    let version = path.rsplit_once(':').filter(|(_, it)| is_version(it));
    version.map_or(path, |(path, _)| path).to_owned()
}

fn without_letters(name: &str) -> &str {
    let end = name.rsplit_once('-').filter(|(_, end)| {
        end.len() == 6 && (end.contains('?') || end.bytes().all(|it| it.is_ascii_alphanumeric()))
    });
    // A word of six small letters is a word.
    let is_random = |end: &str| end.bytes().any(|it| !it.is_ascii_lowercase());
    end.filter(|(_, end)| is_random(end)).map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::secret;
    use crate::extract::fixture::vendor;

    #[test]
    fn a_secret_is_called_by_its_last_words() {
        for (path, expected, place) in [
            ("/prod/DBT_PAT", "DBT_PAT", "prod"),
            ("/prod/DBT_PAT:3", "DBT_PAT", "prod"),
            ("/payments-service/dbt/token", "dbt/token", "payments-service"),
            ("/prod/other/token", "token", "prod/other"),
            ("arn:aws:ssm:eu-west-1:1:parameter/prod/DBT_PAT", "DBT_PAT", "prod"),
            ("arn:aws:secretsmanager:eu-west-1:1:secret:prod/DBT_PAT-aB3dE9", "DBT_PAT", "prod"),
            ("arn:aws:secretsmanager:a:1:secret:prod/x-aB3dE9:DBT_PAT::", "DBT_PAT", "prod/x"),
            ("arn:aws:secretsmanager:a:1:secret:team-secret", "team-secret", ""),
            ("scope/key", "key", "scope"),
            ("projects/p/secrets/dbt-pat/versions/latest", "dbt-pat", ""),
            ("https://v.vault.azure.net/secrets/dbt-pat/0a1b", "dbt-pat", ""),
            ("dbt-pat:latest", "dbt-pat", ""),
            ("", "", ""),
            ("arn:aws", "", ""),
        ] {
            let name = secret(&[vendor()], path);
            assert_eq!(name.text, expected, "{path}");
            assert_eq!(name.scope.to_string(), format!("the store's {place}:"), "{path}");
        }
    }
}
