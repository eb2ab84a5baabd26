//! Files in languages that are not followed: whether one names a vendor's credential. They are counted, so that a run
//! is not called cleaner than it is.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::model::{Kind, Vendor};

/// How files of such languages end.
const ENDINGS: [&str; 20] = [
    "sql", "go", "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "java", "r", "ipynb", "gs",
    "scala", "kt", "rb", "cs", "php", "ps1",
];

/// How many words of a file are looked at.
const WORDS: usize = 1_000;

/// Whether a file of such a language spells the name of a credential as names of variables of an environment are
/// spelt: `DBT_CLOUD_API_KEY`. Other spellings are too often something else. A program that asks for the package with
/// which Pulumi mints tokens counts, too.
pub(super) fn names(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let mut vendors = vendors.iter();
    ENDINGS.contains(&ending.as_str())
        && vendors.any(|vendor| spells(bytes, vendor) || mints(bytes, vendor))
}

/// Whether a file spells a package of Pulumi that has resources which mint tokens, as one of its languages does.
fn mints(bytes: &[u8], vendor: &Vendor) -> bool {
    let types = vendor.mints.iter().flat_map(|row| &row.types);
    let packages: BTreeSet<&str> =
        types.filter_map(|it| it.split_once(':')).map(|(package, _)| package).collect();
    packages.iter().any(|package| {
        let spelt = ["@pulumi/", "pulumi-", "com.pulumi."].map(|it| format!("{it}{package}"));
        spelt.iter().any(|it| memmem::find(bytes, it.as_bytes()).is_some())
    })
}

fn spells(bytes: &[u8], vendor: &Vendor) -> bool {
    let sign = vendor.id.to_uppercase();
    let places = memmem::find_iter(bytes, sign.as_bytes()).take(WORDS);
    places.filter_map(|at| word(bytes, at)).any(|word| {
        let row = vendor.name_row(word);
        row.is_some_and(|row| row.kind != Kind::Webhook) && !vendor.is_foreign(word)
    })
}

/// The longest word of a name.
const LONGEST: usize = 100;

/// The word around a place, if it is spelt like a variable.
fn word(bytes: &[u8], at: usize) -> Option<&str> {
    let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let before = bytes[..at].iter().rev().take(LONGEST).take_while(is_word).count();
    let after = bytes[at..].iter().take(LONGEST).take_while(is_word).count();
    let word = std::str::from_utf8(bytes.get(at - before..at + after)?).ok()?;
    (word.contains('_') && !word.bytes().any(|it| it.is_ascii_lowercase())).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::names;
    use crate::model::vendor::{MintRow, NameRow};
    use crate::model::{Kind, Vendor};

    #[test]
    fn names_are_known_in_other_languages() {
        let row = |glob: &str, kind| NameRow {
            globs: vec![glob.to_owned()],
            but: vec!["*snowflake*".to_owned()],
            beside: Vec::new(),
            alone: None,
            kind,
            source: String::new(),
        };
        let names_of = vec![row("*webhook*", Kind::Webhook), row("dbt_*_key", Kind::Unknown)];
        let mint = MintRow {
            types: vec!["dbt_token".to_owned(), "dbtcloud:ServiceToken".to_owned()],
            attribute: String::new(),
            kind: Kind::Service,
            permissions: None,
            source: String::new(),
        };
        let mints = vec![mint];
        let vendor = [Vendor { id: "dbt".to_owned(), names: names_of, mints, ..Vendor::default() }];
        for (path, text, expected) in [
            ("main.go", "os.Getenv(\"DBT_API_KEY\")", true),
            ("a/Main.SQL", "create secret X_DBT_API_KEY", false),
            ("a/Main.SQL", "create secret DBT_API_KEY", true),
            ("a.ts", "process.env.DBT_API_KEY!", true),
            ("a.ts", "import * as dbt from \"@pulumi/dbtcloud\";", true),
            ("a.go", "\"github.com/pulumi/pulumi-dbtcloud/sdk/go/dbtcloud\"", true),
            ("a.java", "import com.pulumi.dbtcloud.ServiceToken;", true),
            ("a.ts", "import * as aws from \"@pulumi/aws\";", false),
            ("a.md", "DBT_API_KEY", false),
            ("a.py", "DBT_API_KEY", false),
            ("a.go", "dbt_api_key", false),
            ("a.go", "DBT_WEBHOOK_KEY", false),
            ("a.go", "DBT_SNOWFLAKE_KEY", false),
            ("a.go", "DBT", false),
            ("DBT_API_KEY", "DBT_API_KEY", false),
        ] {
            assert_eq!(names(path, text.as_bytes(), &vendor), expected, "{path} {text}");
        }
    }
}
