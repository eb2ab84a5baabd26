//! Placeholders whose words say a kind: `DBT_CLOUD_TOKEN=<your-service-token>`.
//!
//! Only what is assigned to the very name speaks for it, and only if it says of itself that it stands for something
//! else. What a sentence says around the two is not read.

use super::line::Word;
use crate::model::vendor::normalised;
use crate::model::{Kind, Vendor, glob};

/// The kind that the words of a placeholder say which is assigned to a name in this line, if one is.
pub(super) fn kind(line: &str, name: Word<'_>, vendor: &Vendor) -> Option<Kind> {
    let value = assigned(&line[name.start + name.text.len()..])?;
    let words = format!("_{}_", normalised(value.text));
    let stands_in = value.is_bracketed || MARKS.iter().any(|mark| words.contains(mark));
    let words = words.trim_matches('_');
    let row = vendor.name_row(name.text)?;
    let is_anothers = row.but.iter().any(|it| glob::matches(it, words));
    (stands_in && !is_anothers).then(|| vendor.kind_of_name(words)).flatten()
}

/// Words that make a value a placeholder.
const MARKS: [&str; 8] =
    ["_your_", "_my_", "_here_", "_insert_", "_replace_", "_placeholder_", "_example_", "_paste_"];

/// A value as it is written in a line.
struct Value<'a> {
    text: &'a str,
    /// Whether it stands in angle brackets.
    is_bracketed: bool,
}

/// What is assigned to a name, by what follows it: `=value`, `: "value"`, `": "<value>"`.
fn assigned(rest: &str) -> Option<Value<'_>> {
    let rest = rest.trim_start_matches(['"', '\'', '`']).trim_start();
    let rest = rest.strip_prefix(['=', ':'])?.trim_start();
    let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\'' | '`'));
    let rest = quote.map_or(rest, |quote| rest[quote.len_utf8()..].trim_start());
    if let Some(inside) = rest.strip_prefix('<') {
        let text = &inside[..inside.find('>')?];
        return Some(Value { text, is_bracketed: true });
    }
    let ends = |it: char| match quote {
        Some(quote) => it == quote,
        None => it.is_whitespace() || matches!(it, ',' | ';' | ')'),
    };
    let text = &rest[..rest.find(ends).unwrap_or(rest.trim_end().len())];
    // What is filled in is another name and no placeholder.
    (!text.contains(['$', '{', '(', '/'])).then_some(Value { text, is_bracketed: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fixture::vendor;
    use crate::extract::prose::line::words;
    use crate::model::vendor::WordRow;

    fn said(line: &str) -> Option<Kind> {
        let word = |text: &str, kind| WordRow {
            words: vec![text.to_owned()],
            kind,
            source: String::new(),
        };
        let mut vendor = vendor();
        vendor.words = vec![word("personal", Kind::Personal), word("service", Kind::Service)];
        vendor.names[2].but = vec!["*databricks*".to_owned()];
        let name = words(line).find(|it| vendor.name_row(it.text).is_some())?;
        kind(line, name, &vendor)
    }

    #[test]
    fn a_placeholders_words_say_a_kind() {
        for (line, expected) in [
            ("export DBT_CLOUD_TOKEN=\"your-dbt-cloud-service-token\"", Some(Kind::Service)),
            ("DBT_API_KEY=your_personal_access_token", Some(Kind::Personal)),
            ("DBT_API_KEY=<dbt service token>  # says", Some(Kind::Service)),
            ("  \"DBT_API_KEY\": \"<personal-token>\",", Some(Kind::Personal)),
            ("DBT_API_KEY: 'my service token'", Some(Kind::Service)),
            ("DBT_API_KEY='your service token'\r\n", Some(Kind::Service)),
            ("DBT_CLOUD_TOKEN=your-dbt-cloud-token", None),
            ("DBT_API_KEY=your-service-or-personal-token", None),
            ("DBT_API_KEY=your-databricks-personal-token", None),
            ("DBT_API_KEY=$MY_SERVICE_TOKEN", None),
            ("DBT_API_KEY=${YOUR_SERVICE_TOKEN}", None),
            ("DBT_API_KEY=service", None),
            ("DBT_API_KEY is your personal token", None),
            ("DBT_API_KEY: see `your service token`", None),
            ("DBT_API_KEY=", None),
            ("DBT_API_KEY=<", None),
            ("DBT_API_KEY=\"é", None),
        ] {
            assert_eq!(said(line), expected, "{line}");
        }
    }
}
