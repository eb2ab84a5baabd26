//! How names are spelt in the rows of data.

/// A name as the rows of data spell it: lower case, words joined by single `_`, and the wrappers `TF_VAR_` and
/// `INPUT_` taken off. `dbtCloudAPIToken`, `dbt-cloud-api-token` and `INPUT_DBT_CLOUD__API_TOKEN` are one name.
pub fn normalised(name: &str) -> String {
    let mut words = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if starts_word || !letter.is_alphanumeric() {
            words.push('_');
        }
        if letter.is_alphanumeric() {
            words.extend(letter.to_lowercase());
        }
    }
    let mut name = words.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    for wrapper in ["tf_var_", "input_"] {
        if let Some(rest) = name.strip_prefix(wrapper) {
            name = rest.to_owned();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn spellings_of_one_name_are_one() {
        for name in [
            "dbtCloudAPIToken",
            "dbt-cloud-api-token",
            "INPUT_DBT_CLOUD__API_TOKEN",
            "TF_VAR_dbt_cloud_api_token",
        ] {
            assert_eq!(normalised(name), "dbt_cloud_api_token", "{name}");
        }
    }
}
