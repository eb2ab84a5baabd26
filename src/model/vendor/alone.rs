//! Programs of a vendor's that work without the vendor's service.

/// A program of the vendor's that works without the vendor's service: what a file says that runs it.
#[derive(Clone, Debug)]
pub struct Alone {
    /// Packages of which one is named.
    pub packages: Vec<String>,
    /// Commands of which one is run.
    pub commands: Vec<String>,
    /// What speaks of the service, in lower case: none of it stands there.
    pub but: Vec<String>,
}

impl Alone {
    /// Whether a text is such a file.
    pub fn fits(&self, text: &str) -> bool {
        self.packages.iter().any(|it| has_word(text, it))
            && self.commands.iter().any(|it| has_word(text, it))
            && !self.but.iter().any(|it| text.to_lowercase().contains(it.as_str()))
    }
}

/// Whether a text holds a word that is no part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || "-_".contains(it));
    text.match_indices(word).any(|(at, _)| {
        !is_part(text[..at].chars().next_back()) && !is_part(text[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::Alone;

    #[test]
    fn a_program_works_alone_where_nothing_speaks_of_the_service() {
        let texts = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect();
        let alone = Alone {
            packages: texts(&["dbt-spark"]),
            commands: texts(&["dbt run"]),
            but: texts(&["dbt_cloud"]),
        };
        for (text, expected) in [
            ("pip install dbt-spark==1 && dbt run", true),
            ("pip install dbt-spark-x && dbt run", false),
            ("pip install dbt-spark && dbt running", false),
            ("pip install dbt-spark", false),
            ("dbt run", false),
            ("dbt-spark\ndbt run $DBT_CLOUD_X", false),
        ] {
            assert_eq!(alone.fits(text), expected, "{text}");
        }
    }
}
