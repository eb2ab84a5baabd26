use super::*;
use crate::extract::fixture::{commented, source, vendor};

/// The mentions of a text as `NAME kind`, each found again by its span.
fn said(text: &str) -> Vec<String> {
    let source = source("README.md", text);
    let mentions = mentions(&source, &[vendor()]);
    mentions
        .iter()
        .map(|it| {
            assert_eq!(source.slice(it.span), it.name);
            format!("{} {}", it.name, it.kind.as_str())
        })
        .collect()
}

#[test]
fn documents_and_templates_are_prose() {
    for (path, expected) in [
        ("README.md", true),
        ("docs/a.mdx", true),
        ("a.rst", true),
        ("readme.txt", true),
        ("README", true),
        (".env.example", true),
        ("terraform.tfvars.example", true),
        ("example.tfvars", true),
        ("notes.txt", false),
        (".env", false),
        ("prod.tfvars", false),
        ("main.tf", false),
    ] {
        assert_eq!(claims(path), expected, "{path}");
    }
}

#[test]
fn a_line_with_a_name_and_a_prefix_says_a_kind() {
    for (line, expected) in [
        ("| `DBT_CLOUD_TOKEN` | a token (`dbtc_xxx`) |", &["DBT_CLOUD_TOKEN service"][..]),
        ("DBT_PAT=dbtu_…", &["DBT_PAT personal"]),
        ("DBT_PAT=dbtu_...", &["DBT_PAT personal"]),
        ("export dbt_cloud_token=\"dbtc_<your token>\"", &["dbt_cloud_token service"]),
        ("a dbtu_xxx goes into DBT_PAT", &["DBT_PAT personal"]),
        ("DBT_API_KEY is no DBT_PAT, which is dbtu_xxx", &["DBT_PAT personal"]),
        ("DBT_PAT=dbtu_x DBT_API_KEY=dbtu_y", &["DBT_PAT personal", "DBT_API_KEY personal"]),
        ("dbtu_x: DBT_PAT or DBT_API_KEY", &[]),
        ("DBT_PAT: dbtu_x or dbtc_x", &[]),
        ("DBT_PAT begins with `dbtu_`.", &[]),
        ("DBT_PAT: xdbtu_x, DBTU_x", &[]),
        ("dbt-api-key dbtu_x", &[]),
        ("DBT_WEBHOOK_TOKEN dbtc_x", &[]),
        ("PORT dbtc_x", &[]),
        ("dbtc_x_token", &[]),
        ("", &[]),
        ("é DBT_PAT é dbtu_é", &[]),
    ] {
        assert_eq!(said(line), expected, "{line}");
    }
}

#[test]
fn lines_stand_alone_and_long_ones_are_skipped() {
    let long = format!("DBT_PAT dbtu_x{}\n", " ".repeat(LONGEST_LINE));
    assert_eq!(
        said(&format!("DBT_PAT\r\ndbtu_x\r\n{long}DBT_API_KEY dbtc_x\r\n")),
        ["DBT_API_KEY service"]
    );
}

#[test]
fn comments_are_prose() {
    let (source, document) = commented(
        "a.tfvars",
        &["# the token", "dbt_api_key # dbt_pat: dbtu_xxx", "/* x\n dbt_pat = \"dbtc_xxx\" */"],
    );
    let mentions = mentions_in_comments(&source, &document, &[vendor()]);
    let found: Vec<_> = mentions.iter().map(|it| (source.slice(it.span), it.kind)).collect();
    assert_eq!(found, [("dbt_pat", Kind::Personal), ("dbt_pat", Kind::Service)]);
}

#[test]
fn long_documents_end() {
    let text = "DBT_PAT dbtu_x ".repeat(200).trim_end().to_owned() + "\n";
    assert_eq!(said(&text.repeat(300)).len(), 300);
}
