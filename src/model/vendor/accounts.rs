//! How files say to which account something belongs.

use super::Vendor;
use super::names::normalised;
use crate::model::glob;

/// How files say which account is meant.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// Globs over normalised keys that hold an account's number.
    pub keys: Vec<String>,
    /// Keys that hold one beside a credential of the vendor's, and may hold another product's elsewhere.
    pub beside: Vec<String>,
    /// Globs over hosts of which the first word is one account's own.
    pub hosts: Vec<String>,
    /// Steps of an API's path behind which the number stands.
    pub paths: Vec<String>,
    /// Where this is said.
    pub source: String,
}

impl Vendor {
    /// The account that a key and its value name, whatever stands beside them, and the one that they name beside a
    /// credential that the vendor's consumer is handed there.
    pub fn accounts_of_entry(&self, key: &str, value: &str) -> [Option<String>; 2] {
        let Some(number) = number(value) else {
            let host = self.account_of_host(value);
            return [host.clone(), host];
        };
        if !self.words_of_accounts().may_stand_in(key) {
            return [None, None];
        }
        let key = normalised(key);
        let mut rows = self.accounts.iter();
        if rows.any(|row| row.keys.iter().any(|it| glob::matches(it, &key))) {
            return [Some(number.to_owned()), Some(number.to_owned())];
        }
        let is_beside = self.accounts.iter().any(|row| row.beside.contains(&key));
        [None, is_beside.then(|| number.to_owned())]
    }

    /// The accounts that an address names: by its path, and by its host.
    pub fn accounts_of_url(&self, url: &str) -> Vec<String> {
        let is_step =
            |step: &str| self.accounts.iter().any(|row| row.paths.iter().any(|it| it == step));
        let steps: Vec<&str> = url.split(['/', '?']).collect();
        let behind =
            steps.windows(2).find(|pair| is_step(pair[0])).and_then(|pair| number(pair[1]));
        behind.map(str::to_owned).into_iter().chain(self.account_of_host(url)).collect()
    }

    fn account_of_host(&self, text: &str) -> Option<String> {
        // Most texts have no such word, which the three signs before a dot tell at once.
        let is_sign = |it: &[u8]| it[3] == b'.' && it[..3].iter().all(u8::is_ascii_digit);
        if !text.as_bytes().windows(4).skip(2).any(is_sign) {
            return None;
        }
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let (prefix, _) = text.split_once('.')?;
        let (letters, digits) = prefix.split_at_checked(2)?;
        let may_be_own = letters.bytes().all(|it| it.is_ascii_alphabetic())
            && digits.len() == 3
            && digits.bytes().all(|it| it.is_ascii_digit());
        if !may_be_own {
            return None;
        }
        let host = text.split(['/', ':', '?']).next()?.to_lowercase();
        let mut rows = self.accounts.iter();
        let is_own = rows.any(|row| row.hosts.iter().any(|it| glob::matches(it, &host)));
        is_own.then(|| prefix.to_lowercase())
    }
}

/// An account's number, if a text is one.
fn number(text: &str) -> Option<&str> {
    const LONGEST: usize = 20;
    let is_number =
        !text.is_empty() && text.len() <= LONGEST && text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.trim_start_matches('0')).filter(|it| !it.is_empty())
}
