//! Paths to what a store keeps: `dbt-pat/token`. An entry is named by the object that keeps it, too.

use super::super::Kind;
use super::Vendor;
use super::names::normalised;

impl Vendor {
    /// Whether a path such as `dbt-cloud/token`, taken under some name, leads to an API token: by its last step, or by
    /// the steps before it where the last only says that it is a secret. The steps together speak only where the name
    /// says no more than that either: `dbt/token` may be the token of a repository.
    pub fn is_entry(&self, path: &str, taken_as: &str) -> bool {
        let steps = steps(path);
        let Some((last, before)) = steps.split_first() else { return false };
        self.is_token(last)
            || self.is_plain(last)
                && (before.iter().any(|step| self.is_token(step))
                    || self.is_plain(taken_as) && self.joined(&steps).any(|it| self.is_token(&it)))
    }

    /// The kind that a path such as `dbt-pat/token` speaks for. What keeps a token may be called after anything, as
    /// `user-service/dbt-token` is after a program; so a step that is not called like a token says nothing, except
    /// the last where that names a secret.
    pub fn kind_of_entry(&self, path: &str) -> Option<Kind> {
        let steps = steps(path);
        let (last, before) = steps.split_first()?;
        let names = before.iter().map(|step| (*step).to_owned());
        let joined = self.joined(&steps).filter(|_| !self.is_token(last));
        let mut tokens = names.chain(joined).filter(|name| self.is_token(name));
        let own = self.kind_of_name(last).filter(|_| names_secret(last));
        own.or_else(|| tokens.find_map(|name| self.kind_of_name(&name)))
    }

    fn is_token(&self, name: &str) -> bool {
        self.name_row(name).is_some_and(|row| row.kind != Kind::Webhook)
    }

    /// Whether a name says that it is a secret's and not whose: `token`, `api-key`, `latest`.
    fn is_plain(&self, name: &str) -> bool {
        const BESIDE: [&str; 8] =
            ["api", "access", "auth", "bearer", "personal", "service", "user", "cloud"];
        let says_no_more = |it: &str| is_secret(it) || BESIDE.contains(&it) || it == self.id;
        names_secret(name) && normalised(name).split('_').all(says_no_more)
    }

    /// The last steps together, from each that begins with the vendor's name. The steps come last first.
    fn joined<'s>(&'s self, steps: &'s [&str]) -> impl Iterator<Item = String> + 's {
        let begins = |step: &str| normalised(step).split('_').next() == Some(self.id.as_str());
        (1..steps.len())
            .filter(move |at| begins(steps[*at]))
            .map(|at| steps[..=at].iter().rev().copied().collect::<Vec<_>>().join("_"))
    }
}

/// Whether a name is that of something secret: `rootUser` is not.
fn names_secret(name: &str) -> bool {
    normalised(name).split('_').any(is_secret)
}

fn is_secret(word: &str) -> bool {
    const WORDS: [&str; 9] = [
        "token",
        "key",
        "pat",
        "secret",
        "value",
        "password",
        "credential",
        "credentials",
        "latest",
    ];
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    WORDS.contains(&word) || is_number
}

/// The steps of a path, last first; of a long one only the last.
fn steps(path: &str) -> Vec<&str> {
    const MOST: usize = 8;
    path.rsplit(['/', '.']).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::Kind;
    use super::super::{NameRow, Vendor, WordRow};

    #[test]
    fn what_keeps_a_token_may_be_called_after_anything() {
        let row = |glob: &str| NameRow {
            globs: vec![glob.into()],
            but: Vec::new(),
            beside: Vec::new(),
            alone: None,
            kind: Kind::Unknown,
            source: String::new(),
        };
        let word =
            |word: &str, kind| WordRow { words: vec![word.into()], kind, source: String::new() };
        let vendor = Vendor {
            id: "dbt".into(),
            names: ["dbt_token", "dbt_pat", "dbt_pat_*", "dbt_*_token", "*_dbt_token"]
                .map(row)
                .into(),
            words: vec![
                word("pat", Kind::Personal),
                word("user", Kind::Personal),
                word("service", Kind::Service),
            ],
            ..Vendor::default()
        };
        for (path, name, is_entry, kind) in [
            ("dbt-pat/token", "X", true, Some(Kind::Personal)),
            ("dbt-pat/DBT_TOKEN", "X", true, Some(Kind::Personal)),
            ("dbt-pat/latest", "X", true, Some(Kind::Personal)),
            ("dbt-token/host", "DBT_HOST", false, None),
            ("dbt-token/user", "DBT_USER", false, None),
            ("billing/rootUser", "DBT_TOKEN", false, None),
            ("dbt/service-token", "TOKEN", true, Some(Kind::Service)),
            ("dbt/token", "API_KEY", true, None),
            ("dbt/token", "GIT_TOKEN", false, None),
            ("dbt-service/token", "TOKEN", true, Some(Kind::Service)),
            ("secrets/pat", "TOKEN", false, Some(Kind::Personal)),
            ("user-api/DBT_TOKEN", "X", true, None),
            ("billing-service/dbt-token", "X", true, None),
            ("user/token", "TOKEN", false, None),
            ("prod/user/dbt/token", "TOKEN", true, None),
            ("dbt.pat", "pat", true, Some(Kind::Personal)),
            ("", "", false, None),
        ] {
            assert_eq!(vendor.is_entry(path, name), is_entry, "{path}");
            assert_eq!(vendor.kind_of_entry(path), kind, "{path}");
        }
    }
}
