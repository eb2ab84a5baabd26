//! Names and references of a program.

use super::facts;
use super::words::{camel, references, short};
use crate::extract::fixture::{Tree, document};

#[test]
fn a_type_has_a_long_and_a_short_spelling() {
    for (long, expected) in [
        ("github:index/actionsSecret:ActionsSecret", "github:ActionsSecret"),
        ("github:ActionsSecret", "github:ActionsSecret"),
        ("aws:secretsmanager/secretVersion:SecretVersion", "aws:secretsmanager:SecretVersion"),
        ("aws:secretsmanager:SecretVersion", "aws:secretsmanager:SecretVersion"),
        ("dbtcloud:index/serviceToken:ServiceToken", "dbtcloud:ServiceToken"),
        ("kubernetes:core/v1:Secret", "kubernetes:core/v1:Secret"),
        ("", ""),
    ] {
        assert_eq!(short(long), expected, "{long}");
    }
}

#[test]
fn a_property_is_spelt_in_camel_case() {
    assert_eq!(camel("service_token_permissions"), "serviceTokenPermissions");
    assert_eq!(camel("name"), "name");
}

#[test]
fn what_stands_in_braces_is_a_reference() {
    let paths = |text| references(text).into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(paths("${a.b} and ${ c }"), ["a.b", "c"]);
    assert!(paths("$${a} ${open").is_empty());
}

#[test]
fn a_variable_that_no_token_goes_into_is_nobodys_credential() {
    let bucket = Tree::Map(vec![
        ("type", Tree::Text("aws:s3:Bucket")),
        ("properties", Tree::Map(vec![("bucket", Tree::Text("${name}"))])),
    ]);
    let tree = Tree::Map(vec![
        ("variables", Tree::Map(vec![("name", Tree::Text("logs"))])),
        ("resources", Tree::Map(vec![("logs", bucket)])),
    ]);
    let (source, document) = document("Pulumi.yaml", &tree);
    assert!(facts(&source, &document, &[]).sites.is_empty());
}
